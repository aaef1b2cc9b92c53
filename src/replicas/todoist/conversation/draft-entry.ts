// One entry of the outbox in Todoist's commands, with the containers that have to be made before it.

import { assert } from '../../../model/assert.ts';
import type { ContainerId, TaskId } from '../../../model/ids.ts';
import type { ChecklistItem } from '../../../model/task.ts';
import { asOperation } from '../../../sync/plan/outbox-entry.ts';
import type { Run } from '../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../hub/store.ts';
import { accountOf, portOf, TODOIST } from '../known.ts';
import type { EncodeContext, TodoistCommand } from '../todoist-port.ts';
import {
  draftContainers,
  draftCreation,
  draftMove,
  draftRename,
  placeRef,
  type Draft,
} from './draft-containers.ts';
import { nestedTasksOf } from './nested-tasks.ts';

/** Commands of one request. Source: Todoist API v1, “Request limits”. */
const MAX_COMMANDS = 100;
/** A line that is made and done takes two commands; some more are for the task itself. */
const FITTING_LINES = 44;

/** An entry with the containers that have to be made before it. */
export function draftOf(run: Run, entry: OutboxEntry, temporary: Map<ContainerId, string>): readonly Draft[] {
  if (entry.kind === 'rename_container') return draftRename(run, entry);
  if (entry.kind === 'create_container') return draftCreation(run, entry, temporary);
  if (entry.kind === 'move_container') return draftMove(run, entry, temporary);
  if (entry.taskId === null) return [];
  const hub = run.store.tasks.get(entry.taskId);
  const account = accountOf(run);
  assert(hub !== null && account !== null, 'an operation without its task or account');
  const place = entry.fields.place ?? null;
  const containers = draftContainers(run, place, temporary);
  const link = run.store.links.get(entry.taskId, TODOIST);
  const context = {
    config: run.config,
    account,
    hub,
    link,
    place: placeRef(run, place, temporary),
    nestedTasks: link === null ? [] : nestedTasksOf(run, link),
    now: run.now,
  };
  return [...containers, fitted(run, entry, entry.taskId, context)];
}

/**
 * An operation whose checklist needs more commands than one request has: as many lines as fit go first. What was agreed on then
 * differs from what is wanted by the rest, which is planned as the next operation.
 */
function fitted(run: Run, entry: OutboxEntry, task: TaskId, context: EncodeContext): Draft {
  const encode = (fields: OutboxEntry['fields']): readonly TodoistCommand[] =>
    portOf(run.parts).encodeTask({ ...asOperation(entry, task), fields }, context);
  let { fields } = entry;
  let commands = encode(fields);
  for (
    let lines = FITTING_LINES;
    commands.length > MAX_COMMANDS && lines > 0;
    lines = Math.floor(lines / 2)
  ) {
    fields = {
      ...fields,
      checklist: firstLines(entry.fields.checklist ?? [], context.link?.shadow.checklist ?? [], lines),
    };
    commands = encode(fields);
  }
  if (fields !== entry.fields) run.store.outbox.change(entry.id, { fields });
  return { entry: { ...entry, fields }, commands, isNew: false };
}

/** The first wanted lines, and everything that is there and will be changed later. */
function firstLines(
  wanted: readonly ChecklistItem[],
  there: readonly ChecklistItem[],
  count: number,
): readonly ChecklistItem[] {
  const first = wanted.slice(0, count);
  const keys = new Set(first.map((item) => item.key));
  return [...first, ...there.filter((item) => !keys.has(item.key))];
}
