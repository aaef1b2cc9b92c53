// The words of a plan that stops everything, for a person who sees only the agent. Pure.

import type { Plan } from '../protocol/plan.ts';

/** Says why nothing is synced, and how to go on; null where something is. `url`: the Worker's address. */
export function stopWords(plan: Plan | null, url: string): string | null {
  if (plan === null || plan.approved || plan.holds.what !== 'everything') return null;
  const approve = `POST ${url.replace(/\/$/, '')}/v1/plan/${plan.hash}/approve, with your token`;
  return `nothing is synced: ${plan.explanation}\nto ${plan.reason === 'not_keeper' ? 'take over' : 'approve it'}: ${approve}`;
}
