// Why a pass stops at a plan, and what the stop holds: one check per reason, in order. A replica has its own checks for what only
// it can know. For mass changes see the guard.

import type { OpenedRead, Stop } from '../replica.ts';
import type { Pass } from '../unit-of-work.ts';
import { isFirstSyncDone, isPiecemeal, isRestored, isTakingOver } from './stored-plan.ts';

type Check = (pass: Pass, shown: readonly OpenedRead[]) => Stop | null;

/** The first check that returns a stop decides. A new reason needs a check here, or one of a replica, and a name in `PLAN_REASONS`. */
const CHECKS: readonly Check[] = [isFirst, isOfOneReplica, isAfterRestore];

/** Why a pass that has planned everything and committed nothing must stop; null if it need not. */
export function findStop(pass: Pass, shown: readonly OpenedRead[]): Stop | null {
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
    explanation: `${begins} is changed on either side until you have seen what will be.${announcements(pass)}${pass.shared.words()}`,
  };
}

/** A visiting replica that was reported piece by piece before was now read in full. */
function comesWhole({ parts, readWhole }: Pass): boolean {
  return parts.replicas.all.some(
    (one) => one.isFounding && one.polled === undefined && readWhole.has(one.name),
  );
}

function announcements(pass: Pass): string {
  return pass.parts.replicas.all.map(({ announce }) => announce?.(pass) ?? '').join('');
}

function isOfOneReplica(_run: Pass, shown: readonly OpenedRead[]): Stop | null {
  return firstOf(shown.map(({ stop }) => stop?.() ?? null));
}

function isAfterRestore(pass: Pass): Stop | null {
  if (!isRestored(pass) || !pass.planned.some((entry) => entry.kind === 'create')) return null;
  return {
    reason: 'restored',
    holds: { what: 'everything' },
    explanation:
      'The state was restored from a document in KV, which may be older than the last changes: a task that this plan would create may already exist with different words.',
  };
}
