// Sends requests to Todoist through an injected fetch, with a time limit. Must not retry and must not keep anything between
// requests; token and task text never appear in a failure.

import { err, ok, type Result } from '../../../model/result.ts';
import type { TodoistFailure } from '../todoist-port.ts';
import { classifyResponse, parseJson } from './failures.ts';
import { DEFAULT_TIMEOUT_MS } from './limits.ts';

/** How to reach Todoist. */
export interface ClientOptions {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Including the version: `https://api.todoist.com/api/v1`. */
  readonly baseUrl: string;
  readonly token: string;
  /** Time limit for a response, including its body. */
  readonly timeoutMs?: number;
}

/** One request. */
export interface ClientRequest {
  readonly path: string;
  /** Sent as JSON by POST; without it the request is a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly hadCursor: boolean;
  readonly hadCommands: boolean;
}

/** A response's JSON and status. */
export interface ClientAnswer {
  readonly status: number;
  readonly json: unknown;
}

const HEADER_TEXT = /^[\x21-\x7e]+$/;

/**
 * Sends one request. A 404 is returned as a response, since only the caller knows what it means; any other status outside 2xx is a
 * failure, as are no network, no response in time, and a success that is not JSON.
 */
export async function send(
  options: ClientOptions,
  request: ClientRequest,
): Promise<Result<ClientAnswer, TodoistFailure>> {
  if (!HEADER_TEXT.test(options.token)) {
    return err({
      kind: 'unauthorized',
      detail: 'the token is empty or contains characters that no token has',
    });
  }
  const reply = await fetchText(options, request);
  if (!reply.ok) return reply;
  const { response, text } = reply.value;
  if (!response.ok && response.status !== 404) {
    const { hadCursor, hadCommands } = request;
    const { status, headers } = response;
    return err(classifyResponse({ status, headers, text, hadCursor, hadCommands }));
  }
  const json = parseJson(text);
  if (response.ok && json === undefined) {
    return err({ kind: 'api_changed', detail: `HTTP ${response.status} without JSON` });
  }
  return ok({ status: response.status, json });
}

interface Reply {
  readonly response: Response;
  readonly text: string;
}

async function fetchText(
  options: ClientOptions,
  request: ClientRequest,
): Promise<Result<Reply, TodoistFailure>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    const built = buildRequest(options, request, timeout.signal);
    return ok(await beforeAbort(timeout.signal, readReply(options, built)));
  } catch (error) {
    const where = `no answer from ${URL.parse(options.baseUrl)?.origin ?? 'an invalid address'}`;
    const detail = timeout.signal.aborted ? 'no answer in time' : `${where} (${causeWords(error)})`;
    return err({ kind: 'unavailable', detail, retryAfterSeconds: null });
  } finally {
    clearTimeout(timer);
  }
}

async function readReply(options: ClientOptions, request: Request): Promise<Reply> {
  // Called without a receiver: a Worker's global fetch refuses to be called as another object's method.
  const { fetch } = options;
  const response = await fetch(request);
  return { response, text: await response.text() };
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/refused/i, 'connection refused'],
  [/ENOTFOUND|EAI_AGAIN|DNS|no such host/i, 'no such host'],
  [/certificate|TLS|SSL/i, 'no secure connection'],
  [/reset|lost|closed|hang up/i, 'connection refused or lost'],
];

/** Why there was no response, in fixed words: the runtime's own message may contain the token or more. */
function causeWords(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { cause } = error;
  const text = `${error.message} ${cause instanceof Error ? cause.message : ''}`;
  return CAUSES.find(([pattern]) => pattern.test(text))?.[1] ?? error.name;
}

function buildRequest(options: ClientOptions, { path, body }: ClientRequest, signal: AbortSignal): Request {
  const url = `${options.baseUrl.replace(/\/+$/, '')}${path}`;
  const authorization = `Bearer ${options.token}`;
  // `manual`: a redirect would send the commands to a URL that nobody configured.
  if (body === undefined) return new Request(url, { headers: { authorization }, redirect: 'manual', signal });
  return new Request(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
}

/** Also ends the wait for a fetch that ignores its request's signal. */
function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'TimeoutError')), {
      once: true,
    });
  });
  return Promise.race([work, aborted]);
}
