// What accounts may be called, as the Worker's configuration, links and programs know it.

/** The account of whoever names none. */
export const DEFAULT_ACCOUNT = 'default';

/** Names of the others are like this, too; none of them is called as the default one. */
export const ACCOUNT_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
