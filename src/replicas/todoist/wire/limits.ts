// Todoist's limits, as its own pages state them. Only numbers; what follows from them is decided where they are used. Lengths are
// counted in UTF-16 units, which are never fewer than code points: whichever Todoist counts, we stay within the limit.

/** Longest task name. Todoist help, "Usage limits in Todoist". */
export const MAX_TITLE_UNITS = 500;

/** Longest task description. Todoist help, "Usage limits in Todoist". */
export const MAX_NOTES_UNITS = 16_383;

/** Longest project name. Todoist help, "Usage limits in Todoist". */
export const MAX_PROJECT_NAME_UNITS = 120;

/** Longest section name. Todoist help, "Usage limits in Todoist". */
export const MAX_SECTION_NAME_UNITS = 2048;

/** Longest label name. Todoist help says 60 (the REST schema allows 128): the smaller of the two. */
export const MAX_LABEL_NAME_UNITS = 60;

/** Most labels on one task. Todoist help, "Usage limits in Todoist". */
export const MAX_LABELS_PER_TASK = 100;

/** Most commands in one `/sync` request. developer.todoist.com, "Sync: batching commands". */
export const MAX_COMMANDS_PER_REQUEST = 100;

/**
 * Most bytes of commands that we put in one request: below the 1 MiB of developer.todoist.com, "Request limits", with room for the
 * rest.
 */
export const MAX_COMMAND_BYTES_PER_REQUEST = 900_000;

/** How long we wait for a response, in ms. The server gives up after 15 s (developer.todoist.com, "Request limits"). */
export const DEFAULT_TIMEOUT_MS = 20_000;

/** How long we wait after a 429 without `Retry-After`, in seconds. */
export const DEFAULT_RETRY_AFTER_SECONDS = 60;

/** The longest `Retry-After` that we accept, in seconds: the rate window is 15 minutes (developer.todoist.com, "Request limits"). */
export const MAX_RETRY_AFTER_SECONDS = 3600;
