// What of an unforeseen error may go into the log. Task text must not, and messages may quote input.

import { withoutQuoted } from '../protocol/log.ts';

/** Describes an error for the log: name, message with everything quoted or in braces blanked out, and the frames of its stack. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown value of type ${typeof error}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const message = withoutQuoted(error.message).slice(0, 300);
  return [`${error.name}: ${message}`, ...frames.slice(0, 12)].join('\n');
}
