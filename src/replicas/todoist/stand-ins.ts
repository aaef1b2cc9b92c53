// Todoist's profile within a pass, including the places that the account's plan refuses: a task of such a place is put in the
// nearest existing one, labelled with the name of the missing one.

import type { ContainerIndex } from '../../hub/container-index.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { TODOIST } from './known.ts';

/** The profile of an account whose plan may refuse places. */
export function withStandIns(profile: ReplicaProfile, containers: ContainerIndex): ReplicaProfile {
  return {
    ...profile,
    project: (fields) => {
      const standIn = standInFor(containers, fields.place);
      if (standIn.missing === null) return profile.project(fields);
      const projected = profile.project({ ...fields, place: standIn.place });
      const tags = [...new Set([...(projected.tags ?? []), standIn.missing])].toSorted((a, b) =>
        a < b ? -1 : 1,
      );
      return { ...projected, tags };
    },
  };
}

/** Where a task can be put: its place, or the nearest enclosing one that is not refused, and the name that is missing. */
function standInFor(
  containers: ContainerIndex,
  place: ContainerId | null,
): { readonly place: ContainerId | null; readonly missing: string | null } {
  const path = containers.path(place);
  const innermost = path.findLastIndex((container) => containers.remoteIdOf(container.id, TODOIST) !== null);
  const refusedAt = path.findIndex(
    (container, at) => at > innermost && (containers.link(container.id, TODOIST)?.refused ?? null) !== null,
  );
  if (refusedAt === -1) return { place, missing: null };
  return { place: path[refusedAt - 1]?.id ?? null, missing: path[refusedAt]?.name ?? null };
}
