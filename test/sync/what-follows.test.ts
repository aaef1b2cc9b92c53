import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationId } from '../../src/model/ids.ts';
import type { SomeFields } from '../../src/model/task.ts';
import {
  backoffMs,
  APP_FAILED,
  RETRY_SOON,
  QUOTA_EXCEEDED,
  type BackoffPolicy,
} from '../../src/sync/run/backoff.ts';
import { afterThings } from '../../src/replicas/things/conversation/what-follows.ts';
import {
  afterCommand,
  type CommandFailure,
  type FailedCommand,
} from '../../src/replicas/todoist/conversation/send/what-follows.ts';
import type { WhatFollows } from '../../src/sync/run/what-follows.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const KINDS = [
  'create',
  'update',
  'delete',
  'restore',
  'complete_occurrence',
  'create_container',
  'rename_container',
  'move_container',
] as const;
const detail = 'HTTP 403';
const FAILURES: readonly CommandFailure[] = [
  { kind: 'retry', detail },
  { kind: 'dependency', detail },
  { kind: 'premium', detail },
  { kind: 'refused', detail },
  ...(['object', 'project', 'section'] as const).map((what) => ({ kind: 'gone', what, detail }) as const),
  ...(['tasks', 'projects', 'sections', 'labels', 'other'] as const).map(
    (what) => ({ kind: 'limit', what, detail }) as const,
  ),
];

function failed(
  changes: Partial<FailedCommand['entry']> = {},
  account: FailedCommand['account'] = null,
): FailedCommand {
  const entry = { id: operationId('o'), kind: 'update', attempts: 0, fields: {}, ...changes } as const;
  return { entry, now: NOW, account };
}

function planOf(follows: WhatFollows<{ readonly kind: string }> | null): string {
  return follows?.kind === 'changed_plan' ? follows.change.kind : (follows?.kind ?? 'nothing');
}

const anyFailed: fc.Arbitrary<FailedCommand> = fc
  .record({
    id: fc.string().map(operationId),
    kind: fc.constantFrom(...KINDS),
    attempts: fc.nat(1000),
    fields: fc.constantFrom<SomeFields>(
      {},
      { title: 'x' },
      { deadline: null },
      { duration: { amount: 30, unit: 'minute' } },
    ),
  })
  .map((entry) => ({ entry, now: NOW, account: { deadlines: false, durations: true } }));

describe('what follows from a command that was not carried out', () => {
  it('[J35] is the same again, never, or another plan, for each kind of failure and operation', () => {
    const table = Object.fromEntries(
      (['update', 'create_container', 'rename_container', 'move_container'] as const).map((kind) => [
        kind,
        FAILURES.map((failure) => planOf(afterCommand(failed({ kind }), failure))),
      ]),
    );
    const limits = <T>(each: T): readonly T[] => Array.from({ length: 5 }, () => each);
    expect(table).toEqual({
      update: [
        'again',
        'again',
        'again',
        'never',
        'look_up',
        'forget_place',
        'forget_place',
        ...limits('again'),
      ],
      create_container: [
        'again',
        'again',
        'stand_in',
        'stand_in',
        'forget_place',
        'forget_place',
        'forget_place',
        ...limits('stand_in'),
      ],
      rename_container: [
        'again',
        'again',
        'never',
        'never',
        'forget_container',
        'forget_container',
        'forget_container',
        ...limits('never'),
      ],
      move_container: [
        'again',
        'again',
        'again',
        'never',
        'again',
        'again',
        'forget_container',
        ...limits('again'),
      ],
    });
  });

  it('[J34] teaches once that the plan has no deadlines or durations, and is waited out after that', () => {
    const premium = { kind: 'premium', detail } as const;
    const both: SomeFields = { deadline: null, duration: { amount: 30, unit: 'minute' } };
    const withDuration = (durations: boolean) =>
      planOf(afterCommand(failed({ fields: both }, { deadlines: true, durations }), premium));
    expect([withDuration(true), withDuration(false)]).toEqual(['no_durations', 'again']);
  });

  it('[J35] says when or why, and never at once', () => {
    fc.assert(
      fc.property(anyFailed, fc.constantFrom(...FAILURES), (of, failure) => {
        const follows = afterCommand(of, failure);
        const wait = follows.kind === 'changed_plan' ? follows.otherwise : follows;
        expect(wait.reason).toBe(detail);
        if (wait.kind === 'again') {
          expect(wait.at).toBeGreaterThan(NOW);
          expect(wait.at).toBeLessThanOrEqual(NOW + QUOTA_EXCEEDED.longestMs);
        }
      }),
    );
  });
});

describe('what follows from an operation that the agent did not carry out', () => {
  it.each([
    ['create', ['nothing', 'nothing', 'plan_anew', 'nothing', 'again']],
    ['create_container', ['again', 'again', 'again', 'again', 'again']],
    ['rename_container', ['nothing', 'again', 'again', 'nothing', 'again']],
    ['move_container', ['nothing', 'again', 'plan_anew', 'nothing', 'again']],
  ] as const)('[J35] is settled for a %s, whatever the outcome', (kind, expected) => {
    const told = (['done', 'ignored', 'stale', 'gone', 'failed'] as const).map((outcome) =>
      planOf(afterThings(failed({ kind }), { outcome, thingsId: null, error: null })),
    );
    expect(told).toEqual(expected);
  });
});

describe('a wait', () => {
  const ladders: readonly BackoffPolicy[] = [RETRY_SOON, QUOTA_EXCEEDED, APP_FAILED];

  it('[J31] is between the floor and a ceiling that doubles, up to a longest one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ladders), fc.nat(2000), fc.string(), (ladder, attempts, name) => {
        const ceiling = Math.min(ladder.longestMs, ladder.firstMs * 2 ** Math.max(0, attempts - 1));
        const wait = backoffMs(ladder, attempts, name);
        expect(wait).toBeGreaterThanOrEqual(ladder.floorMs);
        expect(wait).toBeLessThanOrEqual(ceiling);
      }),
    );
  });

  it('[J31] is spread evenly over that, so that what failed together does not come back together', () => {
    const shares = Array.from({ length: 10 }, () => 0);
    for (let at = 0; at < 5000; at += 1) {
      const wait = backoffMs({ floorMs: 0, firstMs: 10, longestMs: 10 }, 1, `operation-${at}`);
      const slot = Math.max(0, wait - 1);
      shares[slot] = (shares[slot] ?? 0) + 1;
    }
    expect(Math.min(...shares)).toBeGreaterThan(400);
    expect(Math.max(...shares)).toBeLessThan(600);
  });
});
