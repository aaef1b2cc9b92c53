// Turns completed sub-tasks that no read has shown into checklist lines of their known task: on both sides if the task stays, in
// its last state if it is deleted. Sends nothing.

import { lineDetailsAfter } from '../../../../engine/fields/line-details.ts';
import type { Link } from '../../../../model/link.ts';
import { planUncounted } from '../../../../sync/plan/plan-task.ts';
import { recordReason } from '../../../../sync/record.ts';
import { configOf } from '../../../../sync/run/session.ts';
import { beginPass, putTask, type Session } from '../../../../sync/unit-of-work.ts';
import { storedAccount, TODOIST } from '../../known.ts';
import type { TodoistTask } from '../../todoist-port.ts';

/** Processes what was found under a task, parents before children. */
export function importHiddenLines(
  session: Session,
  { taskId: id }: Link,
  found: readonly TodoistTask[],
): void {
  const { parts } = session;
  parts.store.transaction(() => {
    const read = {
      replica: TODOIST,
      known: storedAccount(parts.store),
      isWhole: false,
      outcomesKnown: false,
    };
    const pass = beginPass(parts, { config: configOf(parts), reads: [read] }, session.mark);
    const link = parts.store.links.get(id, TODOIST);
    const hub = parts.store.tasks.get(id);
    if (link === null || hub === null) return;
    parts.store.links.put(withLines(link, found));
    const checklist = [...hub.fields.checklist, ...found.map(lineOf)];
    const stamps = { ...hub.stamps, checklist: { at: pass.now, by: TODOIST } as const };
    putTask(pass, { ...hub, fields: { ...hub.fields, checklist }, stamps });
    const text =
      'The task to be deleted has completed sub-tasks that were never shown: they are checklist lines now.';
    recordReason(pass, id, TODOIST, { rule: 'T45', text });
    // It is planned again with the additional lines.
    const own = parts.store.outbox.ofTask(id).filter((entry) => entry.replica === TODOIST);
    for (const { id: entry, kind, state } of own)
      if (state === 'queued' && (kind === 'delete' || kind === 'update')) parts.store.outbox.remove(entry);
    planUncounted(pass);
  });
}

function withLines(link: Link, found: readonly TodoistTask[]): Link {
  const added = Object.fromEntries(found.map((task) => [lineOf(task).key, task.remoteId]));
  const checklistRefs = { ...link.checklistRefs, ...added };
  const shown = found.map(({ asChecklistItem }) => asChecklistItem);
  return {
    ...link,
    ...lineDetailsAfter(link.lineDetails, shown, checklistRefs),
    checklistRefs,
    shadow: { ...link.shadow, checklist: [...(link.shadow.checklist ?? []), ...found.map(lineOf)] },
  };
}

function lineOf({ remoteId, asChecklistItem: { title } }: TodoistTask) {
  return { key: `${TODOIST}:${remoteId}`, title, done: true };
}
