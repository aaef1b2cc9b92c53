// Areas, projects and headings as a tree: what holds what, and in which order. Pure.

import type { Container } from '../../mobile-client/types.ts';

/** What holds a task, at whatever distance; null: none of this kind. */
export interface HeldBy {
  readonly project: string | null;
  readonly area: string | null;
  readonly heading: string | null;
}

const NOWHERE: HeldBy = { project: null, area: null, heading: null };
/** Containers are three deep at most; a damaged store may hold a circle. */
const MAX_DEPTH = 8;

/** The containers that a device knows. */
export class Places {
  readonly byId: ReadonlyMap<string, Container>;
  readonly areas: readonly Container[];
  readonly projects: readonly Container[];
  readonly #headings: ReadonlyMap<string, readonly Container[]>;

  constructor(containers: readonly Container[]) {
    const sorted = containers.toSorted(compare);
    this.byId = new Map(sorted.map((one) => [one.id, one]));
    this.areas = sorted.filter(({ kind }) => kind === 'area');
    this.projects = sorted.filter(({ kind }) => kind === 'project');
    const headings = sorted.filter(({ kind, parent }) => kind === 'heading' && parent !== null);
    this.#headings = Map.groupBy(headings, ({ parent }) => parent ?? '');
  }

  /** Headings of a project or an area, in order. */
  headingsOf(id: string): readonly Container[] {
    return this.#headings.get(id) ?? [];
  }

  /** What holds a task in this place. */
  holding(place: string | null): HeldBy {
    if (place === null) return NOWHERE;
    const held: Record<string, string> = {};
    let at = this.byId.get(place);
    for (let depth = 0; at !== undefined && depth < MAX_DEPTH; depth += 1) {
      held[at.kind] ??= at.id;
      at = at.parent === null ? undefined : this.byId.get(at.parent);
    }
    return {
      project: held['project'] ?? null,
      area: held['area'] ?? null,
      heading: held['heading'] ?? null,
    };
  }

  /** Names of what holds a task, outermost first. */
  namesOf({ area, project, heading }: HeldBy): readonly string[] {
    return [area, project, heading].flatMap((id) => (id === null ? [] : (this.byId.get(id)?.name ?? [])));
  }
}

/** In the order of the apps as far as it is known. */
function compare(a: Container, b: Container): number {
  const [first, second] = [a.position ?? Infinity, b.position ?? Infinity];
  return (first === second ? 0 : first - second) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}
