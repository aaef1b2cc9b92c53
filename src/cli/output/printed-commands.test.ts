import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSchema, type Plan } from '../../protocol/plan.ts';
import { placeCommands, syncCommand, type Whereabouts } from './printed-commands.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import { formatConflictLine, formatConflicts } from './conflict-text.ts';
import { LocalError } from '../../local/local-error.ts';
import { parseCommandLine } from '../arguments/parse.ts';
import { programParts } from '../commands/all.ts';
import { formatPlan, howToApprove } from './plan-text.ts';
import { formatTable } from './table.ts';

const USUAL: Whereabouts = {
  trial: false,
  things: null,
  todoist: null,
  state: null,
  plan: null,
  url: null,
  profile: null,
};

const PLAN: Plan = {
  hash: 'b04b',
  reason: 'first_sync',
  holds: { what: 'everything' },
  explanation:
    'If this one is to go on instead: npm run sync -- --take-over. Or end it: npm run sync -- --leave',
  counts: {},
  lines: [],
  suggestions: [],
  createdAt: 0,
  approved: false,
};

/** Everything that is printed of plans, with what can be done about them. */
function hints(): readonly string[] {
  const plans = planSchema.shape.reason.options.flatMap((reason): readonly Plan[] => [
    { ...PLAN, reason },
    { ...PLAN, reason, holds: { what: 'items' } },
    { ...PLAN, reason, approving: 'takes_over' },
    { ...PLAN, reason, approving: 'goes_on_beside' },
    { ...PLAN, reason, answers: ['approve', 'catch_up', 'discard'].map(answerOf) },
  ]);
  const conflict: ConflictEntry = {
    id: '1',
    at: 0,
    task: 't',
    title: 'T',
    field: 'title',
    replica: 'todoist',
    hubValue: 'a',
    replicaValue: 'b',
    base: 'c',
    strategy: 'newest_wins',
    outcome: 'waiting',
    resolvedAt: null,
  };
  return [
    ...plans.flatMap((plan) =>
      ['npm start --', 'npm run sync --', 'npm run sync -- --once'].flatMap((prefix) => [
        formatPlan(plan),
        howToApprove(plan, prefix),
      ]),
    ),
    formatConflicts([conflict]),
    formatConflictLine(conflict),
    formatConflictLine({ ...conflict, outcome: 'hub' }),
  ];
}

function answerOf(answer: string) {
  return { answer: answer as 'approve', does: 'Does it.' };
}

/** Each command of a text, as our own parser reads it: the longest beginning of what follows that it takes. */
function commandsIn(text: string): readonly Whereabouts[] {
  const calls = text.matchAll(/(?:npm (?:run (sync|cli)|(start)) --|(ttsync))(?!\S)([^\n]*)/g);
  return [...calls].map(([, run, start, installed, rest = '']) => {
    const words = shellWords(rest);
    const script = installed !== undefined || run === 'cli' ? [] : [run ?? start ?? ''];
    const beginnings = words.map((_, index) => [...script, ...words.slice(0, words.length - index)]);
    const call = beginnings.map(parsed).find((where) => where !== null) ?? parsed(script);
    if (call === null || call === undefined) throw new Error(`no command in ${rest}`);
    return call;
  });
}

function parsed(words: readonly string[]): Whereabouts | null {
  try {
    const invocation = parseCommandLine(words, programParts());
    if (invocation.kind === 'text' || invocation.kind === 'agent') return null;
    return invocation.kind === 'sync' ? invocation.options : invocation.where;
  } catch (error) {
    if (error instanceof LocalError) return null;
    throw error;
  }
}

/** Splits as a shell does; what ends a clause of the sentence around it is no part of a word. */
function shellWords(text: string): readonly string[] {
  return [...text.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word
      .replace(/[.,;)]+$/, '')
      .split("'\\''")
      .map((part) => part.replaceAll("'", ''))
      .join("'"),
  );
}

const value = fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => `${text}x`));
const NONE = { trial: false, things: null, todoist: null, state: null, plan: null, url: null, profile: null };
const whereabouts: fc.Arbitrary<Whereabouts> = fc.oneof(
  fc.record({
    trial: fc.boolean(),
    things: value,
    todoist: value,
    state: value,
    plan: fc.constantFrom(null, 'free' as const, 'pro' as const),
    url: fc.constant(null),
    profile: fc.constant(null),
  }),
  value.map((profile) => ({ ...NONE, profile })),
  fc.constant({ ...NONE, url: 'https://sync.example.workers.dev' }),
);

describe('a printed command', () => {
  it('[G77] names the accounts of the call that it belongs to, whatever it is about', () => {
    const texts = hints();
    expect(texts.join('\n').match(/npm (?:run (?:sync|cli)|start) --/g)?.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(
        whereabouts,
        fc.constantFrom(...texts),
        fc.constantFrom('clone' as const, 'installed' as const),
        (call, text, callers) => {
          const placed = placeCommands(text, call, callers);
          for (const where of commandsIn(placed)) expect(where).toMatchObject(call);
          if (callers === 'installed') expect(placed).not.toContain('npm ');
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, Whereabouts, string]>([
    ['nothing, where the call named nothing', USUAL, 'npm run sync -- approve b04b'],
    ['--try', { ...USUAL, trial: true, things: 'V24' }, 'npm run sync -- --try --things V24 approve b04b'],
    [
      'the state and the account',
      { ...USUAL, state: 'my state', todoist: 'http://127.0.0.1:1' },
      "npm run sync -- --todoist http://127.0.0.1:1 --state 'my state' approve b04b",
    ],
  ])('gets %s', (_title, call, command) => expect(syncCommand(call, 'approve b04b')).toBe(command));

  it('is quoted so that a shell reads the same', () => {
    const state = `it's $HOME "~" *\\`;
    const words = syncCommand({ ...USUAL, state }, 'status').replace('npm run sync -- ', '');
    const read = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' });
    expect(read).toBe(`--state\n${state}\nstatus\n`);
  });

  it('[G92] in what somebody typed stays as it was typed, also where that is cut off', () => {
    const call = { ...USUAL, state: 'one' };
    const title = 'copy npm run sync -- status into the notes of the house, then call';
    for (const width of [30, 200]) {
      const row = formatTable([[`\u201c${title}\u201d`, 'why: npm run sync -- resume things tags']], {
        maxCellWidth: width,
      });
      const placed = placeCommands(row, call);
      expect(placed).toContain(row.slice(0, Math.min(width, title.length) - 1));
      expect(placed).toMatch(/why: npm run sync -- --state one (?:resume|…)/);
    }
  });

  it.each([
    ['npm run sync -- --leave', 'ttsync sync --leave'],
    ['npm run sync -- conflicts', 'ttsync conflicts'],
    ['npm run sync -- approve 3f', 'ttsync approve 3f'],
    ['npm run cli -- plan approve 3f', 'ttsync plan approve 3f'],
    ['npm start -- --yes', 'ttsync start --yes'],
  ])('[G125] %s is %s where the program is installed', (inClone, installed) => {
    expect(placeCommands(inClone, USUAL, 'installed')).toBe(installed);
    expect(placeCommands(inClone, USUAL, 'clone')).toBe(inClone);
  });

  it('that names its accounts already stays as it is', () => {
    const placed = syncCommand({ ...USUAL, state: 'one' }, '--leave');
    expect(placeCommands(placed, { ...USUAL, state: 'two', trial: true })).toBe(placed);
  });
});
