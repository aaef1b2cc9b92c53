// What a person does to a task from anywhere in the app: from its row, its details, or by a key.

import type { App } from '../app-context.ts';
import type { Task } from '../state/types.ts';

/** How long the row of a task that was just done stays where it was, ms. */
const STAY_MS = 650;

/** Completes an open task, and opens one that is done. */
export async function toggleDone(app: App, task: Task): Promise<void> {
  const { commands } = app.store;
  if (task.status !== 'open') {
    await commands.reopen(task.id);
    return;
  }
  stay(app, task.id);
  await commands.complete(task.id);
}

/** Deletes a task. What was selected goes on to the next one. */
export async function removeTask(app: App, task: string): Promise<void> {
  const { attention, store } = app;
  if (attention.opened.value === task) attention.opened.value = null;
  selectBy(app, 1);
  await store.commands.remove(task);
}

/** Selects the task that is so many rows further on, as far as there are rows, and has the keyboard there. */
export function selectBy({ attention }: App, steps: number): void {
  const ids = attention.listed.value;
  const at = ids.indexOf(attention.selected.value ?? '');
  const next = at < 0 ? (steps > 0 ? 0 : ids.length - 1) : Math.max(0, Math.min(ids.length - 1, at + steps));
  attention.selected.value = ids[next] ?? null;
  if (attention.opened.value !== null) attention.opened.value = attention.selected.value;
  focusSelected(attention.selected.value);
}

/** Puts the keyboard on the row of a task, once it is drawn. */
export function focusSelected(task: string | null): void {
  if (task === null) return;
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(task)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  });
}

/** Keeps the row for a moment, checked, so that a person sees what they did. */
function stay({ attention: { leaving } }: App, task: string): void {
  leaving.value = new Set([...leaving.value, task]);
  setTimeout(() => (leaving.value = new Set([...leaving.value].filter((id) => id !== task))), STAY_MS);
}
