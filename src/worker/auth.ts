// Who may ask: the owner, by a bearer token. Knows nothing of what is asked.

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
  return (await isSameSecret(given, token)) ? null : { kind: 'unauthorized' };
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
  return header !== null && (await isSameSecret(header, token)) ? null : { kind: 'repair_unauthorized' };
}

/** Compares digests, so that neither the length nor the place of the first difference shows in the time taken. */
async function isSameSecret(left: string, right: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(left), digest(right)]);
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
