// Who asks: whose token it is. Knows nothing of what is asked.

import { timingSafeEqual } from 'hono/utils/buffer';
import { err, ok, type Result } from '../model/result.ts';
import { sha256Hex } from '../checkpoint/sha.ts';
import type { TokenKind } from '../model/token.ts';
import { accountsOf, type AccountSettings } from './accounts.ts';
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
  const owner = await accountOf(given, env, {
    secret: 'API_TOKEN',
    of: ({ token }) => token,
    kind: 'unauthorized',
  });
  if (owner.ok || given === null || owner.error.kind !== 'unauthorized') return owner;
  const name = accountNamedBy(given);
  if (name === null || !accountsOf(env).all.some((account) => account.name === name)) return owner;
  const token = await env.COORDINATOR.getByName(name).checkToken(await sha256Hex(given));
  return token === null ? owner : ok({ account: name, kind: token.kind, token: token.id });
}

/** As `accountOfOwner`, with the token of maintenance. */
export function accountOfRepair(given: string | null, env: Env): Promise<Result<Caller, Failure>> {
  return accountOf(given, env, {
    secret: 'REPAIR_AUTH_TOKEN',
    of: ({ repairToken }) => repairToken,
    kind: 'repair_unauthorized',
  });
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
