// Plan, then apply: judges what a pass would do, and keeps a stopped run stopped until a person approves that very plan.

import { checkGuard } from '../../engine/guard.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Run } from '../unit-of-work.ts';
import { latchedPlan } from './latch.ts';
import { isCompletion, makePlan } from './plan-report.ts';
import { findStop, type PassFacts, type Stop } from './stops.ts';

const DRY_RUN: Stop = {
  reason: 'dry_run',
  holds: { what: 'everything' },
  explanation: 'A dry run: this is what would be done; nothing was.',
};

/** What is to become of a pass. */
export type Verdict =
  | {
      readonly kind: 'commit';
      /** It is the plan that was approved. */
      readonly carriesOut: boolean;
    }
  | { readonly kind: 'stop'; readonly plan: Plan };

/** Judges a pass that has planned everything and committed nothing. */
export function judge(run: Run, facts: PassFacts & { readonly dryRun: boolean }): Verdict {
  const stop = findStop(run, facts) ?? massChange(run, facts);
  const latched = latchedPlan(run);
  if (facts.dryRun) return { kind: 'stop', plan: makePlan(run, stop ?? DRY_RUN) };
  if (stop === null) {
    return latched === null || latched.approved
      ? { kind: 'commit', carriesOut: false }
      : { kind: 'stop', plan: latched };
  }
  const plan = makePlan(run, stop);
  if (latched?.approved === true && latched.hash === plan.hash) return { kind: 'commit', carriesOut: true };
  return { kind: 'stop', plan: latched?.hash === plan.hash ? latched : plan };
}

function massChange(run: Run, facts: PassFacts): Stop | null {
  const deletions = tasksOf(run.planned.filter((entry) => entry.kind === 'delete'));
  const completions = tasksOf(run.planned.filter(isCompletion));
  const { maxTasks, maxShare } = run.config.guard;
  if (deletions + completions <= maxTasks) return null;
  const linked = Math.max(
    run.store.links.active('todoist').length,
    facts.thingsLinksBefore ?? run.store.links.active('things').length,
  );
  const reason = checkGuard({ deletions, completions, linked, limits: run.config.guard });
  if (reason === null) return null;
  const explanation = `This run would delete or complete more than ${maxTasks} tasks and more than ${Math.round(maxShare * 100)} % of the linked ones.`;
  return { reason, holds: { what: 'items' }, explanation };
}

function tasksOf(entries: readonly OutboxEntry[]): number {
  return new Set(entries.map((entry) => entry.taskId)).size;
}
