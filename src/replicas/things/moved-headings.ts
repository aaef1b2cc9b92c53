// What happens in Things when a section moves to another project in Todoist. No script can move a heading of Things, so it stays
// behind as a separate heading, and its to-dos are moved to the other project one by one, under a heading of the same name if there
// is one.

import { AT_TOP, type HubContainer } from '../../model/container.ts';
import { containerId, type ContainerId, type ReplicaName } from '../../model/ids.ts';
import { matchingText } from '../../model/text.ts';
import { THINGS } from './known.ts';
import { isOpenTask, putTask, type Pass } from '../../sync/unit-of-work.ts';

/** What the notice about such a heading says. */
export const CANNOT_MOVE_HEADINGS = 'Things lets no script move a heading';

/** How many entries for Things are searched for a place that is being sent. */
const MAX_ON_THE_WAY = 1000;

/** Handles a heading whose parent changed in the hub. */
export function headingMoved(
  pass: Pass,
  moved: {
    readonly heading: HubContainer;
    readonly former: ContainerId | null;
    readonly by: ReplicaName | null;
  },
): void {
  if (moved.by === THINGS) mergeWithSection(pass, moved.heading);
  else leaveHeadingBehind(pass, moved.heading, moved.former);
}

/** Removes the notice about a heading that Things could not move, once it is gone elsewhere. */
export function forgetUnmovable(pass: Pass, id: ContainerId): void {
  if (pass.containers.link(id, THINGS)?.remoteId === null) pass.containers.forget(id, THINGS);
}

/** Separates a heading that moved in the hub from the one that Things still shows in `former`. */
function leaveHeadingBehind(pass: Pass, heading: HubContainer, former: ContainerId | null): void {
  const { containers } = pass;
  const link = containers.link(heading.id, THINGS);
  if (link === null || link.shownIn === null) return;
  if (link.remoteId !== null) {
    const shownIn = containers.parentFor('heading', THINGS, link.shownIn) ?? former;
    const stays: HubContainer = {
      id: containerId(pass.parts.newId()),
      kind: 'heading',
      name: link.name,
      parent: shownIn,
      position: containers.nextPosition(shownIn),
      stamps: {},
    };
    containers.put(stays);
    containers.forget(heading.id, THINGS);
    containers.putLink({ ...link, containerId: stays.id, agreedIn: shownIn ?? AT_TOP });
    replacePlace(pass, heading.id, stays.id);
  }
  if (mergeWithNamesake(pass, heading)) return;
  const refusal = { refused: CANNOT_MOVE_HEADINGS, remoteId: null, shownIn: AT_TOP } as const;
  containers.putLink({
    ...link,
    ...refusal,
    containerId: heading.id,
    agreedIn: heading.parent ?? AT_TOP,
  });
  touchOpen(pass, heading.id);
}

/** If a user moves a heading in Things to a project where a section of that name waits for one, the heading is that section. */
function mergeWithSection(pass: Pass, moved: HubContainer): void {
  if (moved.parent === null || isElsewhere(pass, moved.id)) return;
  const section = pass.containers
    .headingsOf(moved.parent)
    .find(
      ({ id, name }) =>
        id !== moved.id &&
        matchingText(name) === matchingText(moved.name) &&
        pass.containers.remoteIdOf(id, THINGS) === null,
    );
  if (section !== undefined) mergeWithNamesake(pass, section);
}

/** Another replica has it, or is to have it. */
function isElsewhere(pass: Pass, id: ContainerId): boolean {
  return pass.parts.replicas.names.some((name) => name !== THINGS && pass.containers.link(id, name) !== null);
}

/** Matches a heading of that name in the other project if only Things has it. */
function mergeWithNamesake(pass: Pass, heading: HubContainer): boolean {
  const { containers } = pass;
  if (heading.parent === null) return false;
  const namesake = containers
    .headingsOf(heading.parent)
    .find(
      ({ id, name }) =>
        id !== heading.id &&
        matchingText(name) === matchingText(heading.name) &&
        containers.remoteIdOf(id, THINGS) !== null &&
        !isElsewhere(pass, id),
    );
  const link = namesake === undefined ? null : containers.link(namesake.id, THINGS);
  if (namesake === undefined || link === null) return false;
  containers.forget(heading.id, THINGS);
  containers.forget(namesake.id, THINGS);
  containers.putLink({ ...link, containerId: heading.id });
  replacePlace(pass, namesake.id, heading.id);
  for (const task of pass.store.tasks.inPlaces([namesake.id]))
    putTask(pass, { ...task, fields: { ...task.fields, place: heading.id } });
  touchOpen(pass, heading.id);
  return true;
}

/** What Things showed in `from`, it now shows in `to`: shadows and pending operations are converted accordingly. */
function replacePlace(pass: Pass, from: ContainerId, to: ContainerId): void {
  const told = pass.store.outbox.ofReplica(THINGS, ['queued', 'sent', 'held', 'failed'], MAX_ON_THE_WAY);
  const onTheWay = told.flatMap((entry) => entry.taskId ?? []);
  const inside = pass.store.tasks.inPlaces([from]).map(({ id }) => id);
  for (const id of new Set([...inside, ...onTheWay])) {
    const link = pass.store.links.get(id, THINGS);
    if (link?.shadow.place === from) pass.store.links.put({ ...link, shadow: { ...link.shadow, place: to } });
  }
  for (const entry of told) {
    if (entry.fields.place === from && entry.state === 'sent')
      pass.store.outbox.change(entry.id, { fields: { ...entry.fields, place: to } });
  }
}

function touchOpen(pass: Pass, place: ContainerId): void {
  for (const task of pass.store.tasks.inPlaces([place])) if (isOpenTask(task)) pass.touched.add(task.id);
}
