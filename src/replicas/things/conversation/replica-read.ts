// What a snapshot of Things means for a pass.

import { assert } from '../../../model/assert.ts';
import { CONTAINER_KINDS, type ContainerObservation } from '../../../model/container.ts';
import { operationId, remoteId } from '../../../model/ids.ts';
import { tombstone, type Observation } from '../../../model/link.ts';
import type { ExchangeRequest, Receipt } from '../../../protocol/exchange.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { OpenedRead, Stop } from '../../../sync/replica.ts';
import type { Pass, ReplicaRead } from '../../../sync/unit-of-work.ts';
import type { Lacking } from '../agents/caught-up.ts';
import { removeHalfMade, takeBack, takeMarked } from '../agents/hand-over.ts';
import { passLease, type Admission } from '../agents/lease.ts';
import { answersOf, askWords } from '../agents/words.ts';
import { portOf, storedReceipt, storedStandIn, storeSnapshot, THINGS } from '../known.ts';
import { linkImportedRows } from '../older-clients/imported.ts';
import { forgetOlderDays, planAllAgain } from '../older-clients/first-agent.ts';
import { doubtOf } from '../reads/doubts.ts';
import type { OpenBefore } from '../reads/open-before.ts';
import { noteRead } from '../reads/last-read.ts';
import { agreeOnOlderPlaces } from '../reads/older-places.ts';
import { agreeOnOlderRows, olderLibrary } from '../reads/older-rows.ts';
import { evidenceOf, missingLinks } from '../reads/evidence.ts';
import { observeRow } from './observe-row.ts';
import { replanOnceZoneIsKnown } from './zone-known.ts';

/** Fewer tasks than this vanishing at once is an ordinary clean-up, not a library that was lost. */
const EMPTIED_MINIMUM = 3;

type Follower = Extract<Admission, { readonly kind: 'follower' }>;

/** What is known of a snapshot before it is taken in. */
interface Before {
  /** What was known when it came is still what is stored. */
  readonly isCurrent: ReplicaRead['isCurrent'];
  readonly open: OpenBefore;
  /** What was found to speak against it; null: nothing. undefined: nobody has looked yet. */
  readonly doubt: Stop | null | undefined;
  /** The agent goes on in another one's place with it; null: it is the one that syncs. */
  readonly follower: Follower | null;
}

/** Puts a snapshot before a pass. */
export function thingsRead(snapshot: ExchangeRequest, before: Before): ReplicaRead {
  const { takenAt: _at, ...receipt } = snapshot.receipt;
  const { todos, containers, removed, acknowledgements } = snapshot;
  return {
    replica: THINGS,
    known: snapshot.receipt,
    isWhole: snapshot.base === null && snapshot.receipt.complete,
    isComplete: snapshot.receipt.complete,
    outcomesKnown: false,
    content: [receipt, todos, containers, removed, acknowledgements],
    isCurrent: before.isCurrent,
    open: (pass) =>
      ofLibrary(
        snapshot,
        before.follower === null
          ? open(pass, snapshot, before)
          : openFollowing(pass, snapshot, { ...before, follower: before.follower }),
      ),
  };
}

/** An answer about the library of one Mac is none about that of another one, also where the same would be done. */
function ofLibrary({ receipt }: ExchangeRequest, shown: OpenedRead): OpenedRead {
  const named = (stop: Stop | null | undefined): Stop | null =>
    stop == null ? null : { ...stop, of: `${receipt.databaseId} ${receipt.file ?? ''}` };
  return { ...shown, doubt: named(shown.doubt), stop: () => named(shown.stop?.()) };
}

/** What the other agent was told goes on here; nothing is taken in from a library that lacks something before the owner has said so. */
function openFollowing(
  pass: Pass,
  snapshot: ExchangeRequest,
  before: Before & { readonly follower: Follower },
): OpenedRead {
  const { agent, lacks } = before.follower;
  const shown = open(pass, snapshot, { ...before, doubt: null });
  return {
    ...shown,
    // Where it shows all that was told, nothing in it is older.
    doubt: lacks === null ? null : notCaughtUp(lacks),
    observations: () => [...shown.observations(), ...takeMarked(pass, snapshot)],
    planAgain: () => {
      shown.planAgain?.();
      takeBack(pass);
    },
    commit: () => {
      shown.commit();
      passLease(pass.store, agent, pass.now);
    },
  };
}

function notCaughtUp(lacks: Lacking): Stop {
  return {
    reason: 'older_state',
    holds: { what: 'side', replica: THINGS },
    explanation: askWords(lacks),
    answers: answersOf(lacks),
  };
}

function open(pass: Pass, snapshot: ExchangeRequest, before: Before): OpenedRead {
  return pass.catchesUp ? openOlder(pass, snapshot, before) : openAsShown(pass, snapshot, before);
}

/** An older library that is brought up to date: what is old in it is agreed on first, so that only what was done since is news. */
function openOlder(pass: Pass, snapshot: ExchangeRequest, before: Before): OpenedRead {
  const evidence = evidenceOf(pass, snapshot, before.open);
  assert(evidence !== null, 'a library that is older by no evidence');
  const library = olderLibrary(evidence, missingLinks(pass, snapshot, before.open));
  const missing = new Set<string>(library.missing.map(({ remoteId: id }) => id));
  // What speaks against it is what the owner has answered.
  const shown = openAsShown(pass, snapshot, { ...before, doubt: null });
  return {
    ...shown,
    stop: () => null,
    containers: agreeOnOlderPlaces(pass, shown.containers, library.asOf),
    observations: () => {
      agreeOnOlderRows(pass, snapshot, library);
      return shown.observations().filter(({ deleted, remoteId: id }) => !deleted || !missing.has(id));
    },
  };
}

function openAsShown(pass: Pass, snapshot: ExchangeRequest, { open: openThen, doubt }: Before): OpenedRead {
  const before = storedReceipt(pass.store);
  const isFirst = storedStandIn(pass.store) !== null;
  const vanished = vanishedFrom(snapshot, openThen);
  const emptied = whyEmptied(snapshot, vanished.length, openThen);
  return {
    // What shows nothing at all is no older library.
    doubt: emptied === null ? (doubt === undefined ? doubtOf(pass, snapshot, openThen) : doubt) : null,
    containers: containersOf(pass, snapshot),
    observations: () => {
      removeHalfMade(pass, snapshot);
      if (isFirst) forgetOlderDays(pass);
      linkImportedRows(pass, snapshot.todos);
      return [...rowsOf(pass, snapshot), ...vanished];
    },
    planAgain: () => {
      replanOnceZoneIsKnown(pass, before);
      if (isFirst) planAllAgain(pass);
    },
    stop: () => emptied ?? whyAnotherLibrary(before, snapshot),
    commit: () => {
      storeSnapshot(pass.store, snapshot);
      noteRead(pass, snapshot, { isNews: snapshot.base !== snapshot.snapshot });
    },
  };
}

function whyEmptied({ receipt }: ExchangeRequest, vanished: number, openThen: OpenBefore): Stop | null {
  const isLost = receipt.openTodos === 0 && vanished >= EMPTIED_MINIMUM && vanished >= openThen.count();
  if (!isLost) return null;
  return {
    reason: 'emptied',
    holds: { what: 'side', replica: THINGS },
    explanation: `Things suddenly shows no to-dos at all: ${vanished} that were synced are gone without a trace. That is almost always a failed read, not something that you did.`,
  };
}

function whyAnotherLibrary(before: Receipt | null, { receipt }: ExchangeRequest): Stop | null {
  if (before === null || before.databaseId === receipt.databaseId) return null;
  return {
    reason: 'full_resync',
    holds: { what: 'side', replica: THINGS },
    explanation:
      'This is a different Things library from last time. Nothing is changed until you have checked.',
  };
}

/** Parents before children. What a whole library lacks is gone. */
function containersOf(pass: Pass, snapshot: ExchangeRequest): readonly ContainerObservation[] {
  const rankOf = ({ kind }: ContainerObservation): number => CONTAINER_KINDS.indexOf(kind);
  const shown = snapshot.containers
    .map((container) => portOf(pass.parts).liftContainer(container))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const isWhole = snapshot.base === null && snapshot.receipt.complete;
  if (!isWhole) return shown;
  const aside = setAside(snapshot);
  const there = new Set([...shown.map(({ remoteId: id }) => id), ...aside.map((id) => remoteId(id))]);
  return [...pass.containers.goneFrom(THINGS, there), ...shown];
}

/**
 * Rows of the snapshot. Those in acknowledgements are of the moment after a write: an acknowledgement that had to be told twice may
 * be old, and what it is about is told with its present state in the same exchange.
 */
function rowsOf(pass: Pass, { todos }: ExchangeRequest): readonly Observation[] {
  return todos
    .filter((row) => !isBeingMade(pass, row))
    .map((row) => {
      const observation = observeRow(pass, row);
      // The mark is none of ours: another installation kept the library when it was begun.
      return operationOfMarker(row.notes) === null ? observation : { ...observation, unfinished: true };
    });
}

/** A to-do that an agent without memory does not know as its own: it is taken when its creation is told as done, and not before. */
function isBeingMade(pass: Pass, { notes }: ThingsTodo): boolean {
  const marked = operationOfMarker(notes);
  const entry = marked === null ? null : pass.store.outbox.get(operationId(marked));
  return entry?.replica === THINGS && entry.kind === 'create';
}

/** To-dos that a complete read no longer shows. In a whole snapshot a closed one may be missing without being deleted. */
function vanishedFrom(snapshot: ExchangeRequest, open: OpenBefore): readonly Observation[] {
  if (!snapshot.receipt.complete) return [];
  if (snapshot.base !== null) return snapshot.removed.map((id) => tombstone(THINGS, remoteId(id)));
  return open.unshown().map((id) => tombstone(THINGS, id));
}

function setAside({ receipt }: ExchangeRequest): readonly string[] {
  return (receipt.setAside ?? []).map(({ id }) => id);
}
