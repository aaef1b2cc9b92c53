// The whole adapter against the Todoist emulator: what is sent comes back as it was meant.

import { describe, expect, it } from 'vitest';
import { createTodoistEmulator, type TodoistEmulatorOptions } from '../../emulators/todoist/server.ts';
import { DEFAULT_CONFIG } from '../model/config.ts';
import { parseCivilDate, parseClockTime, type CivilDate, type ClockTime } from '../model/dates.ts';
import { operationId, taskId } from '../model/ids.ts';
import type { Link, Operation } from '../model/link.ts';
import { EMPTY_FIELDS, type SomeFields, type TaskFields } from '../model/task.ts';
import type {
  EncodeContext,
  TodoistAccount,
  TodoistAnswer,
  TodoistCommand,
  TodoistPort,
} from '../sync/ports/todoist.ts';
import { createTodoistPort } from './port.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 0);

function day(text: string): CivilDate {
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function at(text: string): ClockTime {
  const parsed = parseClockTime(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

interface World {
  readonly port: TodoistPort;
  readonly emulator: ReturnType<typeof createTodoistEmulator>;
  readonly account: TodoistAccount;
  /** Sends commands and gives what changed since the last call. */
  readonly step: (commands: readonly TodoistCommand[]) => Promise<TodoistAnswer>;
}

async function openWorld(options: TodoistEmulatorOptions = {}): Promise<World> {
  const emulator = createTodoistEmulator({ now: () => NOW, zone: 'Europe/Berlin', ...options });
  const port = createTodoistPort({
    fetch: emulator.fetch,
    baseUrl: 'http://todoist.test/api/v1',
    token: options.token ?? 'test-token',
  });
  const first = await port.sync({ cursor: null, commands: [], config: DEFAULT_CONFIG, account: null });
  if (!first.ok || first.value.account === null) throw new Error('no first answer');
  const account = first.value.account;
  let cursor = first.value.cursor;
  const step = async (commands: readonly TodoistCommand[]): Promise<TodoistAnswer> => {
    const answer = await port.sync({ cursor, commands, config: DEFAULT_CONFIG, account });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    cursor = answer.value.cursor;
    return answer.value;
  };
  return { port, emulator, account, step };
}

function operation(kind: Operation['kind'], fields: SomeFields, id = 'op-1'): Operation {
  return { id: operationId(id), taskId: taskId('t-1'), replica: 'todoist', kind, fields, before: {} };
}

function context(world: World, fields: TaskFields, link: Link | null = null): EncodeContext {
  return {
    config: DEFAULT_CONFIG,
    account: world.account,
    hub: {
      id: taskId('t-1'),
      fields,
      stamps: {} as EncodeContext['hub']['stamps'],
      deletedAt: null,
      createdAt: NOW,
    },
    link,
    place: null,
    now: NOW,
  };
}

describe('the Todoist port', () => {
  it('reads back a task with everything as it was sent', async () => {
    const world = await openWorld();
    const fields: TaskFields = {
      ...EMPTY_FIELDS,
      title: '* stars',
      notes: 'first\n\nsecond',
      start: {
        date: day('2026-12-01'),
        evening: true,
        time: { kind: 'fixed', at: at('09:30'), zone: 'Asia/Tokyo' },
      },
      deadline: day('2026-12-24'),
      tags: ['home', 'errand'],
      priority: 3,
      duration: { amount: 30, unit: 'minute' },
      checklist: [
        { key: 'a', title: 'one', done: false },
        { key: 'b', title: 'two', done: true },
      ],
    };
    const profile = world.port.profile(world.account, DEFAULT_CONFIG);
    const projected = profile.project(fields);
    const answer = await world.step(
      world.port.encodeTask(operation('create', projected), context(world, fields)),
    );
    expect([...answer.outcomes.values()].map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const id = answer.ids.get(world.port.temporaryId('op-1'));
    const task = answer.tasks.find(({ remoteId: found }) => found === id);
    const { place: _place, checklist: _checklist, ...own } = projected;
    expect(task?.observation.fields).toEqual(own);
    const items = answer.tasks.filter(({ parentRemoteId }) => parentRemoteId === id);
    expect(items.map(({ asChecklistItem: { title, done } }) => ({ title, done }))).toEqual([
      { title: 'one', done: false },
      { title: 'two', done: true },
    ]);
  });
});
