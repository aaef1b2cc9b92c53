// Interprets a snapshot of Things for a pass.

import { assert } from '../../../model/assert.ts';
import { CONTAINER_KINDS, type ContainerObservation } from '../../../model/container.ts';
import { operationId, remoteId } from '../../../model/ids.ts';
import { tombstone, type Observation } from '../../../model/link.ts';
import type { ExchangeRequest, Receipt } from '../../../protocol/exchange.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { ThingsTodo } from '../../../protocol/things-row.ts';
import type { OpenedRead, Stop } from '../../../sync/replica.ts';
import type { Pass, ReplicaRead } from '../../../sync/unit-of-work.ts';
import type { MissingState } from '../agents/caught-up.ts';
import { removeHalfMade, replanUnanswered, linkMarked } from '../agents/hand-over.ts';
import { passLease, type Admission } from '../agents/lease.ts';
import { answersOf, askWords } from '../agents/words.ts';
import { portOf, storedReceipt, storedStandIn, storeSnapshot, THINGS } from '../known.ts';
import { linkImportedRows } from '../older-clients/imported.ts';
import { forgetOlderDays, planAllAgain } from '../older-clients/first-agent.ts';
import { doubtOf } from '../reads/doubts.ts';
import type { OpenBefore } from '../reads/open-before.ts';
import { noteRead } from '../reads/last-read.ts';
import { noteAsked } from '../reads/unread.ts';
import { agreeOnOlderPlaces } from '../reads/older-places.ts';
import { agreeOnOlderRows, olderLibrary } from '../reads/older-rows.ts';
import { textsOf } from '../reads/texts-in.ts';
import { evidenceOf, missingLinks } from '../reads/evidence.ts';
import { observeRow } from './observe-row.ts';
import { replanOnceZoneIsKnown } from './zone-known.ts';

/** If fewer tasks than this vanish at once, it is an ordinary clean-up and not a lost library. */
const EMPTIED_MINIMUM = 3;

type Follower = Extract<Admission, { readonly kind: 'follower' }>;

/** What is known of a snapshot before it is processed. */
interface Before {
  /** Tells whether the state it was compared with is still the stored one. */
  readonly isCurrent: ReplicaRead['isCurrent'];
  readonly open: OpenBefore;
  /** The objection that was found; null: none. undefined: not checked yet. */
  readonly doubt: Stop | null | undefined;
  /** The agent takes over from another one with this snapshot; null: it is the one that syncs. */
  readonly follower: Follower | null;
}

/** Prepares a snapshot for a pass. */
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

/** An answer about one Mac's library does not apply to another one's, even if the same would be done. */
function ofLibrary({ receipt }: ExchangeRequest, shown: OpenedRead): OpenedRead {
  const named = (stop: Stop | null | undefined): Stop | null =>
    stop == null ? null : { ...stop, of: `${receipt.databaseId} ${receipt.file ?? ''}` };
  return { ...shown, doubt: named(shown.doubt), stop: () => named(shown.stop?.()) };
}

/** The other agent's pending operations continue here. If the library lacks something, nothing is processed until the owner agrees. */
function openFollowing(
  pass: Pass,
  snapshot: ExchangeRequest,
  before: Before & { readonly follower: Follower },
): OpenedRead {
  const { agent, lacks } = before.follower;
  const shown = open(pass, snapshot, { ...before, doubt: null });
  return {
    ...shown,
    // If it shows everything that was reported, nothing in it is older.
    doubt: lacks === null ? null : notCaughtUp(lacks),
    observations: () => [...shown.observations(), ...linkMarked(pass, snapshot)],
    planAgain: () => {
      shown.planAgain?.();
      replanUnanswered(pass);
    },
    commit: () => {
      shown.commit();
      passLease(pass.store, agent, pass.now);
    },
  };
}

function notCaughtUp(lacks: MissingState): Stop {
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

/** An older library that is brought up to date: its old content is agreed on first, so that only later edits count as changes. */
function openOlder(pass: Pass, snapshot: ExchangeRequest, before: Before): OpenedRead {
  const evidence = evidenceOf(pass, snapshot, before.open);
  assert(evidence !== null, 'a library that is older by no evidence');
  const library = olderLibrary(evidence, missingLinks(pass, snapshot, before.open));
  const missing = new Set<string>(library.missing.map(({ remoteId: id }) => id));
  // The owner has already answered the objection.
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
  const vanished = vanishedFrom(pass, snapshot, openThen);
  const emptied = whyEmptied(snapshot, vanished.length, openThen);
  return {
    // A read that shows nothing at all is not treated as an older library.
    doubt: emptied === null ? (doubt === undefined ? doubtOf(pass, snapshot, openThen) : doubt) : null,
    containers: containersOf(pass, snapshot),
    ...(snapshot.base === null && snapshot.receipt.complete && { textsIn: textsOf(snapshot) }),
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
      noteAsked(pass.store, snapshot);
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

/** Parents before children. What is missing from a full library is gone. */
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
 * The snapshot's rows. Rows in acknowledgements are not used: they show the moment after a write, and a repeated acknowledgement
 * may be old. The snapshot of the same exchange has the current state.
 */
function rowsOf(pass: Pass, { todos }: ExchangeRequest): readonly Observation[] {
  return todos
    .filter((row) => !isBeingMade(pass, row))
    .map((row) => {
      const observation = observeRow(pass, row);
      // The marker is not ours: another installation kept the library when the creation began.
      return operationOfMarker(row.notes) === null ? observation : { ...observation, unfinished: true };
    });
}

/**
 * A to-do that an agent without memory does not recognize as its own. It is processed once its creation is reported as done, and
 * not before.
 */
function isBeingMade(pass: Pass, { notes }: ThingsTodo): boolean {
  const marked = operationOfMarker(notes);
  const entry = marked === null ? null : pass.store.outbox.get(operationId(marked));
  return entry?.replica === THINGS && entry.kind === 'create';
}

/**
 * To-dos that a complete read no longer shows. In a full snapshot a closed to-do may be missing without being deleted, and one that no
 * agent ever read may not have come to this Mac yet.
 */
function vanishedFrom({ store }: Pass, snapshot: ExchangeRequest, open: OpenBefore): readonly Observation[] {
  if (!snapshot.receipt.complete) return [];
  if (snapshot.base !== null) return snapshot.removed.map((id) => tombstone(THINGS, remoteId(id)));
  const unread = new Set(store.links.unread(THINGS));
  return open
    .unshown()
    .filter((id) => !unread.has(id))
    .map((id) => tombstone(THINGS, id));
}

function setAside({ receipt }: ExchangeRequest): readonly string[] {
  return (receipt.setAside ?? []).map(({ id }) => id);
}
