// Why a pass stops at a plan, and what the stop holds: one check for each reason, asked in turn. What only one replica can tell is its
// own to say. Mass changes are the guard's.

import type { Shown, Stop } from '../replica.ts';
import type { Run } from '../unit-of-work.ts';
import { isFirstSyncDone, isRestored } from './stored-plan.ts';

type Check = (run: Run, shown: readonly Shown[]) => Stop | null;

/** The first that answers stops the run. A new reason is a check here, or a replica's own, and its name in `PLAN_REASONS`. */
const CHECKS: readonly Check[] = [isFirst, isOfOneReplica, isAfterRestore];

/** Says why a pass that has planned everything and committed nothing must stop; null when it need not. */
export function findStop(run: Run, shown: readonly Shown[]): Stop | null {
  const doubt = firstOf(shown.map((one) => one.doubt ?? null));
  if (doubt !== null || (run.planned.length === 0 && run.paired.length === 0)) return doubt;
  return firstOf(CHECKS.map((check) => check(run, shown)));
}

function firstOf(stops: readonly (Stop | null)[]): Stop | null {
  return stops.find((stop) => stop !== null) ?? null;
}

function isFirst(run: Run): Stop | null {
  if (isFirstSyncDone(run)) return null;
  return {
    reason: 'first_sync',
    holds: { what: 'everything' },
    explanation: `${firstWords(run)} nothing is changed on either side until you have seen what will be.${announcements(run)}`,
  };
}

/** Where tasks are linked already, another installation kept the pair in between. */
function firstWords({ store, parts }: Run): string {
  const isLinked = parts.replicas.names.some((name) => store.links.count(name) > 0);
  return isLinked ? 'This installation takes over:' : 'This is the first sync:';
}

function announcements(run: Run): string {
  return run.parts.replicas.all.map(({ announce }) => announce?.(run) ?? '').join('');
}

function isOfOneReplica(_run: Run, shown: readonly Shown[]): Stop | null {
  return firstOf(shown.map(({ stop }) => stop?.() ?? null));
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
