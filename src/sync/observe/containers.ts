// Areas, projects and headings as both sides show them: new ones, new names, and those that are gone.

import { AT_TOP, type ContainerObservation, type HubContainer } from '../../model/container.ts';
import type { ContainerId } from '../../model/ids.ts';
import { dropUntold, planContainer } from '../plan/plan-container.ts';
import { observeKnown } from './container-changes.ts';
import { isShownInUse, meetContainer } from './meet-container.ts';
import { isOpenTask, type Run } from '../unit-of-work.ts';

/** Takes in what is shown of containers, parents before children, and plans the renames and moves that follow. */
export function observeContainers(run: Run, shown: readonly ContainerObservation[]): void {
  for (const observation of shown) {
    if (observation.putAway) putContainerAway(run, observation);
    else if (observation.gone) forgetContainer(run, observation);
    else observeContainer(run, observation);
  }
}

/** One that is new on this side may be what tasks were waiting for: a heading made by hand, a project brought back. */
export function observeContainer(run: Run, observation: ContainerObservation): void {
  const known = run.containers.byRemoteId(observation.replica, observation.remoteId);
  const isPutAway = known !== null && run.containers.link(known, observation.replica)?.state === 'put_away';
  if (known !== null && !isPutAway) {
    observeKnown(run, known, observation);
    return;
  }
  const here = known === null ? meetContainer(run, observation) : takeBack(run, known, observation);
  if (here === null) return;
  for (const task of run.store.tasks.inPlaces([here.id])) if (isOpenTask(task)) run.touched.add(task.id);
}

/** It is what it was before it was archived. Where the app put it then is nobody's wish: it goes back to where it belongs. */
function takeBack(run: Run, id: ContainerId, observation: ContainerObservation): HubContainer | null {
  const { replica, parentRemoteId } = observation;
  const [container, link] = [run.containers.get(id), run.containers.link(id, replica)];
  if (container === null || link === null || !isShownInUse(run, observation)) return null;
  const shownIn = parentRemoteId ?? AT_TOP;
  run.containers.putLink({ ...link, state: 'active', refused: null, shownIn, agreedIn: null });
  observeKnown(run, id, observation);
  const now = run.containers.get(id);
  if (now !== null) planContainer(run, now);
  return now;
}

type Gone = Pick<ContainerObservation, 'replica' | 'remoteId'>;

/**
 * A project, section or area that is gone on one side. It may have taken its tasks along without a word: where that can be done, they
 * are looked up. What could not be put into it is planned again, for another one that is made when it is needed.
 */
export function forgetContainer(run: Run, gone: Gone): void {
  leaveContainer(run, gone, (id) => {
    run.containers.forget(id, gone.replica);
    for (const { name, places } of run.parts.replicas.all) {
      if (name !== gone.replica) places.goneElsewhere?.(run, id);
    }
  });
}

/** An archived one is remembered: it is brought back when it is used again, or by whoever archived it. */
function putContainerAway(run: Run, gone: Gone): void {
  const known = run.containers.byRemoteId(gone.replica, gone.remoteId);
  if (known !== null && run.containers.link(known, gone.replica)?.state === 'put_away') return;
  leaveContainer(run, gone, (id) => {
    const link = run.containers.link(id, gone.replica);
    if (link !== null && link.remoteId !== null) run.containers.putLink({ ...link, state: 'put_away' });
  });
}

/** A heading that is on its way to or from another project is not where the hub has it. */
function isShownIn(run: Run, heading: ContainerId, { replica, remoteId }: Gone): boolean {
  const shownIn = run.containers.link(heading, replica)?.shownIn ?? null;
  return shownIn === null || shownIn === remoteId;
}

function leaveContainer(run: Run, gone: Gone, leave: (id: ContainerId) => void): void {
  const container = run.containers.byRemoteId(gone.replica, gone.remoteId);
  if (container === null) return;
  const headings = run.containers.headingsOf(container).filter(({ id }) => isShownIn(run, id, gone));
  const inside = [container, ...headings.map((heading) => heading.id)];
  for (const id of inside) {
    for (const kind of ['rename_container', 'move_container'] as const)
      dropUntold(run, { container: id, replica: gone.replica, kind });
    leave(id);
  }
  for (const task of run.store.tasks.inPlaces(inside)) {
    if (isOpenTask(task)) run.touched.add(task.id);
    const link = run.store.links.get(task.id, gone.replica);
    if (link?.state !== 'active') continue;
    const { doubt, places } = run.parts.replicas.get(gone.replica);
    if ((link.shadow.status ?? 'open') === 'open') doubt?.(run.store, link.remoteId);
    if (places.forgivesWithPlace && Object.keys(link.refused).length > 0)
      run.store.links.put({ ...link, refused: {} });
  }
}
