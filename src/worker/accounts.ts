// Which accounts this Worker serves, and what belongs to each: read from the configuration, decided nowhere else. The one account of
// a deployment without `ACCOUNTS` is `default`, whose secrets are bindings of their own, and whose KV keys are those of older code.

import * as z from 'zod';
import { ACCOUNT_NAME, DEFAULT_ACCOUNT } from '../protocol/account-name.ts';
import type { Env } from './env.ts';

/** One account. An empty secret is one that is not set. */
export interface AccountSettings {
  /** Names its Coordinator and its keys. */
  readonly name: string;
  /** The owner's token. */
  readonly token: string;
  /** Guards what moves or deletes its KV keys. */
  readonly repairToken: string;
  readonly todoist: { readonly url: string; readonly token: string };
}

const secret = z.string().min(1).max(512);

/** The JSON text of `ACCOUNTS`: the accounts beside the default one, by name. */
const accountsSchema = z.record(
  z
    .string()
    .regex(ACCOUNT_NAME)
    .refine((name) => name !== DEFAULT_ACCOUNT),
  z.strictObject({
    token: secret,
    todoistToken: secret.optional(),
    repairToken: secret.optional(),
    todoistUrl: z.url().optional(),
  }),
);

/** The accounts that there are. */
interface Accounts {
  /** The default one first. */
  readonly all: readonly AccountSettings[];
  /** Why there are no others, though others were named; without any secret. null: there is nothing wrong. */
  readonly problem: string | null;
}

/** Reads the accounts. What is wrong with the others leaves the default one as it is. */
export function accountsOf(env: Env): Accounts {
  const first = defaultAccount(env);
  const alone = (problem: string | null): Accounts => ({ all: [first], problem });
  if (env.ACCOUNTS === undefined || env.ACCOUNTS === '') return alone(null);
  const parsed = accountsSchema.safeParse(jsonOf(env.ACCOUNTS));
  if (!parsed.success) {
    // A name is the owner's to see; what stands below it may be a secret.
    const where = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the whole');
    return alone(`ACCOUNTS is wrong at ${[...new Set(where)].join(', ')}.`);
  }
  const others = Object.entries(parsed.data).map(([name, own]) => ({
    name,
    token: own.token,
    repairToken: own.repairToken ?? '',
    todoist: { url: own.todoistUrl ?? first.todoist.url, token: own.todoistToken ?? '' },
  }));
  const all = [first, ...others];
  if (isShared(all.map(({ token }) => token)) || isShared(all.map(({ repairToken }) => repairToken)))
    return alone('ACCOUNTS gives one token to two accounts.');
  return { all, problem: null };
}

/** Tells whether there is an account of this name. */
export function isAccount(env: Env, name: string): boolean {
  return accountsOf(env).all.some((account) => account.name === name);
}

/** The account of an object, by its id: what the platform tells of its name may be missing when an alarm wakes it. */
export function accountOfObject(env: Env, id: DurableObjectId): AccountSettings {
  const found = accountsOf(env).all.find(({ name }) => env.COORDINATOR.idFromName(name).equals(id));
  if (found !== undefined) return found;
  // It is configured no more: it stays as it is, and nothing is asked of anybody in its name.
  if (id.name === undefined) throw new Error('an object of an account that is not configured');
  return { name: id.name, token: '', repairToken: '', todoist: { url: '', token: '' } };
}

function defaultAccount(env: Env): AccountSettings {
  return {
    name: DEFAULT_ACCOUNT,
    token: env.API_TOKEN ?? '',
    repairToken: env.REPAIR_AUTH_TOKEN ?? '',
    todoist: { url: env.TODOIST_API_URL ?? '', token: env.TODOIST_API_TOKEN ?? '' },
  };
}

function isShared(tokens: readonly string[]): boolean {
  const set = tokens.filter((token) => token !== '');
  return new Set(set).size < set.length;
}

/** null where it is no JSON, which no schema takes. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
