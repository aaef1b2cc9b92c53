// Lets through who may ask for what, and keeps whose account it is. Whoever guesses is slowed down.

import type { MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { sha256Hex } from '../../model/sha256.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { TokenKind } from '../../model/token.ts';
import { accountOfOwner, accountOfRepair, bearerOf, type Caller } from '../auth.ts';
import type { Env } from '../env.ts';
import { parseJson } from '../parse-input.ts';
import { problemResponse, type Failure } from '../problems.ts';
import type { AppEnv, Route, RouteContext } from '../routes/route.ts';
import { clientAddress } from './client-address.ts';
import { isAskedInPublic, isOwnMachine } from './public-url.ts';
import { createThrottle, DEFAULT_LIMITS, type Limits, type Throttle } from './throttle.ts';

type Guard = MiddlewareHandler<AppEnv>;
type Access = NonNullable<Route['access']>;

const limitsSchema = z.strictObject({
  perToken: z.int().min(1).default(DEFAULT_LIMITS.perToken),
  perAddress: z.int().min(1).default(DEFAULT_LIMITS.perAddress),
  wrong: z.int().min(1).default(DEFAULT_LIMITS.wrong),
});

/** So much of the digest of a token tells clients apart. */
const CLIENT_LENGTH = 16;

/** More tokens that were right are not kept in mind. */
const MAX_KNOWN = 1000;

/** Where a token is good: today's addresses, figures that anybody may see, what is the owner's alone, the earlier API, and as a part of an address of that. */
type Place = 'today' | 'counts' | 'owners' | 'older' | 'address';

const LOOKING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const NOTHING: ReadonlySet<string> = new Set();

/** What a token of each kind may do in each place. */
const METHODS: Readonly<Record<TokenKind, Readonly<Record<Place, ReadonlySet<string> | 'all'>>>> = {
  owner: { today: 'all', counts: 'all', owners: 'all', older: 'all', address: NOTHING },
  read_only: { today: LOOKING, counts: LOOKING, owners: NOTHING, older: LOOKING, address: NOTHING },
  client: { today: NOTHING, counts: LOOKING, owners: NOTHING, older: 'all', address: 'all' },
};

/** Makes what stands before the routes, by their access. Keeps its counts as long as it lives. */
export function createGuards(
  now: () => number = () => Date.now(),
): Readonly<Record<Access | 'address' | 'owner_besides', Guard>> {
  const throttle = createThrottle(now);
  const known = new Set<string>();
  const by = (
    tokenOf: (context: RouteContext) => string | null,
    find: typeof accountOfOwner,
    place: Place,
  ): Guard => guardBy({ throttle, known, tokenOf, find, place });
  const bearer = (context: RouteContext) => bearerOf(context.req.header('authorization'));
  const owner = by(bearer, accountOfOwner, 'today');
  const counts = by(bearer, accountOfOwner, 'counts');
  const repair = by((context) => context.req.header('x-repair-auth') ?? null, accountOfRepair, 'today');
  const open: Guard = async (context, next) => {
    const refusal = tooMany(throttle, context, null);
    return refusal === null ? next() : problemResponse(refusal);
  };
  // Senders share addresses, and each is counted by itself once it is known.
  const signed: Guard = async (context, next) => {
    const refusal = tooManyOf(context, (limits) =>
      throttle.take(`sender ${addressOf(context)}`, limits.perToken),
    );
    return refusal === null ? next() : problemResponse(refusal);
  };
  // A code is guessed like a token. There is no known one that could be let in meanwhile: each is good once.
  const code: Guard = async (context, next) => {
    const address = addressOf(context);
    const waitMs = throttle.waitFor(address);
    const refusal =
      waitMs === null ? tooMany(throttle, context, null) : { kind: 'too_many' as const, waitMs };
    if (refusal !== null) return problemResponse(refusal);
    await next();
    if (context.res.status === 401) noteWrong(throttle, context);
    return undefined;
  };
  return {
    open,
    signed,
    code,
    open_or_owner: (context, next) =>
      context.req.header('authorization') === undefined ? open(context, next) : counts(context, next),
    owner,
    owner_alone: by(bearer, accountOfOwner, 'owners'),
    older: by(bearer, accountOfOwner, 'older'),
    address: by((context) => context.req.param('token') ?? null, accountOfOwner, 'address'),
    // Whoever only knows an address has a token, though not the one that is wanted: nothing is missing or wrong.
    owner_besides: async (context, next) =>
      bearer(context) === null ? problemResponse({ kind: 'wants_owner' }) : owner(context, next),
    repair,
    repair_or_owner: (context, next) =>
      context.req.header('x-repair-auth') === undefined ? owner(context, next) : repair(context, next),
  };
}

/** Lets only those through that may do what they ask. */
function guardBy(parts: {
  readonly throttle: Throttle;
  /** Digests of tokens that were right: their owners are not kept out by what somebody else guesses at their address. */
  readonly known: Set<string>;
  readonly tokenOf: (context: RouteContext) => string | null;
  readonly find: typeof accountOfOwner;
  readonly place: Place;
}): Guard {
  const { throttle, known, tokenOf, find, place } = parts;
  return async (context, next) => {
    const given = tokenOf(context);
    const digest = given === null ? null : await sha256Hex(given);
    const wait = digest !== null && known.has(digest) ? null : throttle.waitFor(addressOf(context));
    if (wait !== null) return problemResponse({ kind: 'too_many', waitMs: wait });
    const caller = await find(given, context.env);
    if (!caller.ok) {
      const { kind } = caller.error;
      if (kind === 'other_kind') remember(known, digest);
      const isWrong = kind === 'unauthorized' || kind === 'repair_unauthorized';
      if (isWrong && given !== null) noteWrong(throttle, context);
      return problemResponse(tooMany(throttle, context, null) ?? caller.error);
    }
    remember(known, digest);
    context.set('account', caller.value.account);
    context.set('token', caller.value.token);
    context.set('tokenKind', caller.value.kind);
    const refusal = tooMany(throttle, context, digest) ?? forbidden(caller.value, context, place);
    if (refusal !== null) return problemResponse(refusal);
    if (digest !== null) context.set('client', digest.slice(0, CLIENT_LENGTH));
    return next();
  };
}

function remember(known: Set<string>, digest: string | null): void {
  if (digest !== null && known.size < MAX_KNOWN) known.add(digest);
}

/** Why a request is one too many, by its token or else its address; null: it is not. */
function tooMany(throttle: Throttle, context: RouteContext, digest: string | null): Failure | null {
  return tooManyOf(context, ({ perAddress, perToken }) =>
    digest === null
      ? throttle.take(`address ${addressOf(context)}`, perAddress)
      : throttle.take(`token ${digest}`, perToken),
  );
}

/** `take`: gives the ms to wait where a request is one too many, else null. */
function tooManyOf(context: RouteContext, take: (limits: Limits) => number | null): Failure | null {
  const limits = limitsOf(context.env);
  if (!limits.ok) return limits.error;
  const waitMs = take(limits.value);
  return waitMs === null ? null : { kind: 'too_many', waitMs };
}

function noteWrong(throttle: Throttle, context: RouteContext): void {
  const limits = limitsOf(context.env);
  throttle.noteWrong(addressOf(context), (limits.ok ? limits.value : DEFAULT_LIMITS).wrong);
}

function forbidden({ kind }: Caller, context: RouteContext, place: Place): Failure | null {
  const methods = METHODS[kind][place];
  if (methods === 'all' || methods.has(context.req.method)) return null;
  if (place === 'address') return { kind: 'not_in_address' };
  return { kind: 'forbidden', tokenKind: kind, place: place === 'counts' ? 'today' : place };
}

function limitsOf({ RATE_LIMITS: text }: Env): Result<Limits, Failure> {
  if (text === undefined || text === '') return ok(DEFAULT_LIMITS);
  const limits = parseJson(text, limitsSchema);
  const detail = `RATE_LIMITS is wrong: it must be JSON such as ${JSON.stringify(DEFAULT_LIMITS)}: requests a minute, and wrong tokens before an address has to wait.`;
  return limits.ok ? limits : err({ kind: 'not_configured', detail });
}

/**
 * Whose guesses are counted together. On somebody's own machine all come from there, and what a tunnel or proxy says of others can't
 * be believed: whoever came through it is one, and keeps nobody out who is at the machine.
 */
function addressOf({ env, req }: RouteContext): string {
  if (!isOwnMachine(env)) return clientAddress(req.header('cf-connecting-ip'));
  return isAskedInPublic(new URL(req.url), env) ? 'outside' : 'here';
}
