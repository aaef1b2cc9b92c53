// Converts projects and sections to container observations. Pure. Must not decide what a container is in the hub: Todoist knows
// only projects, so a kind is a hint (see `liftContainers`).

import type { ContainerKind, ContainerObservation } from '../../../model/container.ts';
import { remoteId, type RemoteId } from '../../../model/ids.ts';
import { canonicalLine } from '../../../model/text.ts';
import { isSeenByOthers } from './others.ts';
import { readTimestamp } from '../wire/timestamps.ts';
import type { WireProject, WireSection } from '../wire/wire.ts';

/** The containers in one response. */
export interface ContainerRows {
  readonly projects: readonly WireProject[];
  readonly sections: readonly WireSection[];
  /** The response covers the whole account. */
  readonly complete: boolean;
  readonly inboxProjectId: RemoteId;
}

/**
 * Converts projects, then sections, parents before children and otherwise in the order shown, without the inbox. In a complete
 * response a root project that contains another live project is an `area`; in a partial one every project is a `project`, and a
 * known container keeps its kind. Archived and deleted ones are `gone`.
 */
export function liftContainers(rows: ContainerRows): readonly ContainerObservation[] {
  const isInbox = (id: string): boolean => id === rows.inboxProjectId;
  const projects = rows.projects.filter((project) => !isInbox(project.id) && !project.inbox_project);
  const live = projects.filter((project) => !isGone(project));
  const parents = new Set(rows.complete ? live.map((project) => project.parent_id) : []);
  const projectObservations = parentsFirst(projects).map((project) => {
    const isArea = project.parent_id === null && parents.has(project.id);
    const told = { kind: isArea ? 'area' : 'project', parentId: project.parent_id } as const;
    const observation = observe(project, { ...told, createdAt: project.created_at });
    return { ...observation, shared: isSeenByOthers(project) };
  });
  const sections = rows.sections.toSorted((a, b) => (a.section_order ?? 0) - (b.section_order ?? 0));
  const sectionObservations = sections.map((section) =>
    observe(section, {
      kind: 'heading',
      parentId: isInbox(section.project_id) ? null : section.project_id,
      createdAt: section.added_at,
    }),
  );
  return [...projectObservations, ...sectionObservations];
}

function observe(
  row: WireProject | WireSection,
  told: {
    readonly kind: ContainerKind;
    readonly parentId: string | null;
    readonly createdAt: string | null | undefined;
  },
): ContainerObservation {
  const { kind, parentId, createdAt } = told;
  return {
    replica: 'todoist',
    remoteId: remoteId(row.id),
    kind,
    name: canonicalLine(row.name.toWellFormed()),
    parentRemoteId: parentId === null ? null : remoteId(parentId),
    createdAt: readTimestamp(createdAt ?? ''),
    changedAt: readTimestamp(row.updated_at ?? ''),
    gone: isGone(row),
    putAway: row.is_archived && !row.is_deleted,
  };
}

function isGone(row: WireProject | WireSection): boolean {
  return row.is_archived || row.is_deleted;
}

function parentsFirst(projects: readonly WireProject[]): readonly WireProject[] {
  const projectById = new Map(projects.map((project) => [project.id, project]));
  const depth = (project: WireProject): number => {
    let levels = 0;
    let parent = projectById.get(project.parent_id ?? '');
    // Guards against a cycle of parents: no real tree is deeper than the number of projects.
    while (parent !== undefined && levels < projects.length) {
      levels += 1;
      parent = projectById.get(parent.parent_id ?? '');
    }
    return levels;
  };
  return projects
    .map((project) => ({ project, levels: depth(project) }))
    .toSorted((a, b) => a.levels - b.levels || (a.project.child_order ?? 0) - (b.project.child_order ?? 0))
    .map(({ project }) => project);
}
