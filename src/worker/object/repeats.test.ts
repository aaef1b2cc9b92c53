import { describe, expect, it } from 'vitest';
import type { RepeatRecord, RepeatRecords } from '../../hub/sqlite/tables/repeat-table.ts';
import { createRepeats } from './repeats.ts';

const REQUEST = { path: 'POST /v1/poll', key: 'key-1', digest: 'digest' };

function inMemory(): RepeatRecords {
  const rows = new Map<string, RepeatRecord>();
  const nameOf = (path: string, key: string) => `${path} ${key}`;
  return {
    get: (path, key) => rows.get(nameOf(path, key)) ?? null,
    put: (path, key, record) => void rows.set(nameOf(path, key), record),
    remove: (path, key) => void rows.delete(nameOf(path, key)),
    prune: (before) => {
      for (const [name, { at }] of rows) if (at < before) rows.delete(name);
    },
  };
}

describe('a request that comes again', () => {
  it.each([
    ['is not to be kept', null],
    ['is too long to keep', 'x'.repeat(512 * 1024 + 1)],
  ])('[A85] is not carried out again for ten minutes where its answer %s', (_why, body) => {
    let now = 1_000_000;
    const repeats = createRepeats(inMemory(), () => now);
    expect(repeats.begin(REQUEST)).toEqual({ kind: 'new' });
    repeats.end(REQUEST, { status: 200, body });
    now += 10 * 60_000;
    expect(repeats.begin(REQUEST)).toEqual({ kind: 'carried_out' });
    now += 1;
    expect(repeats.begin(REQUEST)).toEqual({ kind: 'new' });
  });
});
