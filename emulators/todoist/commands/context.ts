/**
 * What every command works with: the account, the temporary ids of its request, and checked look-ups.
 * Defines how arguments are validated; holds no rule of a single command.
 */
import type * as z from 'zod';
import type { Account } from '../account.ts';
import { argumentMissing, invalidArgument, invalidTempId, objectNotFound, oldIdRefused } from '../errors.ts';
import type { ObjectKind } from '../errors.ts';
import { isNumericId, isServerId } from '../ids.ts';
import type { WireItem, WireLabel, WireProject, WireReminder, WireSection } from '../wire.ts';
import type { WireFilter, WireFolder, WireWorkspace } from '../wire-more.ts';

/** What a command gives back: the id of what it created, null, or a long-running operation. */
export type CommandResult = string | null | { readonly operation: Readonly<Record<string, unknown>> };

/** Runs one command. Throws ApiError for a refusal. */
export type Command = (context: CommandContext, args: unknown) => CommandResult;

/** The kinds that had numeric ids once and have others now. */
const KINDS_WITH_OLD_IDS: readonly ObjectKind[] = ['item', 'project', 'section', 'note', 'reminder'];

/** A request's view of the account: temporary ids of earlier commands stand for the real ones. */
export class CommandContext {
  readonly account: Account;
  readonly #realIdByTempId: ReadonlyMap<string, string>;

  constructor(account: Account, realIdByTempId: ReadonlyMap<string, string> = new Map()) {
    this.account = account;
    this.#realIdByTempId = realIdByTempId;
  }

  /** The real id that a real or temporary id stands for. */
  realId(id: string): string {
    return this.#realIdByTempId.get(id) ?? id;
  }

  /** The live task with this id; throws when there is none. */
  item(id: string): WireItem {
    return this.#live('item', id, this.account.store.items.get(this.realId(id)));
  }

  /** The live project with this id; throws when there is none. */
  project(id: string): WireProject {
    return this.#live('project', id, this.account.store.projects.get(this.realId(id)));
  }

  /** The live section with this id; throws when there is none. */
  section(id: string): WireSection {
    return this.#live('section', id, this.account.store.sections.get(this.realId(id)));
  }

  /** The live personal label with this id; throws when there is none. */
  label(id: string): WireLabel {
    return this.#live('label', id, this.account.store.labels.get(this.realId(id)));
  }

  /** The live reminder with this id; throws when there is none. */
  reminder(id: string): WireReminder {
    return this.#live('reminder', id, this.account.store.reminders.get(this.realId(id)));
  }

  /** The live filter with this id; throws when there is none. */
  filter(id: string): WireFilter {
    return this.#live('filter', id, this.account.store.filters.get(this.realId(id)));
  }

  /** The live workspace with this id; throws when there is none. */
  workspace(id: string): WireWorkspace {
    return this.#live('workspace', id, this.account.store.workspaces.get(this.realId(id)));
  }

  /** The live folder with this id; throws when there is none. */
  folder(id: string): WireFolder {
    return this.#live('folder', id, this.account.store.folders.get(this.realId(id)));
  }

  /** The error for an id that names no live object: a bad temporary id, or a real one that is not there. */
  missing(kind: ObjectKind, id: string): Error {
    const realId = this.realId(id);
    if (KINDS_WITH_OLD_IDS.includes(kind) && isNumericId(realId)) return oldIdRefused();
    return isServerId(realId) ? objectNotFound(kind) : invalidTempId(id);
  }

  #live<T extends { readonly is_deleted: boolean }>(kind: ObjectKind, id: string, row: T | undefined): T {
    if (row === undefined || row.is_deleted) throw this.missing(kind, id);
    return row;
  }
}

/** Makes a command from the schema of its arguments and its effect. */
export function defineCommand<S extends z.ZodType>(
  schema: S,
  run: (context: CommandContext, args: z.output<S>) => CommandResult,
): Command {
  return (context, args) => run(context, parseArgs(schema, args));
}

/** Checks arguments against a schema; throws code 19 for a missing one and code 20 for a bad value. */
export function parseArgs<S extends z.ZodType>(schema: S, args: unknown): z.output<S> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const argument = issue === undefined ? '' : issue.path.map(String).join('.');
  if (issue === undefined || (issue.code !== 'custom' && valueAt(args, issue.path) === undefined)) {
    throw argumentMissing(argument);
  }
  throw invalidArgument(argument, expectedOf(issue));
}

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? 'minlen'
      : `Input should be greater than or equal to ${String(issue.minimum)}`;
  }
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? 'maxlen'
      : `Input should be less than or equal to ${String(issue.maximum)}`;
  }
  return issue.message;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The fields of `args` that were given, without the named ones: an absent argument leaves a field as it is. */
export function given<T extends object, K extends keyof T>(
  args: T,
  ...without: readonly K[]
): { [P in Exclude<keyof T, K>]?: Exclude<T[P], undefined> } {
  const kept = Object.entries(args).filter(
    ([key, value]) => value !== undefined && !without.some((name) => name === key),
  );
  return Object.fromEntries(kept) as { [P in Exclude<keyof T, K>]?: Exclude<T[P], undefined> };
}
