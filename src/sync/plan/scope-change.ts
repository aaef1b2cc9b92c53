// A change of scope lets other tasks take part: what their counterparts lack is planned again. Leaving the scope deletes nothing.

import { putTask, takesPart, type Pass } from '../unit-of-work.ts';

/** Checks every task against the current scope, and plans those that entered or left it. Scans all tasks; only for full reads. */
export function planScopeChange(pass: Pass): void {
  for (const task of pass.store.tasks.all()) {
    if (pass.store.tasks.isInScope(task.id) !== takesPart(pass, task.fields)) putTask(pass, task);
  }
}
