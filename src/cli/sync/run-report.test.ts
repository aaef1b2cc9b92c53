import { describe, expect, it } from 'vitest';
import type { Plan } from '../../protocol/plan.ts';
import type { Status, Waiting } from '../../protocol/status.ts';
import { formatReport } from '../output/report-text.ts';
import {
  endingOf,
  endingOfDryRun,
  kvBetween,
  NOTHING_APPLIED,
  reportToJson,
  type RunReport,
} from './run-report.ts';
import { nextTryAfterMs } from './sync-until-quiet.ts';

const NOW = 1_000_000;
const KV = { reads: 0, writes: 0, lists: 0, deletes: 0 };
const APPLIED = { todoist: NOTHING_APPLIED, things: { ...NOTHING_APPLIED, created: 2 } };
const RUN = { applied: APPLIED, conflicts: 0, held: 0, failed: 0 };
const STATUS: Status = {
  inSync: true,
  syncing: { state: 'on', detail: null },
  tasks: { hub: 3, todoist: 3, things: 3, linked: 3 },
  run: RUN,
  pending: { todoist: 0, things: 0 },
  waiting: [],
  plan: null,
  mismatches: [],
  notices: [],
  todoist: { lastReadAt: null, problem: null, retryAt: null, requests: 0 },
  things: { lastExchangeAt: null, schemaVersion: null, openTodos: null },
  kv: KV,
  rowsRead: 0,
  rowsWritten: 0,
};
const PLAN: Plan = {
  hash: 'h1',
  reason: 'emptied',
  holds: { what: 'side', replica: 'things' },
  explanation: '',
  counts: {},
  lines: [],
  suggestions: [],
  createdAt: 0,
  approved: false,
};
const REPORT: RunReport = { applied: APPLIED, status: STATUS, kv: KV, plan: null, errors: [] };
const QUEUED: Waiting = {
  operation: 'o1',
  replica: 'todoist',
  task: null,
  title: 'Buy oats',
  state: 'queued',
  reason: null,
  retryAt: null,
};

describe('the exit code of a run', () => {
  it.each<[string, Partial<RunReport>, number]>([
    ['0 in sync', {}, 0],
    ['3 at a plan', { plan: PLAN, status: { ...STATUS, inSync: false } }, 3],
    [
      '3 at a plan, whatever conflicts wait',
      { plan: PLAN, status: { ...STATUS, run: { ...RUN, conflicts: 1 } } },
      3,
    ],
    ['4 with a conflict', { status: { ...STATUS, inSync: false, run: { ...RUN, conflicts: 1 } } }, 4],
    ['1 when it is not in sync for another reason', { status: { ...STATUS, inSync: false } }, 1],
    ['1 after an error', { errors: ['Todoist can not be reached'] }, 1],
  ])('is %s', (_title, changes, code) => expect(endingOf({ ...REPORT, ...changes }).code).toBe(code));
});

describe('the JSON line of a run', () => {
  it('[G200] has the numbers that scripts read, and says why the run ended as it did', () => {
    expect(JSON.parse(reportToJson(REPORT, endingOf(REPORT)))).toEqual({
      run: { applied: APPLIED, conflicts: 0, held: 0, failed: 0 },
      tasks: { hub: 3, todoist: 3, things: 3, linked: 3 },
      inSync: true,
      kv: KV,
      exit: { code: 0, why: ['everything is in sync'] },
      plan: null,
      errors: [],
    });
  });

  it('[G200] has the whole plan that stopped the run, with its hash', () => {
    const report = { ...REPORT, plan: PLAN, status: { ...STATUS, inSync: false, plan: PLAN } };
    expect(JSON.parse(reportToJson(report, endingOf(report)))).toMatchObject({
      exit: { code: 3, why: ['plan h1 waits for approval'] },
      plan: JSON.parse(JSON.stringify(PLAN)),
    });
    expect(endingOfDryRun(report)).toEqual({ code: 3, why: ['there is something to do: see the plan'] });
  });

  it('[G200] has the errors, without what could steer a terminal', () => {
    const report = { ...REPORT, errors: ['Todoist said \u001b[2J'] };
    const json = reportToJson(report, endingOf(report));
    expect(json).not.toContain('\u001b');
    expect(JSON.parse(json)).toMatchObject({
      exit: { code: 1 },
      errors: [expect.stringContaining('Todoist said')],
    });
    expect(endingOfDryRun(report).code).toBe(1);
  });

  it.each<[string, Partial<Status>, readonly string[]]>([
    [
      'a problem with Todoist',
      { todoist: { ...STATUS.todoist, problem: 'Todoist is busy' } },
      ['Todoist is busy'],
    ],
    ['what is held', { run: { ...RUN, held: 2, failed: 1 } }, ['2 changes are held', '1 change failed']],
    ['what is on its way', { pending: { todoist: 0, things: 4 } }, ['4 changes are not confirmed yet']],
    ['a mismatch', { mismatches: ['things shows 1 open task'] }, ['things shows 1 open task']],
    ['a note, if there is nothing else', { notices: ['A field is stopped.'] }, ['A field is stopped.']],
    ['that it is unknown', {}, ['not everything is in sync']],
  ])('[G200] explains a 1 by %s', (_title, changes, why) => {
    const report = { ...REPORT, status: { ...STATUS, inSync: false, ...changes } };
    expect(endingOf(report)).toEqual({ code: 1, why });
  });

  it('counts KV of this run alone, also over midnight', () => {
    const before = { reads: 10, writes: 5, lists: 0, deletes: 0 };
    const after = { reads: 12, writes: 1, lists: 0, deletes: 0 };
    expect(kvBetween(before, after)).toEqual({ reads: 2, writes: 1, lists: 0, deletes: 0 });
  });
});

describe('the words of a run', () => {
  it('tell what was applied, and of everything that waits, with its reason', () => {
    const held: Waiting = { ...QUEUED, state: 'held', reason: 'its project is full' };
    const status = { ...STATUS, inSync: false, waiting: [held], run: { ...RUN, held: 130 } };
    const text = formatReport({ ...REPORT, status });
    expect(text).toContain('Applied: Todoist nothing; Things 2 created.');
    expect(text).toContain('held  Todoist  “Buy oats”  its project is full');
    expect(text).toContain('… and 129 more');
  });
});

describe('the words at the first plan', () => {
  const first = { ...PLAN, reason: 'first_sync' as const };
  const none = { hub: 0, todoist: 0, things: 0, linked: 0 };
  const status = { ...STATUS, inSync: false, plan: first, tasks: none };
  const applied = { todoist: NOTHING_APPLIED, things: NOTHING_APPLIED };

  it('tell no numbers of tasks, and of nothing that was applied', () => {
    expect(formatReport({ ...REPORT, applied, plan: first, status })).toBe('Stopped at a plan.');
  });

  it('tell the numbers where this installation takes over, and what was applied before', () => {
    const text = formatReport({ ...REPORT, plan: first, status: { ...status, tasks: STATUS.tasks } });
    expect(text).toMatch(/^Applied: .*2 created\.\nOpen tasks: 3 in all.*\nStopped at a plan\.$/);
  });
});

describe('the next try within a run', () => {
  const problem = { ...STATUS.todoist, problem: 'busy', retryAt: NOW + 3000 };
  it.each<[string, Partial<Status>, number | null]>([
    ['none, when nothing waits', {}, null],
    ['soon, when something is queued', { waiting: [QUEUED] }, 200],
    ['when its time has come', { waiting: [{ ...QUEUED, retryAt: NOW + 900 }] }, 900],
    ['when Todoist may be asked again', { todoist: problem }, 3000],
    [
      'none for what is held or refused',
      {
        waiting: [
          { ...QUEUED, state: 'held' },
          { ...QUEUED, state: 'failed' },
        ],
      },
      null,
    ],
    ['none behind a plan', { waiting: [QUEUED], plan: PLAN }, null],
  ])('is %s', (_title, changes, expected) => {
    expect(nextTryAfterMs({ ...STATUS, ...changes }, NOW)).toBe(expected);
  });
});
