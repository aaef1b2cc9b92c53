// Who asks: whose token it is. Knows nothing of what is asked.

import { timingSafeEqual } from 'hono/utils/buffer';
import { err, ok, type Result } from '../model/result.ts';
import { accountsOf, type AccountSettings } from './accounts.ts';
import type { Env } from './env.ts';
import type { Failure } from './problems.ts';

/**
 * Names the account whose owner's token is given, or tells why nobody may pass. Every token is compared, and each comparison takes the
 * same time wherever the tokens differ. `not_configured` where no account has a token yet: nothing is open by default.
 */
export function accountOfOwner(authorization: string | null, env: Env): Promise<Result<string, Failure>> {
  const given = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
  return accountOf(given, env, { secret: 'API_TOKEN', of: ({ token }) => token, kind: 'unauthorized' });
}

/** As `accountOfOwner`, with the token of maintenance. */
export function accountOfRepair(header: string | null, env: Env): Promise<Result<string, Failure>> {
  return accountOf(header, env, {
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
): Promise<Result<string, Failure>> {
  const { all, problem } = accountsOf(env);
  const known = all.filter((account) => token.of(account) !== '');
  if (known.length === 0) return err({ kind: 'not_configured', detail: problem ?? howToSet(token.secret) });
  if (given === null) return err({ kind: token.kind });
  let found: string | null = null;
  for (const account of known) if (await timingSafeEqual(given, token.of(account))) found = account.name;
  if (found !== null) return ok(found);
  // Whoever has a token of an account that can't be read is to know that it is not the token.
  return err(problem === null ? { kind: token.kind } : { kind: 'not_configured', detail: problem });
}

function howToSet(secret: string): string {
  return `${secret} is not set. On Cloudflare: \`npx wrangler secret put ${secret}\`; for \`wrangler dev\`: a line in .dev.vars.`;
}
