// One call of the API, by its endpoint: what is sent has the types of its schemas, and what comes back is checked by its own.

import type * as z from 'zod';
import { err, ok, type Result } from '../model/result.ts';
import { checkInput, inOneLine } from '../protocol/input-errors.ts';
import { olderErrorSchema, problemSchema } from '../protocol/problem.ts';
import { DEFAULT_MAX_BODY_BYTES, type Endpoint, type Takes } from '../protocol/endpoints/endpoint.ts';
import type { Operation, Told } from '../protocol/answers/told.ts';

/** Where the API is, and as whom. */
export interface ApiServer {
  /** With or without a slash at its end. */
  readonly url: string;
  /** Never logged. */
  readonly token: string;
  /** For what moves or deletes KV keys; not there: it is not asked for. */
  readonly repairToken?: string;
}

const toldProblemSchema = problemSchema.partial();

/** Why a call has no answer that can be used. */
export type CallFailure =
  /** No network, no such host, or no answer in time. */
  | { readonly kind: 'unreachable'; readonly cause: unknown }
  /** More than this address takes; nothing was sent. */
  | { readonly kind: 'too_large' }
  /** Refused, in the words of the API. */
  | {
      readonly kind: 'problem';
      readonly status: number;
      /** Whoever stands on the way may leave things out. */
      readonly problem: z.infer<typeof toldProblemSchema>;
      readonly retryAfterSeconds: number | null;
    }
  /** Refused by something else on the way. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** An answer in a shape that this version does not understand; `place`: where, and what is wrong there. */
  | { readonly kind: 'odd_answer'; readonly place: string };

/** How a call is made. */
export interface CallOptions {
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** How long an answer is waited for, ms. */
  readonly timeoutMs?: number;
}

/** A first sync reads all of Todoist. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** In an address everything is text; numbers and truth values are written as such. */
type Written<T> = T extends 'true' | 'false' ? T | boolean : T extends string ? T | number : T;
type WrittenMembers<T> = { readonly [Key in keyof T]: Written<T[Key]> };

type Sent<Name, Part> = Part extends z.ZodType
  ? Name extends 'body'
    ? z.input<Part>
    : WrittenMembers<z.input<Part>>
  : never;

/** Parts that need not be sent: nothing in them is needed. */
type Needless<T extends Takes> = {
  [Part in keyof T]: Record<never, never> extends Sent<Part, T[Part]> ? Part : never;
}[keyof T];

/** What a request brings, part by part; one in which nothing is needed may be left out. */
export type Given<T extends Takes> = {
  readonly [Part in Exclude<keyof T, Needless<T>>]: Sent<Part, T[Part]>;
} & { readonly [Part in Needless<T>]?: Sent<Part, T[Part]> };

/** Calls an operation. Never throws for what a network or a server does. */
export async function callOperation<T extends Takes, A extends z.ZodType>(
  server: ApiServer,
  { endpoint, told }: Operation<Endpoint<T>, Told<A>>,
  given: Given<T>,
  options: CallOptions = {},
): Promise<Result<z.output<A>, CallFailure>> {
  const answer = await send(server, endpoint, given, options);
  if (!answer.ok) return answer;
  const { status, text, retryAfterSeconds } = answer.value;
  const value = readJson(text);
  if (status < 200 || status > 299) {
    const older = olderErrorSchema.safeParse(value);
    if (older.success) {
      const { error: title, message, errors } = older.data;
      const problem = { title, detail: errors?.join('; ') ?? message };
      return err({ kind: 'problem', status, problem, retryAfterSeconds });
    }
    const problem = toldProblemSchema.safeParse(value);
    return err(
      problem.success
        ? { kind: 'problem', status, problem: problem.data, retryAfterSeconds }
        : { kind: 'refused', status, retryAfterSeconds },
    );
  }
  const read = checkInput(value, told.answer);
  return read.ok ? read : err({ kind: 'odd_answer', place: inOneLine(read.error, 'the answer') });
}

interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds: number | null;
}

async function send(
  server: ApiServer,
  endpoint: Endpoint,
  given: Parts,
  { fetch: ask = fetch, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<Result<RawAnswer, CallFailure>> {
  const body = given.body === undefined ? null : JSON.stringify(given.body);
  const { method, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = endpoint;
  if (body !== null && Buffer.byteLength(body) > maxBodyBytes) return err({ kind: 'too_large' });
  try {
    const response = await ask(`${server.url.replace(/\/+$/, '')}${addressOf(endpoint, given)}`, {
      method,
      headers: headersOf(server, endpoint),
      // Where an answer sends elsewhere, the tokens would go along.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      body,
    });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterSeconds = Number.isFinite(seconds) ? seconds : null;
    return ok({ status: response.status, text: await response.text(), retryAfterSeconds });
  } catch (cause) {
    return err({ kind: 'unreachable', cause });
  }
}

/** The same without its types: parts of a request as they are written. */
interface Parts {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

function addressOf({ path }: Endpoint, given: Parts): string {
  const values = (given.path ?? {}) as Readonly<Record<string, string | number>>;
  const address = path.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {}))
    if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? address : `${address}?${text}`;
}

function headersOf({ token, repairToken }: ApiServer, { access }: Endpoint): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(access === 'repair' && repairToken !== undefined && { 'x-repair-auth': repairToken }),
  };
}

/** `undefined` for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
