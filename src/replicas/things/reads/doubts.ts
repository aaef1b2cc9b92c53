// Whether a read of Things can be what it claims to be: the library's current state. An older library (a restored backup, a lagging
// Mac, a file that the app abandoned) or a different one is recognized by several pieces of evidence together, never by a single
// row. Decides; changes nothing.

import { isZone, instantToWallClock, UNKNOWN_ZONE } from '../../../model/zones.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { isFirstSyncDone, stopPlan } from '../../../sync/plan/stored-plan.ts';
import type { Stop } from '../../../sync/replica.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';
import { evidenceOf, type Evidence, type MissingRow } from './evidence.ts';
import type { OpenBefore } from './open-before.ts';

/**
 * How many rows have to be older, or missing, to rule out an ordinary edit. In another file one is enough, since a user can't cause
 * that in the app. If the app continues in the same log, its undo may restore former values with former timestamps. Rows that are
 * only missing may be the last ones that a user created and permanently deleted.
 */
const LEAST = { inAnotherFile: 1, afterARestart: 2, onlyMissing: 3, inTheSameLog: 3 } as const;

/** This many older rows prove an older library, whatever else the read shows, unless the app continued in the same log. */
const MANY = 5;

/** Changes within this time may have been one action and may be reverted by one undo, ms. */
const ONE_ACT_MS = 60_000;

/** A different library has at most this share of the linked to-dos, and at least this many are missing. */
const OTHER = { maxShare: 0.2, minMissing: 5 } as const;

/** Why a read of Things must not be processed as it is; null if there is no objection. */
export function doubtOf(
  pass: Pick<Pass, 'store' | 'now'>,
  request: ExchangeRequest,
  open: OpenBefore,
): Stop | null {
  if (!isFirstSyncDone(pass)) return null;
  const evidence = evidenceOf(pass, request, open);
  if (evidence === null) return null;
  if (isOtherLibrary(evidence)) return stop('full_resync', describeOther(evidence));
  const isWaiting = stopPlan(pass)?.reason === 'older_state';
  return isOlder(evidence, isWaiting) ? olderState(evidence, request) : null;
}

function olderState(evidence: Evidence, request: ExchangeRequest): Stop {
  return { ...stop('older_state', describeOlder(evidence, request)), answers: ANSWERS };
}

const ANSWERS: Stop['answers'] = [
  {
    answer: 'catch_up',
    does: 'Things is brought up to date: what was changed, created, completed or deleted since is done there again, and what you did in the older library stays. Todoist changes only where you did.',
  },
  {
    answer: 'approve',
    does: 'The older state becomes the current one: what is missing is deleted in Todoist, and older values come back there. Each change is in the history and can be undone.',
  },
  {
    answer: 'discard',
    does: 'Nothing is changed. You are asked again for as long as Things shows the older state.',
  },
];

function stop(reason: Stop['reason'], explanation: string): Stop {
  return { reason, holds: { what: 'side', replica: THINGS }, explanation };
}

/**
 * An older library is older as a whole: there is a time after which it knows nothing. Every change or creation reported after that
 * time is reverted or missing, and nothing else has changed, except for what was done since.
 */
function isOlder(evidence: Evidence, isWaiting: boolean): boolean {
  const { older, missing, newer, isOtherFile, isWrittenOn } = evidence;
  // Once recognized, it ends only when nothing is older any more, not when a part was brought up to date.
  if (isWaiting && older.length > 0) return true;
  if (older.length >= MANY && !isWrittenOn && older.length > 2 * newer) return true;
  const least = leastOf(evidence);
  if (older.length + missing.length < least) return false;
  if (isWrittenOn && (older.length < least || isOneAct(evidence))) return false;
  const asOf = evidence.newestOfOld();
  const ages = [...older.map(({ told }) => told > asOf), ...missing.map((row) => isMadeAfter(row, asOf))];
  const after = ages.filter((isAfter) => isAfter === true).length;
  const against = ages.filter((isAfter) => isAfter === false).length + newer;
  return after >= least && (isOtherFile === true ? after > against : against === 0);
}

function leastOf({ older, isOtherFile, isWrittenOn }: Evidence): number {
  if (isOtherFile === true) return LEAST.inAnotherFile;
  if (older.length === 0) return LEAST.onlyMissing;
  return isWrittenOn ? LEAST.inTheSameLog : LEAST.afterARestart;
}

function isOneAct({ older }: Evidence): boolean {
  const told = older.map((row) => row.told);
  return Math.max(...told) - Math.min(...told) < ONE_ACT_MS;
}

/** null: nothing is known about when it was created. */
function isMadeAfter({ createdAt, told }: MissingRow, asOf: number): boolean | null {
  const at = createdAt ?? told;
  return at === null ? null : at > asOf;
}

/** Hardly any of the linked to-dos exist, and there are others instead, which existed before anyone could have created them since. */
function isOtherLibrary({ missing, unheardOf, isWrittenOn, linked }: Evidence): boolean {
  if (missing.length < OTHER.minMissing || unheardOf === 0 || isWrittenOn) return false;
  const all = linked();
  return all - missing.length <= all * OTHER.maxShare;
}

function describeOther({ missing, unheardOf }: Evidence): string {
  return `This looks like another Things library: ${missing.length} of the to-dos that were synced are not in it, and ${unheardOf} others were in it before. Nothing is taken from it or written to it. If this is the wrong file, name the right one with --things: the sync then continues by itself. If you approve this, the missing to-dos are deleted in Todoist, and the others are created there.`;
}

function describeOlder(evidence: Evidence, request: ExchangeRequest): string {
  const { older, missing, isOtherFile } = evidence;
  const what = [
    count(older.length, 'to-do is as it was earlier', 'to-dos are as they were earlier'),
    count(missing.length, 'that was there is missing', 'that were there are missing'),
  ].filter((words) => words !== null);
  const origin =
    isOtherFile === true
      ? 'It is a different file from the one that was read before: a restored backup, a second Mac that Things Cloud has not brought up to date, or a folder that Things no longer uses.'
      : 'That is how a restored backup of Things looks.';
  const facts = [`${what.join(', ')}.`, timesOf(evidence, request), origin].filter((text) => text !== '');
  return `Things shows an older state than it did before: ${facts.join(' ')} Nothing is taken from it or written to it until you answer. If the newer library comes back, or Things Cloud catches up, the sync continues by itself.`;
}

function timesOf({ older, missing, newest, newestBefore }: Evidence, { receipt }: ExchangeRequest): string {
  const told = [...older, ...missing].flatMap((row) => row.told ?? []);
  const before = Math.max(newestBefore ?? Number.NEGATIVE_INFINITY, ...told);
  const now = newest ?? Math.max(...older.map(({ shown }) => shown));
  if (!Number.isFinite(before) || !Number.isFinite(now) || now >= before) return '';
  const [shown, seen] = [timeText(now, receipt.zone), timeText(before, receipt.zone)];
  return shown === seen
    ? ''
    : `Its newest change is from ${shown}, but changes up to ${seen} were seen before.`;
}

function timeText(at: number, zone: string): string {
  const isKnown = zone !== UNKNOWN_ZONE && isZone(zone);
  const { date, at: clock } = instantToWallClock(at, isKnown ? zone : 'UTC');
  return `${date} ${clock}${isKnown ? '' : ' UTC'}`;
}

function count(number: number, one: string, many: string): string | null {
  if (number === 0) return null;
  return `${number} ${number === 1 ? one : many}`;
}
