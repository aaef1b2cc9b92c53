// What the Worker is to be told of Things: what differs from what it took last, read twice where something is missing.

import { ok, type Result } from '../../model/result.ts';
import { dayInZone } from '../../model/zones.ts';
import { MAX_SET_ASIDE, type Receipt } from '../../protocol/exchange.ts';
import type { ThingsAcknowledgement } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { halfMadeContainers, isHalfMade } from './half-made.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { Base } from '../state/journal-rows.ts';
import { CLOSED_ALONG_MS } from '../limits.ts';
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
import { noticeLate } from '../write/late-writes.ts';

/** Whose library is read, and what is known of it. */
export interface Library {
  readonly databasePath: string;
  readonly journal: AgentJournal;
  /** IANA zone of the Mac. */
  readonly zone: string;
  readonly now: () => number;
}

/** What goes along with a reading. */
export interface Along {
  readonly acknowledgements: readonly ThingsAcknowledgement[];
  /** Ids that the Worker asked for. */
  readonly asked: readonly string[];
}

/** What is to be told. */
export interface Reading {
  readonly difference: Difference;
  readonly receipt: Receipt;
  /** The day, and the state of the files that it was read from. */
  readonly stamp: string;
  /** The difference is the whole library. */
  readonly isWhole: boolean;
}

/** What is to be told: nothing is read when neither the files nor the day changed since the base. Without a base, everything is. */
export function readWhatToTell(
  library: Library,
  base: Base | null,
  along: Along,
): Result<Reading, ReadFailure> {
  const read = readChanges(library, base, along);
  if (!read.ok) return read;
  const origin = originOf(library.databasePath, read.value.stamp, library.journal.base());
  return ok({ ...read.value, receipt: { ...read.value.receipt, ...origin } });
}

function readChanges(
  library: Library,
  base: Base | null,
  { acknowledgements, asked }: Along,
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
  // What is held back must be told once it is finished, whether the files change then or not.
  const suffix = heldBack > 0 ? '/unfinished' : '';
  const stamp = `${today}/${fileStamp(library.databasePath)}${suffix}`;
  if (base?.stamp === stamp && heldBack + special.answered.size === 0) {
    const receipt = { ...base.receipt, takenAt, today, zone };
    return ok({ difference: NO_DIFFERENCE, receipt, stamp, isWhole: false });
  }
  return compare(library, base, { special, stamp, asked });
}

/** Reads, and where something is missing (or the whole library is told) a second time: an absence counts if both see it. */
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
    return ok({ difference: settled(difference), receipt, stamp, isWhole });
  }
  const second = readRows(library, asked, { isWhole, verify: true });
  if (!second.ok) return second;
  const confirmed = confirmAbsences(difference, differenceTo(known, second.value, special));
  if (!isWhole) {
    return ok({ difference: settled(confirmed), receipt: second.value.receipt, stamp, isWhole });
  }
  // A row that went between the reads, or is held back, is no absence: then the whole is not told as complete.
  const kept = [...first.value.todos.keys()].every((id) => second.value.todos.has(id));
  // What is set aside is named, and nothing follows from it; of more than can be named, from nothing that is missing.
  const { size } = second.value.setAside;
  const complete = kept && special.withheld.size === 0 && size <= MAX_SET_ASIDE;
  return ok({ difference: confirmed, receipt: { ...second.value.receipt, complete }, stamp, isWhole });
}

/** What a late write of ours has written over is withheld, until it is put back. */
function withLate(
  { journal, zone, now }: Library,
  special: SpecialRows,
  todos: ReadonlyMap<string, ThingsTodo>,
): SpecialRows {
  noticeLate(todos, { journal, today: dayInZone(now(), zone), now: now() });
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
  const closedSince = isWhole ? at - CLOSED_ALONG_MS : null;
  return readSnapshot(databasePath, { known, closedSince, zone, now: at, verify });
}

/** A difference in which nothing differs is told as such: the snapshot keeps its name. */
function settled(difference: Difference): Difference {
  const { todos, removed, containers, vanished } = difference;
  return todos.length + removed.length + containers.length + vanished.length === 0
    ? NO_DIFFERENCE
    : difference;
}
