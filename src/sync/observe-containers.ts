// Areas, projects and headings as both sides show them: new ones, new names, and those that are gone.

import type { ContainerObservation } from '../model/container.ts';
import type { Rename } from './container-book.ts';
import { newEntry } from './outbox-entry.ts';
import type { Run } from './run.ts';

/** Takes in what is shown of containers, parents before children, and plans the renames that follow. */
export function observeContainers(run: Run, shown: readonly ContainerObservation[]): void {
  for (const observation of shown) {
    if (observation.gone) takeLeave(run, observation);
    const rename = run.book.observe(observation);
    if (rename !== null) planRename(run, rename);
  }
}

/**
 * A project that is gone from Todoist may have taken its tasks along without a word: each is looked up. What Things did not take
 * while its project was being closed is told again, with a new one.
 */
function takeLeave(run: Run, { replica, remoteId }: ContainerObservation): void {
  const container = run.book.byRemoteId(replica, remoteId);
  if (container === null) return;
  const inside = [container, ...run.book.headingsOf(container).map((heading) => heading.id)];
  for (const task of run.store.tasks.inPlaces(inside)) {
    const link = run.store.links.get(task.id, replica);
    if (link?.state !== 'active') continue;
    if (replica === 'todoist' && (link.shadow.status ?? 'open') === 'open')
      run.store.suspects.add(link.remoteId);
    if (replica === 'todoist' || Object.keys(link.refused).length === 0) continue;
    run.store.links.put({ ...link, refused: {} });
    run.touched.add(task.id);
  }
}

function planRename(run: Run, { container, by }: Rename): void {
  for (const replica of ['todoist', 'things'] as const) {
    if (replica === by || run.book.remoteIdOf(container.id, replica) === null) continue;
    if (replica === 'things' && container.kind === 'heading') continue;
    for (const entry of run.store.outbox.ofContainer(replica, container.id)) {
      const isUntold = entry.state === 'queued' || entry.state === 'failed';
      if (entry.kind === 'rename_container' && isUntold) run.store.outbox.remove(entry.id);
    }
    const entry = newEntry(run, { replica, kind: 'rename_container', containerId: container.id });
    run.store.outbox.add(entry);
    run.planned.push(entry);
    const link = run.book.link(container.id, replica);
    if (link !== null) run.book.putLink({ ...link, name: heldName(run, replica, container) });
  }
}

/** Todoist may cut a name: seeing the cut one later is no rename. */
function heldName(run: Run, replica: 'todoist' | 'things', { kind, name }: Rename['container']): string {
  return replica === 'todoist' ? run.parts.todoist.heldContainerName(kind, name) : name;
}
