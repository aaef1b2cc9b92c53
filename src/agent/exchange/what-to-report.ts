// What to report to the Worker about Things: the difference from what it last accepted, confirmed by a second read if something is
// missing.

import { ok, type Result } from '../../model/result.ts';
import { dayInZone } from '../../model/zones.ts';
import { MAX_SET_ASIDE, type Receipt } from '../../protocol/exchange.ts';
import type { ThingsAcknowledgement } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { halfMadeContainers, isHalfMade } from './half-made.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { Base } from '../state/journal-rows.ts';
import { RECENTLY_CLOSED_MS } from '../limits.ts';
import {
  confirmAbsences,
  differenceTo,
  hasAbsences,
  NO_DIFFERENCE,
  NOTHING_KNOWN,
  type Difference,
  type SpecialRows,
} from '../read/changes.ts';
import { fileStamp } from '../read/file-stamp.ts';
import { originOf } from '../read/origin.ts';
import { readSnapshot, type ReadFailure } from '../read/reader.ts';
import { detectLateWrites } from '../write/late-writes.ts';

/** The library, and what is known of it. */
export interface Library {
  readonly databasePath: string;
  readonly journal: AgentJournal;
  /** IANA zone of the Mac. */
  readonly zone: string;
  readonly now: () => number;
}

/** What is sent with a read. */
export interface ReadExtras {
  readonly acknowledgements: readonly ThingsAcknowledgement[];
  /** Ids that the Worker asked for. */
  readonly asked: readonly string[];
}

/** What to report. */
export interface Reading {
  readonly difference: Difference;
  readonly receipt: Receipt;
  /** The date, and the state of the files when they were read. */
  readonly stamp: string;
  /** The difference is the whole library. */
  readonly isWhole: boolean;
}

/** What to report. Nothing is read if neither the files nor the date changed since the base. Without a base, everything is reported. */
export function readWhatToReport(
  library: Library,
  base: Base | null,
  along: ReadExtras,
): Result<Reading, ReadFailure> {
  const read = readChanges(library, base, along);
  if (!read.ok) return read;
  const origin = originOf(library.databasePath, read.value.stamp, library.journal.base());
  return ok({ ...read.value, receipt: { ...read.value.receipt, ...origin } });
}

function readChanges(
  library: Library,
  base: Base | null,
  { acknowledgements, asked }: ReadExtras,
): Result<Reading, ReadFailure> {
  const { journal, zone } = library;
  const takenAt = library.now();
  const today = dayInZone(takenAt, zone);
  const unfinished = journal.unfinished();
  const special = {
    withheld: new Set<string>([
      ...unfinished.flatMap(({ thingsId }) => thingsId ?? []),
      ...overwritten(journal),
    ]),
    answered: new Set<string>(acknowledgements.flatMap(({ row }) => row?.id ?? [])),
    answeredContainers: new Set<string>(
      acknowledgements.flatMap(({ row, thingsId }) => (row === null ? (thingsId ?? []) : [])),
    ),
    isHalfMade: (todo: ThingsTodo) => isHalfMade(todo, journal),
    isHalfMadeContainer: halfMadeContainers(journal),
  };
  const heldBack = unfinished.length + special.withheld.size;
  // Whatever is held back has to be reported once it is finished, whether or not the files change then.
  const suffix = heldBack > 0 ? '/unfinished' : '';
  const stamp = `${today}/${fileStamp(library.databasePath)}${suffix}`;
  if (base?.stamp === stamp && heldBack + special.answered.size === 0) {
    const receipt = { ...base.receipt, takenAt, today, zone };
    return ok({ difference: NO_DIFFERENCE, receipt, stamp, isWhole: false });
  }
  return compare(library, base, { special, stamp, asked });
}

/**
 * Reads, and reads a second time if something is missing or the whole library is reported: something only counts as absent if both
 * reads agree.
 */
function compare(
  library: Library,
  base: Base | null,
  {
    special: given,
    stamp,
    asked,
  }: { readonly special: SpecialRows; readonly stamp: string; readonly asked: readonly string[] },
): Result<Reading, ReadFailure> {
  const first = readRows(library, asked, { isWhole: base === null, verify: base === null });
  if (!first.ok) return first;
  const isWhole = base === null || base.receipt.databaseId !== first.value.receipt.databaseId;
  const known = isWhole ? NOTHING_KNOWN : library.journal.knownLibrary();
  const special = withLate(library, given, first.value.todos);
  const difference = differenceTo(known, first.value, special);
  const { receipt } = first.value;
  if (!isWhole && !hasAbsences(difference)) {
    return ok({ difference: withStableEmpty(difference), receipt, stamp, isWhole });
  }
  const second = readRows(library, asked, { isWhole, verify: true });
  if (!second.ok) return second;
  const confirmed = confirmAbsences(difference, differenceTo(known, second.value, special));
  if (!isWhole) {
    return ok({ difference: withStableEmpty(confirmed), receipt: second.value.receipt, stamp, isWhole });
  }
  // A row that disappeared between the reads, or is held back, does not count as absent; the library is then not reported as
  // complete.
  const kept = [...first.value.todos.keys()].every((id) => second.value.todos.has(id));
  // Unreadable rows are named, and nothing follows from their absence. If there are too many to name, nothing follows from any
  // absence.
  const { size } = second.value.setAside;
  const complete = kept && special.withheld.size === 0 && size <= MAX_SET_ASIDE;
  return ok({ difference: confirmed, receipt: { ...second.value.receipt, complete }, stamp, isWhole });
}

/** A to-do overwritten by a late write of ours is withheld until it is restored. */
function withLate(
  { journal, zone, now }: Library,
  special: SpecialRows,
  todos: ReadonlyMap<string, ThingsTodo>,
): SpecialRows {
  detectLateWrites(todos, { journal, today: dayInZone(now(), zone), now: now() });
  return { ...special, withheld: new Set([...special.withheld, ...overwritten(journal)]) };
}

function overwritten(journal: AgentJournal): readonly string[] {
  return journal.lateWrites().flatMap((late) => (late.isOverwritten ? [late.sent.thingsId] : []));
}

function readRows(
  { databasePath, journal, zone, now }: Library,
  asked: readonly string[],
  { isWhole, verify }: { readonly isWhole: boolean; readonly verify: boolean },
) {
  const at = now();
  const known = [...journal.idsOfInterest(), ...asked];
  const closedSince = isWhole ? at - RECENTLY_CLOSED_MS : null;
  return readSnapshot(databasePath, { known, closedSince, zone, now: at, verify });
}

/** An empty difference is reported as such: the snapshot keeps its id. */
function withStableEmpty(difference: Difference): Difference {
  const { todos, removed, containers, vanished } = difference;
  return todos.length + removed.length + containers.length + vanished.length === 0
    ? NO_DIFFERENCE
    : difference;
}
