// To-dos and containers in Things that belong to unfinished creations. They are not reported as new, because they would be created
// a second time.

import { matchingText } from '../../model/text.ts';
import { operationOfMarker } from '../../protocol/marker.ts';
import type { ThingsOperation } from '../../protocol/things-operation.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { JournalEntry } from '../state/journal-rows.ts';

/** Tells whether a to-do has the marker of a creation that is unfinished, or that created another to-do; a marker alone proves nothing. */
export function isHalfMade({ id, notes }: ThingsTodo, journal: AgentJournal): boolean {
  const marked = operationOfMarker(notes);
  const entry = marked === null ? null : journal.find(marked);
  if (entry?.operation.kind !== 'create_todo') return false;
  return entry.acknowledgement === null || entry.thingsId !== id;
}

/**
 * Tells whether an unfinished creation may have created a container, or the project of a heading: it has the title, and was never
 * reported to the Worker. Areas have no field for a marker.
 */
export function halfMadeContainers(journal: AgentJournal): (container: ThingsContainer) => boolean {
  const creations = journal.unfinished().filter(isContainerCreation);
  if (creations.length === 0) return () => false;
  const known = journal.knownLibrary().containerById;
  return (container) =>
    !known.has(container.id) && creations.some((creation) => mayHaveMade(creation, container));
}

type ContainerCreation = JournalEntry & {
  readonly operation: Extract<ThingsOperation, { readonly kind: 'create_container' }>;
};

function isContainerCreation(entry: JournalEntry): entry is ContainerCreation {
  return entry.operation.kind === 'create_container';
}

function mayHaveMade({ operation, thingsId }: ContainerCreation, container: ThingsContainer): boolean {
  if (thingsId !== null && (container.id === thingsId || container.parent === thingsId)) return true;
  const titles =
    container.kind === 'heading'
      ? operation.headings
      : container.kind === operation.container
        ? [operation.title]
        : [];
  return titles.some((title) => matchingText(title) === matchingText(container.title));
}
