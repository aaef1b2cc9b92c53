// Where both twins stand: the names of what holds them, outermost first, as each app shows it.

import type { World } from './world.ts';

type Snapshot = ReturnType<World['todoist']['snapshot']>;
type Item = Snapshot['items'][number];

/** What holds a to-do: the names of its area, project and heading, '' where there is none. */
export interface ThingsPlace {
  readonly area: string;
  readonly project: string;
  readonly heading: string;
  /** Names of the headings that its project has. */
  readonly headings: readonly string[];
}

/** Says how the places of both twins differ; empty when they are the same, as far as each app can show it. */
export function comparePlaces(
  item: Item,
  place: ThingsPlace,
  { projects, sections }: Pick<Snapshot, 'projects' | 'sections'>,
): readonly string[] {
  const project = projects.find(({ id }) => id === item.project_id);
  if (project === undefined) return [`its project ${item.project_id} is not there`];
  const section = sections.find(({ id }) => id === item.section_id)?.name ?? '';
  const parent = projects.find(({ id }) => id === project.parent_id)?.name ?? '';
  const shown = [parent, project.inbox_project ? '' : project.name, section].filter((name) => name !== '');
  const wanted = [place.area, place.project, place.heading].filter((name) => name !== '');
  if (sameNames(shown, wanted)) return [];
  // A heading can't be renamed in Things: one whose section was is the same all the same.
  const isRenamedThere = section.startsWith('Renamed section') && place.heading !== '';
  if (isRenamedThere && sameNames(shown.slice(0, -1), wanted.slice(0, -1))) return [];
  // A section of a project that Things has already is no heading there.
  const isHeadingMissing = section !== '' && !place.headings.some((name) => sameNames([name], [section]));
  if (isHeadingMissing && sameNames(shown.slice(0, -1), wanted)) return [];
  // What a free plan refuses stands in the nearest place, with the name of the missing one as a label.
  const missing = wanted[shown.length];
  const isStandIn =
    missing !== undefined &&
    sameNames(shown, wanted.slice(0, shown.length)) &&
    item.labels.some((label) => sameNames([label], [missing]));
  return isStandIn ? [] : [`Todoist ${JSON.stringify(shown)}, Things ${JSON.stringify(wanted)}`];
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
