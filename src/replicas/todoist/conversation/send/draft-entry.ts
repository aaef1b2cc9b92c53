// The commands for one outbox entry, with the containers that have to be created first.

import { assert } from '../../../../model/assert.ts';
import type { ContainerId, TaskId } from '../../../../model/ids.ts';
import { isSame } from '../../../../model/same.ts';
import type { ChecklistItem } from '../../../../model/task.ts';
import { asOperation } from '../../../../sync/plan/outbox-entry.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../../hub/store.ts';
import { accountOf, portOf, TODOIST } from '../../known.ts';
import type { EncodeContext, TodoistCommand } from '../../todoist-port.ts';
import {
  draftContainers,
  draftCreation,
  draftMove,
  draftRename,
  placeRef,
  type Draft,
} from './draft-containers.ts';
import { nestedTasksOf } from '../read/nested-tasks.ts';

/** Maximum commands per request. Source: Todoist API v1, “Request limits”. */
const MAX_COMMANDS = 100;
/** A line that is created completed takes two commands; a few more are for the task itself. */
const FITTING_LINES = 44;

/** An entry with the containers that have to be created first. */
export function draftOf(
  pass: Pass,
  entry: OutboxEntry,
  temporary: Map<ContainerId, string>,
): readonly Draft[] {
  if (entry.kind === 'rename_container') return draftRename(pass, entry);
  if (entry.kind === 'create_container') return draftCreation(pass, entry, temporary);
  if (entry.kind === 'move_container') return draftMove(pass, entry, temporary);
  if (entry.taskId === null) return [];
  const hub = pass.store.tasks.get(entry.taskId);
  const account = accountOf(pass);
  assert(hub !== null && account !== null, 'an operation without its task or account');
  const place = entry.fields.place ?? null;
  const containers = draftContainers(pass, place, temporary);
  const link = pass.store.links.get(entry.taskId, TODOIST);
  const context = {
    config: pass.config,
    account,
    hub,
    link,
    place: placeRef(pass, place, temporary),
    nestedTasks: link === null ? [] : nestedTasksOf(pass, link),
    now: pass.now,
  };
  return [...containers, fitted(pass, entry, entry.taskId, context)];
}

/**
 * If an operation's checklist needs more commands than one request has, as many line changes as fit are sent first. The rest is
 * still a difference from the shadow, and is planned as the next operation.
 */
function fitted(pass: Pass, entry: OutboxEntry, task: TaskId, context: EncodeContext): Draft {
  const encode = (fields: OutboxEntry['fields']): readonly TodoistCommand[] =>
    portOf(pass.parts).encodeTask({ ...asOperation(entry, task), fields }, context);
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
  if (fields !== entry.fields) pass.store.outbox.change(entry.id, { fields });
  return { entry: { ...entry, fields }, commands, isNew: false };
}

/** The current lines with the first changes towards the wanted ones: created, changed and deleted lines count, unchanged ones do not. */
function firstLines(
  wanted: readonly ChecklistItem[],
  there: readonly ChecklistItem[],
  count: number,
): readonly ChecklistItem[] {
  const held = new Map(there.map((item) => [item.key, item]));
  const keys = new Set(wanted.map((item) => item.key));
  let left = count;
  const mayChange = (): boolean => (left -= 1) >= 0;
  const lines = wanted.flatMap((item) => {
    const before = held.get(item.key);
    if (isSame(before, item) || mayChange()) return [item];
    return before === undefined ? [] : [before];
  });
  return [...lines, ...there.filter(({ key }) => !keys.has(key) && !mayChange())];
}
