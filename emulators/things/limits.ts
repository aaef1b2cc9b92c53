// The numbers the Things app is documented to enforce, and the emulator's own caps.
// Only constants; what happens beyond a limit is decided where the limit is applied.

/** Longest text of any URL parameter but notes, in characters. Source: Things URL scheme page. */
export const MAX_TEXT_CHARS = 4_000;
/** Longest notes of a URL command, in characters. Source: Things URL scheme page. */
export const MAX_NOTES_CHARS = 10_000;
/** Most checklist items of one to-do set by URL. Source: Things URL scheme page. */
export const MAX_CHECKLIST_ITEMS = 100;
/** Most items that URL commands may add within `ADD_WINDOW_MS`. Source: Things URL scheme page. */
export const MAX_ADDED_ITEMS = 250;
/** Length of the window of `MAX_ADDED_ITEMS`, in milliseconds. */
export const ADD_WINDOW_MS = 10_000;
/** Delay between accepting and applying a URL command unless told otherwise, in milliseconds. */
export const DEFAULT_DELAY_MS = 50;
/** Most instances that one template makes in one day maintenance; a longer gap is cut here. */
export const MAX_INSTANCES_PER_RUN = 400;
/** Most events kept in memory; older ones are forgotten. */
export const MAX_EVENTS = 10_000;
/** Largest message on the control socket, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Longest run of one JXA script, in milliseconds. */
export const MAX_SCRIPT_MS = 60_000;
/** Layout version of a library that this emulator creates (Things 3.24). */
export const CURRENT_DATABASE_VERSION = 29;
/** Layout versions the emulator opens. */
export const SUPPORTED_DATABASE_VERSIONS: readonly number[] = [24, 26, 27, 29];
/** Version of the URL scheme that the `version` command reports. */
export const SCHEME_VERSION = 2;
/** Build number that the `version` command reports (Things 3.24 for Mac). */
export const CLIENT_VERSION = 32400506;
