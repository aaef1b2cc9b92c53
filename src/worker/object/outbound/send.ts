// Sends one request to a subscriber: briefly, without following redirects, and without reading what comes back.

import type { Send } from '../../../webhooks/outbound/deliver.ts';
import { whyNoTarget } from '../../../model/outbound-target.ts';
import { retryAfterMs, type Attempt } from '../../../webhooks/outbound/retry.ts';
import type { OutgoingRequest } from '../../../webhooks/outbound/request.ts';
import type { Env } from '../../env.ts';

/** A receiver has so long to answer, ms. */
const PATIENCE_MS = 10_000;
/** Where the local host says why it did not send; no receiver's header gets through it. */
const PROBLEM_HEADER = 'x-delivery-problem';
/** And what the receiver answered. */
const STATUS_HEADER = 'x-delivery-status';

/** Makes what sends, from the surroundings of the Worker. */
export function createSend(
  env: Pick<Env, 'DELIVERIES' | 'ALLOW_PRIVATE_TARGETS'>,
  now: () => number,
  patienceMs = PATIENCE_MS,
): Send {
  const outlet = env.DELIVERIES;
  const allowsPrivate = isPrivateAllowed(env);
  return async (request) => {
    const begun = now();
    const failed = (problem: string): Attempt => ({
      took: Math.max(0, now() - begun),
      answered: null,
      retryAfterMs: null,
      problem,
    });
    const refusal = whyNoTarget(request.url, { allowsPrivate });
    if (refusal !== null) return failed(`nothing is sent there: ${refusal}`);
    try {
      const response = await post(outlet, request, patienceMs);
      await response.body?.cancel();
      const problem = outlet === undefined ? null : response.headers.get(PROBLEM_HEADER);
      if (problem !== null) return failed(problem);
      return {
        took: Math.max(0, now() - begun),
        answered: outlet === undefined ? response.status : Number(response.headers.get(STATUS_HEADER)),
        retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now()),
        problem: null,
      };
    } catch (error) {
      return failed(
        error instanceof Error && error.name === 'TimeoutError'
          ? `there was no answer within ${patienceMs / 1000} s`
          : 'it can’t be reached',
      );
    }
  };
}

/** Tells whether the operator allows targets on this machine and in private networks. */
export function isPrivateAllowed({ ALLOW_PRIVATE_TARGETS }: Pick<Env, 'ALLOW_PRIVATE_TARGETS'>): boolean {
  return ALLOW_PRIVATE_TARGETS === '1';
}

function post(
  outlet: Env['DELIVERIES'],
  { url, headers, body }: OutgoingRequest,
  patienceMs: number,
): Promise<Response> {
  const init = {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  } as const;
  if (outlet === undefined) return fetch(url, init);
  return outlet.fetch('http://deliveries/', { ...init, headers: { ...headers, 'x-delivery-target': url } });
}
