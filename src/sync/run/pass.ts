// One pass over what both sides show, in one transaction: observe, reconcile, plan, judge. A pass that has to stop, or was only
// asked for, is undone whole; what it would have done is kept as a plan.

import { CONTAINER_KINDS, type ContainerObservation } from '../../model/container.ts';
import { operationId, remoteId, type RemoteId } from '../../model/ids.ts';
import type { Observation } from '../../model/link.ts';
import type { ExchangeRequest, Receipt } from '../../protocol/exchange.ts';
import { operationOfMarker } from '../../protocol/marker.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { composeTodoist } from '../../replicas/todoist/conversation/compose.ts';
import { judge, planDryRun } from '../plan/approval.ts';
import { holdMassChanges, holdUnchosen, settleItemsPlan } from '../plan/hold.ts';
import { assertCurrent, OutOfDate, type Basis } from './basis.ts';
import { forgetRestore, latchStopPlan, markFirstSyncDone, stopPlan, type StopPlan } from '../plan/latch.ts';
import { digestOf } from '../../engine/digest.ts';
import { isBroughtBack, observeContainers } from '../observe/containers.ts';
import { observeAll } from '../observe/observe.ts';
import { goneFromThings, observeRow } from '../../replicas/things/conversation/take-acknowledgements.ts';
import { planTouched } from '../plan/plan-task.ts';
import { forgetOld } from '../record.ts';
import { rescope } from '../plan/scope-change.ts';
import { retryRefused } from '../plan/retry-refused.ts';
import { replanOnceZoneIsKnown } from '../plan/zone-known.ts';
import { beginRun, type Run } from '../unit-of-work.ts';
import { configOf, countDone, knownSides, type Session } from './session.ts';
import type { TodoistAnswer, TodoistTask } from '../../replicas/todoist/todoist-port.ts';

const DAY_MS = 86_400_000;

/** What a pass looks at. */
export interface PassInput {
  readonly answer: TodoistRead | null;
  /** What single look-ups told: null where there is no such task any more. */
  readonly lookedUp: ReadonlyMap<RemoteId, TodoistTask | null>;
  readonly snapshot: ExchangeRequest | null;
  readonly dryRun: boolean;
  /** What stood before anything of this was asked for. */
  readonly basis: Basis;
}

/** An answer with the cursor that it was read from; null: it is of everything. */
export interface TodoistRead extends TodoistAnswer {
  readonly since: string | null;
}

/**
 * What became of a pass. `out_of_date`: what it rests on changed meanwhile; nothing of it was kept, and it is to be done again.
 * `stopped`: the plan waits; with `wentOn`, what the plan does not hold was taken in.
 */
export type PassResult =
  | { readonly kind: 'committed' }
  | { readonly kind: 'stopped'; readonly plan: Plan; readonly wentOn: boolean }
  | { readonly kind: 'out_of_date' };

/** Thrown to undo a transaction; caught by the function that began it. */
class Stopped extends Error {
  readonly plan: Plan;
  constructor(plan: Plan) {
    super('the pass stops at a plan');
    this.plan = plan;
  }
}

/** Takes in what both sides show, but for what has to wait for a person. */
export function observePass(session: Session, input: PassInput): PassResult {
  const plan = stopPlan(session.parts);
  const side = plan === null || input.dryRun ? null : sideApart(plan, input);
  return side === null ? observeWhole(session, input) : observeApart(session, input, side);
}

function observeWhole(session: Session, input: PassInput): PassResult {
  const { store } = session.parts;
  const waiting = stillWaiting(session, input);
  if (waiting !== null) return { kind: 'stopped', plan: waiting, wentOn: false };
  try {
    const run = store.transaction(() => passThrough(session, input));
    countDone(session.figures, run.done);
    return { kind: 'committed' };
  } catch (error) {
    if (error instanceof OutOfDate) return { kind: 'out_of_date' };
    if (!(error instanceof Stopped)) throw error;
    const { plan } = error;
    if (input.dryRun) return { kind: 'stopped', plan, wentOn: false };
    const side = sideApart(plan, input);
    if (side !== null) return observeApart(session, input, side);
    store.transaction(() => latchStopPlan(session.parts, { ...plan, judged: digestOfInput(input) }));
    return { kind: 'stopped', plan, wentOn: false };
  }
}

/**
 * A plan that holds one side lets the other go on: that is taken in first, and the held side is judged alone, so that its plan stays
 * the same whatever happens on the other.
 */
function observeApart(session: Session, input: PassInput, side: Side): PassResult {
  const passed = observeWhole(session, withoutSide(input, side));
  if (passed.kind !== 'committed') return passed;
  const alone = observeWhole(session, withoutSide(input, side === 'things' ? 'todoist' : 'things'));
  return alone.kind === 'stopped' ? { ...alone, wentOn: true } : alone;
}

type Side = 'todoist' | 'things';

/** The side that a plan holds, where a pass sees more than that. */
function sideApart({ holds }: Plan, input: PassInput): Side | null {
  if (holds.what !== 'side' || sidesOf(input).size < 2) return null;
  return holds.replica === 'things' ? 'things' : 'todoist';
}

function withoutSide(input: PassInput, side: Side): PassInput {
  if (side === 'things') return { ...input, snapshot: null };
  return { ...input, answer: null, lookedUp: new Map<RemoteId, TodoistTask | null>() };
}

/** The plan that waits, where it was made of the very same: judging that again, only to undo it, would cost all of it. */
function stillWaiting({ parts }: Session, input: PassInput): Plan | null {
  const plan = stopPlan(parts);
  if (plan === null || plan.approved || input.dryRun) return null;
  return plan.judged === digestOfInput(input) ? plan : null;
}

function digestOfInput({ answer, lookedUp, snapshot, basis }: PassInput): string {
  const { takenAt: _at, ...receipt } = snapshot?.receipt ?? { takenAt: 0 };
  const things = snapshot && [
    snapshot.todos,
    snapshot.containers,
    snapshot.removed,
    snapshot.acknowledgements,
  ];
  const todoist = answer && [answer.complete, answer.tasks, answer.containers, answer.account, answer.since];
  return digestOf([basis.decisions, todoist, [...lookedUp], things, receipt]);
}

function passThrough(session: Session, input: PassInput): Run {
  const { basis, answer, snapshot } = input;
  assertCurrent(session.parts, { basis, since: answer?.since, takesSnapshot: snapshot !== null });
  const known = knownSides(session.parts);
  const run = beginRun(
    session.parts,
    {
      config: configOf(session.parts),
      account: input.answer?.account ?? known.account,
      receipt: input.snapshot?.receipt ?? known.receipt,
      outcomesKnown: input.answer !== null,
      readWhole: input.answer?.complete === true,
    },
    session.mark,
  );
  const linksBefore = needsAllLinks(input)
    ? run.store.links.active('things').filter((link) => link.open)
    : null;
  const containers = containersOf(run, input);
  const readsAll = input.answer?.complete === false && isBroughtBack(run, containers);
  observeContainers(run, containers);
  const vanished = input.snapshot === null ? [] : vanishedFrom(input.snapshot, linksBefore ?? []);
  observeAll(run, [...todoistObservations(run, input), ...thingsObservations(run, input), ...vanished]);
  if (input.answer !== null) retryRefused(run, known.account, input.answer);
  if (input.answer?.complete === true) rescope(run);
  replanOnceZoneIsKnown(run, known.receipt);
  planTouched(run);
  const facts = {
    databaseChanged: isAnotherDatabase(known.receipt, input.snapshot),
    vanished: vanished.length,
    thingsLinksBefore: linksBefore?.length ?? null,
    openTodos: input.snapshot?.receipt.openTodos ?? null,
  };
  if (input.dryRun) throw new Stopped(planDryRun(run, facts));
  const verdict = judge(run, facts, sidesOf(input));
  if (verdict.kind === 'stop') throw new Stopped(verdict.plan);
  if (verdict.carriesOut === null) holdMassChanges(run);
  else holdUnchosen(run, verdict.carriesOut.chosen ?? null);
  settleItemsPlan(run);
  commitCursors(run, input);
  if (isAnswered(run, input, verdict.carriesOut)) latchStopPlan(run, null);
  if (readsAll) run.store.meta.set('todoist_cursor', undefined);
  return run;
}

/** Only a whole library, or an empty one, can lead to a question that needs all links. */
function needsAllLinks({ snapshot }: PassInput): boolean {
  return snapshot !== null && (snapshot.base === null || snapshot.receipt.openTodos === 0);
}

function isAnotherDatabase(known: Receipt | null, snapshot: ExchangeRequest | null): boolean {
  return known !== null && snapshot !== null && known.databaseId !== snapshot.receipt.databaseId;
}

/** Things first, since what is an area and what is a project is plainer there; parents before children. What a whole library lacks is gone. */
function containersOf(run: Run, { snapshot, answer }: PassInput): readonly ContainerObservation[] {
  const rankOf = ({ kind }: ContainerObservation): number => CONTAINER_KINDS.indexOf(kind);
  const shown = (snapshot?.containers ?? [])
    .map((container) => run.parts.things.liftContainer(container))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const aside = (snapshot?.receipt.setAside ?? []).map(({ id }) => remoteId(id));
  const isWhole = snapshot !== null && snapshot.base === null && snapshot.receipt.complete;
  const gone = isWhole
    ? run.book.goneFrom('things', new Set([...shown.map(({ remoteId: id }) => id), ...aside]))
    : [];
  return [...gone, ...shown, ...(answer?.containers ?? [])];
}

function todoistObservations(run: Run, input: PassInput): readonly Observation[] {
  const looked = [...input.lookedUp].map(([id, task]) => task ?? deletedTask(run, id));
  for (const id of input.lookedUp.keys()) run.store.suspects.remove(id);
  const { answer } = input;
  const observed = composeTodoist(run, [...looked, ...(answer?.tasks ?? [])], answer?.complete ?? false);
  if (answer?.complete === true) suspectUnseen(run, answer);
  return observed;
}

/** A whole read leaves out what is closed; what was open and is missing is looked up before anything follows from it. */
function suspectUnseen(run: Run, answer: TodoistAnswer): void {
  const shown = new Set(answer.tasks.map((task) => task.remoteId));
  for (const link of run.store.links.active('todoist')) {
    if (link.open && !shown.has(link.remoteId)) run.store.suspects.add(link.remoteId);
  }
}

function deletedTask(run: Run, id: RemoteId): TodoistTask {
  const owner = run.store.links.bySubtask(id);
  const parent = owner === null ? null : (run.store.links.get(owner, 'todoist')?.remoteId ?? null);
  return {
    remoteId: id,
    parentRemoteId: parent,
    order: 0,
    placeRemoteId: null,
    observation: {
      replica: 'todoist',
      remoteId: id,
      deleted: true,
      fields: {},
      changedAt: null,
      revision: null,
      occurrence: null,
    },
    asChecklistItem: { ref: id, title: '', done: false },
  };
}

/**
 * Rows of the snapshot. Those in acknowledgements are of the moment after a write: an acknowledgement that had to be told twice may
 * be old, and what it is about is told with its present state in the same exchange.
 */
function thingsObservations(run: Run, input: PassInput): readonly Observation[] {
  return (input.snapshot?.todos ?? [])
    .filter((row) => !isBeingMade(run, row))
    .map((row) => observeRow(run, row));
}

/** A to-do that an agent without memory does not know as its own: it is taken when its creation is told as done, and not before. */
function isBeingMade(run: Run, { notes }: ThingsTodo): boolean {
  const marked = operationOfMarker(notes);
  const entry = marked === null ? null : run.store.outbox.get(operationId(marked));
  return entry?.replica === 'things' && entry.kind === 'create';
}

/** To-dos that a complete read no longer shows. In a whole snapshot a closed one may be missing without being deleted. */
function vanishedFrom(
  snapshot: ExchangeRequest,
  links: readonly { readonly remoteId: RemoteId }[],
): readonly Observation[] {
  if (!snapshot.receipt.complete) return [];
  if (snapshot.base !== null) return snapshot.removed.map((id) => goneFromThings(remoteId(id)));
  // What could not be read is there.
  const aside = (snapshot.receipt.setAside ?? []).map(({ id }) => id);
  const shown = new Set<string>([...snapshot.todos.map((row) => row.id), ...aside]);
  return links.filter((link) => !shown.has(link.remoteId)).map((link) => goneFromThings(link.remoteId));
}

/** An approval is used up by the pass that carries the plan out, or void when a look at both sides finds nothing to ask about. */
function isAnswered(run: Run, input: PassInput, carriesOut: StopPlan | null): boolean {
  if (carriesOut !== null) return true;
  const holds = stopPlan(run)?.holds;
  const sides = sidesOf(input);
  return holds !== undefined && (holds.what === 'side' ? sides.has(holds.replica) : sides.size === 2);
}

function sidesOf({ answer, snapshot, lookedUp }: PassInput): ReadonlySet<string> {
  const sides = new Set<string>();
  if (answer !== null || lookedUp.size > 0) sides.add('todoist');
  if (snapshot !== null) sides.add('things');
  return sides;
}

function commitCursors(run: Run, input: PassInput): void {
  const { answer, snapshot } = input;
  if (answer !== null && isNews(run, answer)) run.store.meta.set('todoist_cursor', answer.cursor);
  if (answer?.account != null) run.store.meta.set('todoist_account', answer.account);
  if (snapshot !== null) {
    run.store.meta.set('things_snapshot', snapshot.snapshot);
    run.store.meta.set('things_receipt', { ...snapshot.receipt, takenAt: 0 });
  }
  if (answer !== null && snapshot !== null) {
    markFirstSyncDone(run);
    forgetRestore(run);
  }
  forgetOncePerDay(run, answer !== null || snapshot !== null);
}

/** An answer without news leaves the cursor as it is: an old one still reads on, and nothing is written. */
function isNews(run: Run, answer: TodoistAnswer): boolean {
  const first = run.store.meta.get('todoist_cursor') === undefined;
  return (
    first || answer.complete || answer.tasks.length + answer.containers.length + answer.outcomes.size > 0
  );
}

/** Old records are forgotten on a day that has something to write anyhow. */
function forgetOncePerDay(run: Run, didLook: boolean): void {
  if (!didLook || run.planned.length === 0) return;
  const day = Math.floor(run.now / DAY_MS);
  if (run.store.meta.get('forgot_on') === day) return;
  run.store.meta.set('forgot_on', day);
  forgetOld(run);
}
