// Another scope lets other tasks take part: what their counterparts lack is planned again. Nothing is deleted by leaving the scope.

import { putTask, takesPart, type Pass } from '../unit-of-work.ts';

/** Judges every task by the present scope, and has those planned again that entered or left it. Costs all tasks: for whole reads. */
export function planScopeChange(pass: Pass): void {
  for (const task of pass.store.tasks.all()) {
    if (pass.store.tasks.isInScope(task.id) !== takesPart(pass, task.fields)) putTask(pass, task);
  }
}
