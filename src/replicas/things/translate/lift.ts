// Converts rows of Things to canonical observations. Decides nothing: what a flag means today is up to project.ts.

import type { SyncConfig } from '../../../model/config.ts';
import type { ContainerObservation } from '../../../model/container.ts';
import type { ObservedFields } from '../../../model/link.ts';
import { canonicalTags, type Start } from '../../../model/task.ts';
import { canonicalLine, canonicalNotes } from '../../../model/text.ts';
import { withoutMarks, withoutSyncLabels } from '../../../protocol/older/marks.ts';
import type { ThingsContainer, ThingsTodo } from '../../../protocol/things-row.ts';
import type { LiftedTodo } from '../things-port.ts';
import { priorityOfTag, priorityOfTags } from './priority-tags.ts';

/** Converts one to-do. A trashed one is a tombstone; `evening` is the row's own flag, whatever its day. */
export function liftTodo(todo: ThingsTodo, config: SyncConfig): LiftedTodo {
  return {
    observation: {
      replica: 'things',
      remoteId: todo.id,
      deleted: todo.trashed,
      fields: liftFields(todo, config),
      changedAt: todo.changedAt,
      createdAt: todo.createdAt,
      ...(todo.linesChangedAt !== undefined && { linesChangedAt: todo.linesChangedAt }),
      revision: todo.digest,
      occurrence: null,
    },
    placeRemoteId: todo.heading ?? todo.project ?? todo.area,
  };
}

/** Converts one area, project or heading. */
export function liftContainer(container: ThingsContainer): ContainerObservation {
  return {
    replica: 'things',
    remoteId: container.id,
    kind: container.kind,
    name: canonicalLine(container.title),
    parentRemoteId: container.parent,
    createdAt: null,
    changedAt: null,
    putAway: false,
    gone: container.gone,
  };
}

function liftFields(todo: ThingsTodo, config: SyncConfig): ObservedFields {
  return {
    title: canonicalLine(todo.title),
    notes: canonicalNotes(withoutMarks(todo.notes)),
    start: liftStart(todo),
    deadline: todo.deadline,
    tags: canonicalTags(
      withoutSyncLabels(todo.tags)
        .filter((tag) => priorityOfTag(tag, config) === null)
        .map((tag) => canonicalLine(tag)),
    ),
    status: todo.status,
    // An instance of a repeating template is an ordinary to-do for all other replicas: the template creates the next one, whoever
    // closes this one.
    checklist: todo.checklist.map((item) => ({
      ref: item.id,
      title: canonicalLine(item.title),
      done: item.done,
    })),
    ...(config.priorityTags === null ? {} : { priority: priorityOfTags(todo.tags, config) }),
  };
}

function liftStart(todo: ThingsTodo): Start {
  if (todo.startDate !== null) {
    const time = todo.reminder === null ? null : ({ kind: 'floating', at: todo.reminder } as const);
    return { date: todo.startDate, evening: todo.evening, time };
  }
  return todo.list;
}
