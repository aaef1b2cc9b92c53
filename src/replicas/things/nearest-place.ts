// Where a task can be put in Things: a heading can only be made together with its project.

import type { ContainerBook } from '../../hub/container-index.ts';
import type { ContainerId } from '../../model/ids.ts';
import { matchingText } from '../../model/text.ts';
import { THINGS } from './known.ts';

/** The place itself, or the nearest one outwards that Things has or can be given; null for no container. */
export function nearestPlace(book: ContainerBook, place: ContainerId): ContainerId | null {
  const container = book.get(place);
  if (container === null) return null;
  if (container.kind !== 'heading' || book.remoteIdOf(place, THINGS) !== null) return place;
  const project = container.parent === null ? null : book.get(container.parent);
  if (project === null) return null;
  const canBeMadeWithIt = project.kind === 'project' && book.remoteIdOf(project.id, THINGS) === null;
  if (canBeMadeWithIt) return place;
  const namesake = book
    .headingsOf(project.id)
    .find(
      ({ id, name }) =>
        matchingText(name) === matchingText(container.name) && book.remoteIdOf(id, THINGS) !== null,
    );
  return namesake?.id ?? project.id;
}
