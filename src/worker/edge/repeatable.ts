// Carries out a request with a key of its own once, however often it comes.

import type { MiddlewareHandler, Next } from 'hono';
import { sha256Hex } from '../../model/sha256.ts';
import type { Repeat, RepeatableRequest, RepeatAnswer } from '../object/repeats.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, type AppEnv, type RouteContext } from '../routes/route.ts';

/** What an older client that knows only an address begins it with. It is a secret, and kept nowhere. */
const TOKEN_IN_ADDRESS = /^\/t\/[^/]+/;

const KEY = /^[\x21-\x7e]{1,255}$/;

type Answered = Extract<Repeat, { kind: 'answered' }>;

/** What is kept of requests, and how one that comes again is answered. */
interface OnceOptions {
  /** Whether the answer is kept. Without it, a request that comes again is refused, and nothing is kept of what was sent either: both may have secrets in them. */
  readonly keepsAnswer: boolean;
  /** `older`: the answer says that it is one of before, as the earlier API's did. */
  readonly words: 'today' | 'older';
}

/** Answers a request that comes again as it was answered before, or refuses it. One without `Idempotency-Key` or `X-Request-Id` passes. */
export function carriedOutOnce(options: OnceOptions): MiddlewareHandler<AppEnv> {
  return (context, next) => carryOutOnce(context, next, options);
}

function bodyAgain({ body, at }: Answered, words: OnceOptions['words']): string {
  if (words === 'today') return body;
  const answer: unknown = JSON.parse(body);
  const isList = typeof answer !== 'object' || answer === null || Array.isArray(answer);
  return isList ? body : JSON.stringify({ ...answer, fromCache: true, cachedAt: new Date(at).toISOString() });
}

async function carryOutOnce(
  context: RouteContext,
  next: Next,
  { keepsAnswer, words }: OnceOptions,
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
  const request = await requestOf(context, key, keepsAnswer);
  const coordinator = coordinatorOf(context);
  const repeat = await coordinator.beginRequest(request);
  if (repeat.kind === 'another') return problemResponse({ kind: 'key_used' });
  if (repeat.kind === 'under_way') return problemResponse({ kind: 'under_way' });
  if (repeat.kind === 'carried_out') return problemResponse({ kind: 'carried_out' });
  if (repeat.kind === 'answered') {
    const headers = { 'content-type': 'application/json', 'idempotent-replayed': 'true' };
    return new Response(bodyAgain(repeat, words), { status: repeat.status, headers });
  }
  let answer: RepeatAnswer | null = null;
  try {
    await next();
    // What failed may be tried again under the same key.
    if (context.res.ok) {
      const body = keepsAnswer ? await context.res.clone().text() : null;
      answer = { status: context.res.status, body };
    }
  } finally {
    await coordinator.endRequest(request, answer);
  }
  return undefined;
}

async function requestOf(
  { req }: RouteContext,
  key: string,
  keepsAnswer: boolean,
): Promise<RepeatableRequest> {
  const { pathname, search } = new URL(req.url);
  return {
    path: `${req.method} ${pathname.replace(TOKEN_IN_ADDRESS, '')}`,
    key,
    // A short secret could be found from the digest of a body.
    digest: await sha256Hex(keepsAnswer ? `${search}\n${await req.text()}` : ''),
  };
}
