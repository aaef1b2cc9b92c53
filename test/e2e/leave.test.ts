// `--leave`: an installation is ended, whoever keeps the library by then.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { createWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

it('[R91] works where another installation of this machine took the library over, which goes on', async () => {
  const todoist = createTodoistEmulator({});
  const server = await todoist.listen(0);
  try {
    const app = createThingsApp({ databasePath: place.path('things.sqlite') });
    app.person.addTodo({ title: 'Call home' });
    app.settle();
    app.close();
    const sync = (state: string, ...words: string[]) =>
      place.run(
        'sync',
        ...words,
        '--things',
        place.path('things.sqlite'),
        '--todoist',
        `${server.url}/api/v1`,
        '--state',
        place.path(state),
      );
    expect((await sync('one', '--once', '--yes')).code).toBe(0);
    await sync('two', '--once', '--yes', '--take-over');
    const left = await sync('one', '--leave');
    expect([left.code, left.stderr]).toEqual([0, '']);
    expect(todoist.snapshot().labels).toHaveLength(1);
    expect((await sync('two', '--once')).code).toBe(0);
    expect((await sync('three', '--once')).stderr).toContain(place.path('two'));
  } finally {
    await server.close();
  }
});
