import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ConflictEntry } from '../../protocol/history.ts';
import type { Status } from '../../protocol/status.ts';
import { formatHistory, formatStatus } from './account-text.ts';
import { formatConflictLine, formatConflicts } from './conflict-text.ts';

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

  it('[G201] are one line each while the sync goes on: both values, which is kept, and how to take it back', () => {
    expect(formatConflictLine(met)).toMatch(
      /^\d\d:\d\d:\d\d {2}conflict {2}“Call home” {2}title: kept “Call home” \(Todoist\), not “Ring home” \(Things\) \(newest_wins; to take it back: npm run cli -- history\)$/,
    );
    expect(formatConflictLine({ ...met, outcome: 'replica' })).toContain(
      'kept “Ring home” (Things), not “Call',
    );
    expect(formatConflictLine({ ...met, outcome: 'merged' })).toContain(
      'merged “Call home” (Todoist) with “Ring',
    );
    const waiting: ConflictEntry = { ...met, outcome: 'waiting', resolvedAt: null };
    expect(formatConflictLine(waiting)).toContain(
      'title: “Call home” (Todoist) or “Ring home” (Things) waits for your decision: npm run cli -- conflicts',
    );
    const odd = { ...waiting, title: 'a\u001b[2J', replicaValue: 'b\u0007' };
    // eslint-disable-next-line no-control-regex
    expect(formatConflictLine(odd)).not.toMatch(/[\u0000-\u001f]/);
  });

  it('[G201] of a device name it by words, and what it met as what both apps have', () => {
    const device = { ...met, replica: 'mobile:3f6a0c1e', outcome: 'waiting', resolvedAt: null } as const;
    expect(formatConflictLine(device)).toContain('“Call home” (both apps) or “Ring home” (a device) waits');
    const text = formatConflicts([device]);
    expect(text).toMatch(/both apps: Call home +a device: Ring home/);
    expect(text).toContain(
      'of a device or a webhook: hub for what both apps have, replica for the other value',
    );
    expect(formatConflicts([{ ...met, outcome: 'waiting' }])).not.toContain('replica');
  });

  const ENTRY = {
    run: 3,
    task: 't1',
    title: 'Call home',
    replica: 'things',
    from: 'todoist',
    kind: 'update',
    before: { title: 'Ring home' },
    after: { title: 'Call home' },
    undoneAt: null,
  };
  const ENTRIES = [
    { ...ENTRY, id: '9', at: 300 },
    { ...ENTRY, id: '8', at: 100 },
  ];
  const AROUND = [
    { ...met, at: 900 },
    { ...met, at: 200 },
    { ...met, at: 50 },
  ];

  function partsOf(history: string) {
    return history.split('\n').map((line) => /^\d+ {2}run|conflict/.exec(line)?.[0]);
  }

  it('[G201] stand in the history where they were met', () => {
    const page = { hasNewer: true, hasOlder: true };
    expect(partsOf(formatHistory(ENTRIES, AROUND, page))).toEqual(['9  run', 'conflict', '8  run']);
  });

  it('[G201] stand in the history also where nothing was done since, or before', () => {
    const whole = { hasNewer: false, hasOlder: false };
    const all = ['conflict', '9  run', 'conflict', '8  run', 'conflict'];
    expect(partsOf(formatHistory(ENTRIES, AROUND, whole))).toEqual(all);
    const first = { hasNewer: false, hasOlder: true };
    expect(partsOf(formatHistory(ENTRIES, AROUND, first))).toEqual(all.slice(0, -1));
  });

  it('[G201] and what was done have the day and the time of one clock in the history', () => {
    vi.stubEnv('TZ', 'Pacific/Auckland');
    onTestFinished(() => void vi.unstubAllEnvs());
    const at = Date.UTC(2026, 10, 30, 20);
    const lines = formatHistory([{ ...ENTRY, id: '9', at }], [{ ...met, at }]).split('\n');
    expect(lines.map((line) => /\d{4}-\S+ \S+/.exec(line)?.[0])).toEqual([
      '2026-12-01 09:00:00',
      '2026-12-01 09:00:00',
    ]);
  });
});
