// Where the app's pages are, as the Worker that serves them, the build and the links to them know it.

/** The address of the app; everything that it consists of is below. */
export const APP_PATH = '/app/';

/** Below it are files whose names change with what is in them. */
export const HASHED_FILES = 'assets/';

/** The script that keeps the app on a device. */
export const SERVICE_WORKER_FILE = 'service-worker.js';

/** What other apps share with this one is handed to this address; it is the app's page, too. */
export const SHARE_PAGE = 'share';

/** One file of a version. */
export interface ShellFile {
  /** Path within the origin, as it is asked for. */
  readonly path: string;
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
}

/** What a version consists of. */
export interface ShellVersion {
  /** Follows from all its files. */
  readonly name: string;
  /** The path of the page itself, which is one of the files. */
  readonly page: string;
  readonly files: readonly ShellFile[];
}
