// The exchange over HTTP: one authenticated POST to the Worker, and validation of its response. Keeps nothing and never retries.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import {
  exchangeResponseSchema,
  MAX_EXCHANGE_BYTES,
  type ExchangeRequest,
  type ExchangeResponse,
} from '../../protocol/exchange.ts';
import type { ExchangeFailure } from '../failures.ts';

/** The Worker's address and our credentials. */
export interface HttpExchangeOptions {
  /** Base URL of the Worker, with or without a trailing slash. */
  readonly url: string;
  /** The owner's token. Never logged. */
  readonly token: string;
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** Time limit for a response, ms; default 120,000: a first sync reads all of Todoist. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 120_000;
const MAX_DETAIL_CHARS = 300;
/** Statuses that mean "not now". Source: RFC 9110, RFC 6585. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional() });

/** Creates the exchange. It never throws because of the network or the server. */
export function createHttpExchange(
  options: HttpExchangeOptions,
): (request: ExchangeRequest) => Promise<Result<ExchangeResponse, ExchangeFailure>> {
  const url = `${options.url.replace(/\/+$/, '')}/v1/exchange`;
  return async (request) => {
    const body = JSON.stringify(request);
    if (Buffer.byteLength(body) > MAX_EXCHANGE_BYTES) {
      return err({
        kind: 'refused',
        status: 413,
        detail: 'the library is larger than one exchange can carry',
      });
    }
    const answer = await post(url, body, options);
    if (!answer.ok) return answer;
    return answer.value.status === 200 ? parseAnswer(answer.value.text) : err(failureOf(answer.value));
  };
}

interface RawAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function post(
  url: string,
  body: string,
  { token, fetch: send = fetch, timeoutMs = DEFAULT_TIMEOUT_MS }: HttpExchangeOptions,
): Promise<Result<RawAnswer, ExchangeFailure>> {
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return ok({ status: response.status, retryAfter: response.headers.get('retry-after'), text });
  } catch (error) {
    return err({ kind: 'unreachable', detail: reasonOf(error) });
  }
}

function parseAnswer(text: string): Result<ExchangeResponse, ExchangeFailure> {
  const parsed = exchangeResponseSchema.safeParse(parseJson(text));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    kind: 'bad_answer',
    detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`,
  });
}

function failureOf({ status, retryAfter, text }: RawAnswer): ExchangeFailure {
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  const problem = problemSchema.safeParse(parseJson(text));
  const told = problem.success ? (problem.data.detail ?? problem.data.title) : undefined;
  const detail = (told ?? `status ${status}`).slice(0, MAX_DETAIL_CHARS);
  if (!LATER.has(status)) return { kind: 'refused', status, detail };
  const seconds = Number(retryAfter ?? Number.NaN);
  return { kind: 'unavailable', detail, retryAfterSeconds: Number.isFinite(seconds) ? seconds : null };
}

/** null if the text is not JSON: none of our responses is null. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
