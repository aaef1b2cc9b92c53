// The commands that this program prints for a person to copy. Printed as they are, they would find the usual state and accounts,
// not those of the call that they belong to: so each of them gets the options that name its accounts. And an installed program has
// no `npm run`: there they begin with its name. Pure.

import { isBuilt } from '../../local/own-package.ts';
import type { Where } from '../arguments/where.ts';

/** The options that say which accounts and which state a call is about. */
export type Whereabouts = Omit<Where, 'port'>;

/** How the program is called: in a clone, or as it was installed. */
export type Callers = 'clone' | 'installed';

/** A printed command, unless it names its accounts already: those stand first in it. */
const COMMAND =
  /npm (?:run (?:sync|cli)|start) --(?! --(?:try|things|todoist|state|plan|url|profile)\b)(?![^\s])(?= ([a-z])|)/g;

/** What somebody typed stands between these, or is cut off before the second one: a command in it is none of ours. */
const QUOTED = /(“[^”…\n]*[”…]?)/;

/** Gives every command of ours in a text the options that name the accounts of a call. Safe to do twice. */
export function placeCommands(text: string, call: Whereabouts, callers: Callers = usualCallers()): string {
  const place = (command: string, next: string | undefined): string => {
    const program = callers === 'clone' ? command : installedWords(command, next ?? '');
    return `${program}${whereaboutsWords(call)}`;
  };
  const parts = text.split(QUOTED);
  return parts.map((part, at) => (at % 2 === 1 ? part : part.replaceAll(COMMAND, place))).join('');
}

/** One command of `sync` with the accounts that it is about. */
export function syncCommand(call: Whereabouts, words: string, callers: Callers = usualCallers()): string {
  return placeCommands(`npm run sync -- ${words}`, call, callers);
}

function usualCallers(): Callers {
  return isBuilt() ? 'installed' : 'clone';
}

/** Every word of `npm run sync` is a command by itself. */
function installedWords(command: string, next: string): string {
  if (command === 'npm start --') return 'ttsync start';
  return command === 'npm run sync --' && next === '' ? 'ttsync sync' : 'ttsync';
}

function whereaboutsWords({ trial, ...named }: Whereabouts): string {
  const { things, todoist, state, plan, url, profile } = named;
  const words = Object.entries({ things, todoist, state, plan, url, profile })
    .filter((entry): entry is [string, string] => entry[1] !== null)
    // With a sign between, a value that begins with a hyphen is no option.
    .map(([name, value]) => ` --${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`);
  return `${trial ? ' --try' : ''}${words.join('')}`;
}

/** One word for a shell, which takes everything between single quotes as it is. */
function shellWord(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
