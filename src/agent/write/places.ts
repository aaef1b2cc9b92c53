// Finds where a to-do belongs: a container that Things has, or that an earlier operation created. Pure.

import type { ThingsPlace } from '../../protocol/things-operation.ts';
import type { ThingsContainer } from '../../protocol/things-row.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { JournalEntry } from '../state/journal-rows.ts';
import type { ResolvedPlace } from '../read/row-fields.ts';

/** The location of a place. `waiting`: the operation that creates it has no outcome yet. `missing`: Things has no such place. */
export type PlaceFinding =
  | { readonly kind: 'found'; readonly place: ResolvedPlace | null }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'missing' };

/** Finds a place among the containers of the library and the outcomes in the journal. */
export function findPlace(
  place: ThingsPlace | null,
  containers: ReadonlyMap<string, ThingsContainer>,
  journal: AgentJournal,
): PlaceFinding {
  if (place === null) return { kind: 'found', place: null };
  const maker = place.id !== null || place.operation === null ? null : journal.find(place.operation);
  if (maker !== null && maker.acknowledgement === null) return { kind: 'waiting' };
  const id = place.id ?? madeBy(place, maker);
  const container = id === null ? undefined : containers.get(id);
  if (container === undefined || container.gone) return { kind: 'missing' };
  return { kind: 'found', place: { kind: container.kind, id: container.id } };
}

/** The id that an operation created: of the container itself, or of the only heading that came with a project. */
function madeBy({ kind }: ThingsPlace, maker: JournalEntry | null): string | null {
  if (kind !== 'heading') return maker?.acknowledgement?.thingsId ?? null;
  const headings = maker?.acknowledgement?.headings ?? [];
  return headings.length === 1 ? (headings[0]?.id ?? null) : null;
}
