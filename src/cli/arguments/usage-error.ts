// A command line that asks for nothing that there is.

import { LocalError } from '../../local/local-error.ts';

/** What was typed is wrong: one line, and an exit code of its own. */
export class UsageError extends LocalError {}
