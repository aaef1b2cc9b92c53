// Who may ask: the owner, by a bearer token. Knows nothing of what is asked.

import { timingSafeEqual } from 'hono/utils/buffer';
import type { Failure } from './problems.ts';

/**
 * Tells why a request is refused, or null where it may pass. The comparison takes the same time wherever the tokens differ.
 * `not_configured` where the deployment has no token yet: nothing is open by default.
 */
export async function refuseUnlessOwner(
  authorization: string | null,
  token: string | undefined,
): Promise<Failure | null> {
  if (token === undefined || token === '') {
    return {
      kind: 'not_configured',
      detail:
        'API_TOKEN is not set. On Cloudflare: `npx wrangler secret put API_TOKEN`; for `wrangler dev`: a line in .dev.vars.',
    };
  }
  const given = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
  if (given === undefined) return { kind: 'unauthorized' };
  return (await timingSafeEqual(given, token)) ? null : { kind: 'unauthorized' };
}

/** Tells why a request of maintenance is refused, or null where it may pass; as `refuseUnlessOwner`, with the repair token. */
export async function refuseUnlessRepair(
  header: string | null,
  token: string | undefined,
): Promise<Failure | null> {
  if (token === undefined || token === '') {
    const detail =
      'REPAIR_AUTH_TOKEN is not set. On Cloudflare: `npx wrangler secret put REPAIR_AUTH_TOKEN`; for `wrangler dev`: a line in .dev.vars.';
    return { kind: 'not_configured', detail };
  }
  return header !== null && (await timingSafeEqual(header, token)) ? null : { kind: 'repair_unauthorized' };
}
