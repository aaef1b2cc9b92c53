// Plan, then apply: judges what a pass would do, and keeps it stopped until the owner answers that very plan.

import { err, ok, type Result } from '../../model/result.ts';
import type { AnswerName, Plan } from '../../protocol/plan.ts';
import { PASSING_REASONS } from '../../protocol/plan-reasons.ts';
import type { OpenedRead, Stop } from '../replica.ts';
import type { Pass } from '../unit-of-work.ts';
import { askedEntries, isThere, releaseItems } from './hold.ts';
import { itemsPlan, storeStopPlan, stopPlan, type StopPlan } from './stored-plan.ts';
import { planUncounted } from './plan-task.ts';
import { takeBackItems } from './take-back.ts';
import { approveKeeper, keeperPlan, noteAnnounced } from './keeper.ts';
import { makePlan } from './plan-report.ts';
import { findStop } from './stops.ts';

const DRY_RUN: Stop = {
  reason: 'dry_run',
  holds: { what: 'everything' },
  explanation: 'A dry run: this would be done, but nothing was.',
};

/** What is to happen with a pass. */
export type Verdict =
  | {
      readonly kind: 'commit';
      /** The approved plan that this pass carries out; null if none. */
      readonly approvedPlan: StopPlan | null;
    }
  | { readonly kind: 'stop'; readonly plan: StopPlan };

/** Judges a pass that has planned everything and committed nothing. `sees`: the sides that it read. */
export function judge(pass: Pass, shown: readonly OpenedRead[], sees: ReadonlySet<string>): Verdict {
  const stop = findStop(pass, shown);
  const stored = stopPlan(pass);
  if (stop === null) {
    const isOver = stored === null || stored.approved || PASSING_REASONS.has(stored.reason);
    return isOver || !concerns(stored, sees)
      ? { kind: 'commit', approvedPlan: null }
      : { kind: 'stop', plan: stored };
  }
  const plan = makePlan(pass, stop, pass.planned);
  if (stored?.hash !== plan.hash) return { kind: 'stop', plan };
  if (stored.catchesUp === true) return { kind: 'stop', plan: stored };
  return stored.approved ? { kind: 'commit', approvedPlan: stored } : { kind: 'stop', plan: stored };
}

/** What a dry run would do, including what is already waiting. */
export function planDryRun(pass: Pass, shown: readonly OpenedRead[]): Plan {
  const asked = askedEntries(pass);
  const planned = pass.planned.filter((entry) => isThere(pass, entry));
  const all = new Map([...asked, ...planned].map((entry) => [entry.id, entry]));
  return makePlan(pass, findStop(pass, shown) ?? DRY_RUN, [...all.values()]);
}

/** What a pass has planned, for comparison, without what is already waiting. */
export function planTrial(pass: Pass): Plan {
  return makePlan(
    pass,
    DRY_RUN,
    pass.planned.filter((entry) => isThere(pass, entry)),
  );
}

function concerns({ holds }: Plan, sees: ReadonlySet<string>): boolean {
  return holds.what !== 'side' || sees.has(holds.replica);
}

/** Why an answer to a plan was not accepted. Nothing was changed. */
export type AnswerFailure = {
  readonly kind: 'not_found' | 'out_of_date' | 'invalid';
  readonly detail: string;
};

/** The owner's answer to a plan. */
export interface PlanAnswer {
  readonly hash: string;
  readonly answer: AnswerName;
  /** The items that may be carried out; null: all. */
  readonly items: readonly string[] | null;
}

/** Applies the owner's answer to the plan with that hash. Runs in the caller's transaction. */
export function answerPlan(pass: Pass, answer: PlanAnswer): Result<Plan, AnswerFailure> {
  const plans = [keeperPlan(pass), stopPlan(pass), itemsPlan(pass)].filter((plan) => plan !== null);
  const plan = plans.find(({ hash }) => hash === answer.hash);
  if (plan === undefined) {
    const [waiting] = plans;
    if (waiting === undefined) return err({ kind: 'not_found', detail: 'no plan is waiting' });
    const detail = `the plan that waits is ${waiting.hash}, not ${answer.hash}`;
    return err({ kind: 'out_of_date', detail });
  }
  if (answer.answer === 'catch_up') return catchUp(pass, plan);
  const approved = answer.answer === 'approve';
  const answered = { ...plan, approved };
  if (plan.reason === 'not_keeper') {
    if (!approved)
      return err({
        kind: 'invalid',
        detail: 'this stop ends when the other installation leaves, or when you approve it',
      });
    approveKeeper(pass);
    return ok(answered);
  }
  if (plan.reason === 'first_sync' && approved) noteAnnounced(pass);
  if (plan.holds.what !== 'items') {
    storeStopPlan(pass, approved ? { ...answered, catchesUp: false, chosen: answer.items } : null);
    return ok(answered);
  }
  if (!approved) {
    takeBackItems(pass);
    planUncounted(pass);
    return ok(answered);
  }
  const released = releaseItems(pass, plan, answer.items);
  if (released.ok) return released;
  return err({ kind: 'invalid', detail: `the plan ${plan.hash} has no item ${released.error.id}` });
}

/** The next run that sees the same state does not adopt it, but brings that side up to date from the hub. */
function catchUp(pass: Pass, plan: StopPlan): Result<Plan, AnswerFailure> {
  const isOffered = plan.answers?.some(({ answer }) => answer === 'catch_up') ?? true;
  if (plan.reason !== 'older_state' || !isOffered)
    return err({
      kind: 'invalid',
      detail: 'only a side that shows an older state can be brought up to date',
    });
  const answered = { ...plan, approved: true };
  storeStopPlan(pass, { ...answered, catchesUp: true, chosen: null });
  return ok(answered);
}
