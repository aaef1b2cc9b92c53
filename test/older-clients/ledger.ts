// What people typed, task by task, and what has to be there in the end. Knows nothing of how it is synced.

import type { ItemView } from '../scenarios/todoist-side.ts';
import type { TodoView } from '../scenarios/things-side.ts';

/** What people may type into. */
type TypedField = 'title' | 'notes';

/** One task, by the word with which its title begins. */
export interface Kept {
  readonly key: string;
  /** Everything that was typed, the latest last. */
  readonly typed: Record<TypedField, string[]>;
  /** Whether somebody ended it; nobody touches it again afterwards. */
  end: 'completed' | 'deleted' | null;
  /** Where it was made. */
  readonly origin: 'things' | 'todoist';
  /** When somebody last did something to it on each side, epoch ms. */
  readonly touched: Partial<Record<'things' | 'todoist', number>>;
}

/** What the two sides show in the end. */
export interface Ends {
  readonly things: readonly TodoView[];
  readonly todoist: readonly ItemView[];
  /** Everything that the Worker keeps of what was decided, as text: values that lost are in it. */
  readonly kept: string;
}

/** The word with which a title begins. */
export function keyOf(title: string): string {
  return title.split(' ')[0] ?? '';
}

/** Notes without what importers write into them. */
function plainNotes(notes: string): string {
  return notes.replaceAll(/\[(todoist|things)-id:[^\]]*\]/g, '').trim();
}

/** All that is wrong in the end, in words; nothing: no double, no loss, both sides the same. */
export function faultsOf(ledger: ReadonlyMap<string, Kept>, ends: Ends): readonly string[] {
  const unknown = [...ends.things, ...ends.todoist]
    .filter(({ title }) => !ledger.has(keyOf(title)))
    .map(({ title }) => `nobody made ${JSON.stringify(title)}`);
  return [...unknown, ...[...ledger.values()].flatMap((kept) => faultsOfTask(kept, ends))];
}

function faultsOfTask(kept: Kept, ends: Ends): readonly string[] {
  const { key, end } = kept;
  const shown = ends.things.filter(({ title }) => keyOf(title) === key);
  const left = shown.filter(({ trashed }) => !trashed);
  // Of two to-dos that clients made for one task the copy lies in the trash, and counts only where nothing else is left.
  const todos = left.length === 0 ? shown : left;
  const items = ends.todoist.filter(({ title }) => keyOf(title) === key);
  const openTodos = todos.filter(({ status, trashed }) => status === 'open' && !trashed);
  const openItems = items.filter(({ checked }) => !checked);
  const counts = `${openTodos.length} of ${todos.length} in Things, ${openItems.length} of ${items.length} in Todoist`;
  const wanted = end === null ? 1 : 0;
  if (openTodos.length !== wanted || openItems.length !== wanted)
    return [`${key} (${end ?? 'open'}): ${counts} are open`];
  // A to-do that was deleted is in the trash; of a task in Todoist nothing is left.
  if (todos.length > 1 || items.length > 1) return [`${key}: ${counts}, a double`];
  // What was done before the other side was told of it is not made there.
  const isDone = todos.every(({ status }) => status === 'completed') && items.every(({ checked }) => checked);
  if (end === 'completed' && (!isDone || todos.length + items.length === 0))
    return [`${key} was completed: ${JSON.stringify([todos, items])}`];
  const [todo, item] = [openTodos[0], openItems[0]];
  if (todo === undefined || item === undefined) return [];
  return (['title', 'notes'] as const).flatMap((field) =>
    faultsOfField(kept, field, { things: todo[field], todoist: item[field], told: ends.kept }),
  );
}

function faultsOfField(
  { key, typed }: Kept,
  field: TypedField,
  shown: { readonly things: string; readonly todoist: string; readonly told: string },
): readonly string[] {
  const clean = field === 'notes' ? plainNotes : (text: string) => text;
  const [things, todoist] = [clean(shown.things), clean(shown.todoist)];
  if (things !== todoist)
    return [
      `${key}: its ${field} are ${JSON.stringify(things)} in Things, ${JSON.stringify(todoist)} in Todoist`,
    ];
  const latest = typed[field].at(-1) ?? '';
  if (things === latest) return [];
  if (!typed[field].includes(things))
    return [`${key}: nobody typed ${JSON.stringify(things)} into its ${field}`];
  // Another edit of the same field may win; then what lost is kept.
  return shown.told.includes(JSON.stringify(latest).slice(1, -1))
    ? []
    : [`${key}: ${JSON.stringify(latest)} is lost, its ${field} are ${JSON.stringify(things)}`];
}
