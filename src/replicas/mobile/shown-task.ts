// A hub task as devices are shown it. Read-only.

import type { ContainerIndex } from '../../hub/container-index.ts';
import type { Store } from '../../hub/store.ts';
import type { ContainerKind } from '../../model/container.ts';
import type { ReplicaName, TaskId } from '../../model/ids.ts';
import type { HubTask } from '../../model/task.ts';
import type { MobileMapping, MobileTask } from '../../protocol/answers/mobile.ts';
import { dueOf, listOf, type Calendar } from './mobile-task.ts';

/** What a task is shown with. */
export interface Showing extends Calendar {
  readonly store: Store;
  readonly containers: ContainerIndex;
  /** The id under which a device created a task; null: none did. */
  readonly mobileIdOf: (task: TaskId) => string | null;
}

/** Shows a task. */
export function shownTask(showing: Showing, task: HubTask): MobileTask {
  const { id, fields, stamps, createdAt } = task;
  const { title, notes, deadline, status, tags, checklist, place } = fields;
  const changedAt = Math.max(createdAt, ...Object.values(stamps).map(({ at }) => at));
  return {
    id: showing.mobileIdOf(id) ?? id,
    hubId: id,
    title,
    notes: notes ?? '',
    due: dueOf(fields),
    deadline,
    status: status === 'open' ? 'open' : 'completed',
    list: listOf(fields, showing),
    labels: tags,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(changedAt).toISOString(),
    syncState: showing.store.conflicts.waitingOf(id).length > 0 ? 'conflict' : 'synced',
    ...placesOf(showing.containers, place),
    checklist,
    fields: { ...fields },
  };
}

/** The ids of a task everywhere, as far as they are known. */
export function mappingOf(store: Store, id: TaskId, mobileId: string): MobileMapping {
  const idIn = (replica: ReplicaName): string | null => {
    const link = store.links.get(id, replica);
    return link === null || link.state === 'deleted' ? null : link.remoteId;
  };
  return { mobileId, hubId: id, todoistId: idIn('todoist'), thingsId: idIn('things') };
}

function placesOf(
  containers: ContainerIndex,
  place: HubTask['fields']['place'],
): Pick<MobileTask, 'project' | 'area' | 'heading'> {
  const path = containers.path(place);
  const find = (kind: ContainerKind) => {
    const found = path.findLast((container) => container.kind === kind);
    return found === undefined ? null : { id: found.id, name: found.name };
  };
  return { project: find('project'), area: find('area'), heading: find('heading') };
}
