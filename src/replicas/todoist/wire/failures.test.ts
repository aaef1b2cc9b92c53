import { describe, expect, it } from 'vitest';
import type { TodoistFailure } from '../todoist-port.ts';
import { classifyResponse, isNotFoundError } from './failures.ts';

interface Case {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hadCursor?: boolean;
  readonly hadCommands?: boolean;
}

function classify({
  status,
  body = '',
  headers = {},
  hadCursor = true,
  hadCommands = false,
}: Case): TodoistFailure {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyResponse({ status, headers: new Headers(headers), text, hadCursor, hadCommands });
}

function wireError(status: number, tag: string, extra: Readonly<Record<string, unknown>> = {}): unknown {
  return { error: 'words', error_code: 1, error_tag: tag, http_code: status, error_extra: extra };
}

const badCursor = wireError(400, 'INVALID_ARGUMENT_VALUE', { argument: 'sync_token' });
const badArgument = wireError(400, 'INVALID_ARGUMENT_VALUE', { argument: 'commands' });
const limited = wireError(429, 'LIMITS_REACHED', { retry_after: 66 });

describe('a refused request', () => {
  it.each<[string, Case, Record<string, unknown>]>([
    ['a dead token', { status: 401, body: wireError(401, 'UNAUTHORIZED') }, { kind: 'unauthorized' }],
    ['a 401 without JSON', { status: 401 }, { kind: 'unauthorized' }],
    [
      'a missing scope',
      { status: 403, body: wireError(403, 'AUTH_INSUFFICIENT_TOKEN_SCOPE') },
      { kind: 'unauthorized' },
    ],
    ['any other 403', { status: 403, body: wireError(403, 'FORBIDDEN') }, { kind: 'refused' }],
    ['a plan’s limit', { status: 403, body: wireError(403, 'MAX_ITEMS_LIMIT_REACHED') }, { kind: 'refused' }],
    ['an old version', { status: 410, body: 'This endpoint is deprecated.' }, { kind: 'api_changed' }],
    ['a redirect', { status: 302 }, { kind: 'api_changed' }],
    ['an HTML 503', { status: 503, body: '<html>' }, { kind: 'unavailable', retryAfterSeconds: null }],
    [
      'a 503 with a time',
      { status: 503, headers: { 'retry-after': '7' } },
      { kind: 'unavailable', retryAfterSeconds: 7 },
    ],
    ['a 500', { status: 500, body: wireError(500, 'INTERNAL') }, { kind: 'unavailable' }],
    ['a bad cursor', { status: 400, body: badCursor }, { kind: 'cursor_unknown' }],
    [
      'a bad cursor with commands',
      { status: 400, body: badCursor, hadCommands: true },
      { kind: 'cursor_unknown' },
    ],
    ['any 400 of a read from a cursor', { status: 400, body: 'what?' }, { kind: 'cursor_unknown' }],
    ['a 400 of a full read', { status: 400, body: badArgument, hadCursor: false }, { kind: 'refused' }],
    ['a 400 of commands', { status: 400, body: badArgument, hadCommands: true }, { kind: 'refused' }],
    ['a 413', { status: 413 }, { kind: 'refused' }],
  ])('[T15] for %s', (_title, response, failure) => {
    expect(classify(response)).toMatchObject(failure);
  });

  it.each<[string, Case, number]>([
    ['the header', { status: 429, body: limited, headers: { 'retry-after': '5' } }, 5],
    ['the body', { status: 429, body: limited }, 66],
    ['nothing', { status: 429, body: '<html>' }, 60],
    ['more than we believe', { status: 429, headers: { 'retry-after': '999999' } }, 3600],
    [
      'a date',
      {
        status: 429,
        headers: { 'retry-after': 'Mon, 23 Nov 2026 09:01:30 GMT', date: 'Mon, 23 Nov 2026 09:00:00 GMT' },
      },
      90,
    ],
    [
      'a date of a server without a clock',
      { status: 429, headers: { 'retry-after': 'Mon, 23 Nov 2026 09:01:30 GMT' } },
      60,
    ],
  ])('[T15] that is limited waits by %s', (_title, response, seconds) => {
    expect(classify(response)).toEqual({ kind: 'rate_limited', retryAfterSeconds: seconds });
  });

  it('[T15] tells nothing of its own words', () => {
    const body = { error: 'secret', error_tag: 'secret words', error_extra: { argument: 'Secret!' } };
    for (const status of [400, 401, 403, 413, 500]) {
      expect(JSON.stringify(classify({ status, body, hadCursor: false }))).not.toMatch(/secret/i);
    }
  });
});

describe('a 404', () => {
  it.each<[unknown, boolean]>([
    [wireError(404, 'NOT_FOUND'), true],
    [wireError(404, 'ITEM_NOT_FOUND'), true],
    [{ http_code: 404 }, true],
    [{ message: 'Not Found' }, false],
    [undefined, false],
  ])('[T19] with %j is Todoist’s own: %j', (json, own) => {
    expect(isNotFoundError(json)).toBe(own);
  });
});
