// Carries out a request with a key of its own once, however often it comes.

import type { MiddlewareHandler, Next } from 'hono';
import { sha256Hex } from '../../model/sha256.ts';
import type { Repeat, RepeatableRequest } from '../object/repeats.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, type AppEnv, type RouteContext } from '../routes/route.ts';

/** What an older client that knows only an address begins it with. It is a secret, and kept nowhere. */
const TOKEN_IN_ADDRESS = /^\/t\/[^/]+/;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Answers a request that comes again as it was answered before. One without `Idempotency-Key` or `X-Request-Id` passes. */
export const repeatable: MiddlewareHandler<AppEnv> = (context, next) =>
  carryOutOnce(context, next, ({ body }) => body);

/** The same at an older address, whose answer says that it is one of before. */
export const repeatableAsOlder: MiddlewareHandler<AppEnv> = (context, next) =>
  carryOutOnce(context, next, ({ body, at }) => {
    const answer: unknown = JSON.parse(body);
    const isList = typeof answer !== 'object' || answer === null || Array.isArray(answer);
    return isList
      ? body
      : JSON.stringify({ ...answer, fromCache: true, cachedAt: new Date(at).toISOString() });
  });

async function carryOutOnce(
  context: RouteContext,
  next: Next,
  again: (answered: Extract<Repeat, { kind: 'answered' }>) => string,
): Promise<Response | undefined> {
  const key = context.req.header('idempotency-key') ?? context.req.header('x-request-id');
  if (context.req.method !== 'POST' || key === undefined) {
    await next();
    return undefined;
  }
  if (!KEY.test(key)) {
    const detail = 'A key must be 1 to 255 visible ASCII characters.';
    return problemResponse({ kind: 'invalid_input', detail, errors: [{ at: 'Idempotency-Key', detail }] });
  }
  const request = await requestOf(context, key);
  const coordinator = coordinatorOf(context);
  const repeat = await coordinator.beginRequest(request);
  if (repeat.kind === 'another') return problemResponse({ kind: 'key_used' });
  if (repeat.kind === 'under_way') return problemResponse({ kind: 'under_way' });
  if (repeat.kind === 'answered') {
    const headers = { 'content-type': 'application/json', 'idempotent-replayed': 'true' };
    return new Response(again(repeat), { status: repeat.status, headers });
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
}

async function requestOf({ req }: RouteContext, key: string): Promise<RepeatableRequest> {
  const { pathname, search } = new URL(req.url);
  return {
    path: `${req.method} ${pathname.replace(TOKEN_IN_ADDRESS, '')}`,
    key,
    digest: await sha256Hex(`${search}\n${await req.text()}`),
  };
}
