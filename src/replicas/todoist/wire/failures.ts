// Why a request has no usable response, from the status, headers and body. Pure. Must not put token or task text in a detail: only
// fixed words, status numbers and the vendor's tags.

import type { TodoistFailure } from '../todoist-port.ts';
import { DEFAULT_RETRY_AFTER_SECONDS, MAX_RETRY_AFTER_SECONDS } from './limits.ts';
import { errorWords } from './error-words.ts';
import { readError, type WireError } from './wire.ts';

/** A response that is not a success. */
export interface RefusedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The raw body; for a 5xx it is often HTML. */
  readonly text: string;
  /** Whether the request had a cursor, and whether it had commands. */
  readonly hadCursor: boolean;
  readonly hadCommands: boolean;
}

/** What a response other than 2xx means for the request as a whole. */
export function classifyResponse(response: RefusedResponse): TodoistFailure {
  const { status } = response;
  const error = readError(parseJson(response.text));
  const detail = errorWords({ ...error, http_code: error.http_code ?? status });
  if (status >= 500 || status === 408) {
    return { kind: 'unavailable', detail: `HTTP ${status}`, retryAfterSeconds: headerSeconds(response) };
  }
  if (status === 429) return { kind: 'rate_limited', retryAfterSeconds: waitSeconds(response, error) };
  if (status === 401 || (status === 403 && isAboutTheToken(error))) return { kind: 'unauthorized', detail };
  if (status === 410)
    return { kind: 'api_changed', detail: 'HTTP 410: this version of the API was shut down' };
  if (status < 400) return { kind: 'api_changed', detail: `HTTP ${status}: redirected` };
  if (status === 400 && response.hadCursor && isAboutTheCursor(response, error)) {
    return { kind: 'cursor_unknown' };
  }
  return { kind: 'refused', detail };
}

/** Tells whether the body of a 404 is Todoist's own error for a missing object. */
export function isNotFoundError(json: unknown): boolean {
  const error = readError(json);
  return /(^|_)NOT_FOUND$/.test(error.error_tag ?? '') || error.http_code === 404;
}

/** Parses JSON; undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The response to an unknown cursor is not documented: any refusal of a plain read counts as one. */
function isAboutTheCursor(response: RefusedResponse, error: WireError): boolean {
  return error.error_extra?.argument === 'sync_token' || !response.hadCommands;
}

function isAboutTheToken({ error_tag: tag }: WireError): boolean {
  return tag === 'UNAUTHORIZED' || (tag?.startsWith('AUTH') ?? false);
}

function waitSeconds(response: RefusedResponse, error: WireError): number {
  const fromBody = error.error_extra?.retry_after;
  return (
    headerSeconds(response) ?? (fromBody === undefined ? DEFAULT_RETRY_AFTER_SECONDS : believable(fromBody))
  );
}

/** `Retry-After` is a number of seconds or a date; a date is relative to the response's own `Date`. */
function headerSeconds({ headers }: RefusedResponse): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return believable(Number(text));
  const waitMs = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(waitMs) ? null : believable(waitMs / 1000);
}

function believable(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 0), MAX_RETRY_AFTER_SECONDS);
}
