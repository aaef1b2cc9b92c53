// Tasks that an installation can't know to be one: it never saw them in sync, and they read differently on both sides when it first
// looks. It makes two of them, as a first sync of two grown lists would.

import { remoteId } from '../../src/model/ids.ts';
import type { Ledger } from './ledger.ts';
import { readTodos } from './todos.ts';
import type { World } from './world.ts';

/** Notes which tasks the installation that comes now can't tell to be one. */
export function noteStrangers(world: World, ledger: Ledger): void {
  const todos = readTodos(world.databasePath).filter(({ status, trashed }) => status === 0 && trashed === 0);
  const todoOfBirth = new Map(todos.map((todo) => [ledger.birthOf(todo.notes), todo]));
  for (const item of world.todoist.snapshot().items) {
    const todo = todoOfBirth.get(ledger.birthOf(item.description));
    if (todo === undefined || item.checked) continue;
    if (todo.title === item.content && todo.notes.trim() === item.description.trim()) continue;
    const isKnown = [
      world.store.links.byRemoteId('todoist', remoteId(item.id)),
      world.store.links.byRemoteId('things', remoteId(todo.id)),
    ].some((link) => link !== null);
    if (!isKnown) ledger.reborn(item.description);
  }
}

/** A task that is opened again is one of its own where an installation that took over made it again meanwhile. */
export function noteOpenedAgain(world: World, ledger: Ledger, notes: string): void {
  const birth = ledger.birthOf(notes);
  if (world.hubs.length === 1 || birth === '') return;
  const open = [
    ...world.todoist
      .snapshot()
      .items.filter(({ checked }) => !checked)
      .map(({ description }) => description),
    ...readTodos(world.databasePath)
      .filter(({ status, trashed }) => status === 0 && trashed === 0)
      .map((todo) => todo.notes),
  ];
  if (open.some((text) => text.includes(birth))) ledger.reborn(notes);
}
