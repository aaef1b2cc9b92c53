// One pass over what replicas show, in one transaction: observe, reconcile, plan, judge. A pass that has to stop, or that was a dry
// run, is rolled back completely; what it would have done is kept as a plan.

import { digestOf } from '../../engine/fields/digest.ts';
import type { ContainerObservation } from '../../model/container.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { OpenedRead } from '../replica.ts';
import { judge, planDryRun, planTrial, type Verdict } from '../plan/approval.ts';
import { holdMassChanges, holdUnchosen, settleItemsPlan } from '../plan/hold.ts';
import { assertCurrent, OutOfDate, type Basis } from './basis.ts';
import {
  forgetRestore,
  storeStopPlan,
  markFirstSyncDone,
  stopPlan,
  type StopPlan,
} from '../plan/stored-plan.ts';
import { observeContainers } from '../observe/containers.ts';
import { assertTotal } from './totality.ts';
import { observeAll } from '../observe/observe.ts';
import { planForJoining } from '../plan/joining.ts';
import { planTouched } from '../plan/plan-task.ts';
import { forgetOld } from '../record.ts';
import { beginPass, type AccountParts, type Pass, type Session, type ReplicaRead } from '../unit-of-work.ts';
import { configOf } from './session.ts';

const DAY_MS = 86_400_000;

/** How many tasks that can't be brought up to date a plan names. */
const MAX_LEFT_OUT = 50;

/** The input of a pass. */
export interface PassInput {
  /** Each replica at most once. */
  readonly shown: readonly ReplicaRead[];
  readonly dryRun: boolean;
  /** The basis, taken before anything was read. */
  readonly basis: Basis;
}

/**
 * The result of a pass. `out_of_date`: its basis changed in the meantime; nothing was kept, and it has to be repeated. `stopped`:
 * the plan waits; with `wentOn`, everything that the plan does not hold was processed.
 */
export type PassResult =
  | { readonly kind: 'committed' }
  | { readonly kind: 'stopped'; readonly plan: Plan; readonly wentOn: boolean }
  | { readonly kind: 'out_of_date' };

/** What one replica shows, with the replica's name. */
type Opened = OpenedRead & Pick<ReplicaRead, 'replica'>;

/** Thrown to roll back a transaction; caught by the function that started it. */
class Stopped extends Error {
  readonly plan: StopPlan;
  /** What could not be brought up to date, by a pass that tried. */
  readonly leftOut: readonly string[];
  constructor(plan: StopPlan, leftOut: readonly string[] = []) {
    super('the pass stops at a plan');
    this.plan = plan;
    this.leftOut = leftOut;
  }
}

/**
 * How a pass processes its input. `catchUp`: an older side is brought up to date, as this plan's answer says; `try`: only to find
 * out what that would do.
 */
interface PassMode {
  readonly catchUp: StopPlan | 'try' | null;
}

const AS_SHOWN: PassMode = { catchUp: null };

/**
 * Processes what the replicas show, except for what has to wait for the owner. Reads that it could not process are saved, so that
 * they need not be repeated.
 */
export function observePass(session: Session, input: PassInput): PassResult {
  const plan = stopPlan(session.parts);
  const side = plan === null || input.dryRun ? null : sideApart(plan, input);
  const passed = side === null ? observeWhole(session, input) : observeApart(session, input, side);
  if (passed.kind !== 'committed') for (const { keep } of input.shown) keep?.(session);
  return passed;
}

function observeWhole(session: Session, input: PassInput): PassResult {
  const { store } = session.parts;
  const waiting = stillWaiting(session, input);
  if (waiting !== null) return { kind: 'stopped', plan: waiting, wentOn: false };
  const stopped = tryPass(session, input, AS_SHOWN);
  if (stopped === null) return { kind: 'committed' };
  if (stopped === 'out_of_date') return { kind: stopped };
  const { plan } = stopped;
  if (input.dryRun) return { kind: 'stopped', plan: withCatchUp(session, input, plan), wentOn: false };
  const side = sideApart(plan, input);
  if (side !== null) return observeApart(session, input, side);
  if (plan.approved && plan.catchesUp === true) {
    // What it sees is what the owner saw; now it is processed as the owner chose.
    return tryPass(session, input, { catchUp: plan }) === null
      ? { kind: 'committed' }
      : { kind: 'out_of_date' };
  }
  const told = withCatchUp(session, input, plan);
  store.transaction(() => storeStopPlan(session.parts, { ...told, judged: digestOfInput(input) }));
  return { kind: 'stopped', plan: told, wentOn: false };
}

/** Makes a pass in one transaction. null: it was committed; otherwise why it was rolled back. */
function tryPass(session: Session, input: PassInput, manner: PassMode): Stopped | 'out_of_date' | null {
  try {
    session.parts.store.transaction(() => passThrough(session, input, manner));
    return null;
  } catch (error) {
    if (error instanceof OutOfDate) return 'out_of_date';
    if (error instanceof Stopped) return error;
    throw error;
  }
}

/** Adds to a plan what bringing the side up to date would do, if that is one of its answers. */
function withCatchUp(session: Session, input: PassInput, plan: StopPlan): StopPlan {
  if (plan.answers?.some(({ answer }) => answer === 'catch_up') !== true) return plan;
  const tried = tryPass(session, input, { catchUp: 'try' });
  if (!(tried instanceof Stopped)) return plan;
  const { counts } = tried.plan;
  const leftOut = tried.leftOut.slice(0, MAX_LEFT_OUT);
  const answers = plan.answers.map((one) => (one.answer === 'catch_up' ? { ...one, counts, leftOut } : one));
  return { ...plan, answers };
}

/**
 * A plan that holds one side lets the others continue: they are processed first, and the held side is judged separately, so that
 * its plan stays the same whatever happens elsewhere.
 */
function observeApart(session: Session, input: PassInput, side: ReplicaName): PassResult {
  const others = input.shown.filter(({ replica }) => replica !== side);
  const passed = observeWhole(session, { ...input, shown: others });
  if (passed.kind !== 'committed') return passed;
  const held = input.shown.filter(({ replica }) => replica === side);
  const alone = observeWhole(session, { ...input, shown: held });
  return alone.kind === 'stopped' ? { ...alone, wentOn: true } : alone;
}

/** The side that a plan holds, if the pass covers more than that side. */
function sideApart({ holds }: Plan, input: PassInput): ReplicaName | null {
  if (holds.what !== 'side') return null;
  const sides = sidesOf(input);
  return sides.size > 1 && sides.has(holds.replica) ? holds.replica : null;
}

/** The waiting plan, if it was made from exactly the same input: judging that again, only to roll it back, would be wasted work. */
function stillWaiting({ parts }: Session, input: PassInput): Plan | null {
  const plan = stopPlan(parts);
  if (plan === null || plan.approved || input.dryRun) return null;
  return plan.judged === digestOfInput(input) ? plan : null;
}

function digestOfInput({ shown, basis }: PassInput): string {
  return digestOf([basis.decisions, ...shown.map(({ replica, content }) => [replica, ...content])]);
}

function passThrough(session: Session, input: PassInput, { catchUp }: PassMode): void {
  const { parts } = session;
  assertCurrent(parts, input);
  const begin = { config: configOf(parts), reads: input.shown, catchesUp: catchUp !== null };
  const pass = beginPass(parts, begin, session.mark);
  const shown = input.shown.map(({ replica, open }) => ({ replica, ...open(pass) }));
  for (const { replica, textsIn } of shown)
    if (textsIn !== undefined) pass.shared.contents.set(replica, textsIn);
  observeContainers(pass, containersOf(parts, shown));
  const told = shown.map(({ replica, observations }) => ({ replica, observations: observations() }));
  const placed = observeAll(
    pass,
    told.flatMap(({ observations }) => observations),
  );
  for (const { planAgain } of shown) planAgain?.();
  planForJoining(
    pass,
    input.shown.filter(({ isComplete }) => isComplete).map(({ replica }) => replica),
  );
  planTouched(pass);
  if (catchUp === 'try') throw new Stopped(planTrial(pass), pass.leftOut);
  if (input.dryRun) throw new Stopped(planDryRun(pass, shown));
  const verdict = catchUp === null ? judge(pass, shown, sidesOf(input)) : carryOut(catchUp);
  if (verdict.kind === 'stop') throw new Stopped(verdict.plan);
  if (verdict.approvedPlan === null || catchUp !== null) holdMassChanges(pass, sideOf(catchUp));
  else holdUnchosen(pass, verdict.approvedPlan.chosen ?? null);
  settleItemsPlan(pass);
  for (const { commit } of shown) commit();
  commitProgress(pass, input);
  if (isAnswered(pass, input, verdict.approvedPlan)) storeStopPlan(pass, null);
  assertTotal(pass, told, placed);
}

function carryOut(approvedPlan: StopPlan): Verdict {
  return { kind: 'commit', approvedPlan };
}

function sideOf(plan: StopPlan | null): ReplicaName | null {
  return plan?.holds.what === 'side' ? plan.holds.replica : null;
}

/** Replicas that distinguish areas from projects come first. */
function containersOf({ replicas }: AccountParts, shown: readonly Opened[]): readonly ContainerObservation[] {
  const rankOf = ({ replica }: Opened): number => (replicas.get(replica).places.tellsKinds ? 0 : 1);
  return shown.toSorted((a, b) => rankOf(a) - rankOf(b)).flatMap(({ containers }) => containers);
}

/** An approval is used up by the pass that carries out the plan, and void if a look at what it holds finds nothing to ask about. */
function isAnswered(pass: Pass, input: PassInput, approvedPlan: StopPlan | null): boolean {
  if (approvedPlan !== null) return true;
  const holds = stopPlan(pass)?.holds;
  if (holds === undefined) return false;
  return holds.what === 'side' ? sidesOf(input).has(holds.replica) : seesAll(pass, input);
}

/** A piecemeal report is not a view of a side, so it does not affect what waits for one. */
function sidesOf({ shown }: PassInput): ReadonlySet<string> {
  return new Set(shown.filter(({ isPiecemeal }) => isPiecemeal !== true).map(({ replica }) => replica));
}

/** Every replica that the first sync waits for was read. */
function seesAll({ parts }: Pass, input: PassInput): boolean {
  const sides = sidesOf(input);
  return parts.replicas.all.every(({ name, isFounding }) => !isFounding || sides.has(name));
}

function commitProgress(pass: Pass, input: PassInput): void {
  if (seesAll(pass, input)) {
    markFirstSyncDone(pass);
    forgetRestore(pass);
  }
  forgetOncePerDay(pass);
}

/** Old records are deleted on a day that has something to write anyway. */
function forgetOncePerDay(pass: Pass): void {
  if (pass.planned.length === 0) return;
  const day = Math.floor(pass.now / DAY_MS);
  if (pass.store.meta.get('forgot_on') === day) return;
  pass.store.meta.set('forgot_on', day);
  forgetOld(pass);
}
