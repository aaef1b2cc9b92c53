// Why a run stops at a plan, and what the stop holds: one check for each reason, asked in turn. Mass changes are the guard's.

import type { PlanHolds, PlanReason } from '../../protocol/plan.ts';
import type { Run } from '../unit-of-work.ts';
import { isFirstSyncDone, isRestored } from './latch.ts';

/** Fewer tasks than this vanishing at once is an ordinary clean-up, not a library that was lost. */
const EMPTIED_MINIMUM = 3;

/** A reason to stop, in the words that a person reads. */
export interface Stop {
  readonly reason: PlanReason;
  readonly holds: PlanHolds;
  /** What happened and what to do next, in plain sentences. */
  readonly explanation: string;
}

/** What a pass was of, as far as the checks ask. */
export interface PassFacts {
  /** The library is another one than last time. */
  readonly databaseChanged: boolean;
  /** Linked to-dos that a complete read of Things no longer shows. */
  readonly vanished: number;
  /** Active links to Things before the pass; null where they were not counted, since so few changes can't lead to a stop. */
  readonly thingsLinksBefore: number | null;
  /** To-dos that Things shows now. */
  readonly openTodos: number | null;
}

type Check = (run: Run, facts: PassFacts) => Stop | null;

/** The first that answers stops the run. A new reason is a check here and its name in `PLAN_REASONS`. */
const CHECKS: readonly Check[] = [isFirst, isEmptied, isAnotherLibrary, isAfterRestore];

/** Says why a pass that has planned everything and committed nothing must stop; null when it need not. */
export function findStop(run: Run, facts: PassFacts): Stop | null {
  if (run.planned.length === 0 && run.paired.length === 0) return null;
  for (const check of CHECKS) {
    const stop = check(run, facts);
    if (stop !== null) return stop;
  }
  return null;
}

function isFirst(run: Run): Stop | null {
  if (isFirstSyncDone(run)) return null;
  return {
    reason: 'first_sync',
    holds: { what: 'everything' },
    explanation:
      'This is the first sync: nothing is changed on either side until you have seen what will be.',
  };
}

function isEmptied(_run: Run, { openTodos, vanished, thingsLinksBefore }: PassFacts): Stop | null {
  const isLost = openTodos === 0 && vanished >= EMPTIED_MINIMUM && vanished >= (thingsLinksBefore ?? 0);
  if (!isLost) return null;
  return {
    reason: 'emptied',
    holds: { what: 'side', replica: 'things' },
    explanation: `Things shows no to-do any more, and ${vanished} that were linked are gone without a trace. That is nearly always a bad read, not a wish.`,
  };
}

function isAnotherLibrary(_run: Run, { databaseChanged }: PassFacts): Stop | null {
  if (!databaseChanged) return null;
  return {
    reason: 'full_resync',
    holds: { what: 'side', replica: 'things' },
    explanation:
      'The Things library is another one than last time. Nothing is changed until you have looked.',
  };
}

function isAfterRestore(run: Run): Stop | null {
  if (!isRestored(run) || !run.planned.some((entry) => entry.kind === 'create')) return null;
  return {
    reason: 'restored',
    holds: { what: 'everything' },
    explanation:
      'The state came back from a document in KV, which may be older than what was done since: a task that would be made may be there already, under other words.',
  };
}
