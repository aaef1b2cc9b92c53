// Mass changes are held item by item: their operations wait in the outbox for the owner's answer, while everything else continues.
// Only the answer to the plan releases them.

import {
  changesOf,
  excessiveKinds,
  isRevert,
  maxLinkedForShares,
  type KindCount,
} from '../../engine/guard.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../model/config.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { isCarriedOut, type HubEvent } from '../../hub/events.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Pass } from '../unit-of-work.ts';
import { GuardWindow } from './guard-window.ts';
import { itemsPlan, storeItemsPlan, isFirstSyncDone, isPiecemeal } from './stored-plan.ts';
import { itemIdOf, makeItemsPlan } from './plan-report.ts';
import { wholeDecisions } from './same-decision.ts';

/** Upper bound for the operations that wait for an answer; more than any library has tasks. */
const MAX_ASKED = 100_000;
/** How many earlier operations of a task are searched for a former value. */
const EARLIER_LOOKED_AT = 10;
/** Fewer updates than this can't be a mass of reverts. */
const REVERTS_MINIMUM = 5;

/** The text of a plan whose items have all become unnecessary. The owner was told of it, so it stays until answered. */
const NOTHING_LEFT =
  'Nothing of this plan is left to do: it was taken back where it was made. Discard the plan.';

/** The reason on operations that an approval left out. */
const LEFT_OUT = 'it was left out when a plan was approved';

const TOO_MANY = /^too many (.+) within 60 minutes$/;

/**
 * Holds the operations of a pass that are part of a mass change: of a kind with too many changes within 60 minutes. What passes is
 * remembered for the next pass. `decided`: a replica whose changes the owner has already decided, so that they are not counted.
 * Runs in the caller's transaction.
 */
export function holdMassChanges(pass: Pass, decided: ReplicaName | null = null): void {
  const counted = countedEntries(pass).filter(({ replica }) => replica !== decided);
  const planned = isFirstSyncDone(pass) ? [...discarded(pass), ...counted] : countedBefore(pass, counted);
  if (planned.length === 0 && pass.withdrawn.size === 0) return;
  const window = new GuardWindow(pass);
  window.forget(pass.withdrawn);
  const kinds = new Map(planned.map((entry) => [entry, new Map(changesOf(entry))] as const));
  noteReverts(pass, kinds, window);
  for (const [{ taskId, containerId }, changes] of kinds) {
    const task = taskId ?? containerId;
    if (task !== null) for (const [kind, weight] of changes) window.add({ kind, task, weight });
  }
  const excessive = excessiveIn(pass, window.counts(), window.ended());
  for (const [entry, changes] of kinds) {
    const why = [...changes.keys()].filter((kind) => excessive.has(kind));
    const asked = entry.taskId === null ? undefined : pass.asks.get(entry.taskId);
    if (why.length > 0) ask(pass, entry, tooMany(why));
    else if (asked !== undefined) ask(pass, entry, asked);
    else if (entry.state === 'asked') pass.store.outbox.change(entry.id, { state: 'queued', reason: null });
  }
  window.save();
}

/** Before the first sync nothing is sent to a visiting replica; its operations are part of the first plan instead. */
function countedBefore(pass: Pass, counted: readonly OutboxEntry[]): readonly OutboxEntry[] {
  if (!isPiecemeal(pass)) return [];
  return counted.filter(({ replica }) => pass.parts.replicas.get(replica).polled !== undefined);
}

/** Holds what an approval left out. `chosen`: the approved items; null: all. */
export function holdUnchosen(pass: Pass, chosen: readonly string[] | null): void {
  if (chosen === null) return;
  const named = new Set(chosen);
  const planned = pass.planned.filter((entry) => isThere(pass, entry));
  const meant = new Set(wholeDecisions(planned, (entry) => named.has(itemIdOf(pass, entry))));
  for (const entry of planned) if (!meant.has(entry)) ask(pass, entry, LEFT_OUT);
}

/** Updates the plan of the waiting items. If all of them are gone, it stays until it is answered. */
export function settleItemsPlan(pass: Pass): void {
  const known = itemsPlan(pass);
  const isUntouched = pass.store.changesMade() === pass.changesBefore;
  if (known !== null && !known.approved && isUntouched) return;
  if (pass.store.outbox.count(null, ['asked']) === 0) {
    if (known !== null) storeItemsPlan(pass, known.approved ? null : nothingLeft(known));
    return;
  }
  const asked = askedEntries(pass);
  const plan = makeItemsPlan(pass, asked, asked.every(isLeftOut));
  if (plan.hash !== known?.hash) storeItemsPlan(pass, plan);
}

function nothingLeft(plan: Plan): Plan {
  return {
    ...plan,
    explanation: NOTHING_LEFT,
    answers: [{ answer: 'discard', does: 'The plan is dropped.' }],
  };
}

/** Operations that wait for the answer to a plan, in sending order. */
export function askedEntries(pass: Pick<Pass, 'store' | 'parts'>): readonly OutboxEntry[] {
  return pass.parts.replicas.names.flatMap((replica) =>
    pass.store.outbox.ofReplica(replica, ['asked'], MAX_ASKED),
  );
}

/**
 * Releases the items of the plan, or only the chosen ones with what is the same change of their tasks elsewhere; the others keep
 * waiting under a plan of their own. Gives the plan of what was released. The error is a chosen id that is not in the plan; in that
 * case nothing is released. Released items are not counted by the guard again.
 */
export function releaseItems(
  pass: Pass,
  plan: Plan,
  chosen: readonly string[] | null,
): Result<Plan, { readonly kind: 'unknown_item'; readonly id: string }> {
  const waiting = askedEntries(pass);
  const ids = new Map(waiting.map((entry) => [entry, itemIdOf(pass, entry)] as const));
  const known = new Set(ids.values());
  const unknown = chosen?.find((id) => !known.has(id));
  if (unknown !== undefined) return err({ kind: 'unknown_item', id: unknown });
  const named = new Set(chosen ?? known);
  const released = wholeDecisions(waiting, (entry) => named.has(ids.get(entry) ?? ''));
  const isAll = released.length === waiting.length;
  const { lines, counts } = isAll ? plan : makeItemsPlan(pass, released, false);
  for (const entry of released) pass.store.outbox.change(entry.id, { state: 'queued', reason: null });
  const window = new GuardWindow(pass);
  window.forget(released.flatMap(({ taskId, containerId }) => taskId ?? containerId ?? []));
  window.save();
  if (isAll) storeItemsPlan(pass, { ...plan, approved: true });
  else settleItemsPlan(pass);
  return ok({ ...plan, approved: true, lines, counts });
}

/** Tells whether an item waits because an approval left it out. */
export function isLeftOut({ reason }: OutboxEntry): boolean {
  return reason === LEFT_OUT;
}

/** The kinds of change for which an item waits; none if unknown. */
export function kindsHeld({ reason }: OutboxEntry): readonly ChangeKind[] {
  const named = new Set(reason?.match(TOO_MANY)?.[1]?.split(', '));
  return CHANGE_KINDS.filter((kind) => named.has(kind));
}

function tooMany(kinds: readonly ChangeKind[]): string {
  return `too many ${kinds.join(', ')} within 60 minutes`;
}

/** The kinds of change of which these operations together are too many, whenever they were added. */
export function kindsTooMany(pass: Pass, entries: readonly OutboxEntry[]): ReadonlySet<ChangeKind> {
  const counts = new Map<ChangeKind, KindCount>();
  for (const [kind, weight] of entries.flatMap((entry) => [...changesOf(entry)])) {
    const known = counts.get(kind) ?? { tasks: 0, weight: 0 };
    counts.set(kind, { tasks: known.tasks + 1, weight: known.weight + weight });
  }
  return excessiveIn(pass, counts, new GuardWindow(pass).ended());
}

/** Items without a plan, as an older version left them, are judged again together. What an approval left out stays. */
function discarded(pass: Pass): readonly OutboxEntry[] {
  if (itemsPlan(pass) !== null || pass.store.outbox.count(null, ['asked']) === 0) return [];
  return askedEntries(pass).filter((entry) => !isLeftOut(entry));
}

/** What this pass added to the outbox and has not withdrawn, except for what was wanted before but could not be sent. */
function countedEntries(pass: Pass): readonly OutboxEntry[] {
  return pass.planned.filter(
    (entry) =>
      entry.state !== 'asked' &&
      entry.kind !== 'create_container' &&
      (entry.taskId === null || !pass.uncounted.has(entry.taskId)) &&
      isThere(pass, entry),
  );
}

/** Tells whether an entry was not withdrawn by the pass that planned it. */
export function isThere(pass: Pass, entry: OutboxEntry): boolean {
  return pass.store.outbox.get(entry.id) !== null;
}

function ask(pass: Pass, entry: OutboxEntry, reason: string): void {
  pass.store.outbox.change(entry.id, { state: 'asked', reason });
}

function noteReverts(
  pass: Pass,
  kinds: ReadonlyMap<OutboxEntry, Map<ChangeKind, number>>,
  window: GuardWindow,
): void {
  const updates = [...kinds].filter(([{ kind }]) => kind === 'update');
  const before = [...window.counts().values()].reduce((most, { tasks }) => Math.max(most, tasks), 0);
  if (updates.length + before < REVERTS_MINIMUM) return;
  for (const [entry, changes] of updates) {
    if (isRevert(entry, earlierOf(pass, entry))) changes.set('reverts', 1);
  }
}

function earlierOf(pass: Pass, { taskId: task, replica }: OutboxEntry) {
  if (task === null) return [];
  const earlier: HubEvent[] = [];
  let looked = 0;
  for (const event of pass.store.events.ofTask(task)) {
    if (!isCarriedOut(event)) continue;
    if (looked === EARLIER_LOOKED_AT) break;
    looked += 1;
    if (event.replica === replica && event.kind === 'update') earlier.push(event);
  }
  return earlier;
}

function excessiveIn(
  pass: Pass,
  counts: ReadonlyMap<ChangeKind, KindCount>,
  ended: ReadonlySet<TaskId>,
): ReadonlySet<ChangeKind> {
  const { guard: limits } = pass.config;
  const newcomers = counts.get('creations')?.tasks ?? 0;
  const matter = maxLinkedForShares(counts, limits);
  const linked = matter === 0 ? 0 : linkedBefore(pass, matter + newcomers + 1, ended) - newcomers;
  return excessiveKinds({ counts, linked, limits });
}

/**
 * How many tasks were open before the changes in the window. Otherwise, deletions one by one would shrink the total with each run.
 * A side that lost its tasks does not count. Counting stops once it makes no difference.
 */
function linkedBefore(pass: Pass, limit: number, ended: ReadonlySet<TaskId>): number {
  const { links } = pass.store;
  const ofSide = (side: ReplicaName): number => {
    const open = links.countOpen(side, limit);
    if (open >= limit) return open;
    const isOpen = (id: TaskId): boolean => {
      const link = links.get(id, side);
      return link?.state === 'active' && (link.shadow.status ?? 'open') === 'open';
    };
    return open + [...ended].filter((id) => !isOpen(id)).length;
  };
  return Math.max(0, ...pass.parts.replicas.names.map(ofSide));
}

/** Tells whether an operation that replaces a waiting one is of the same kind, and so waits in its place. */
export function waitsInstead(
  former: OutboxEntry,
  now: Pick<OutboxEntry, 'kind' | 'fields' | 'before'>,
): boolean {
  if (former.state !== 'asked') return false;
  const kinds = changesOf(former);
  return [...changesOf(now).keys()].some((kind) => kinds.has(kind));
}

/** Tells whether an operation adds no kind of change to one that was already released. */
export function isNothingNew(
  former: OutboxEntry,
  now: Pick<OutboxEntry, 'kind' | 'fields' | 'before'>,
): boolean {
  const kinds = changesOf(former);
  return former.state !== 'asked' && [...changesOf(now).keys()].every((kind) => kinds.has(kind));
}
