// Why this device could not keep something, in words for a person. A store throws nothing else.

/**
 * `no_storage`: the browser offers none here, or it can't be read; `full`: no room is left; `newer_page`: a newer version of the page
 * has taken the store over; `blocked`: an older page that is still open holds it; `closed`: the browser closed it.
 */
export type StorageErrorKind = 'no_storage' | 'full' | 'newer_page' | 'blocked' | 'closed';

const TEXTS: Readonly<Record<StorageErrorKind, string>> = {
  no_storage:
    'This browser keeps nothing for this page, as in a private window. What you do here would be lost.',
  full: 'This device has no room left. Your last change was not kept.',
  newer_page: 'A newer version of this page is open elsewhere. Load this page again.',
  blocked: 'An older version of this page is still open in another tab. Close it, then load this page again.',
  closed: 'The browser closed the storage of this page. Load the page again.',
};

/** A store that could not do what it was asked to. Nothing was written. */
export class StorageError extends Error {
  readonly kind: StorageErrorKind;

  constructor(kind: StorageErrorKind, cause?: unknown) {
    super(TEXTS[kind], { cause });
    this.name = 'StorageError';
    this.kind = kind;
  }
}

/** A failure of IndexedDB in these words; anything else, such as a mistake of ours, stays what it is. */
export function storageErrorOf(error: unknown): unknown {
  if (error instanceof StorageError || !isNamed(error)) return error;
  switch (error.name) {
    case 'QuotaExceededError':
      return new StorageError('full', error);
    case 'VersionError':
      return new StorageError('newer_page', error);
    case 'InvalidStateError':
    case 'AbortError':
      return new StorageError('closed', error);
    case 'UnknownError':
    case 'SecurityError':
    case 'NotReadableError':
      return new StorageError('no_storage', error);
    default:
      return error;
  }
}

function isNamed(error: unknown): error is { readonly name: string } {
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string';
}
