// Why a pass stops at a plan, and what the stop holds: one check for each reason, asked in turn. What only one replica can tell is its
// own to say. Mass changes are the guard's.

import type { Shown, Stop } from '../replica.ts';
import type { Pass } from '../unit-of-work.ts';
import { isFirstSyncDone, isPiecemeal, isRestored, isTakingOver } from './stored-plan.ts';

type Check = (pass: Pass, shown: readonly Shown[]) => Stop | null;

/** The first that answers stops the run. A new reason is a check here, or a replica's own, and its name in `PLAN_REASONS`. */
const CHECKS: readonly Check[] = [isFirst, isOfOneReplica, isAfterRestore];

/** Says why a pass that has planned everything and committed nothing must stop; null when it need not. */
export function findStop(pass: Pass, shown: readonly Shown[]): Stop | null {
  const doubt = firstOf(shown.map((one) => one.doubt ?? null));
  if (doubt !== null || (pass.planned.length === 0 && pass.paired.length === 0)) return doubt;
  return firstOf(CHECKS.map((check) => check(pass, shown)));
}

function firstOf(stops: readonly (Stop | null)[]): Stop | null {
  return stops.find((stop) => stop !== null) ?? null;
}

function isFirst(pass: Pass): Stop | null {
  if (isFirstSyncDone(pass) || (isPiecemeal(pass) && !comesWhole(pass))) return null;
  const begins = isTakingOver(pass) ? 'This installation takes over from another one: nothing' : 'Nothing';
  return {
    reason: 'first_sync',
    holds: { what: 'everything' },
    explanation: `${begins} is changed on either side until you have seen what will be.${announcements(pass)}`,
  };
}

/** A side that comes by itself, and was told of piece by piece, was read whole. */
function comesWhole({ parts, readWhole }: Pass): boolean {
  return parts.replicas.all.some(
    (one) => one.isFounding && one.asked === undefined && readWhole.has(one.name),
  );
}

function announcements(pass: Pass): string {
  return pass.parts.replicas.all.map(({ announce }) => announce?.(pass) ?? '').join('');
}

function isOfOneReplica(_run: Pass, shown: readonly Shown[]): Stop | null {
  return firstOf(shown.map(({ stop }) => stop?.() ?? null));
}

function isAfterRestore(pass: Pass): Stop | null {
  if (!isRestored(pass) || !pass.planned.some((entry) => entry.kind === 'create')) return null;
  return {
    reason: 'restored',
    holds: { what: 'everything' },
    explanation:
      'The state came back from a document in KV, which may be older than what was done since: a task that would be made may be there already, under other words.',
  };
}
