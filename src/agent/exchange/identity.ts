// How the Worker recognizes this agent: an id, generated once per state directory, and a number that increases with every request.
// A copied or restored state repeats a number, and gets a new id.

import type { AgentIdentity } from '../../protocol/exchange.ts';
import type { AgentJournal } from '../state/journal.ts';

/** Maximum length of the host name that is sent. */
const MAX_HOST_UNITS = 100;

/** What identifies an agent besides its journal. */
export interface Naming {
  readonly host: string;
  readonly newId: () => string;
  /** The owner wants it to take over from another agent. */
  readonly takeOver: boolean;
}

/** Identifies the agent for one request. The number is saved before it is used; with `dryRun` nothing is saved. */
export function identify(
  journal: AgentJournal,
  { host, newId, takeOver, dryRun }: Naming & { readonly dryRun: boolean },
): AgentIdentity {
  const id = journal.fact('agent') ?? newId();
  const last = Number(journal.fact('requests') ?? 0);
  const counter = dryRun ? last : last + 1;
  if (!dryRun) {
    journal.keepFact('agent', id);
    journal.keepFact('requests', String(counter));
  }
  const named = { id, counter, host: host.slice(0, MAX_HOST_UNITS) };
  return takeOver ? { ...named, takeOver } : named;
}

/** Gives the agent a new id, because another agent has the same. */
export function renameAgent(journal: AgentJournal, newId: () => string): void {
  journal.keepFact('agent', newId());
  journal.keepFact('requests', '0');
}
