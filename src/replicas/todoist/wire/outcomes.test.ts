import { describe, expect, it } from 'vitest';
import { readOutcome, readOutcomes } from './outcomes.ts';

function wireError(http: number | undefined, tag?: string, code?: number): Record<string, unknown> {
  return { error: 'text with a title in it', error_tag: tag, error_code: code, http_code: http };
}

describe('the outcome of a command', () => {
  it.each<[string, unknown, Record<string, unknown>]>([
    ['ok', 'ok', { kind: 'ok' }],
    ['a move under way', { operation: { id: 'x' } }, { kind: 'ok' }],
    ['nothing', undefined, { kind: 'retry' }],
    ['something else', 7, { kind: 'refused' }],
    ['a missing object', wireError(400, 'ITEM_NOT_FOUND', 22), { kind: 'gone' }],
    ['a missing object by HTTP', wireError(404), { kind: 'gone' }],
    ['a full project', wireError(403, 'MAX_ITEMS_LIMIT_REACHED', 49), { kind: 'limit', what: 'tasks' }],
    ['a full project by code', wireError(undefined, undefined, 49), { kind: 'limit', what: 'tasks' }],
    ['no more projects', wireError(403, 'MAX_PROJECTS_LIMIT_REACHED'), { kind: 'limit', what: 'projects' }],
    ['no more sections', wireError(403, 'MAX_SECTIONS_LIMIT_REACHED'), { kind: 'limit', what: 'sections' }],
    ['no more labels', wireError(403, 'MAX_LABELS_LIMIT_REACHED'), { kind: 'limit', what: 'labels' }],
    ['no more reminders', wireError(403, 'MAX_REMINDERS_LIMIT_REACHED'), { kind: 'limit', what: 'other' }],
    ['a feature of a plan', wireError(403, 'PREMIUM_ONLY', 32), { kind: 'premium' }],
    ['a scope', wireError(403, 'AUTH_INSUFFICIENT_TOKEN_SCOPE'), { kind: 'refused' }],
    ['a frozen project', wireError(403, 'PROJECT_FROZEN'), { kind: 'refused' }],
    ['a temp id by tag', wireError(400, 'INVALID_TEMP_ID', 58), { kind: 'dependency' }],
    ['a temp id by the documented code', wireError(undefined, undefined, 15), { kind: 'dependency' }],
    ['a bad argument', wireError(400, 'INVALID_ARGUMENT_VALUE', 20), { kind: 'refused' }],
    ['too many requests', wireError(429, 'LIMITS_REACHED', 35), { kind: 'retry' }],
    ['too many requests by HTTP', wireError(429), { kind: 'retry' }],
    ['too many requests by tag', wireError(undefined, 'LIMITS_REACHED'), { kind: 'retry' }],
    ['a broken server, whatever the tag', wireError(503, 'ITEM_NOT_FOUND'), { kind: 'retry' }],
    ['one that was told before', { error: 'Sync item already processed. Ignored' }, { kind: 'done_before' }],
    ['one that was told before, by code', wireError(undefined, undefined, 37), { kind: 'done_before' }],
    ['no authority', wireError(401, 'UNAUTHORIZED', 477), { kind: 'refused' }],
  ])('[T14] of %s', (_title, status, outcome) => {
    expect(readOutcome(status)).toMatchObject(outcome);
  });

  it('[H49] says in plain words what is full', () => {
    expect(readOutcome(wireError(403, 'MAX_ITEMS_LIMIT_REACHED', 49))).toEqual({
      kind: 'limit',
      what: 'tasks',
      detail: 'the project is full',
    });
  });

  it('[T14] is found for every command that was sent', () => {
    const commands = ['a', 'b'].map((uuid) => ({ uuid, type: 'item_close', args: {} }));
    const outcomes = readOutcomes(commands, { a: 'ok', z: 'ok' });
    expect([...outcomes].map(([uuid, { kind }]) => [uuid, kind])).toEqual([
      ['a', 'ok'],
      ['b', 'retry'],
    ]);
  });
});
