// The text of a push message: a sentence about an event, or a template of the owner's with words of the event in it. Pure.

import type { Delivery, OutboundEvent } from '../../model/outbound.ts';

/** The words that a template may use. */
export const TEMPLATE_WORDS = [
  'event',
  'time',
  'source',
  'target',
  'count',
  'reason',
  'replica',
  'title',
  'text',
] as const;

type Words = Readonly<Record<(typeof TEMPLATE_WORDS)[number], string>>;

/** A word is cut to so many characters, so that a title can't make a message of any length. */
const MAX_WORD_CHARS = 200;
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Puts words into the placeholders of a template, each on one line. */
export function fillTemplate(
  template: string,
  words: Words,
  encode: (word: string) => string = (word) => word,
): string {
  return template.replaceAll(PLACEHOLDER, (_all, name: string) => encode(wordIn(words, name)));
}

/** Names in a template that no word has. */
export function unknownWords(template: string): readonly string[] {
  const known: ReadonlySet<string> = new Set(TEMPLATE_WORDS);
  return [...template.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (known.has(name) ? [] : [name]));
}

/** A template with the same word in every placeholder, for looking at the rest of it. */
export function withSameWord(template: string, word: string): string {
  return template.replaceAll(PLACEHOLDER, word);
}

function wordIn(words: Words, name: string): string {
  const known = TEMPLATE_WORDS.find((word) => word === name);
  return known === undefined ? '' : words[known];
}

/** The words of an event. Titles are there only where the owner allows text. */
export function wordsOf(delivery: Delivery): Words {
  const { event, at, data } = delivery;
  const [title = ''] = titlesOf(delivery);
  return {
    event,
    time: new Date(at).toISOString(),
    source: wordOf(data['source']),
    target: wordOf(data['target']),
    count: wordOf(countOf(delivery)),
    reason: wordOf(data['reason'] ?? data['errors'] ?? data['budget']),
    replica: wordOf(data['replica'] ?? data['target']),
    title: wordOf(title),
    text: wordOf(sentenceOf(delivery)),
  };
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join('; ');
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const line = String(value)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length <= MAX_WORD_CHARS ? line : `${line.slice(0, MAX_WORD_CHARS - 1).toWellFormed()}…`;
}

function titlesOf({ data }: Delivery): readonly string[] {
  const tasks = Array.isArray(data['tasks']) ? (data['tasks'] as readonly unknown[]) : [];
  return tasks.flatMap((task) => {
    const title = (task as { readonly title?: unknown } | null)?.title;
    return typeof title === 'string' ? [title] : [];
  });
}

function countOf({ data }: Delivery): number {
  const { count, tasks, tasksLeftOut, items } = data;
  if (typeof count === 'number') return count;
  if (typeof items === 'number') return items;
  const named = Array.isArray(tasks) ? tasks.length : 0;
  return named + (typeof tasksLeftOut === 'number' ? tasksLeftOut : 0);
}

const APPS: Readonly<Record<string, string>> = { todoist: 'Todoist', things: 'Things' };

function appOf(value: unknown): string {
  const name = wordOf(value);
  return APPS[name] ?? name;
}

const SENTENCES: { readonly [Event in OutboundEvent]: (delivery: Delivery) => string } = {
  task_synced: (delivery) => `${changes(countOf(delivery))} carried out in ${appOf(delivery.data['target'])}`,
  task_created: (delivery) => `${tasks(countOf(delivery))} created by ${appOf(delivery.data['source'])}`,
  task_completed: (delivery) => `${tasks(countOf(delivery))} completed by ${appOf(delivery.data['source'])}`,
  conflict_detected: ({ data }) =>
    `Conflicts found; ${wordOf(data['unresolvedConflicts'])} wait for your decision`,
  conflict_resolved: ({ data }) => `Conflicts resolved; ${wordOf(data['unresolvedConflicts'])} are left`,
  sync_completed: () => 'A sync is complete',
  sync_failed: ({ data }) => `${appOf(data['target'])} can’t be synced: ${wordOf(data['errors'])}`,
  plan_waiting: ({ data }) => `A plan is waiting for your answer: ${wordOf(data['reason'])}`,
  budget_low: ({ data }) =>
    `${wordOf(data['used'])} of today’s ${wordOf(data['limit'])} are used: ${wordOf(data['budget'])}`,
  replica_stale: ({ data }) => `${appOf(data['replica'])} was last seen at ${wordOf(data['lastSeenAt'])}`,
};

/** Says in one sentence what happened, with the first title where there is one. */
export function sentenceOf(delivery: Delivery): string {
  const sentence = SENTENCES[delivery.event](delivery);
  const [title] = titlesOf(delivery);
  return title === undefined ? sentence : `${sentence}: ${wordOf(title)}`;
}

function tasks(count: number): string {
  return count === 1 ? '1 task was' : `${count} tasks were`;
}

function changes(count: number): string {
  return count === 1 ? '1 change was' : `${count} changes were`;
}
