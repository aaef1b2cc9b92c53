// What is in use again in Todoist: projects and sections that were unarchived, tasks that were somebody else's.

import type { ContainerObservation } from '../../../../model/container.ts';
import { isShownInUse } from '../../../../sync/observe/match-container.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import { TODOIST } from '../../known.ts';
import type { TodoistTask } from '../../todoist-port.ts';

/** A project or section of at least this age when it is first seen must have been archived before, ms. */
const OLD_MS = 3_600_000;

/**
 * Tells whether Todoist shows a project or section that was archived until now. An incremental read does not include its contents,
 * because they did not change. Source: Todoist API v1, “Sync”: an unarchived project is reported without its contents.
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

/** Tells whether a task that was left alone is shown again. An incremental read does not include its sub-tasks, for the same reason. */
export function isGivenBack(pass: Pass, tasks: readonly TodoistTask[]): boolean {
  return tasks.some(({ remoteId, observation }) => {
    if (observation.deleted || observation.leftToOthers === true) return false;
    return pass.store.links.byRemoteId(TODOIST, remoteId)?.state === 'dormant';
  });
}
