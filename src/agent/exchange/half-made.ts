// What Things shows of creations that are not finished. It is not told as something new: it would be made a second time.

import { matchingText } from '../../model/text.ts';
import { operationOfMarker } from '../../protocol/marker.ts';
import type { ThingsOperation } from '../../protocol/things-operation.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { JournalEntry } from '../state/journal-rows.ts';

/** Tells whether a to-do bears the mark of a creation that is not finished, or that made another to-do; the mark alone proves nothing. */
export function isHalfMade({ id, notes }: ThingsTodo, journal: AgentJournal): boolean {
  const marked = operationOfMarker(notes);
  const entry = marked === null ? null : journal.find(marked);
  if (entry?.operation.kind !== 'create_todo') return false;
  return entry.acknowledgement === null || entry.thingsId !== id;
}

/**
 * Tells of a container whether an unfinished creation may have made it, or the project that it is a heading of: it bears the title, and
 * the Worker was never told of it. An area has no place for a mark.
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
