// Interprets a response of Todoist, and additional lookups, for a pass.

import type { RemoteId } from '../../../../model/ids.ts';
import type { Observation } from '../../../../model/link.ts';
import { textOf, type TextsIn } from '../../../../sync/observe/shared-places.ts';
import type { OpenedRead } from '../../../../sync/replica.ts';
import type { Pass, ReplicaRead } from '../../../../sync/unit-of-work.ts';
import { planScopeChange } from '../../../../sync/plan/scope-change.ts';
import { storeAccount, storeCursor, storedAccount, storedCursor, TODOIST } from '../../known.ts';
import type { TodoistAnswer, TodoistTask } from '../../todoist-port.ts';
import { isBroughtBack, isGivenBack } from './brought-back.ts';
import { composeTodoist } from './compose.ts';
import { keepLookUps, type LookedUp } from './look-up.ts';
import { liftTombstone } from '../../translate/lift.ts';
import { retryRefused } from '../send/retry-refused.ts';

/** A response with the cursor it was read from; null: it is a full read. */
export interface TodoistRead extends TodoistAnswer {
  readonly since: string | null;
}

/** What was read and looked up. */
interface Seen {
  readonly answer: TodoistRead | null;
  /** null if the task no longer exists. */
  readonly lookedUp: LookedUp;
}

/** Prepares a response and the results of lookups for a pass. */
export function todoistRead(seen: Seen): ReplicaRead {
  const { answer, lookedUp } = seen;
  const told = answer && [answer.complete, answer.tasks, answer.containers, answer.account, answer.since];
  return {
    replica: TODOIST,
    known: answer?.account ?? null,
    isWhole: answer?.complete === true,
    isComplete: answer?.complete === true,
    outcomesKnown: answer !== null,
    content: [told, [...lookedUp]],
    isCurrent: (store) => answer === null || storedCursor(store) === answer.since,
    open: (pass) => open(pass, seen),
    keep: (session) => keepLookUps(session, lookedUp),
  };
}

function open(pass: Pass, seen: Seen): OpenedRead {
  const { answer } = seen;
  const before = storedAccount(pass.store);
  const containers = answer?.containers ?? [];
  const readsAll =
    answer?.complete === false && (isBroughtBack(pass, containers) || isGivenBack(pass, answer.tasks));
  return {
    containers,
    observations: () => observations(pass, seen),
    ...(answer?.complete === true && { textsIn: textsIn(answer) }),
    planAgain: () => {
      if (answer !== null) retryRefused(pass, before, answer);
      if (answer?.complete === true) planScopeChange(pass);
    },
    commit: () => {
      if (answer !== null && isNews(pass, answer)) storeCursor(pass.store, answer.cursor);
      if (answer?.account != null) storeAccount(pass.store, answer.account);
      if (readsAll) storeCursor(pass.store, null);
    },
  };
}

/** The texts of open tasks, sections included, by project. */
function textsIn({ tasks, containers }: TodoistAnswer): TextsIn {
  const holders = new Map(
    containers.flatMap(({ kind, remoteId, parentRemoteId }) =>
      kind === 'heading' && parentRemoteId !== null ? [[remoteId, parentRemoteId] as const] : [],
    ),
  );
  const open = tasks.filter(
    ({ observation }) => !observation.deleted && observation.fields.status === 'open',
  );
  const byPlace = Map.groupBy(open, ({ placeRemoteId: id }) =>
    id === null ? null : (holders.get(id) ?? id),
  );
  return (container) => (byPlace.get(container) ?? []).map(({ observation }) => textOf(observation.fields));
}

function observations(pass: Pass, seen: Seen): readonly Observation[] {
  const { answer, lookedUp } = seen;
  const looked = [...lookedUp].map(([id, task]) => task ?? deletedTask(pass, id));
  for (const id of lookedUp.keys()) pass.store.suspects.of(TODOIST).remove(id);
  const observed = composeTodoist(pass, [...looked, ...(answer?.tasks ?? [])], answer?.complete ?? false);
  if (answer?.complete === true) suspectUnseen(pass, answer);
  suspectLines(pass, seen);
  return observed;
}

/** If an open task is hidden by an archive, so are its lines. They are looked up, so that edits there are not overwritten unseen. */
function suspectLines(pass: Pass, { answer, lookedUp }: Seen): void {
  const shown = new Set([...lookedUp.keys(), ...(answer?.tasks ?? []).map((task) => task.remoteId)]);
  for (const [id, task] of lookedUp) {
    const link = pass.store.links.byRemoteId(TODOIST, id);
    if (link === null || task?.observation.fields.status !== 'open') continue;
    for (const { key, done } of link.shadow.checklist ?? []) {
      const ref = link.checklistRefs[key];
      if (ref !== undefined && !done && !shown.has(ref)) pass.store.suspects.of(TODOIST).add(ref);
    }
  }
}

/** A full read leaves out closed tasks; one that was open and is missing is looked up before anything follows from it. */
function suspectUnseen(pass: Pass, answer: TodoistAnswer): void {
  const shown = new Set(answer.tasks.map((task) => task.remoteId));
  for (const link of pass.store.links.active(TODOIST)) {
    if (link.open && !shown.has(link.remoteId)) pass.store.suspects.of(TODOIST).add(link.remoteId);
  }
}

function deletedTask(pass: Pass, id: RemoteId): TodoistTask {
  const owner = pass.store.links.byLine(TODOIST, id);
  const parent = owner === null ? null : (pass.store.links.get(owner, TODOIST)?.remoteId ?? null);
  return { ...liftTombstone(id), parentRemoteId: parent };
}

/** A response without news does not advance the cursor: an old one still works, and nothing is written. */
function isNews(pass: Pass, answer: TodoistAnswer): boolean {
  const isFirst = storedCursor(pass.store) === null;
  return (
    isFirst || answer.complete || answer.tasks.length + answer.containers.length + answer.outcomes.size > 0
  );
}
