// Areas, projects and headings as both sides show them: new ones, new names, and those that are gone.

import type { ContainerObservation } from '../../model/container.ts';
import { dropUntold } from '../plan/plan-container.ts';
import { observeKnown } from './container-changes.ts';
import { meetContainer } from './meet-container.ts';
import { isOpenTask, type Run } from '../unit-of-work.ts';

/** A project or section of Todoist that is this old when it is first seen was put away before, ms. */
const OLD_MS = 3_600_000;

/**
 * Tells whether Todoist shows a project or section that was put away until now: what is in it is not told by a difference, which
 * has only what changed itself. Source: Todoist API v1, “Sync”: an unarchived project is told alone.
 */
export function isBroughtBack(run: Run, shown: readonly ContainerObservation[]): boolean {
  return shown.some(
    ({ replica, remoteId, createdAt, gone }) =>
      !gone &&
      replica === 'todoist' &&
      run.book.byRemoteId(replica, remoteId) === null &&
      (createdAt === null || createdAt < run.now - OLD_MS),
  );
}

/** Takes in what is shown of containers, parents before children, and plans the renames and moves that follow. */
export function observeContainers(run: Run, shown: readonly ContainerObservation[]): void {
  for (const observation of shown) {
    if (observation.gone) forgetContainer(run, observation);
    else observeContainer(run, observation);
  }
}

/** One that is new on this side may be what tasks were waiting for: a heading made by hand, a project brought back. */
export function observeContainer(run: Run, observation: ContainerObservation): void {
  const known = run.book.byRemoteId(observation.replica, observation.remoteId);
  if (known !== null) {
    observeKnown(run, known, observation);
    return;
  }
  const met = meetContainer(run, observation);
  if (met === null) return;
  for (const task of run.store.tasks.inPlaces([met.id])) if (isOpenTask(task)) run.touched.add(task.id);
}

/**
 * A project, section or area that is gone on one side. It may have taken its tasks along without a word: those of Todoist are
 * looked up. What could not be put into it is planned again, for another one that is made when it is needed.
 */
export function forgetContainer(run: Run, gone: Pick<ContainerObservation, 'replica' | 'remoteId'>): void {
  const container = run.book.byRemoteId(gone.replica, gone.remoteId);
  if (container === null) return;
  const inside = [container, ...run.book.headingsOf(container).map((heading) => heading.id)];
  for (const id of inside) {
    for (const kind of ['rename_container', 'move_container'] as const)
      dropUntold(run, { container: id, replica: gone.replica, kind });
    run.book.forget(id, gone.replica);
    // What was said of a heading that Things can't move holds no more.
    if (gone.replica === 'todoist' && run.book.link(id, 'things')?.remoteId === null)
      run.book.forget(id, 'things');
  }
  for (const task of run.store.tasks.inPlaces(inside)) {
    if (isOpenTask(task)) run.touched.add(task.id);
    const link = run.store.links.get(task.id, gone.replica);
    if (link?.state !== 'active') continue;
    if (gone.replica === 'todoist' && (link.shadow.status ?? 'open') === 'open')
      run.store.suspects.add(link.remoteId);
    if (gone.replica === 'things' && Object.keys(link.refused).length > 0)
      run.store.links.put({ ...link, refused: {} });
  }
}
