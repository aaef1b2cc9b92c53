// Fields of a task and their values in words, for people who have to choose between two. Pure.

import type { Priority, TaskStart } from '../../mobile-client/types.ts';
import { shortDay, startWords } from './days.ts';
import { PRIORITY_NAMES } from './priorities.ts';

const NAMES: Readonly<Record<string, string>> = {
  title: 'Title',
  notes: 'Notes',
  start: 'When',
  deadline: 'Deadline',
  tags: 'Tags',
  checklist: 'Checklist',
  status: 'Status',
  place: 'Place',
  priority: 'Priority',
};

/** The name of a field. */
export function fieldName(name: string): string {
  return NAMES[name] ?? name;
}

/** Why a change lost, as a sentence. `reason`: as the hub tells it, with the fields that it is about before a colon. */
export function reasonWords(reason: string): string {
  const [, list, rest] = /^([a-z]+(?:, [a-z]+)*)(: .*)$/s.exec(reason) ?? [];
  const text =
    list === undefined || rest === undefined
      ? `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`
      : `${list.split(', ').map(fieldName).join(', ')}${rest}`;
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** A value of any field. `names`: of places, by their ids. */
export function valueWords(
  value: unknown,
  { today, names }: { readonly today: string; readonly names: ReadonlyMap<string, string> },
): string {
  if (value === null || value === undefined || value === '') return 'None';
  if (typeof value === 'number') return isPriority(value) ? PRIORITY_NAMES[value] : String(value);
  if (typeof value === 'string') return textWords(value, today, names);
  if (Array.isArray(value)) return listWords(value);
  return isStart(value) ? startWords(value, today) : JSON.stringify(value);
}

function isPriority(value: number): value is Priority {
  return value in PRIORITY_NAMES;
}

function textWords(text: string, today: string, names: ReadonlyMap<string, string>): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return shortDay(text, today);
  const name = names.get(text);
  if (name !== undefined) return name;
  const known = ['inbox', 'anytime', 'someday', 'open', 'completed', 'canceled'].includes(text);
  return known ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

function listWords(list: readonly unknown[]): string {
  if (list.length === 0) return 'None';
  return list
    .map((one) => (isLine(one) ? `${one.done ? '☑' : '☐'} ${one.title}` : String(one)))
    .join(list.some(isLine) ? '\n' : ', ');
}

function isLine(value: unknown): value is { readonly title: string; readonly done: boolean } {
  return typeof value === 'object' && value !== null && 'title' in value && 'done' in value;
}

function isStart(value: object): value is Extract<TaskStart, object> {
  return 'date' in value && 'evening' in value && 'time' in value;
}
