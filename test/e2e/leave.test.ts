// `--leave`: an installation is ended, whoever keeps the library by then.

import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { createWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

it('[R91] claims the library no more when the installation is started again', async () => {
  const todoist = createTodoistEmulator({});
  const server = await todoist.listen(0);
  try {
    const sync = syncWith(`${server.url}/api/v1`);
    expect((await sync('one', '--once', '--yes')).code).toBe(0);
    expect((await sync('one', '--leave')).code).toBe(0);
    const again = await sync('one', '--once');
    expect([again.code, again.stdout]).toEqual([3, expect.stringContaining('ended with --leave')]);
    expect((await sync('two', '--once', '--yes')).stderr).not.toContain(place.path('one'));
  } finally {
    await server.close();
  }
});

it('[R91] works where another installation of this machine took the library over, which goes on', async () => {
  const todoist = createTodoistEmulator({});
  const server = await todoist.listen(0);
  try {
    const sync = syncWith(`${server.url}/api/v1`);
    expect((await sync('one', '--once', '--yes')).code).toBe(0);
    await sync('two', '--once', '--yes', '--take-over');
    const left = await sync('one', '--leave');
    expect([left.code, left.stderr]).toEqual([0, '']);
    expect(todoist.snapshot().labels).toHaveLength(1);
    expect((await sync('two', '--once')).code).toBe(0);
    const { stderr } = await sync('three', '--once');
    const places = `--things ${place.path('things.sqlite')} --todoist ${server.url}/api/v1 --state ${place.path('two')}`;
    expect(stderr).toContain(`to end the other one: npm run sync -- ${places} --leave`);
  } finally {
    await server.close();
  }
});

it('[G90] of what never was says so, and makes nothing', async () => {
  const left = await syncWith('http://127.0.0.1:1/api/v1')('never', '--leave');
  expect([left.code, left.stderr]).toEqual([1, expect.stringContaining('nothing has been synced here yet')]);
  expect(existsSync(place.path('never'))).toBe(false);
});

/** Syncs one library with one account, from as many state directories as there are. */
function syncWith(todoist: string): (state: string, ...words: string[]) => ReturnType<Workplace['run']> {
  const things = place.path('things.sqlite');
  const app = createThingsApp({ databasePath: things });
  app.person.addTodo({ title: 'Call home' });
  app.settle();
  app.close();
  return (state, ...words) =>
    place.run('sync', ...words, '--things', things, '--todoist', todoist, '--state', place.path(state));
}
