import { describe, expect, it } from 'vitest';
import type { ConflictEntry } from '../../protocol/history.ts';
import type { Status } from '../../protocol/status.ts';
import { formatConflicts, formatStatus } from './account-text.ts';

const NOTHING = { created: 0, updated: 0, completed: 0, deleted: 0 };
const STATUS: Status = {
  inSync: true,
  syncing: { state: 'on', detail: null },
  tasks: { hub: 2, todoist: 2, things: 2, linked: 2 },
  run: { applied: { todoist: NOTHING, things: NOTHING }, conflicts: 0, held: 0, failed: 0 },
  pending: { todoist: 0, things: 0 },
  waiting: [],
  plan: null,
  mismatches: [],
  notices: [],
  todoist: { lastReadAt: null, problem: null, retryAt: null, requests: 0 },
  things: { lastExchangeAt: null, schemaVersion: 29, openTodos: 2 },
  kv: { reads: 0, writes: 0, lists: 0, deletes: 0 },
  rowsRead: 0,
  rowsWritten: 0,
};

function statusWith(agents: NonNullable<Status['things']['agents']>): string {
  return formatStatus({ ...STATUS, things: { ...STATUS.things, agents } });
}

it('[R94] the status says which of several Macs syncs, and what the others do', () => {
  const agent = { seenAt: 0, waitsFor: null };
  const text = statusWith([
    { ...agent, host: 'studio', syncs: true },
    { ...agent, host: 'laptop', syncs: false },
    { ...agent, host: '', syncs: false, waitsFor: 'Things Cloud has not caught up.' },
  ]);
  expect(text).toContain('studio syncs Things, last heard from 1970-01-01');
  expect(text).toContain('laptop stands by, last heard from');
  expect(text).toContain('a Mac waits for Things Cloud, last heard from');
  expect(statusWith([{ ...agent, host: 'studio', syncs: true }])).not.toContain('studio');
});

it('[R38] the status of a state before its first sync says so, and counts nothing', () => {
  const none = { hub: 0, todoist: 0, things: 0, linked: 0 };
  const text = formatStatus({ ...STATUS, inSync: false, tasks: none });
  expect(text).toContain('nothing has been synced here yet');
  expect(text).not.toContain('Open tasks');
  const empty = { ...STATUS, tasks: none, things: { ...STATUS.things, lastExchangeAt: 1 } };
  expect(formatStatus(empty)).toMatch(/^Open tasks: 0 in all[^]*In sync +yes/);
});

it('[G150] the status says that nothing syncs on this machine, and how to go on', () => {
  const stopped = { ...STATUS, syncing: { state: 'stopped', detail: 'Nothing is syncing.' } } as const;
  expect(formatStatus(stopped)).toMatch(/^Nothing is syncing\. To go on: npm start --\n\nOpen tasks/);
});

describe('conflicts', () => {
  const met: ConflictEntry = {
    id: 'c1',
    at: 0,
    task: 't1',
    title: 'Call home',
    field: 'title',
    replica: 'things',
    hubValue: 'Call home',
    replicaValue: 'Ring home',
    base: 'Call',
    strategy: 'newest_wins',
    outcome: 'hub',
    resolvedAt: 0,
  };

  it('that were decided show the value that lost', () => {
    const text = formatConflicts([met, { ...met, id: 'c2', outcome: 'replica' }]);
    expect(text).toMatch(/^No conflict waits\./);
    expect(text).toMatch(/kept: “?Call home”? +lost: “?Ring home/);
    expect(text).toMatch(/kept: “?Ring home”? +lost: “?Call home/);
    expect(text).not.toContain('resolve ID');
  });

  it('that wait come first, with the id that resolve wants', () => {
    const text = formatConflicts([met, { ...met, id: 'c3', outcome: 'waiting', resolvedAt: null }]);
    expect(text.indexOf('c3')).toBeLessThan(text.indexOf('Decided'));
    expect(text).toContain('resolve ID todoist|things');
  });
});
