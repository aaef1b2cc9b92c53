// How the program ends.

/** How commands end; `done`, of a run: in sync. `planWaits` also after a dry run that found something to do. */
export const EXIT = {
  done: 0,
  error: 1,
  usage: 2,
  planWaits: 3,
  conflictsWait: 4,
  interrupted: 130,
} as const;
