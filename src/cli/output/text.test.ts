import { describe, expect, it } from 'vitest';
import { configChangeSchema } from '../../protocol/config.ts';
import type { HistoryEntry } from '../../protocol/history.ts';
import type { Plan } from '../../protocol/plan.ts';
import { configChangeFrom } from '../arguments/config-words.ts';
import { formatHistoryLine } from './history-line.ts';
import { formatPlan, howToApprove } from './plan-text.ts';
import { formatBar } from './progress-bar.ts';
import { printable } from '../../model/printable.ts';
import { formatTable, shortened } from './table.ts';

describe('a table', () => {
  it('aligns its columns by what a terminal shows, and cuts long cells', () => {
    const rows = [
      ['日本', 'a'],
      ['tap', 'b'],
      ['a very long title', 'c'],
      ['👩‍👩‍👧🌻é', 'd'],
    ];
    expect(formatTable(rows, { maxCellWidth: 8, indent: '> ' })).toBe(
      '> 日本      a\n> tap       b\n> a very …  c\n> 👩‍👩‍👧🌻é     d',
    );
  });

  it('[G129] passes nothing on that a terminal would obey, and shows what it was', () => {
    expect(printable('a\u001b[2Jb\r\nc\u202ed\u0000\u200f\u009b')).toBe(
      String.raw`a\u001b[2Jb\r\nc\u202ed\u0000\u200f\u009b`,
    );
  });

  it('never cuts a character in two', () => expect(shortened('ab👩‍👩‍👧cd', 4)).toBe('ab…'));
  it('[G129] never cuts an escape in two', () => {
    expect(shortened('ab\u001bcd', 6)).toBe('ab…');
    expect(shortened('ab\u001bcd', 9)).toBe('ab\\u001b…');
    expect(shortened('ab\u001bcd', 10)).toBe('ab\\u001bcd');
  });
});

const PLAN: Plan = {
  hash: 'h1',
  reason: 'first_sync',
  holds: { what: 'everything' },
  explanation: 'Nothing is linked yet.',
  counts: { todoist_create: 20, things_create: 0 },
  lines: Array.from({ length: 20 }, (_, index) => ({
    id: `i${index}`,
    replica: 'todoist',
    action: 'create' as const,
    title: `Task ${index + 1}`,
    place: 'Home › Kitchen',
    detail: '',
  })),
  suggestions: [{ todoist: 'Call dentist', things: 'Call the dentist' }],
  createdAt: 0,
  approved: false,
};

describe('a plan', () => {
  const text = formatPlan(PLAN);

  it('says once that nothing is changed meanwhile', () => {
    const explanation = 'Nothing is changed on either side until you have seen what will be.';
    expect(formatPlan({ ...PLAN, explanation }).match(/nothing is changed/gi)).toHaveLength(1);
  });

  it('says what waits, and names each item where items can be approved alone', () => {
    expect(text).toContain('Nothing is changed on either side until you answer.');
    expect(text).not.toContain('i19');
    const held: Plan = { ...PLAN, reason: 'mass_change', holds: { what: 'items' } };
    expect(formatPlan(held, { ids: true })).toMatch(/everything else is still synced[^]*i0 [^]*i19 /);
    expect(howToApprove(held, 'sync')).toContain('npm run cli -- plan approve h1 --items ID,ID');
    const side: Plan = { ...PLAN, reason: 'emptied', holds: { what: 'side', replica: 'things' } };
    expect(formatPlan(side)).toContain('Things waits for your answer; the other side is still synced.');
  });

  it('names its hash, its reason and its counts', () => {
    expect(text).toContain('Plan h1\n\nfirst sync: Nothing is linked yet.');
    expect(text).toContain('todoist create  20');
    expect(text).not.toContain('things create');
  });

  it('groups its lines and shortens long groups', () => {
    expect(text).toContain('Todoist — create (20)\n  “Task 1”   Home › Kitchen\n');
    expect(text).toContain('… and 8 more');
    expect(text).not.toContain('Task 13');
  });

  it('shows near matches', () => expect(text).toContain('“Call dentist”  “Call the dentist”'));

  it('[R75] names every answer that it tells of, with its command', () => {
    const older: Plan = {
      ...PLAN,
      reason: 'older_state',
      holds: { what: 'side', replica: 'things' },
      answers: [
        {
          answer: 'catch_up',
          does: 'Brings it up.',
          counts: { 'things.create': 2 },
          leftOut: ['\u201cA\u201d'],
        },
        { answer: 'approve', does: 'Takes it.' },
      ],
    };
    const answers = formatPlan(older);
    expect(answers).toMatch(
      /cli -- plan catch-up h1\n {4}Brings it up\.\n {6}things create {2}2\n {6}left out: \u201cA\u201d/,
    );
    expect(answers).toMatch(/cli -- plan approve h1\n {4}Takes it\.[^]*What approving it would do:/);
    expect(howToApprove(older, 'sync')).toContain('--yes does not answer this');
    expect(formatPlan({ ...older, approved: true })).not.toContain('catch-up');
  });

  it('is applied by --yes, except where a side shows nothing at all', () => {
    expect(howToApprove(PLAN, 'sync')).toMatch(/^To apply it: sync --approve h1\n.*--yes/);
    const emptied = howToApprove({ ...PLAN, reason: 'emptied' }, 'sync');
    expect(emptied).toContain('--yes does not apply this');
    expect(emptied).toContain('sync --approve h1');
  });

  it('[R89] of two installations names one command for each thing that can be done', () => {
    const stop: Plan = { ...PLAN, reason: 'not_keeper', approving: 'takes_over' };
    expect(howToApprove(stop, 'sync')).toBe('To go on here: sync --take-over (--yes does not do it)');
    const [beside, instead] = howToApprove({ ...stop, approving: 'goes_on_beside' }, 'sync').split('\n');
    expect(beside).toMatch(/the other installation goes on: sync --approve h1$/);
    expect(instead).toMatch(/the other one stops: sync --take-over$/);
  });
});

describe('a line of history', () => {
  const entry: HistoryEntry = {
    id: 'e1',
    at: new Date(2026, 10, 23, 9, 5, 7).getTime(),
    run: 1,
    task: 't1',
    title: 'Buy oats',
    from: null,
    replica: 'things',
    kind: 'create',
    before: {},
    after: {},
    undoneAt: null,
  };
  it.each([
    [{}, '09:05:07  Todoist → Things   created    “Buy oats”'],
    [{ replica: 'todoist' }, '09:05:07  Things  → Todoist  created    “Buy oats”'],
    [
      { kind: 'update', after: { status: 'completed' } },
      '09:05:07  Todoist → Things   completed  “Buy oats”',
    ],
    [
      { kind: 'update', after: { title: 'x', notes: null } },
      '09:05:07  Todoist → Things   changed title, notes  “Buy oats”',
    ],
    [{ from: 'github' }, '09:05:07  GitHub  → Things   created    “Buy oats”'],
    [
      { from: 'github', kind: 'made', replica: 'webhooks' },
      '09:05:07  in GitHub          new        “Buy oats”',
    ],
    [
      { from: 'person', undoes: true, kind: 'delete' },
      '09:05:07  you     → Things   deleted    “Buy oats”  (an undo)',
    ],
    [
      { undoneAt: new Date(2026, 10, 23, 9, 8, 0).getTime() },
      '09:05:07  Todoist → Things   created    “Buy oats”  (taken back 2026-11-23 09:08:00)',
    ],
    [{ kind: 'delete' }, '09:05:07  Todoist → Things   deleted    “Buy oats”'],
    [
      { kind: 'made', from: 'mobile:c726', fromTitle: 'Anna’s phone' },
      '09:05:07  in Anna’s phone    new        “Buy oats”',
    ],
  ] as const)('[H44] for %j reads well', (changes, line) =>
    expect(formatHistoryLine({ ...entry, ...changes })).toBe(line),
  );
});

describe('a progress bar', () => {
  it.each([
    [0, 10, 30, 'Applying ░░░░░░░░░░░░░░ 0/10'],
    [10, 0, 30, 'Applying █████████████ 10/10'],
    [0, 0, 20, 'Applying █████ 0/0'],
  ])('with %i done and %i to go in %i columns fits', (done, pending, columns, bar) => {
    expect(formatBar('Applying', done, pending, columns)).toBe(bar);
    expect(bar.length).toBeLessThanOrEqual(columns);
  });
});

describe('settings on the command line', () => {
  const present = {
    strategy: 'newest_wins',
    scope: {
      inboxOnly: false,
      projects: { include: [], exclude: ['Old'] },
      areas: { include: [], exclude: [] },
    },
    guard: { deletions: { maxTasks: 10, maxShare: 0.2 }, titles: { maxTasks: 50, maxShare: 0.3 } },
    priorityTags: null,
  };
  it.each([
    [['strategy=manual'], { strategy: 'manual' }],
    [
      ['guard.deletions.maxTasks=5'],
      { guard: { deletions: { maxTasks: 5, maxShare: 0.2 }, titles: { maxTasks: 50, maxShare: 0.3 } } },
    ],
    [
      ['scope.projects.include=Home, Work'],
      { scope: { ...present.scope, projects: { include: ['Home', 'Work'], exclude: ['Old'] } } },
    ],
    [['scope.inboxOnly=true'], { scope: { ...present.scope, inboxOnly: true } }],
    [
      ['guard.deletions.maxTasks=5', 'guard.titles.maxShare=0.5'],
      { guard: { deletions: { maxTasks: 5, maxShare: 0.2 }, titles: { maxTasks: 50, maxShare: 0.5 } } },
    ],
    [['priorityTags=high,mid,low'], { priorityTags: ['high', 'mid', 'low'] }],
    [['priorityTags=null'], { priorityTags: null }],
    [['priorityTags='], { priorityTags: null }],
    [
      ['scope.projects.exclude=null'],
      { scope: { ...present.scope, projects: { include: [], exclude: [] } } },
    ],
    [['scope.projects.exclude='], { scope: { ...present.scope, projects: { include: [], exclude: [] } } }],
  ])('%j become a change', (words, change) => expect(configChangeFrom(words, present)).toEqual(change));

  it.each(['', ' ', 'many', 'null'])('no number is made of %j: the API refuses it', (text) => {
    const change = configChangeFrom([`guard.deletions.maxTasks=${text}`], present);
    expect(configChangeSchema.safeParse(change).error?.issues).toMatchObject([
      { path: ['guard', 'deletions', 'maxTasks'], message: 'must be a whole number from 0 to 100000' },
    ]);
  });

  it.each([['colour=red'], ['scope=all'], ['strategy'], ['constructor=1'], ['scope.__proto__=1']])(
    '%s is refused',
    (word) => {
      expect(() => configChangeFrom([word], present)).toThrow(/no setting|KEY=VALUE/);
    },
  );
});
