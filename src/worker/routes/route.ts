// One address of the API, and what all of them share: input in, one call to the Coordinator, answer out.

import type { Context } from 'hono';
import type * as z from 'zod';
import type { Result } from '../../model/result.ts';
import type { CallAnswer, CallFailure, CoordinatorCalls } from '../calls.ts';
import type { OlderInputs, OlderName } from '../older-inputs.ts';
import { DEFAULT_ACCOUNT } from '../accounts.ts';
import type { Env } from '../env.ts';
import { parseValue } from '../parse-input.ts';
import { problemResponse } from '../problems.ts';

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
  };
}

/** A request with its surroundings. */
export type RouteContext = Context<AppEnv>;

/** One method on one path (in Hono's words: `/v1/plan/:hash/approve`). */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** `open`: anybody may ask; `open_or_owner`: anybody, and whoever brings a token brings the right one; `older`: the owner and older clients; `repair`: who has the repair token; `repair_or_owner`: either. Without it, only the owner. */
  readonly access?: 'open' | 'open_or_owner' | 'owner' | 'older' | 'repair' | 'repair_or_owner';
  /** Larger bodies are refused before they are read; without it, 64 KiB. */
  readonly maxBodyBytes?: number;
  /** `false`: a key that comes with it is not looked at. What it answers is too long to be kept, or a secret. */
  readonly isRepeatable?: boolean;
  readonly answer: (context: RouteContext) => Promise<Response>;
}

/** The Coordinator of the account whose token was given; where none was needed, of the default one. */
export function coordinatorOf(context: RouteContext): DurableObjectStub<CoordinatorCalls> {
  return context.env.COORDINATOR.getByName(context.get('account') ?? DEFAULT_ACCOUNT);
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

/** Turns the Coordinator's answer into the client's. */
export async function passOn(call: Promise<CallAnswer>): Promise<Response> {
  const answer = await call;
  if (!answer.ok) return problemResponse(answer.failure);
  return new Response(answer.json, {
    status: answer.status ?? 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

/** Passes checked input to `call`, or answers 400 with what is wrong. */
export async function withInput<T>(
  input: Result<T, CallFailure>,
  call: (value: T) => Promise<CallAnswer>,
): Promise<Response> {
  return input.ok ? passOn(call(input.value)) : problemResponse(input.error);
}

/** The parameters of the query, checked; one that the schema does not know is an error. */
export function queryOf<T extends z.ZodType>(
  context: RouteContext,
  schema: T,
): Result<z.infer<T>, CallFailure> {
  return parseValue(context.req.query(), schema);
}

/** The parameters of the path, checked. */
export function pathOf<T extends z.ZodType>(
  context: RouteContext,
  schema: T,
): Result<z.infer<T>, CallFailure> {
  return parseValue(context.req.param(), schema);
}
