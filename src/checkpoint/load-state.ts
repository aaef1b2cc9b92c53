// Loads a document's state into the working state, in the caller's transaction. Decides nothing.

import type { BatchRecords } from '../hub/batch-records.ts';
import type { ContainerLink, HubContainer } from '../model/container.ts';
import { remoteId, taskId } from '../model/ids.ts';
import type { ConflictRecord, OutboxEntry, Store } from '../hub/store.ts';
import type { TaskState } from './documents/task-state.ts';
import { entryToTask } from './task-entry.ts';

/** Single values that had another name in older documents. */
const RENAMED: ReadonlyMap<string, string> = new Map([['words_to_come', 'names_to_adopt']]);

/** Replaces the working state by a document's contents: tasks, links, containers, operations, conflicts and cursors. */
export function loadState(records: BatchRecords, store: Store, state: TaskState, now: number): void {
  // Clients may have seen ticks later than the document's, so none of them is issued again.
  store.clock.startAnew(state.tick);
  records.state.clear();
  const ofSenders = Map.groupBy(state.senderLinks, (link) => link.taskId);
  for (const entry of state.tasks) {
    const all = [...entry.links, ...(ofSenders.get(entry.id) ?? [])];
    const { task, inScope, links } = entryToTask({ ...entry, links: all });
    store.tasks.put(task, inScope);
    for (const link of links) store.links.put(link);
  }
  // The schema has checked their structure; only the branded ids are asserted here. Older documents do not include the parents of
  // containers.
  for (const [at, container] of state.containers.entries())
    store.containers.put({ position: at + 1, stamps: {}, ...container } as unknown as HubContainer);
  const unseen = { state: 'active', shownIn: null, agreedIn: null };
  for (const link of state.containerLinks)
    store.containers.putLink({ ...unseen, ...link } as unknown as ContainerLink);
  for (const entry of state.outbox) store.outbox.add(entry as unknown as Omit<OutboxEntry, 'seq'>);
  for (const conflict of [...state.conflicts, ...state.senderConflicts])
    store.conflicts.add(conflict as unknown as ConflictRecord);
  for (const { replica, remoteId: id } of state.suspects) store.suspects.of(replica).add(remoteId(id));
  for (const retired of state.retired) {
    const { replica, remoteId: id, taskId: task, at, missing } = retired;
    const retire = missing === true ? store.links.retireMissing : store.links.retire;
    retire(replica, remoteId(id), taskId(task), at);
  }
  for (const { replica, remoteId: id, below } of state.nested ?? [])
    store.links.nest(replica, remoteId(id), remoteId(below));
  for (const { mobileId, taskId: task, device } of state.deviceTasks)
    records.state.addDeviceTask({ mobileId, taskId: taskId(task), device });
  records.state.addLegacy({ entries: state.legacyEntries, mappings: state.legacyMappings });
  for (const [told, value] of Object.entries(state.cursors)) {
    const key = RENAMED.get(told) ?? told;
    store.meta.set(key, value);
  }
  // If the document does not include what is nested under what, only a full read does.
  if (state.nested === undefined) store.meta.set('todoist_cursor', undefined);
  store.events.startAnew(now);
}
