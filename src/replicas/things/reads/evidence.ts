// What a read of Things says about its own age: row by row, whether what it shows is older than what was reported before. Only
// gathers; doubts.ts decides what follows.

import { remoteId, type RemoteId } from '../../../model/ids.ts';
import type { Link } from '../../../model/link.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { storedRead, THINGS } from '../known.ts';
import { freshSince, wasClockSet } from './last-read.ts';
import type { OpenBefore } from './open-before.ts';

/** A timestamp this far after the read comes from a wrong clock, so nothing follows from it, ms. */
const FUTURE_SLACK_MS = 60_000;

/** A row with an older change than the one last reported for it; epoch ms. */
interface OlderRow {
  readonly told: number;
  readonly shown: number;
}

/** A to-do that no longer exists. null: nothing is known of it. */
export interface MissingRow {
  readonly told: number | null;
  readonly createdAt: number | null;
}

/** What a read says about its age. */
export interface Evidence extends SortedRows {
  /** The earliest time at which a row can have been changed after the last read, epoch ms by the Mac's clock. */
  readonly since: number;
  readonly missing: readonly MissingRow[];
  /** Whether it is another file than at the last read; null if unknown. */
  readonly isOtherFile: boolean | null;
  /** Whether the app has continued in the file that was read last. */
  readonly isWrittenOn: boolean;
  /** The newest change in the whole library, now and at the last read; null if unknown. */
  readonly newest: number | null;
  readonly newestBefore: number | null;
  /** The newest change in the read, ignoring changes after the last read, as far as known. Reads all links. */
  readonly newestOfOld: () => number;
  /** Open to-dos that were linked before the read. Reads all links. */
  readonly linked: () => number;
}

interface SortedRows {
  readonly older: readonly OlderRow[];
  /** How many known rows have a newer change than was reported, from before the last read: it was made on another device. */
  readonly newer: number;
  /** How many open to-dos were never reported although they existed before the last read. */
  readonly unheardOf: number;
  /** The newest change of known rows that are shown and unchanged, epoch ms. */
  readonly newestUnchanged: number;
  /** Ids of the rows that don't count as unchanged. */
  readonly changedIds: readonly RemoteId[];
}

/** Gathers what a read says about its age; null if nothing was read before, or no clock can be trusted. */
export function evidenceOf(
  pass: Pick<Pass, 'store' | 'now'>,
  request: ExchangeRequest,
  open: OpenBefore,
): Evidence | null {
  const known = storedRead(pass.store);
  const { receipt } = request;
  const since = known === null ? null : freshSince(known, receipt.takenAt, pass.now);
  if (known === null || since === null) return null;
  const rows = sortRows(pass, request, since);
  const isClockSet = wasClockSet(known, receipt.takenAt, pass.now);
  return {
    ...rows,
    since,
    missing: missingRows(pass, request, open),
    isOtherFile: receipt.file === undefined || known.file === null ? null : receipt.file !== known.file,
    isWrittenOn: receipt.continued === true,
    newest: isClockSet ? null : (receipt.newest ?? null),
    newestBefore: isClockSet ? null : known.newest,
    newestOfOld: () => newestOfOld(pass, request, rows),
    linked: open.count,
  };
}

type Age = 'unchanged' | 'older' | 'fresh' | 'newer' | 'unheard of' | 'says nothing';

function sortRows(pass: Pick<Pass, 'store'>, request: ExchangeRequest, since: number): SortedRows {
  const counts = { newer: 0, unheardOf: 0 };
  const older: OlderRow[] = [];
  const changedIds: RemoteId[] = [];
  let newestUnchanged = Number.NEGATIVE_INFINITY;
  for (const row of request.todos) {
    const link = pass.store.links.byRemoteId(THINGS, row.id);
    const age = ageOf(row, { link, since, takenAt: request.receipt.takenAt });
    if (age === 'unchanged') newestUnchanged = Math.max(newestUnchanged, row.changedAt ?? newestUnchanged);
    else changedIds.push(row.id);
    if (age === 'older' && link !== null) older.push(...(olderRow(row, link) ?? []));
    if (age === 'newer') counts.newer += 1;
    if (age === 'unheard of') counts.unheardOf += 1;
  }
  return { ...counts, older, changedIds, newestUnchanged };
}

/** What a row's timestamps say about it. `since`: the earliest time at which it can have been changed after the last read. */
export function ageOf(
  row: ThingsTodo,
  known: { readonly link: Link | null; readonly since: number; readonly takenAt: number },
): Age {
  const { link, since, takenAt } = known;
  const shown = row.changedAt;
  if (shown === null) return 'says nothing';
  if (link === null) {
    const isOpen = row.status === 'open' && !row.trashed;
    return isOpen && Math.max(shown, row.createdAt ?? shown) < since ? 'unheard of' : 'says nothing';
  }
  const told = link.stamps?.changedAt ?? null;
  if (told === null || told > takenAt + FUTURE_SLACK_MS) return 'says nothing';
  if (shown === told && areLinesOlder(row, link)) return 'older';
  if (shown === told || (row.digest === link.revision && shown > told)) return 'unchanged';
  if (shown >= since) return 'fresh';
  return shown < told ? 'older' : 'newer';
}

/**
 * Ticking or renaming a line changes only the line's own timestamp. If all reported lines still exist and the newest change among
 * them is earlier than was reported, they are in a former state.
 */
function areLinesOlder(row: ThingsTodo, link: Link): boolean {
  const [told, shown] = [link.stamps?.linesChangedAt ?? null, row.linesChangedAt ?? null];
  if (told === null || shown === null || shown >= told || row.digest === link.revision) return false;
  const ids = new Set<string>(row.checklist.map(({ id }) => id));
  return Object.values(link.checklistRefs).every((ref) => ids.has(ref));
}

/** The reported and the shown change by which a row is older: its own, or those of its lines. */
function olderRow(row: ThingsTodo, { stamps }: Link): readonly OlderRow[] | null {
  const isOfLines = row.changedAt === stamps?.changedAt;
  const told = isOfLines ? stamps?.linesChangedAt : stamps?.changedAt;
  const shown = isOfLines ? row.linesChangedAt : row.changedAt;
  return told == null || shown == null ? null : [{ told, shown }];
}

function missingRows(
  pass: Pick<Pass, 'store'>,
  request: ExchangeRequest,
  open: OpenBefore,
): readonly MissingRow[] {
  return missingLinks(pass, request, open).map(({ stamps }) => ({
    told: stamps?.changedAt ?? null,
    createdAt: stamps?.createdAt ?? null,
  }));
}

/** Links of to-dos that no longer exist. In a full library a closed to-do may be missing without being deleted. */
export function missingLinks(
  pass: Pick<Pass, 'store'>,
  request: ExchangeRequest,
  open: OpenBefore,
): readonly Link[] {
  if (!request.receipt.complete) return [];
  const ids = request.base === null ? open.unshown() : request.removed.map((id) => remoteId(id));
  return ids
    .map((id) => pass.store.links.byRemoteId(THINGS, id))
    .filter((link) => link !== null)
    .filter(({ state }) => state === 'active');
}

/**
 * A difference does not include what has not changed, so the hub's knowledge of it counts. If that is newer than the newest change
 * of the whole library, it was reported for a row of which only the timestamp went back.
 */
function newestOfOld(pass: Pick<Pass, 'store'>, request: ExchangeRequest, rows: SortedRows): number {
  const { receipt, base, removed } = request;
  const except = [...rows.changedIds, ...removed.map((id) => remoteId(id))];
  const notAfter = receipt.takenAt + FUTURE_SLACK_MS;
  const unchanged =
    base === null ? rows.newestUnchanged : pass.store.links.newestChange(THINGS, { except, notAfter });
  const ofOld = Math.max(unchanged ?? Number.NEGATIVE_INFINITY, ...rows.older.map(({ shown }) => shown));
  return Math.min(ofOld, receipt.newest ?? ofOld);
}
