// Projects and sections of Todoist that come back from its archive.

import type { ContainerObservation } from '../../../model/container.ts';
import { isShownInUse } from '../../../sync/observe/meet-container.ts';
import type { Run } from '../../../sync/unit-of-work.ts';

/** A project or section that is this old when it is first seen was put away before, ms. */
const OLD_MS = 3_600_000;

/**
 * Tells whether Todoist shows a project or section that was put away until now: what is in it is not told by a difference, which
 * has only what changed itself. Source: Todoist API v1, “Sync”: an unarchived project is told alone.
 */
export function isBroughtBack(run: Run, shown: readonly ContainerObservation[]): boolean {
  return shown.some((observation) => {
    const { replica, remoteId, createdAt, gone } = observation;
    if (gone) return false;
    const known = run.containers.byRemoteId(replica, remoteId);
    if (known !== null)
      return run.containers.link(known, replica)?.state === 'put_away' && isShownInUse(run, observation);
    return createdAt === null || createdAt < run.now - OLD_MS;
  });
}
