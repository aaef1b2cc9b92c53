// How a URL command ends: its outcome, and the two ways it can stop half way.
// Must not write anything.

/** Result of one applied command; `ids` are the top-level items it made or changed. */
export interface UrlOutcome {
  readonly kind: 'ok' | 'silent_noop' | 'modal';
  readonly detail: string;
  readonly ids: readonly string[];
}

/** Thrown when the app would show an error window: the whole command is rolled back. */
export class UrlRejection extends Error {
  override readonly name = 'UrlRejection';
}

/** Thrown when the app would crash: the command is rolled back and the process is gone. */
export class AppCrash extends Error {
  override readonly name = 'AppCrash';
}
