// What a read of Things says about its own age: row for row, whether what it shows is older than what was told before.
// Gathers only; what follows is for doubts.ts.

import { remoteId, type RemoteId } from '../../../model/ids.ts';
import type { Link } from '../../../model/link.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { storedRead, THINGS } from '../known.ts';
import { freshSince, wasClockSet } from './last-read.ts';
import type { OpenBefore } from './open-before.ts';

/** A stamp that is so much after the read is of a clock that was wrong, ms: nothing follows from it. */
const FUTURE_SLACK_MS = 60_000;

/** A row that shows an older change than the one that was told of it before; epoch ms. */
interface OlderRow {
  readonly told: number;
  readonly shown: number;
}

/** A to-do that was there and is not any more. null: nothing is known of it. */
export interface MissingRow {
  readonly told: number | null;
  readonly createdAt: number | null;
}

/** What a read says about its age. */
export interface Evidence extends SortedRows {
  /** From when on a row can have been changed after the last read, epoch ms by the Mac's clock. */
  readonly since: number;
  readonly missing: readonly MissingRow[];
  /** Another file than at the last read; null where that is not known. */
  readonly isOtherFile: boolean | null;
  /** The app has gone on writing in the file that was read last. */
  readonly isWrittenOn: boolean;
  /** The newest change in the whole library, and the one at the last read; null where that is not known. */
  readonly newest: number | null;
  readonly newestBefore: number | null;
  /** The newest change that the read has, but for what is fresh, as far as it can be known. Reads all links. */
  readonly newestOfOld: () => number;
  /** Open to-dos that were linked before the read. Reads all links. */
  readonly linked: () => number;
}

interface SortedRows {
  readonly older: readonly OlderRow[];
  /** Known rows that show a newer change than was told, from before the last read: it was made elsewhere. */
  readonly newer: number;
  /** Open to-dos that nobody has told of, although they were there before the last read. */
  readonly unheardOf: number;
  /** The newest change of known rows that are told and have not changed, epoch ms. */
  readonly newestUnchanged: number;
  /** Ids of the rows that count among none of the unchanged. */
  readonly changedIds: readonly RemoteId[];
}

/** Gathers what a read says about its age; null where nothing was read before, or no clock can be trusted. */
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

/** What the stamps of a row say about it. `since`: from when on it can have been changed after the last read. */
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
 * A line that is ticked or renamed moves its own stamp alone. Where all lines that were told are still there, and the newest of them
 * changed earlier than was told, they are as they were once.
 */
function areLinesOlder(row: ThingsTodo, link: Link): boolean {
  const [told, shown] = [link.stamps?.linesChangedAt ?? null, row.linesChangedAt ?? null];
  if (told === null || shown === null || shown >= told || row.digest === link.revision) return false;
  const ids = new Set<string>(row.checklist.map(({ id }) => id));
  return Object.values(link.checklistRefs).every((ref) => ids.has(ref));
}

/** The two changes by which a row is older: its own, or those of its lines. */
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

/** Links of to-dos that are not there any more. In a whole library a closed to-do may be missing without being deleted. */
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
 * A difference does not tell of what has not changed: what the hub knows of it counts. Where that is more than the newest change of
 * the whole library, it was told of a row whose stamp alone went back.
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
