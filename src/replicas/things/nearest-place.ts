// Where a task can be put in Things, given that a heading can only be created together with its project.

import type { ContainerIndex } from '../../hub/container-index.ts';
import type { ContainerId } from '../../model/ids.ts';
import { matchingText } from '../../model/text.ts';
import { THINGS } from './known.ts';

/** The place itself, or the nearest enclosing one that Things has or can be given; null for no container. */
export function nearestPlace(containers: ContainerIndex, place: ContainerId): ContainerId | null {
  const container = containers.get(place);
  if (container === null) return null;
  if (container.kind !== 'heading' || containers.remoteIdOf(place, THINGS) !== null) return place;
  const project = container.parent === null ? null : containers.get(container.parent);
  if (project === null) return null;
  const canBeMadeWithIt = project.kind === 'project' && containers.remoteIdOf(project.id, THINGS) === null;
  if (canBeMadeWithIt) return place;
  const namesake = containers
    .headingsOf(project.id)
    .find(
      ({ id, name }) =>
        matchingText(name) === matchingText(container.name) && containers.remoteIdOf(id, THINGS) !== null,
    );
  return namesake?.id ?? project.id;
}
