// Other marker labels or priority tags: what was agreed on is put in their words, so that nobody's change is seen in it, and
// tasks that carry former ones are written anew.

import type { SyncConfig } from '../model/config.ts';
import type { Link } from '../model/link.ts';
import { isSame } from '../model/same.ts';
import type { HubTask, SomeFields } from '../model/task.ts';
import { isOpenTask, type Run } from './run.ts';

/** Rereads the shadows of every task that were agreed on under the settings `former`. Costs all tasks: for a change of settings. */
export function rereadShadows(run: Run, former: SyncConfig): void {
  for (const task of run.store.tasks.all()) {
    for (const link of run.store.links.of(task.id)) rereadShadow(run, { task, link, former });
  }
}

function rereadShadow(
  run: Run,
  { task, link, former }: { readonly task: HubTask; readonly link: Link; readonly former: SyncConfig },
): void {
  const shadow = shadowNow(run, link, former);
  if (isSame(shadow, link.shadow)) return;
  run.store.links.put({ ...link, shadow });
  // A closed task is written anew when somebody touches it: telling its state again would move the time of its completion.
  if (isOpenTask(task)) run.touched.add(task.id);
}

function shadowNow(run: Run, { replica, shadow }: Link, former: SyncConfig): SomeFields {
  const { todoist, things } = run.parts;
  if (replica === 'todoist') return todoist.reread(shadow, former, run.config);
  return replica === 'things' ? things.reread(shadow, former, run.config) : shadow;
}
