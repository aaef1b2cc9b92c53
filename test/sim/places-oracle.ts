// Where both counterparts stand: what holds them on each side, compared through the hub's links, so that two projects of one name are two;
// by their names where the hub has no link.

import { remoteId, type ContainerId } from '../../src/model/ids.ts';
import type { Store } from '../../src/hub/store.ts';
import type { World } from './world.ts';

type Snapshot = ReturnType<World['todoist']['snapshot']>;
type Item = Snapshot['items'][number];

/** What holds a to-do: the names of its area, project and heading, '' where there is none. */
export interface ThingsPlace {
  readonly area: string;
  readonly project: string;
  readonly heading: string;
  /** Their ids; null where there is none. */
  readonly areaId: string | null;
  readonly projectId: string | null;
  readonly headingId: string | null;
  /** Names of the headings that its project has. */
  readonly headings: readonly string[];
}

/** What holds a counterpart, as the hub knows it: null where there is none, undefined where the hub has no link. */
interface Holders {
  readonly area: ContainerId | null | undefined;
  readonly project: ContainerId | null | undefined;
  readonly heading: ContainerId | null | undefined;
}

/** Says how the places of both counterparts differ; empty when they are the same, as far as each app can show it. */
export function comparePlaces(
  item: Item,
  place: ThingsPlace,
  account: Pick<Snapshot, 'projects' | 'sections'>,
  { containers, outbox }: Pick<Store, 'containers' | 'outbox'>,
): readonly string[] {
  const told = compareNames(item, place, account);
  const here = holdersInTodoist(item, account, containers);
  const there = holdersInThings(place, containers);
  const isKnown = [here, there].every((holders) => Object.values(holders).every((id) => id !== undefined));
  if (!isKnown) return told;
  if (here.area === there.area && here.project === there.project && isSameHeading(here, there, containers))
    return [];
  // What can't be moved waits with its reason, and stays where it is, with all that Todoist has below it.
  const waits = [there.heading, there.project, ...projectsAbove(item, account, containers)].some(
    (id) =>
      id != null &&
      outbox
        .ofContainer('todoist', id)
        .some(({ kind, state }) => kind === 'move_container' && (state === 'held' || state === 'failed')),
  );
  if (waits) return [];
  const shown = JSON.stringify([here, there]);
  // Names that are the same although the holders differ are two of one name; a stand-in is told by its label.
  return told.length > 0 ? told : isStandIn(item, place, account) ? [] : [`other holders ${shown}`];
}

/** The projects that hold the one of a task in Todoist. */
function projectsAbove(
  item: Item,
  { projects }: Pick<Snapshot, 'projects'>,
  containers: Store['containers'],
): readonly ContainerId[] {
  const above: ContainerId[] = [];
  let at = projects.find(({ id }) => id === item.project_id)?.parent_id ?? null;
  while (at !== null) {
    above.push(...[containers.linkByRemoteId('todoist', remoteId(at))?.containerId ?? []].flat());
    at = projects.find(({ id }) => id === at)?.parent_id ?? null;
  }
  return above;
}

/** A section that Things has no heading for stands in the project, or below a heading of its name. */
function isSameHeading(here: Holders, there: Holders, containers: Store['containers']): boolean {
  if (here.heading === there.heading) return true;
  if (here.heading == null) return false;
  if ((containers.link(here.heading, 'things')?.remoteId ?? null) !== null) return false;
  const names = [here.heading, there.heading].map((id) => (id == null ? null : containers.get(id)?.name));
  return there.heading === null || names[0]?.toLowerCase() === names[1]?.toLowerCase();
}

function holdersInTodoist(
  item: Item,
  { projects, sections }: Pick<Snapshot, 'projects' | 'sections'>,
  containers: Store['containers'],
): Holders {
  const known = (id: string): ContainerId | undefined =>
    containers.linkByRemoteId('todoist', remoteId(id))?.containerId;
  const project = projects.find(({ id }) => id === item.project_id);
  const section = sections.find(({ id }) => id === item.section_id);
  const heading = section === undefined ? null : known(section.id);
  if (project === undefined || project.inbox_project) return { area: null, project: null, heading };
  const own = known(project.id);
  if (own !== undefined && containers.get(own)?.kind === 'area') return { area: own, project: null, heading };
  let area: ContainerId | null = null;
  for (let at = project.parent_id; at !== null && area === null;) {
    const holder = known(at);
    if (holder !== undefined && containers.get(holder)?.kind === 'area') area = holder;
    at = projects.find(({ id }) => id === at)?.parent_id ?? null;
  }
  return { area, project: own, heading };
}

function holdersInThings(place: ThingsPlace, containers: Store['containers']): Holders {
  const known = (id: string | null): ContainerId | null | undefined =>
    id === null ? null : containers.linkByRemoteId('things', remoteId(id))?.containerId;
  return {
    area: known(place.areaId),
    project: known(place.projectId),
    heading: place.heading === '' ? null : known(place.headingId),
  };
}

/** What a free plan refuses stands in the nearest place, with the name of the missing one as a label. */
function isStandIn(
  item: Item,
  place: ThingsPlace,
  { projects, sections }: Pick<Snapshot, 'projects' | 'sections'>,
): boolean {
  const project = projects.find(({ id }) => id === item.project_id);
  const section = sections.find(({ id }) => id === item.section_id)?.name ?? '';
  const parent = projects.find(({ id }) => id === project?.parent_id)?.name ?? '';
  const shown = [parent, project?.inbox_project ? '' : (project?.name ?? ''), section].filter(
    (name) => name !== '',
  );
  const wanted = [place.area, place.project, place.heading].filter((name) => name !== '');
  const missing = wanted[shown.length];
  return missing !== undefined && item.labels.some((label) => sameNames([label], [missing]));
}

function compareNames(
  item: Item,
  place: ThingsPlace,
  account: Pick<Snapshot, 'projects' | 'sections'>,
): readonly string[] {
  const { projects, sections } = account;
  const project = projects.find(({ id }) => id === item.project_id);
  if (project === undefined) return [`its project ${item.project_id} is not there`];
  const section = sections.find(({ id }) => id === item.section_id)?.name ?? '';
  const parent = projects.find(({ id }) => id === project.parent_id)?.name ?? '';
  const shown = [parent, project.inbox_project ? '' : project.name, section].filter((name) => name !== '');
  const wanted = [place.area, place.project, place.heading].filter((name) => name !== '');
  if (sameNames(shown, wanted)) return [];
  // A section of a project that Things has already is no heading there.
  const isHeadingMissing = section !== '' && !place.headings.some((name) => sameNames([name], [section]));
  if (isHeadingMissing && sameNames(shown.slice(0, -1), wanted)) return [];
  const isNearest = sameNames(shown, wanted.slice(0, shown.length));
  return isNearest && isStandIn(item, place, account)
    ? []
    : [`Todoist ${JSON.stringify(shown)}, Things ${JSON.stringify(wanted)}`];
}

/** Tells whether a project or section that holds it was put away: Todoist shows it nowhere then, and tells of it no more. */
export function isPutAway(
  item: Item,
  { projects, sections }: Pick<Snapshot, 'projects' | 'sections'>,
): boolean {
  const holders = [
    projects.find(({ id }) => id === item.project_id),
    sections.find(({ id }) => id === item.section_id),
  ];
  return holders.some((holder) => holder?.is_archived === true);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name.toLowerCase() === b[at]?.toLowerCase());
}
