// One run in numbers, and the exit code and the JSON line that follow from it. Pure.

import type { Plan } from '../../protocol/plan.ts';
import type { Applied } from '../../protocol/run.ts';
import type { Status } from '../../protocol/status.ts';
import { EXIT } from '../exit.ts';
import { printableJson } from '../../model/printable.ts';
import { countWords } from '../output/count-words.ts';

/** What one run came to. */
export interface RunReport {
  readonly applied: { readonly todoist: Applied; readonly things: Applied };
  readonly status: Status;
  readonly kv: Status['kv'];
  /** A plan that nobody approved: nothing more is done until somebody does. */
  readonly plan: Plan | null;
  /** Why the run could not go on, one line each. */
  readonly errors: readonly string[];
}

/** Nothing applied. */
export const NOTHING_APPLIED: Applied = { created: 0, updated: 0, completed: 0, deleted: 0 };

/** Adds what another exchange applied. */
export function addApplied(a: Applied, b: Applied): Applied {
  return {
    created: a.created + b.created,
    updated: a.updated + b.updated,
    completed: a.completed + b.completed,
    deleted: a.deleted + b.deleted,
  };
}

/** KV operations between two readings of the meter, which begins anew every UTC day. */
export function kvBetween(before: Status['kv'], after: Status['kv']): Status['kv'] {
  const between = (name: keyof Status['kv']) =>
    after[name] >= before[name] ? after[name] - before[name] : after[name];
  return {
    reads: between('reads'),
    writes: between('writes'),
    lists: between('lists'),
    deletes: between('deletes'),
  };
}

/** How a run ends: with which code, and why, in at least one sentence. */
export interface Ending {
  readonly code: number;
  readonly why: readonly string[];
}

/** The end of a run: 3 before 4, since behind a plan nothing was decided yet; 0 only when everything is in sync. */
export function endingOf({ errors, plan, status }: RunReport): Ending {
  if (errors.length > 0) return { code: EXIT.error, why: errors };
  if (plan !== null) return { code: EXIT.planWaits, why: [`plan ${plan.hash} waits for approval`] };
  const { conflicts } = status.run;
  if (conflicts > 0) {
    const words = countWords(conflicts, 'conflict waits', 'conflicts wait');
    return { code: EXIT.conflictsWait, why: [`${words} for a decision`] };
  }
  return status.inSync
    ? { code: EXIT.done, why: ['everything is in sync'] }
    : { code: EXIT.error, why: whyNotInSync(status) };
}

/** The end of a dry run, which does not depend on how things stood before it. */
export function endingOfDryRun({ errors, plan }: RunReport): Ending {
  if (errors.length > 0) return { code: EXIT.error, why: errors };
  return plan === null
    ? { code: EXIT.done, why: ['there is nothing to do'] }
    : { code: EXIT.planWaits, why: ['there is something to do: see the plan'] };
}

function whyNotInSync({ todoist, run, pending, mismatches, notices }: Status): readonly string[] {
  const unconfirmed = Object.values(pending).reduce((sum, count) => sum + count, 0);
  const why = [
    ...(todoist.problem === null ? [] : [todoist.problem]),
    ...(run.held === 0 ? [] : [countWords(run.held, 'change is held', 'changes are held')]),
    ...(run.failed === 0 ? [] : [countWords(run.failed, 'change failed', 'changes failed')]),
    ...(unconfirmed === 0
      ? []
      : [countWords(unconfirmed, 'change is not confirmed yet', 'changes are not confirmed yet')]),
    ...mismatches,
  ];
  if (why.length > 0) return why;
  return notices.length > 0 ? notices : ['not everything is in sync'];
}

/** The JSON object that `--json` ends with. */
export function reportToJson(report: RunReport, ending: Ending): string {
  const { run, tasks, inSync } = report.status;
  return printableJson({
    run: {
      applied: report.applied,
      conflicts: run.conflicts,
      held: run.held,
      failed: run.failed,
    },
    tasks,
    inSync,
    kv: report.kv,
    exit: ending,
    plan: report.plan,
    errors: report.errors,
  });
}
