// Where the agent prints. What comes from outside (titles, names of other Macs, what a server says) can't steer the terminal.

import { printableLines } from '../../model/printable.ts';

/** Prints a line, or several. */
export interface Terminal {
  readonly log: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Prints to `terminal`, control characters as escapes. */
export function safely(terminal: Terminal): Terminal {
  return {
    log: (text) => terminal.log(printableLines(text)),
    error: (text) => terminal.error(printableLines(text)),
  };
}
