// What a person can do, as edits of the client library. Each says what it did and can take it back: an edit by going back to what was
// there, as far as nobody changed that since, a deletion by withdrawing it while it is held.

import type { MobileClient } from '../../mobile-client/client-types.ts';
import type { TaskEdit } from '../../mobile-client/types.ts';
import type { ShownTask } from '../../mobile-client/view.ts';
import { isSame } from '../../model/same.ts';
import { canonicalTags } from '../../model/task.ts';
import * as lines from './checklist.ts';
import type { Toasts } from './toasts.ts';
import type { Commands, NewTask } from './command-types.ts';
import type { Toast } from './types.ts';

/** How long a deletion is held, ms: a little longer than its message is shown. */
const HOLD_MS = 8000;

/** What commands are made of. */
export interface CommandParts {
  readonly client: MobileClient;
  readonly toasts: Toasts;
  /** Something was changed here. `heldMs`: it is not to be sent before. */
  readonly changed: (heldMs?: number) => void;
}

/** What is said of an edit; null: nothing, and it can't be undone by a message. */
interface Said {
  readonly kind: Toast['kind'];
  readonly text: (title: string) => string;
}

type EditOf = (shown: ShownTask) => TaskEdit | null;

/** The commands that change tasks. */
export type TaskCommands = Omit<
  Commands,
  'undo' | 'dismissToast' | 'dismissConflict' | 'takeMine' | 'pair' | 'forget' | 'syncNow'
>;

/** Makes the commands. */
export function createTaskCommands(parts: CommandParts): TaskCommands {
  const change = (task: string, edit: EditOf, said: Said | null) => changeTask(parts, { task, edit, said });
  return {
    add: (task) => addTask(parts, task),
    edit: (task, { notes, ...edits }) =>
      change(
        task,
        () => ({ ...edits, ...(notes !== undefined && { notes: notes === '' ? null : notes }) }),
        said('edited', 'Changed'),
      ),
    complete: (task) => change(task, () => ({ status: 'completed' }), said('completed', 'Completed')),
    cancel: (task) => change(task, () => ({ status: 'canceled' }), said('canceled', 'Canceled')),
    reopen: (task) => change(task, () => ({ status: 'open' }), said('reopened', 'Open again:')),
    remove: (task) => removeTask(parts, task),
    move: (task, place) =>
      change(task, ({ fields }) => moved(fields['start'], place), said('moved', 'Moved')),
    schedule: (task, start) => change(task, () => ({ start }), said('moved', 'Planned')),
    setDeadline: (task, deadline) => change(task, () => ({ deadline }), said('edited', 'Changed')),
    setTags: (task, tags) => change(task, () => ({ tags: canonicalTags(tags) }), said('edited', 'Changed')),
    addLine: (task, title) =>
      change(task, ({ checklist }) => ({ checklist: lines.withLine(checklist, title) }), null),
    editLine: (task, key, edit) => changeLines(parts, task, (list) => lines.withEdit(list, key, edit)),
    removeLine: (task, key) => changeLines(parts, task, (list) => lines.without(list, key), LINE_REMOVED),
    moveLine: (task, key, to) => changeLines(parts, task, (list) => lines.withMove(list, key, to)),
  };
}

const LINE_REMOVED: Said = { kind: 'edited', text: () => 'Line removed.' };

function said(kind: Toast['kind'], word: string): Said {
  return {
    kind,
    text: (title) => (title === '' ? `${word} a task without a title.` : `${word} “${title}”.`),
  };
}

async function addTask({ client, toasts, changed }: CommandParts, task: NewTask): Promise<string> {
  const { title, notes = '', start, place = null, tags, deadline, priority, checklist } = task;
  const id = await client.add(title, {
    ...(notes !== '' && { notes }),
    ...(start === undefined ? moved('inbox', place) : { start, ...(place !== null && { place }) }),
    ...(tags !== undefined && { tags: canonicalTags(tags) }),
    ...(deadline !== undefined && { deadline }),
    ...(priority !== undefined && { priority }),
    ...(checklist !== undefined && { checklist: checklist.reduce(lines.withLine, []) }),
  });
  changed();
  toasts.show('added', said('added', 'Added').text(title), async () => {
    const isThere = await client.remove(id);
    if (isThere) changed();
    return isThere;
  });
  return id;
}

async function removeTask({ client, toasts, changed }: CommandParts, task: string): Promise<boolean> {
  const { title = '' } = (await client.task(task)) ?? {};
  const isThere = await client.remove(task, { holdMs: HOLD_MS });
  if (!isThere) return false;
  changed(HOLD_MS);
  toasts.show('removed', said('removed', 'Deleted').text(title), () => client.restore(task));
  return true;
}

/** A task that is put somewhere is no longer one of the inbox. */
function moved(start: unknown, place: string | null): TaskEdit {
  return { place, ...(place !== null && start === 'inbox' && { start: 'anytime' as const }) };
}

/** Edits the lines of a checklist; false if there is no such line. */
async function changeLines(
  parts: CommandParts,
  task: string,
  edit: (list: readonly lines.Line[]) => readonly lines.Line[] | null,
  said: Said | null = null,
): Promise<boolean> {
  let isFound = false;
  await changeTask(parts, {
    task,
    edit: ({ checklist }) => {
      const edited = edit(checklist);
      isFound = edited !== null;
      return edited === null ? null : { checklist: edited };
    },
    said,
  });
  return isFound;
}

async function changeTask(
  { client, toasts, changed }: CommandParts,
  { task, edit, said: words }: { readonly task: string; readonly edit: EditOf; readonly said: Said | null },
): Promise<boolean> {
  const made: { readonly before: TaskEdit; readonly after: TaskEdit; readonly title: string }[] = [];
  const isThere = await client.edit(task, (shown) => {
    const after = edit(shown);
    if (after !== null) made.push({ before: valuesOf(shown, after), after, title: shown.title });
    return after;
  });
  const [done] = made;
  if (done === undefined || isSame(done.before, done.after)) return isThere;
  changed();
  if (words !== null)
    toasts.show(words.kind, words.text(done.title), async () => {
      const isUndone = await takeBack(client, task, done);
      if (isUndone) changed();
      return isUndone;
    });
  return isThere;
}

/** Puts back what was there, where what was done still stands. */
async function takeBack(
  client: MobileClient,
  task: string,
  { before, after }: { readonly before: TaskEdit; readonly after: TaskEdit },
): Promise<boolean> {
  let isAnyLeft = false;
  await client.edit(task, ({ fields }) => {
    const names = (Object.keys(after) as (keyof TaskEdit)[]).filter((name) =>
      isSame(fields[name], after[name]),
    );
    isAnyLeft = names.length > 0;
    return Object.fromEntries(names.map((name) => [name, before[name]]));
  });
  return isAnyLeft;
}

function valuesOf({ fields }: ShownTask, edit: TaskEdit): TaskEdit {
  return Object.fromEntries(Object.keys(edit).map((name) => [name, fields[name]]));
}
