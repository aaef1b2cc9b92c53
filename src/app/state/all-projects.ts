// Projects, wherever they are. Pure.

import type { Project, Views } from './types.ts';

/** All projects: those without an area first. Whoever reads it is told when one changes. */
export function allProjects({ areas, projects }: Pick<Views, 'areas' | 'projects'>): readonly Project[] {
  return [...projects.value, ...areas.value.flatMap((area) => area.projects)];
}
