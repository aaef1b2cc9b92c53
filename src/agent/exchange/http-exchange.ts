// The exchange over HTTP: one authenticated POST to the Worker, and validation of its response. Keeps nothing and never retries.

import { callOperation, type CallFailure, type CallOptions } from '../../client/call.ts';
import { err, type Result } from '../../model/result.ts';
import { SYNC_GROUP } from '../../protocol/answers/service.ts';
import type { ExchangeRequest } from '../../protocol/exchange.ts';
import type { ExchangeResponse } from '../../protocol/exchange-answer.ts';
import type { ExchangeFailure } from '../failures.ts';

/** The Worker's address and our credentials. */
export interface HttpExchangeOptions extends CallOptions {
  /** Base URL of the Worker, with or without a trailing slash. */
  readonly url: string;
  /** The owner's token. Never logged. */
  readonly token: string;
}

const MAX_DETAIL_CHARS = 300;
/** Statuses that mean "not now". Source: RFC 9110, RFC 6585. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Creates the exchange. It never throws because of the network or the server. */
export function createHttpExchange({
  url,
  token,
  ...options
}: HttpExchangeOptions): (request: ExchangeRequest) => Promise<Result<ExchangeResponse, ExchangeFailure>> {
  const { exchange } = SYNC_GROUP.operations;
  return async (body) => {
    const answer = await callOperation({ url, token }, exchange, { body }, options);
    return answer.ok ? answer : err(failureOf(answer.error));
  };
}

function failureOf(failure: CallFailure): ExchangeFailure {
  switch (failure.kind) {
    case 'unreachable':
      return { kind: 'unreachable', detail: reasonOf(failure.cause) };
    case 'too_large':
      return {
        kind: 'refused',
        status: 413,
        detail: 'the library is larger than one exchange can carry',
      };
    case 'odd_answer':
      return { kind: 'bad_answer', detail: failure.place };
    case 'problem':
      return refusal(failure, failure.problem.detail ?? failure.problem.title ?? `status ${failure.status}`);
    case 'refused':
      return refusal(failure, `status ${failure.status}`);
  }
}

function refusal(
  { status, retryAfterSeconds }: { readonly status: number; readonly retryAfterSeconds: number | null },
  told: string,
): ExchangeFailure {
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  const detail = told.slice(0, MAX_DETAIL_CHARS);
  return LATER.has(status)
    ? { kind: 'unavailable', detail, retryAfterSeconds }
    : { kind: 'refused', status, detail };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
