// A task of the client library as pages know it. Pure. What a damaged store holds is not guessed at.

import type { ShownTask } from '../../mobile-client/view.ts';
import type { Places } from './places.ts';
import type { ChecklistLine, PlannedDay, Priority, TaskStart, TaskTime } from '../../mobile-client/types.ts';
import type { Task } from './types.ts';

/** Reads a task; null: the record is damaged. */
export function taskOf(shown: ShownTask, places: Places): Task | null {
  if (!isRecord(shown) || !isRecord(shown.fields)) return null;
  const { fields } = shown;
  const { title, notes, deadline, tags, status, priority } = fields;
  const [start, place, checklist] = [
    startOf(fields['start']),
    textOrNull(fields['place']),
    fields['checklist'],
  ];
  const isSound =
    typeof shown.id === 'string' &&
    typeof title === 'string' &&
    start !== null &&
    (status === 'open' || status === 'completed' || status === 'canceled') &&
    isPriority(priority) &&
    isDay(shown.createdAt) &&
    isDay(shown.updatedAt);
  if (!isSound) return null;
  return {
    id: shown.id,
    title,
    notes: typeof notes === 'string' ? notes : '',
    status,
    start,
    deadline: isDay(deadline) ? deadline : null,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    checklist: Array.isArray(checklist) ? checklist.filter(isLine) : [],
    priority,
    place,
    ...places.holding(place),
    repeats: isRecord(fields['repeat']),
    durationMin: minutesOf(fields['duration']),
    createdAt: shown.createdAt,
    updatedAt: shown.updatedAt,
    isPending: shown.isPending,
    isInConflict: shown.syncState === 'conflict',
  };
}

/** Whether a task is planned for a day. */
export function isPlanned(start: TaskStart): start is PlannedDay {
  return typeof start === 'object';
}

function startOf(start: unknown): TaskStart | null {
  if (start === 'inbox' || start === 'anytime' || start === 'someday') return start;
  if (!isRecord(start) || !isDay(start['date'])) return null;
  return { date: start['date'], evening: start['evening'] === true, time: timeOf(start['time']) };
}

function timeOf(time: unknown): TaskTime | null {
  if (!isRecord(time) || typeof time['at'] !== 'string') return null;
  const { at, zone } = time;
  return typeof zone === 'string' ? { kind: 'fixed', at, zone } : { kind: 'floating', at };
}

function minutesOf(duration: unknown): number | null {
  if (!isRecord(duration) || duration['unit'] !== 'minute') return null;
  return typeof duration['amount'] === 'number' ? duration['amount'] : null;
}

function isLine(line: unknown): line is ChecklistLine {
  return (
    isRecord(line) &&
    typeof line['key'] === 'string' &&
    typeof line['title'] === 'string' &&
    typeof line['done'] === 'boolean'
  );
}

function isPriority(priority: unknown): priority is Priority {
  return priority === 1 || priority === 2 || priority === 3 || priority === 4;
}

/** Begins with a day, as days and ISO 8601 times do. */
function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}/.test(text);
}

function textOrNull(text: unknown): string | null {
  return typeof text === 'string' ? text : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
