// Where the app's pages are, as the Worker that serves them, the build and the links to them know it.

/** The address of the app; everything that it consists of is below. */
export const APP_PATH = '/app/';

/** Below it are files whose names change with what is in them. */
export const HASHED_FILES = 'assets/';
