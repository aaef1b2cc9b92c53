// What a command is: its words, what it takes, and what it does. Parser, help, completion and the test of docs/cli.md are made from this.

import type { ApiClient } from '../../client/api-client.ts';
import type { Terminal } from '../output/terminal.ts';
import type { ArgumentSpec, OptionSpec } from './option-spec.ts';
import type { Where } from './where.ts';

/** What was typed behind a command's words. */
export interface Given {
  readonly words: readonly string[];
  /** The value of an option; undefined where it was not given. */
  readonly option: (name: string) => string | undefined;
  /** Tells whether a switch was given. */
  readonly has: (name: string) => boolean;
}

/** What a command found: for a person, and for a program. */
export interface Finding {
  readonly text: string;
  readonly json: unknown;
  /** The exit code; without it, 0. */
  readonly code?: number;
  /** It is on stdout already, as a file is: nothing is to be added. */
  readonly isWritten?: true;
}

/** One use of a command that asks an account. */
interface AccountCall extends Call {
  /** False: no program syncs it now, and what is told is how things stood when one last did. */
  readonly isRunning: boolean;
}

/** One use of a command. */
export interface Call {
  readonly given: Given;
  readonly where: Where;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Described {
  /** One word, or two: that of its group and its own. */
  readonly name: string;
  readonly does: string;
  /** Words behind the name that show how it is used; '' for none. */
  readonly example: string;
  readonly takes?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** What its group does where no other word of it is given. */
  readonly isUsual?: true;
  /** The one word by which it was known before it was in a group. It goes on working. */
  readonly formerly?: string;
}

/** A command that asks, or tells, an account. */
interface AccountCommand extends Described {
  readonly kind: 'account';
  /** Throws `ApiError` and `LocalError`. */
  readonly run: (api: ApiClient, call: AccountCall) => Promise<Finding>;
}

/** A command that needs no account. */
interface PlainCommand extends Described {
  readonly kind: 'plain';
  /** Throws `LocalError`. */
  readonly run: (call: Call) => Finding | Promise<Finding>;
}

/** One command. */
export type CommandSpec = AccountCommand | PlainCommand;

/** What an endpoint takes whose path has an id: the first word. */
export function byId({ words }: Given): { readonly path: { readonly id: string } } {
  return { path: { id: words[0] ?? '' } };
}

/** Makes a finding of an answer of the API. */
export function found<T>(json: T, format: (value: T) => string): Finding {
  return { json, text: format(json) };
}
