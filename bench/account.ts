// Fills an emulated Todoist account for the benchmarks, as it is kept with the command's state. Knows nothing of what is measured.

import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTodoistEmulator } from '../emulators/todoist/server.ts';

/** The token that the local command gives its emulated account; an account keeps none, so any will do. */
const TOKEN = 'bench-token';
const TASKS_PER_PROJECT = 100 / 3;
const COMMANDS_PER_REQUEST = 100;

/** Adds `size` open tasks in projects with sections to the account of the state directory `state`. */
export async function addTasks(state: string, size: number): Promise<void> {
  mkdirSync(state, { recursive: true });
  const emulator = createTodoistEmulator({
    stateFile: join(state, 'todoist.json'),
    token: TOKEN,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const idByTemporary = new Map<string, string>();
  const send = async (commands: readonly Command[]): Promise<void> => {
    for (let at = 0; at < commands.length; at += COMMANDS_PER_REQUEST) {
      const response = await emulator.fetch(
        new Request('http://emulator/api/v1/sync', {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
          body: JSON.stringify({ commands: commands.slice(at, at + COMMANDS_PER_REQUEST) }),
        }),
      );
      if (!response.ok) throw new Error(`the emulated Todoist refused the tasks: ${response.status}`);
      const { temp_id_mapping: made } = (await response.json()) as {
        readonly temp_id_mapping: Readonly<Record<string, string>>;
      };
      for (const [temporary, id] of Object.entries(made)) idByTemporary.set(temporary, id);
    }
  };
  const projects = Array.from({ length: Math.max(1, Math.round(size / TASKS_PER_PROJECT)) }, (_, index) =>
    command('project_add', { name: `Project ${index + 1}` }),
  );
  await send(projects);
  const projectIds = projects.map(({ temp_id: temporary }) => idByTemporary.get(temporary) ?? '');
  const sections = projectIds.flatMap((id, index) =>
    index % 3 === 0 ? [] : [command('section_add', { name: 'Part 1', project_id: id })],
  );
  await send(sections);
  const places = [
    ...projectIds.map((id) => ({ project_id: id })),
    ...sections.map(({ temp_id: temporary }) => ({ section_id: idByTemporary.get(temporary) })),
  ];
  await send(Array.from({ length: size }, (_, index) => command('item_add', taskArgs(index, places))));
}

function taskArgs(index: number, places: readonly object[]): object {
  return {
    content: `Task ${index + 1} of the account`,
    ...(index % 20 === 0 ? {} : places[index % places.length]),
    ...(index % 3 === 0 ? { description: 'Ask first whether *Thursday* still works.' } : {}),
    ...(index % 4 === 0 ? { due: { string: `in ${1 + (index % 90)} days` } } : {}),
    ...(index % 3 === 1 ? { labels: [`label ${index % 10}`] } : {}),
  };
}

interface Command {
  readonly type: string;
  readonly uuid: string;
  readonly temp_id: string;
  readonly args: object;
}

function command(type: string, args: object): Command {
  return { type, uuid: randomUUID(), temp_id: randomUUID(), args };
}
