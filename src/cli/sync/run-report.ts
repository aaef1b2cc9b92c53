// One run in numbers, and the exit code and the JSON line that follow from it. Pure.

import type { Plan } from '../../protocol/plan.ts';
import type { Applied } from '../../protocol/run.ts';
import type { Status } from '../../protocol/status.ts';
import { EXIT } from '../exit.ts';
import { printableJson } from '../output/printable.ts';

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

/** The exit code of a run: 3 before 4, since behind a plan nothing was decided yet; 0 only when everything is in sync. */
export function exitCodeOf(report: RunReport): number {
  if (report.errors.length > 0) return EXIT.error;
  if (report.plan !== null) return EXIT.planWaits;
  if (report.status.run.conflicts > 0) return EXIT.conflictsWait;
  return report.status.inSync ? EXIT.done : EXIT.error;
}

/** The JSON object that `--json` ends with. */
export function reportToJson(report: RunReport): string {
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
  });
}
