// The words of a plan that stops everything or a side, for a person who sees only the agent. Pure.

import type { Plan } from '../protocol/plan.ts';

/**
 * Says why nothing is synced, or a side is left alone, and how to go on; null where everything but single items goes on. `url`: the
 * Worker's address.
 */
export function stopWords(plan: Plan | null, url: string): string | null {
  if (plan === null || plan.approved || plan.holds.what === 'items') return null;
  const what = plan.holds.what === 'side' ? 'one side is left alone' : 'nothing is synced';
  const head = `${what}: ${plan.explanation}`;
  const address = (answer: string): string =>
    `POST ${url.replace(/\/$/, '')}/v1/plan/${plan.hash}/${answer.replace('_', '-')}, with your token`;
  if (plan.answers !== undefined)
    return [head, ...plan.answers.map(({ answer, does }) => `${address(answer)}: ${does}`)].join('\n');
  return `${head}\nto ${plan.reason === 'not_keeper' ? 'go on here' : 'approve it'}: ${address('approve')}`;
}
