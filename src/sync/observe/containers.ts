// Areas, projects and headings as both sides show them: new ones, new names, and those that are gone.

import type { ContainerObservation, HubContainer } from '../../model/container.ts';
import type { ContainerId, ReplicaName } from '../../model/ids.ts';
import type { Rename } from '../../hub/container-index.ts';
import { newEntry } from '../plan/outbox-entry.ts';
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

/** Takes in what is shown of containers, parents before children, and plans the renames that follow. */
export function observeContainers(run: Run, shown: readonly ContainerObservation[]): void {
  for (const observation of shown) {
    if (observation.gone) forgetContainer(run, observation);
    else meetContainer(run, observation);
  }
}

/** One that is new on this side may be what tasks were waiting for: a heading made by hand, a project brought back. */
function meetContainer(run: Run, observation: ContainerObservation): void {
  const { replica, remoteId } = observation;
  const isNew = run.book.byRemoteId(replica, remoteId) === null;
  const rename = run.book.observe(observation);
  if (rename !== null) planRename(run, rename);
  const container = isNew ? run.book.byRemoteId(replica, remoteId) : null;
  if (container === null) return;
  for (const task of run.store.tasks.inPlaces([container])) if (isOpenTask(task)) run.touched.add(task.id);
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
    dropUntoldRenames(run, id, gone.replica);
    run.book.forget(id, gone.replica);
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

function planRename(run: Run, { container, by }: Rename): void {
  for (const replica of ['todoist', 'things'] as const) {
    if (replica !== by && run.book.remoteIdOf(container.id, replica) !== null)
      renameIn(run, replica, container);
  }
}

/** Plans that a container gets its present name in a replica. Until that is done the former name is what was agreed on. */
export function renameIn(run: Run, replica: 'todoist' | 'things', container: HubContainer): void {
  if (replica === 'things' && container.kind === 'heading') return;
  dropUntoldRenames(run, container.id, replica);
  const entry = newEntry(run, { replica, kind: 'rename_container', containerId: container.id });
  run.store.outbox.add(entry);
  run.planned.push(entry);
}

/** The name is out of date, or there is nothing that could be renamed. */
function dropUntoldRenames(run: Run, container: ContainerId, replica: ReplicaName): void {
  for (const entry of run.store.outbox.ofContainer(replica, container)) {
    const isUntold = entry.state !== 'sent';
    if (entry.kind === 'rename_container' && isUntold) run.store.outbox.remove(entry.id);
  }
}
