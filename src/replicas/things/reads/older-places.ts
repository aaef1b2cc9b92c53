// Areas, projects and headings of an older library that is brought up to date. Sends nothing.

import {
  AT_TOP,
  type ContainerLink,
  type ContainerObservation,
  type HubContainer,
} from '../../../model/container.ts';
import { canonicalLine } from '../../../model/text.ts';
import { planContainer } from '../../../sync/plan/plan-container.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import { THINGS } from '../known.ts';

/**
 * Makes what the older library shows the agreed state of each container, if the hub has newer knowledge. Returns the containers to
 * be processed normally: new ones, and those that a user changed in that library. `asOf`: the newest change of that library, epoch
 * ms.
 */
export function agreeOnOlderPlaces(
  pass: Pass,
  shown: readonly ContainerObservation[],
  asOf: number,
): readonly ContainerObservation[] {
  return shown.filter((observation) => !agreeOnPlace(pass, observation, asOf));
}

/** Tells whether nothing is left to process. */
function agreeOnPlace(pass: Pass, observation: ContainerObservation, asOf: number): boolean {
  const id = pass.containers.byRemoteId(THINGS, observation.remoteId);
  const link = id === null ? null : pass.containers.link(id, THINGS);
  const container = id === null ? null : pass.containers.get(id);
  if (link === null || container === null) return false;
  if (observation.gone) {
    // It is created again when something has to be filed in it.
    if (!observation.putAway) pass.containers.forget(container.id, THINGS);
    return true;
  }
  if (link.state === 'put_away') return true;
  pass.containers.putLink(withOlder(pass, { link, container, observation, asOf }));
  planContainer(pass, container);
  return false;
}

interface OlderPlace {
  readonly link: ContainerLink;
  readonly container: HubContainer;
  readonly observation: ContainerObservation;
  readonly asOf: number;
}

function withOlder(pass: Pass, { link, container, observation, asOf }: OlderPlace): ContainerLink {
  const { name, parent } = container.stamps;
  const shownIn = observation.parentRemoteId ?? AT_TOP;
  const isRenamedSince = (name?.at ?? 0) > asOf;
  const isMovedSince = (parent?.at ?? 0) > asOf;
  const agreed = isMovedSince ? pass.containers.parentFor(container.kind, THINGS, shownIn) : undefined;
  return {
    ...link,
    ...(isRenamedSince && { name: canonicalLine(observation.name) }),
    ...(agreed !== undefined && { shownIn, agreedIn: agreed ?? AT_TOP }),
  };
}
