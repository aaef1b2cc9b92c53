// Carries out a request with a key of its own once, however often it comes.

import type { MiddlewareHandler } from 'hono';
import { sha256Hex } from '../../checkpoint/sha.ts';
import type { RepeatableRequest } from '../repeats.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, type AppEnv, type RouteContext } from '../routes/route.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Answers a request that comes again as it was answered before. One without `Idempotency-Key` or `X-Request-Id` passes. */
export const repeatable: MiddlewareHandler<AppEnv> = async (context, next) => {
  const key = context.req.header('idempotency-key') ?? context.req.header('x-request-id');
  if (context.req.method !== 'POST' || key === undefined) return next();
  if (!KEY.test(key)) {
    const detail = 'A key has 1 to 255 visible ASCII characters.';
    return problemResponse({ kind: 'invalid_input', detail, errors: [{ at: 'Idempotency-Key', detail }] });
  }
  const request = await requestOf(context, key);
  const coordinator = coordinatorOf(context);
  const repeat = await coordinator.beginRequest(request);
  if (repeat.kind === 'another') return problemResponse({ kind: 'key_used' });
  if (repeat.kind === 'under_way') return problemResponse({ kind: 'under_way' });
  if (repeat.kind === 'answered') {
    const headers = { 'content-type': 'application/json', 'idempotent-replayed': 'true' };
    return new Response(repeat.body, { status: repeat.status, headers });
  }
  let answer: { readonly status: number; readonly body: string } | null = null;
  try {
    await next();
    // What failed may be tried again under the same key.
    if (context.res.ok) answer = { status: context.res.status, body: await context.res.clone().text() };
  } finally {
    await coordinator.endRequest(request, answer);
  }
  return undefined;
};

async function requestOf({ req }: RouteContext, key: string): Promise<RepeatableRequest> {
  const { pathname, search } = new URL(req.url);
  return {
    path: `${req.method} ${pathname}`,
    key,
    digest: await sha256Hex(`${search}\n${await req.text()}`),
  };
}
