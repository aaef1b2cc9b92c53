// The commands that this program prints for a person to copy. Printed as they are, they would find the usual state and accounts,
// not those of the call that they belong to: so each of them gets the options that name its accounts. Pure.

import type { LocalOptions } from './options.ts';

/** The options that say which accounts and which state a call is about. */
export type Whereabouts = Pick<LocalOptions, 'trial' | 'things' | 'todoist' | 'state' | 'plan'>;

/** A printed command, unless it names its accounts already: those stand first in it. */
const COMMAND = /npm (?:run sync|start) --(?! --(?:try|things|todoist|state|plan)\b)(?![^\s])/g;

/** What somebody typed stands between these, or is cut off before the second one: a command in it is none of ours. */
const QUOTED = /(“[^”…\n]*[”…]?)/;

/** Gives every command of ours in a text the options that name the accounts of a call. Safe to do twice. */
export function placeCommands(text: string, call: Whereabouts): string {
  const parts = text.split(QUOTED);
  const placed = parts.map((part, at) =>
    at % 2 === 1 ? part : part.replaceAll(COMMAND, (command) => `${command}${whereaboutsWords(call)}`),
  );
  return placed.join('');
}

/** One command of `sync` with the accounts that it is about. */
export function syncCommand(call: Whereabouts, words: string): string {
  return placeCommands(`npm run sync -- ${words}`, call);
}

function whereaboutsWords({ trial, things, todoist, state, plan }: Whereabouts): string {
  const named = Object.entries({ things, todoist, state, plan })
    .filter((entry): entry is [string, string] => entry[1] !== null)
    // With a sign between, a value that begins with a hyphen is no option.
    .map(([name, value]) => ` --${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`);
  return `${trial ? ' --try' : ''}${named.join('')}`;
}

/** One word for a shell, which takes everything between single quotes as it is. */
function shellWord(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
