// A plan as a person reads it: what would be done where, grouped, long groups shortened.

import type { Plan, PlanLine } from '../../protocol/plan.ts';
import { REASONS_BY_HASH } from '../../protocol/plan-reasons.ts';
import { formatAnswers, formatCounts } from './answer-text.ts';
import { inQuotes, printable } from '../../model/printable.ts';
import { formatTable } from './table.ts';

const LINES_PER_GROUP = 12;

const REPLICA_NAMES: Readonly<Record<string, string>> = {
  todoist: 'Todoist',
  things: 'Things',
  github: 'GitHub',
  slack: 'Slack',
  notion: 'Notion',
  generic: 'Webhook',
  webhooks: 'Webhook',
};

const ACTION_WORDS: { readonly [Action in PlanLine['action']]: string } = {
  create: 'create',
  update: 'change',
  complete: 'complete',
  delete: 'delete',
  restore: 'bring back',
  pair: 'pair with what is there',
  create_container: 'make projects and areas',
  rename_container: 'rename projects and areas',
  move_container: 'move projects and sections',
};

/** Names a replica, or a sender of webhooks, as a person knows it. */
export function replicaName(replica: string): string {
  return REPLICA_NAMES[replica] ?? printable(replica);
}

/** What the plan of a first sync says of itself. */
const SAYS_SO = /\bnothing is changed on either side\b/i;

const HOLDS_WORDS: { readonly [What in Plan['holds']['what']]: (plan: Plan) => string } = {
  everything: ({ explanation }) =>
    SAYS_SO.test(explanation) ? '' : 'Nothing is changed on either side until you answer.',
  side: ({ holds }) =>
    `${holds.what === 'side' ? replicaName(holds.replica) : ''} waits for your answer; the other side is still synced.`,
  items: () => 'Only these wait; everything else is still synced.',
};

/** Writes a plan out as text of many lines; with `ids`, each item with the name by which it can be approved alone. */
export function formatPlan(plan: Plan, { ids = false }: { readonly ids?: boolean } = {}): string {
  const parts = [
    `Plan ${plan.hash}`,
    `${plan.reason.replace('_', ' ')}: ${printable(plan.explanation)}`,
    plan.reason === 'dry_run' || plan.approved ? '' : HOLDS_WORDS[plan.holds.what](plan),
    formatAnswers(plan),
    plan.answers === undefined || plan.approved ? '' : 'What approving it would do:',
    formatCounts(plan.counts, '  '),
    ...formatLines(plan.lines, ids),
  ];
  if (plan.suggestions.length > 0) parts.push(formatSuggestions(plan));
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Says which items an approval that named some let go. Of a plan that stops more than its items that is known with the next run. */
export function formatApproved({ holds, lines }: Plan): string {
  if (holds.what !== 'items')
    return 'Approved: the next run applies these items, on both sides of a task; the others go on waiting.';
  return [
    'Approved; the next run applies these, and the others go on waiting:',
    ...formatLines(lines, false),
  ].join('\n\n');
}

/** Says how a plan that waits can be applied. `prefix` is the command that the person used. */
export function howToApprove(plan: Plan, prefix: string): string {
  if (plan.approving !== undefined) return howToGoOn(plan, plan.approving, prefix);
  if (plan.answers?.some(({ answer }) => answer === 'catch_up') === true)
    return '--yes does not answer this. The possible answers are above; then run this again.';
  const yes = plan.reason === 'left_out' ? '' : ` ${prefix} --yes, or`;
  if (plan.holds.what === 'items')
    return `To apply them:${yes} ${prefix} --approve ${plan.hash}\nOnly some: npm run cli -- plan approve ${plan.hash} --items ID,ID (the ids: npm run cli -- plan)`;
  const byHash = `If it is really meant: ${prefix} --approve ${plan.hash}`;
  if (plan.reason === 'emptied')
    return `One side shows nothing at all, which is almost always a failed read: --yes does not apply this.\n${byHash}`;
  return REASONS_BY_HASH.has(plan.reason)
    ? `--yes does not apply this.\n${byHash}`
    : `To apply it: ${prefix} --approve ${plan.hash}\nWith --yes instead, this plan and later ones like it are applied without asking.`;
}

/** One command for each thing that can be done. */
function howToGoOn(plan: Plan, approving: NonNullable<Plan['approving']>, prefix: string): string {
  if (approving === 'takes_over') return `To go on here: ${prefix} --take-over (--yes does not do it)`;
  return [
    `To sync this library too, while the other installation goes on: ${prefix} --approve ${plan.hash}`,
    `To go on here in its place, so that the other one stops: ${prefix} --take-over`,
    '--yes does neither.',
  ].join('\n');
}

/** The items by what is done where. */
function formatLines(all: readonly PlanLine[], ids: boolean): readonly string[] {
  const groups = Map.groupBy(
    all,
    (line) => `${replicaName(line.replica)} \u2014 ${ACTION_WORDS[line.action]}`,
  );
  return [...groups].map(([title, lines]) => formatGroup(title, lines, ids));
}

function formatGroup(title: string, lines: readonly PlanLine[], ids: boolean): string {
  const shown = ids ? lines : lines.slice(0, LINES_PER_GROUP);
  const table = formatTable(
    shown.map((line) => [...(ids ? [line.id] : []), inQuotes(line.title), line.place, line.detail]),
    { indent: '  ', maxCellWidth: 56 },
  );
  const rest = lines.length - shown.length;
  return [`${title} (${lines.length})`, table, ...(rest > 0 ? [`  \u2026 and ${rest} more`] : [])].join('\n');
}

function formatSuggestions(plan: Plan): string {
  const shown = plan.suggestions.slice(0, LINES_PER_GROUP);
  const table = formatTable(
    shown.map((near) => [near['todoist'], near['things']].map((title) => inQuotes(title ?? ''))),
    { indent: '  ' },
  );
  const rest = plan.suggestions.length - shown.length;
  return [
    'Similar, but not paired automatically (Todoist, Things)',
    table,
    ...(rest > 0 ? [`  \u2026 and ${rest} more`] : []),
  ].join('\n');
}
