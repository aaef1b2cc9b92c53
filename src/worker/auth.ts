// Who asks: whose token it is. Knows nothing of what is asked.

import { timingSafeEqual } from 'hono/utils/buffer';
import { err, ok, type Result } from '../model/result.ts';
import { sha256Hex } from '../model/sha256.ts';
import type { TokenKind } from '../model/token.ts';
import { DEFAULT_ACCOUNT } from '../protocol/account-name.ts';
import { accountsOf, isAccount, type AccountSettings } from './accounts.ts';
import type { Env } from './env.ts';
import type { Failure } from './problems.ts';
import { accountNamedBy } from './object/token-keeper.ts';

/** Who a token belongs to, and what it is good for. */
export interface Caller {
  readonly account: string;
  readonly kind: TokenKind;
  /** Which token it is, for the log: `owner`, `repair`, or the id of one that was made. */
  readonly token: string;
}

/** The token of `Authorization: Bearer …`; null where there is none. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/**
 * Names the account whose owner's token is given, or one that the owner made for somebody, or tells why nobody may pass. Every token is
 * compared, and each comparison takes the same time wherever the tokens differ. `not_configured` where no account has a token yet:
 * nothing is open by default.
 */
export async function accountOfOwner(given: string | null, env: Env): Promise<Result<Caller, Failure>> {
  const owner = await accountOf(given, env, OWNER);
  if (owner.ok || given === null || owner.error.kind !== 'unauthorized') return owner;
  return (await madeToken(given, env)) ?? otherwise(owner, await accountOf(given, env, REPAIR));
}

/** As `accountOfOwner`, with the token of maintenance. */
export async function accountOfRepair(given: string | null, env: Env): Promise<Result<Caller, Failure>> {
  const repair = await accountOf(given, env, REPAIR);
  if (repair.ok || given === null || repair.error.kind !== 'repair_unauthorized') return repair;
  const owner = await accountOf(given, env, OWNER);
  return otherwise(repair, owner.ok ? owner : ((await madeToken(given, env)) ?? owner));
}

const OWNER = {
  secret: 'API_TOKEN',
  of: ({ token }: AccountSettings) => token,
  kind: 'unauthorized',
} as const;
const REPAIR = {
  secret: 'REPAIR_AUTH_TOKEN',
  of: ({ repairToken }: AccountSettings) => repairToken,
  kind: 'repair_unauthorized',
} as const;

/** A token that an owner made; null: there is none such. Takes as long for an account that is none. */
async function madeToken(given: string, env: Env): Promise<Result<Caller, Failure> | null> {
  const name = accountNamedBy(given);
  if (name === null) return null;
  const account = isAccount(env, name) ? name : DEFAULT_ACCOUNT;
  const token = await env.COORDINATOR.getByName(account).checkToken(await sha256Hex(given));
  return token === null ? null : ok({ account, kind: token.kind, token: token.id });
}

/** A token that is right for something else is no guess. */
function otherwise(wrong: Result<Caller, Failure>, other: Result<Caller, Failure>): Result<Caller, Failure> {
  if (!other.ok) return wrong;
  return err({ kind: 'other_kind', given: other.value.token === 'repair' ? 'repair' : other.value.kind });
}

async function accountOf(
  given: string | null,
  env: Env,
  token: {
    readonly secret: string;
    readonly of: (account: AccountSettings) => string;
    readonly kind: 'unauthorized' | 'repair_unauthorized';
  },
): Promise<Result<Caller, Failure>> {
  const { all, problem } = accountsOf(env);
  const known = all.filter((account) => token.of(account) !== '');
  if (known.length === 0) return err({ kind: 'not_configured', detail: problem ?? howToSet(token.secret) });
  if (given === null) return err({ kind: token.kind });
  let found: string | null = null;
  for (const account of known) if (await timingSafeEqual(given, token.of(account))) found = account.name;
  if (found !== null) {
    return ok({ account: found, kind: 'owner', token: token.kind === 'unauthorized' ? 'owner' : 'repair' });
  }
  // Whoever has a token of an account that can't be read is to know that it is not the token.
  return err(problem === null ? { kind: token.kind } : { kind: 'not_configured', detail: problem });
}

function howToSet(secret: string): string {
  return `${secret} is not set. On Cloudflare: \`npx wrangler secret put ${secret}\`; for \`wrangler dev\`: a line in .dev.vars.`;
}
