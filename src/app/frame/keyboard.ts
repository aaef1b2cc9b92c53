// What the keys do, wherever a person is. Keys that are typed into a field, or pressed in a dialog, are left to it.

import type { App } from '../app-context.ts';
import { LIST_INFO } from '../lists/list-info.ts';
import { LISTS } from '../routing/route.ts';
import { removeTask, selectBy, toggleDone } from './acts.ts';
import { commandOf } from './keys.ts';

/** Listens until the returned function is called. */
export function followKeys(app: App, window: Window): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isOwn(event)) return;
    const command = commandOf(event);
    if (command === null || !carryOut(app, command)) return;
    event.preventDefault();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

/** Whether what has the focus wants the key for itself. */
function isOwn({ target, key, isComposing }: KeyboardEvent): boolean {
  if (isComposing || !(target instanceof HTMLElement)) return isComposing;
  if (document.querySelector('dialog[open]') !== null) return true;
  if (target.isContentEditable || target.matches('input, textarea, select')) return key !== 'Escape';
  const presses = key === ' ' || key === 'Enter';
  return presses && target.matches('button, a') && !target.matches('[data-row]');
}

/** Does it; false: there is nothing that it could be done to. */
function carryOut(app: App, command: NonNullable<ReturnType<typeof commandOf>>): boolean {
  const { attention, router, store } = app;
  switch (command.kind) {
    case 'add':
      attention.dialog.value = { kind: 'add', text: '', notes: '' };
      return true;
    case 'search':
      router.go({ page: 'search', text: '' });
      return true;
    case 'keys':
      attention.dialog.value = { kind: 'keys' };
      return true;
    case 'list': {
      const page = LISTS.find((list) => LIST_INFO[list].key === command.key);
      if (page !== undefined) router.go({ page });
      return page !== undefined;
    }
    case 'step':
      selectBy(app, command.steps);
      return true;
    case 'leave':
      return leave(app);
    case 'undo':
      void store.commands.undo();
      return true;
    case 'task':
      return toTask(app, command.act);
  }
}

function toTask(app: App, act: 'open' | 'done' | 'remove' | 'move' | 'when' | 'deadline' | 'tags'): boolean {
  const { attention, store } = app;
  const id = attention.selected.value ?? attention.opened.value;
  const task = id === null ? null : store.views.task(id).value;
  if (task === null) return false;
  if (act === 'open') attention.opened.value = attention.opened.value === task.id ? null : task.id;
  else if (act === 'remove') void removeTask(app, task.id);
  else if (act === 'done') {
    // The next one is at hand where the row goes away.
    const before = attention.listed.value;
    void toggleDone(app, task);
    if (before.at(-1) === task.id) selectBy(app, -1);
    else selectBy(app, 1);
  } else attention.dialog.value = { kind: act, task: task.id };
  return true;
}

/** Closes what is open, then ends the selection. */
function leave({ attention }: App): boolean {
  if (document.activeElement instanceof HTMLElement && document.activeElement.matches('input, textarea')) {
    document.activeElement.blur();
    return true;
  }
  if (attention.opened.value !== null) attention.opened.value = null;
  else if (attention.selected.value !== null) attention.selected.value = null;
  else return false;
  return true;
}
