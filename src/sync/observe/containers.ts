// Areas, projects and headings as both sides show them: new, changed, or gone.

import { AT_TOP, type ContainerObservation, type HubContainer } from '../../model/container.ts';
import type { ContainerId } from '../../model/ids.ts';
import { dropUnsentAbout, dropWhileArchived, planContainer } from '../plan/plan-container.ts';
import { observeKnown } from './container-changes.ts';
import { isShownInUse, matchContainer } from './match-container.ts';
import { isOpenTask, type Pass } from '../unit-of-work.ts';

/** Processes observed containers, parents before children, and plans the renames and moves that follow. */
export function observeContainers(pass: Pass, shown: readonly ContainerObservation[]): void {
  for (const observation of shown) pass.shared.note(observation);
  for (const observation of shown) {
    if (observation.putAway) archiveContainer(pass, observation);
    else if (observation.gone) forgetContainer(pass, observation);
    else observeContainer(pass, observation);
  }
}

/** A container that is new on this side may be what tasks were waiting for: a heading created by hand, or an unarchived project. */
export function observeContainer(pass: Pass, observation: ContainerObservation): void {
  const known = pass.containers.byRemoteId(observation.replica, observation.remoteId);
  const isPutAway = known !== null && pass.containers.link(known, observation.replica)?.state === 'put_away';
  if (known !== null && !isPutAway) {
    observeKnown(pass, known, observation);
    return;
  }
  const here = known === null ? matchContainer(pass, observation) : unarchive(pass, known, observation);
  if (here === null) return;
  for (const task of pass.store.tasks.inPlaces([here.id])) if (isOpenTask(task)) pass.touched.add(task.id);
}

/**
 * An unarchived container is the same one as before. Where the app put it was not chosen by a user, so it is moved back to where it
 * belongs.
 */
function unarchive(pass: Pass, id: ContainerId, observation: ContainerObservation): HubContainer | null {
  const { replica, parentRemoteId } = observation;
  const [container, link] = [pass.containers.get(id), pass.containers.link(id, replica)];
  if (container === null || link === null || !isShownInUse(pass, observation)) return null;
  const shownIn = parentRemoteId ?? AT_TOP;
  pass.containers.putLink({ ...link, state: 'active', refused: null, shownIn, agreedIn: null });
  observeKnown(pass, id, observation);
  const now = pass.containers.get(id);
  if (now !== null) planContainer(pass, now);
  return now;
}

/** What can be sent about an existing container. */
const CHANGE_OPERATIONS = ['rename_container', 'move_container'] as const;

type Gone = Pick<ContainerObservation, 'replica' | 'remoteId'>;

/**
 * Handles a project, section or area that is gone on one side. Its tasks may have gone with it unreported: if the replica supports
 * that, they are looked up. What could not be filed in it is planned again, for a new one that is created when needed.
 */
export function forgetContainer(pass: Pass, gone: Gone): void {
  leaveContainer(pass, gone, (id) => {
    for (const kind of CHANGE_OPERATIONS)
      dropUnsentAbout(pass, { container: id, replica: gone.replica, kind });
    pass.containers.forget(id, gone.replica);
    for (const { name, places } of pass.parts.replicas.all) {
      if (name !== gone.replica) places.goneElsewhere?.(pass, id);
    }
  });
}

/** An archived container is remembered: it is unarchived when it is needed again, or by the user. */
function archiveContainer(pass: Pass, gone: Gone): void {
  const known = pass.containers.byRemoteId(gone.replica, gone.remoteId);
  if (known !== null && pass.containers.link(known, gone.replica)?.state === 'put_away') return;
  leaveContainer(pass, gone, (id) => {
    for (const kind of CHANGE_OPERATIONS)
      dropWhileArchived(pass, { container: id, replica: gone.replica, kind });
    const link = pass.containers.link(id, gone.replica);
    if (link !== null && link.remoteId !== null) pass.containers.putLink({ ...link, state: 'put_away' });
  });
}

/** A heading that is being moved between projects is not where the hub has it. */
function isShownIn(pass: Pass, heading: ContainerId, { replica, remoteId }: Gone): boolean {
  const shownIn = pass.containers.link(heading, replica)?.shownIn ?? null;
  return shownIn === null || shownIn === remoteId;
}

function leaveContainer(pass: Pass, gone: Gone, leave: (id: ContainerId) => void): void {
  const container = pass.containers.byRemoteId(gone.replica, gone.remoteId);
  if (container === null) return;
  const headings = pass.containers.headingsOf(container).filter(({ id }) => isShownIn(pass, id, gone));
  const inside = [container, ...headings.map((heading) => heading.id)];
  for (const id of inside) leave(id);
  for (const task of pass.store.tasks.inPlaces(inside)) {
    if (isOpenTask(task)) pass.touched.add(task.id);
    const link = pass.store.links.get(task.id, gone.replica);
    if (link?.state !== 'active') continue;
    const { markSuspect, places } = pass.parts.replicas.get(gone.replica);
    if ((link.shadow.status ?? 'open') === 'open') markSuspect?.(pass.store, link.remoteId);
    if (places.forgivesWithPlace && Object.keys(link.refused).length > 0)
      pass.store.links.put({ ...link, refused: {} });
  }
}
