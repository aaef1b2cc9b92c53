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
  return `${plainly(text)} (see --help)`;
}

const OF_AN_OPTION =
  /^option '(?:.*, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)$/;
const OF_A_WORD = /^command-argument value '(.*)' is invalid for argument '.*'\. Allowed choices are (.*)$/;
const MISSING = /^missing required argument '(.*)'$/;
const NOT_TOGETHER =
  /^option '(?:.*, )?(--[\w-]+)[^']*' cannot be used with option '(?:.*, )?(--[\w-]+)[^']*'$/;

/** What the parser says in its own terms, in those of a person who types commands. */
function plainly(text: string): string {
  const [, option, given, choices] = OF_AN_OPTION.exec(text) ?? [];
  if (option !== undefined) return `${option} takes ${either(choices)}, not ${given ?? ''}`;
  const [, word, words] = OF_A_WORD.exec(text) ?? [];
  if (word !== undefined) return `${word} is not possible here: it takes ${either(words)}`;
  const [, missing] = MISSING.exec(text) ?? [];
  if (missing !== undefined) return `${missing} is missing`;
  const [, one, other] = NOT_TOGETHER.exec(text) ?? [];
  return one === undefined ? text : `${one} and ${other ?? ''} can\u2019t be used together`;
}

function either(choices = ''): string {
  return choices.replace(/, ([^,]*)$/, ' or $1');
}
