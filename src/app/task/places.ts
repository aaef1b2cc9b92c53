// All places that a task can be moved to, in one list. Pure.

import { foldedText } from '../state/folded-text.ts';
import type { Area, Project } from '../state/types.ts';

/** A place. `id`: null for no place. */
export interface Place {
  readonly id: string | null;
  readonly kind: 'none' | 'area' | 'project' | 'heading';
  readonly name: string;
  /** What it is in; null: nothing. */
  readonly within: string | null;
  /** How far to the right it stands. */
  readonly depth: 0 | 1 | 2;
}

/** The places in order: no place, projects without an area, areas with their projects, each project with its headings. */
export function placesOf(areas: readonly Area[], projects: readonly Project[]): readonly Place[] {
  return [
    { id: null, kind: 'none', name: 'No project', within: null, depth: 0 },
    ...projects.flatMap((project) => ofProject(project, null)),
    ...areas.flatMap((area): readonly Place[] => [
      { id: area.id, kind: 'area', name: area.name, within: null, depth: 0 },
      ...area.projects.flatMap((project) => ofProject(project, area.name)),
    ]),
  ];
}

function ofProject({ id, name, headings }: Project, area: string | null): readonly Place[] {
  const depth = area === null ? 0 : 1;
  return [
    { id, kind: 'project', name, within: area, depth },
    ...headings.map((heading): Place => ({
      id: heading.id,
      kind: 'heading',
      name: heading.name,
      within: name,
      depth: depth === 0 ? 1 : 2,
    })),
  ];
}

/** Those with every word of the text in their name or in what they are in; where the name begins with it, first. */
export function placesWith(places: readonly Place[], text: string): readonly Place[] {
  const words = foldedText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return places;
  const matches = places.filter(({ name, within }) => {
    const all = foldedText(`${within ?? ''} ${name}`);
    return words.every((word) => all.includes(word));
  });
  const begins = ({ name }: Place) => foldedText(name).startsWith(words[0] ?? '');
  return [...matches.filter(begins), ...matches.filter((place) => !begins(place))];
}
