// What may be said to a plan, each answer with its command and what follows from it.

import type { AnswerName, AnswerOffer, Plan } from '../../protocol/plan.ts';
import { printable } from '../../model/printable.ts';
import { formatTable } from './table.ts';

const COMMANDS: { readonly [Answer in AnswerName]: string } = {
  approve: 'approve',
  catch_up: 'catch-up',
  discard: 'discard',
};

/** Most tasks that an answer leaves out and that are named one by one. */
const LEFT_OUT_SHOWN = 12;

/** Lists the answers; '' where a plan does not tell them, or was answered. */
export function formatAnswers(plan: Plan): string {
  const { answers, approved, hash } = plan;
  if (answers === undefined || approved || plan.reason === 'dry_run') return '';
  return ['What you can answer:', ...answers.map((one) => formatAnswer(one, hash))].join('\n\n');
}

function formatAnswer({ answer, does, counts, leftOut = [] }: AnswerOffer, hash: string): string {
  const lines = [`  npm run cli -- plan ${COMMANDS[answer]} ${hash}`, `    ${printable(does)}`];
  if (counts !== undefined) lines.push(formatCounts(counts, '      '));
  for (const left of leftOut.slice(0, LEFT_OUT_SHOWN)) lines.push(`      left out: ${printable(left)}`);
  const rest = leftOut.length - LEFT_OUT_SHOWN;
  if (rest > 0) lines.push(`      \u2026 and ${rest} more`);
  return lines.filter((line) => line !== '').join('\n');
}

/** Counts of a plan, one a line; '' where all are 0. */
export function formatCounts(all: Plan['counts'], indent: string): string {
  const counts = Object.entries(all).filter(([, count]) => count !== 0);
  return formatTable(
    counts.map(([name, count]) => [name.replaceAll(/[._]/g, ' '), String(count)]),
    { indent },
  );
}
