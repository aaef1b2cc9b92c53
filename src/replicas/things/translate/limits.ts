// Limits of the Things app. Only numbers with their sources; project.ts decides what follows from them.

/** Longest title, tag or checklist line, in UTF-16 units. Source: Things URL scheme page ("any string 4,000 characters"). */
export const MAX_TEXT_CHARS = 4_000;

/** Most lines of one checklist. Source: Things URL scheme page. */
export const MAX_CHECKLIST_ITEMS = 100;

/**
 * Longest notes that we send, in UTF-16 units. The URL scheme stops at 10,000, so notes go by script, for which no limit is
 * published; this one is ours, far above Todoist's 16,383 and far below what one Apple event carries.
 */
export const MAX_NOTES_CHARS = 200_000;
