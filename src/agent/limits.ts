// The limits that the agent observes when it writes to Things. Only numbers and their sources.

/** Longest URL, bytes. Ours: no limit is published, and one argument of a program must stay below 128 KiB on Linux. */
export const MAX_URL_BYTES = 80_000;

/** Most objects of one `json` URL. Ours: an import is applied as a whole, and a small one fails alone. */
export const MAX_OBJECTS_PER_URL = 100;

/** Maximum number of operations in one batch; after a crash at most these have to be checked. */
export const MAX_OPERATIONS_PER_BATCH = 50;

/** Items that URLs may add within `ADD_WINDOW_MS`; Things takes 250. Source: Things URL scheme page. */
export const MAX_ADDED_ITEMS = 200;

/** See `MAX_ADDED_ITEMS`, ms. */
export const ADD_WINDOW_MS = 10_000;

/** How often the database is read while waiting for an effect, ms: at first, and after `QUICK_POLL_MS`. */
export const FIRST_POLL_MS = 100;
/** See `FIRST_POLL_MS`. */
export const LATER_POLL_MS = 300;
/** See `FIRST_POLL_MS`. */
export const QUICK_POLL_MS = 2000;
/** How long to wait for an effect, ms. */
export const MAX_WAIT_MS = 10_000;
/**
 * How long to wait for the effect of a URL before it is sent again, ms: 18.65 s were observed. Source: a published test run on a
 * real library.
 */
export const MAX_URL_WAIT_MS = 25_000;

/** How long the app may take to start, ms. */
export const MAX_LAUNCH_MS = 30_000;

/**
 * Maximum size of a reported to-do: title, notes and checklist, in bytes. Ours: the Worker stores a task several times, each in a
 * row of at most 2 MB. Source: limits page of Durable Objects.
 */
export const MAX_TODO_BYTES = 500_000;

/** How long a write without effect may still take effect, ms. Ours: URLs that are switched off may stay so for days. */
export const LATE_MEMORY_MS = 7 * 86_400_000;

/** How often Things may crash during one operation before that operation is given up. */
export const MAX_CRASHES = 3;

/** How long answered operations are remembered, ms: a repeated one gets the same answer and is not carried out again. */
export const OPERATION_MEMORY_MS = 90 * 86_400_000;

/** Most acknowledgements of one exchange; the rest go with the next. */
export const MAX_ACKNOWLEDGEMENTS = 1000;

/**
 * The whole library also includes to-dos that were closed this recently, ms. If the journal was lost, the Worker then sees that
 * they were closed, instead of only that they are missing.
 */
export const RECENTLY_CLOSED_MS = 90 * 86_400_000;

/**
 * How often one exchange may send the whole library again: once for an unknown base and once for what the Worker misses in it, with
 * one to spare.
 */
export const MAX_RESYNCS = 3;

/**
 * How long after its request the agent may start to write, ms. Half as long as the Worker waits before another agent may take over
 * from a silent one.
 */
export const WRITE_WITHIN_MS = 5 * 60_000;
