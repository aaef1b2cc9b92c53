// The text about a plan that stops everything or a side, for someone who sees only the agent. Pure.

import type { Plan } from '../../protocol/plan.ts';

/** Says why nothing, or one side, is synced, and how to continue; null if at most single items wait. `url`: the Worker's address. */
export function stopWords(plan: Plan | null, url: string): string | null {
  if (plan === null || plan.approved || plan.holds.what === 'items') return null;
  const what = plan.holds.what === 'side' ? 'one side is left alone' : 'nothing is synced';
  const head = `${what}: ${plan.explanation}`;
  const post = (path: string): string => `POST ${url.replace(/\/$/, '')}/v1/${path}, with your token`;
  const answering = (answer: string): string => post(`plan/${plan.hash}/${answer.replace('_', '-')}`);
  if (plan.answers !== undefined)
    return [head, ...plan.answers.map(({ answer, does }) => `${answering(answer)}: ${does}`)].join('\n');
  const takeOver = post('keeper/take-over');
  const ways = {
    applies: [`to approve it: ${answering('approve')}`],
    takes_over: [`to go on here: ${takeOver}`],
    goes_on_beside: [
      `to sync this library too, while the other installation goes on: ${answering('approve')}`,
      `to go on here in its place, so that the other one stops: ${takeOver}`,
    ],
  };
  return [head, ...ways[plan.approving ?? 'applies']].join('\n');
}
