// By what the Worker knows this agent again: an id, made once for each state, and a number that grows with every request. A state
// that was copied or put back gives a number that was there before, and gets another id.

import type { AgentIdentity } from '../../protocol/exchange.ts';
import type { AgentJournal } from '../state/journal.ts';

/** Longest name of a machine that is told. */
const MAX_HOST_UNITS = 100;

/** What names an agent beside its journal. */
export interface Naming {
  readonly host: string;
  readonly newId: () => string;
  /** Its owner wants it to go on in the place of another one. */
  readonly takeOver: boolean;
}

/** Names the agent for one request. The number is kept before it is used; with `dryRun` nothing is. */
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

/** Gives the agent another id: the one that it has is another agent's, too. */
export function renameAgent(journal: AgentJournal, newId: () => string): void {
  journal.keepFact('agent', newId());
  journal.keepFact('requests', '0');
}
