// Reads the command line whole, before anything is opened. Opens nothing itself.

import { CommanderError } from 'commander';
import { createProgram, type Invocation, type ProgramParts } from './program.ts';
import { EXIT } from '../exit.ts';
import { UsageError } from './usage-error.ts';

/** Reads the command line (without node and script). Throws `UsageError` for anything that it does not know. */
export function parseCommandLine(words: readonly string[], parts: ProgramParts): Invocation {
  const [first, ...others] = words;
  if (first === 'agent' && !others.some((word) => word === '--help' || word === '-h'))
    return { kind: 'agent', words: others };
  let asked: Invocation | null = null;
  let said = '';
  const program = createProgram(
    parts,
    (invocation) => {
      asked = invocation;
    },
    (text) => {
      said += text;
    },
  );
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: said.trimEnd(), code: EXIT.done };
    // A group without a word of it, or nothing at all: what there is.
    if (error.code === 'commander.help')
      return { kind: 'text', text: said.trimEnd(), code: words.length === 0 ? EXIT.done : EXIT.usage };
    throw new UsageError(oneLine(error.message), { cause: error });
  }
  if (asked === null) throw new Error('broken invariant: the parser took a command line and said nothing');
  return asked;
}

function oneLine(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return `${text} (see --help)`;
}
