// Another scope lets other tasks take part: what their counterparts lack is planned again. Nothing is deleted by leaving the scope.

import { putTask, takesPart, type Run } from '../unit-of-work.ts';

/** Judges every task by the present scope, and has those planned again that entered or left it. Costs all tasks: for whole reads. */
export function planScopeChange(run: Run): void {
  for (const task of run.store.tasks.all()) {
    if (run.store.tasks.isInScope(task.id) !== takesPart(run, task.fields)) putTask(run, task);
  }
}
