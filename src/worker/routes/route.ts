// One address of the API, and what all of them share: input in, one call to the Coordinator, answer out.

import type { Context } from 'hono';
import type { Endpoint, Taken, Takes } from '../../protocol/endpoints/endpoint.ts';
import type { CallAnswer, CoordinatorCalls } from '../calls.ts';
import type { OlderInputs, OlderName } from '../older-inputs.ts';
import type { TokenKind } from '../../model/token.ts';
import { DEFAULT_ACCOUNT } from '../../protocol/account-name.ts';
import type { Env } from '../env.ts';
import { answerOf } from '../answer-response.ts';
import { problemResponse } from '../problems.ts';
import { take } from './take.ts';

/** What the application knows of a request. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** Names the request in the log. */
    request?: string;
    /** Whose token was given; not there where none was needed. */
    account?: string;
    client?: string;
    /** Which token it was, as the log names it. */
    token?: string;
    /** What the token is good for. */
    tokenKind?: TokenKind;
  };
}

/** A request with its surroundings. */
export type RouteContext = Context<AppEnv>;

/** An endpoint with what answers it. */
export interface Route extends Endpoint {
  readonly answer: (context: RouteContext) => Promise<Response>;
}

/** Answers an endpoint with a call, or in its own way, once what was brought is checked; else with 400 and what is wrong. */
export function route<T extends Takes>(
  endpoint: Endpoint<T>,
  answer: (context: RouteContext, taken: Taken<T>) => Promise<CallAnswer | Response>,
): Route {
  return {
    ...endpoint,
    answer: async (context) => {
      const taken = await take(context.req, endpoint);
      if (!taken.ok) return problemResponse(taken.error);
      const answered = await answer(context, taken.value);
      return answered instanceof Response ? answered : answerOf(answered);
    },
  };
}

/** Answers an endpoint whose body is checked elsewhere. */
export function uncheckedRoute(
  endpoint: Endpoint,
  answer: (context: RouteContext) => Promise<CallAnswer | Response>,
): Route {
  return route({ ...endpoint, takes: {} }, answer);
}

/** The Coordinator of the account whose token was given; where none was needed, of the default one. */
export function coordinatorOf(context: RouteContext): DurableObjectStub<CoordinatorCalls> {
  return context.env.COORDINATOR.getByName(context.get('account') ?? DEFAULT_ACCOUNT);
}

/** Whether a socket is asked for. */
export function isUpgrade(context: RouteContext): boolean {
  return context.req.header('upgrade')?.toLowerCase() === 'websocket';
}

/** Whether the token is one that may read the account's tasks; an older client's is not. */
export function mayReadTasks(context: RouteContext): boolean {
  const kind = context.get('tokenKind');
  return kind === 'owner' || kind === 'read_only';
}

/** Tells clients apart by their tokens, of which it says nothing. */
export function clientOf(context: RouteContext): string {
  return context.get('client') ?? '';
}

/** Makes one call of the earlier API. */
export function older<Name extends OlderName>(
  context: RouteContext,
  name: Name,
  input: OlderInputs[Name],
): Promise<CallAnswer> {
  return coordinatorOf(context).older(name, input);
}
