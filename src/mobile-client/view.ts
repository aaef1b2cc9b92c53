// The tasks as the person sees them: what the hub last showed, with everything on top that is still on its way. Pure.

import type { MobileTask } from '../protocol/answers/mobile.ts';
import type { Intent } from './types.ts';

/** A task as it is shown. `isPending`: the hub does not have all of it yet. */
export interface ShownTask extends MobileTask {
  readonly isPending: boolean;
}

/** Puts the intents on top of the tasks, in order. `today`: `YYYY-MM-DD` where the person is. */
export function optimistic(
  tasks: readonly MobileTask[],
  waiting: readonly Intent[],
  today: string,
): readonly ShownTask[] {
  const shown = new Map<string, ShownTask>(tasks.map((task) => [task.id, { ...task, isPending: false }]));
  for (const intent of waiting) {
    if (intent.kind === 'delete') shown.delete(intent.task);
    else if (intent.kind === 'create') {
      if (!shown.has(intent.task)) shown.set(intent.task, createdView(intent));
    } else {
      const task = shown.get(intent.task);
      if (task !== undefined) shown.set(intent.task, edited(task, intent, today));
    }
  }
  return [...shown.values()];
}

/** A task that only this device knows. */
function createdView({ task, title, at }: Extract<Intent, { kind: 'create' }>): ShownTask {
  const fields = {
    title,
    notes: null,
    start: 'inbox',
    deadline: null,
    tags: [],
    checklist: [],
    status: 'open',
    place: null,
    priority: 1,
  };
  return {
    id: task,
    hubId: '',
    title,
    notes: '',
    due: null,
    deadline: null,
    status: 'open',
    list: 'inbox',
    labels: [],
    createdAt: at,
    updatedAt: at,
    syncState: 'synced',
    project: null,
    area: null,
    heading: null,
    checklist: [],
    fields,
    isPending: true,
  };
}

function edited(
  task: ShownTask,
  { fields: changes, at }: Extract<Intent, { kind: 'edit' }>,
  today: string,
): ShownTask {
  const fields = { ...task.fields };
  for (const [name, { to }] of Object.entries(changes)) fields[name] = to;
  return { ...task, ...membersOf(fields, task, today), fields, updatedAt: at, isPending: true };
}

/** The members of a task that follow from its fields. The names of places come with the hub's answer. */
function membersOf(fields: MobileTask['fields'], task: MobileTask, today: string): Partial<MobileTask> {
  const { title, notes, deadline, tags, checklist, status, start } = fields;
  return {
    title: typeof title === 'string' ? title : task.title,
    notes: typeof notes === 'string' ? notes : '',
    deadline: typeof deadline === 'string' ? deadline : null,
    labels: Array.isArray(tags) ? (tags as readonly string[]) : task.labels,
    checklist: Array.isArray(checklist) ? (checklist as MobileTask['checklist']) : task.checklist,
    status: status === 'open' ? 'open' : 'completed',
    ...startMembers(start, task, today),
  };
}

function startMembers(start: unknown, task: MobileTask, today: string): Pick<MobileTask, 'list' | 'due'> {
  if (start === 'inbox' || start === 'anytime' || start === 'someday') return { list: start, due: null };
  if (typeof start !== 'object' || start === null) return { list: task.list, due: task.due };
  const { date, time } = start as { readonly date: string; readonly time: { readonly at: string } | null };
  return { list: date <= today ? 'today' : 'upcoming', due: time === null ? date : `${date}T${time.at}:00` };
}
