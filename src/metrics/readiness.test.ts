import { describe, expect, it } from 'vitest';
import { readinessOf, type ReadinessFacts } from './readiness.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

const WELL: ReadinessFacts = {
  now: NOW,
  missing: null,
  todoist: { seenAt: NOW - 60_000, problem: null },
  agentSeenAt: NOW - 5 * 60_000,
  spent: [],
  plan: null,
  checkpoint: { writtenAt: NOW - 3 * HOUR, dirtySince: null },
  failing: [],
};

function codesOf(facts: Partial<ReadinessFacts>): readonly (string | null)[] {
  return readinessOf({ ...WELL, ...facts }).flatMap(({ ok, code }) => (ok ? [] : [code]));
}

describe('readiness', () => {
  it('[X12] has nothing to say against what is well, also where some changes wait for a person', () => {
    expect(codesOf({})).toEqual([]);
    expect(codesOf({ plan: 'items', checkpoint: { writtenAt: null, dirtySince: NOW - 11 * HOUR } })).toEqual(
      [],
    );
    expect(readinessOf(WELL).every(({ detail }) => detail.endsWith('.'))).toBe(true);
  });

  it.each<[string, Partial<ReadinessFacts>]>([
    ['not_configured', { missing: 'TODOIST_API_TOKEN is not set.' }],
    ['todoist_unreachable', { todoist: { seenAt: NOW, problem: 'Todoist does not answer.' } }],
    ['todoist_never_read', { todoist: { seenAt: null, problem: null } }],
    ['agent_never_seen', { agentSeenAt: null }],
    ['agent_silent', { agentSeenAt: NOW - 25 * HOUR }],
    ['kv_budget_spent', { spent: ['writes'] }],
    ['plan_waiting', { plan: 'everything' }],
    ['plan_waiting', { plan: 'side' }],
    ['checkpoint_late', { checkpoint: { writtenAt: null, dirtySince: NOW - 13 * HOUR } }],
    ['steps_failing', { failing: ['The copy into KV failed 2 times in a row.'] }],
  ])('[X12] names what fails or is stale: %s', (code, facts) => {
    expect(codesOf(facts)).toEqual([code]);
  });

  it('[X12] tells of all that is wrong at once', () => {
    expect(codesOf({ plan: 'everything', agentSeenAt: null, spent: ['lists', 'writes'] })).toEqual([
      'agent_never_seen',
      'kv_budget_spent',
      'plan_waiting',
    ]);
  });
});
