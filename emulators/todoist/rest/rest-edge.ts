/** What REST routes share: reading bodies and queries, running a command, and look-ups by path id. */
import type { Context } from 'hono';
import { CommandContext } from '../commands/context.ts';
import type { Command } from '../commands/context.ts';
import { badRequest, invalidArgument } from '../errors.ts';
import type { Account } from '../account.ts';
import type { SyncSurroundings } from '../sync/sync-service.ts';

/** An uploaded file. */
interface Upload {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}

/** What REST routes need. */
export interface RestParts extends SyncSurroundings {
  readonly token: string;
  /** Uploaded files by their path on the file host; in memory only. */
  readonly files: Map<string, Upload>;
}

/** A JSON object as a client sent it; its values are checked by the command that takes them. */
export type RestBody = Readonly<Record<string, unknown>>;

/** Reads the JSON object of a request; an empty body is an empty object. */
export async function readBody(context: Context): Promise<RestBody> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as RestBody;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('Invalid JSON');
}

/** The body without the keys whose value is null, for calls where null means "not given". */
export function withoutNulls(body: RestBody): RestBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

/** The body without the named keys: REST ignores what a call does not take. */
export function withoutKeys(body: RestBody, ...keys: readonly string[]): RestBody {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}

/** Runs a command as one transaction and gives the id of what it created, or null. */
export function runCommand(account: Account, command: Command, args: RestBody): string | null {
  const result = account.store.journal.transact(() => command(new CommandContext(account), args));
  return typeof result === 'string' ? result : null;
}

/** Runs a command that creates something, and gives its id. */
export function runCreate(account: Account, command: Command, args: RestBody): string {
  const id = runCommand(account, command, args);
  if (id === null) throw new Error('a creating command gave no id');
  return id;
}

/** Look-ups for paths and answers, with the same errors as the commands. */
export function lookUp(account: Account): CommandContext {
  return new CommandContext(account);
}

/** A comma-separated query value as a list, null when it is absent; refuses a JSON array. */
export function listParam(context: Context, name: string): readonly string[] | null {
  const text = context.req.query(name);
  if (text === undefined) return null;
  if (text.startsWith('[')) throw invalidArgument(name, 'comma separated list');
  return text.split(',').filter((part) => part !== '');
}

/**
 * The test of a name search, without regard to case: `*` stands for any text, `\*` for a star. A query without a star
 * matches any part of a name.
 */
export function nameSearch(context: Context): (row: { readonly name: string }) => boolean {
  const query = context.req.query('query') ?? '';
  const parts: readonly string[] = query.match(/\\.|\*|[^\\*]+|\\/g) ?? [];
  const source = parts
    .map((part) =>
      part === '*' ? '.*' : escapePattern(part.length > 1 ? part.replace(/^\\(?=.)/, '') : part),
    )
    .join('');
  const expression = parts.includes('*') ? new RegExp(`^${source}$`, 'is') : new RegExp(source, 'is');
  return ({ name }) => expression.test(name);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
