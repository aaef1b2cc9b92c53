// Projects and sections of Todoist that come back from its archive.

import type { ContainerObservation } from '../../../../model/container.ts';
import { isShownInUse } from '../../../../sync/observe/match-container.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';

/** A project or section that is this old when it is first seen was put away before, ms. */
const OLD_MS = 3_600_000;

/**
 * Tells whether Todoist shows a project or section that was put away until now: what is in it is not told by a difference, which
 * has only what changed itself. Source: Todoist API v1, “Sync”: an unarchived project is told alone.
 */
export function isBroughtBack(pass: Pass, shown: readonly ContainerObservation[]): boolean {
  return shown.some((observation) => {
    const { replica, remoteId, createdAt, gone } = observation;
    if (gone) return false;
    const known = pass.containers.byRemoteId(replica, remoteId);
    if (known !== null)
      return pass.containers.link(known, replica)?.state === 'put_away' && isShownInUse(pass, observation);
    return createdAt === null || createdAt < pass.now - OLD_MS;
  });
}
