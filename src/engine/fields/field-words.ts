// Fields and their values in plain words, for sentences shown to the user. Pure.

import { isScheduled, type FieldName, type SomeFields, type Start } from '../../model/task.ts';

/** Longest text that is quoted in full, in characters: a sentence is no place for long notes. */
const MAX_QUOTED = 80;

const FIELD_WORDS: { readonly [Name in FieldName]: string } = {
  title: 'the title',
  notes: 'the notes',
  start: 'when it is planned for',
  deadline: 'the deadline',
  repeat: 'how it repeats',
  tags: 'the tags',
  checklist: 'the checklist',
  status: 'whether it is done',
  place: 'where it is filed',
  priority: 'the priority',
  duration: 'the duration',
};

/** Names a field as a person would, with its article. */
export function fieldWords(name: FieldName): string {
  return FIELD_WORDS[name];
}

/** Puts a field's value in words; null if words would not help (a place is only an id here). */
export function valueWords(name: FieldName, fields: SomeFields): string | null {
  switch (name) {
    case 'title':
    case 'notes':
      return quoted(fields[name] ?? '');
    case 'tags':
      return (fields.tags ?? []).length === 0 ? 'none' : (fields.tags ?? []).map(quoted).join(', ');
    case 'checklist':
      return count(fields.checklist?.length ?? 0, 'line');
    case 'start':
      return fields.start === undefined ? null : startWords(fields.start);
    case 'duration':
      return fields.duration == null ? 'none' : count(fields.duration.amount, fields.duration.unit);
    case 'deadline':
    case 'status':
    case 'priority':
      return String(fields[name] ?? 'none');
    case 'place':
    case 'repeat':
      return null;
  }
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

function startWords(start: Start): string {
  if (!isScheduled(start)) return start;
  const time = start.time === null ? '' : ` at ${start.time.at}`;
  return `${start.date}${start.evening ? ' in the evening' : ''}${time}`;
}

function quoted(text: string): string {
  if (text === '') return 'nothing';
  return text.length <= MAX_QUOTED
    ? `“${text}”`
    : `“${text.slice(0, MAX_QUOTED)}…” (${text.length} characters)`;
}
