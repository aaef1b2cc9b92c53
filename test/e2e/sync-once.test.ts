// `npm run sync -- --once` as a person runs it: exit codes, the JSON line, dry runs, and input that is no good.

import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { createWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.leave());

interface Line {
  readonly run: {
    readonly applied: Record<'todoist' | 'things', Record<string, number>>;
    readonly conflicts: number;
    readonly held: number;
    readonly failed: number;
  };
  readonly tasks: {
    readonly hub: number;
    readonly todoist: number;
    readonly things: number;
    readonly linked: number;
  };
  readonly inSync: boolean;
  readonly kv: Record<string, number>;
}

const NOTHING = { created: 0, updated: 0, completed: 0, deleted: 0 };
const NO_KV = { reads: 0, writes: 0, lists: 0, deletes: 0 };

/** The last line of stdout, which is JSON. */
function lastLine(stdout: string): Line {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Line;
}

/** Makes a library with some to-dos, or changes the one that is there. */
function inThings(path: string, act: (person: ReturnType<typeof createThingsApp>['person']) => void): void {
  const app = createThingsApp({ databasePath: path });
  act(app.person);
  app.settle();
  app.close();
}

/** The titles of the open tasks in the emulated account that is kept in a state directory. */
function todoistTitles(state: string): readonly string[] {
  const { items } = createTodoistEmulator({ stateFile: join(state, 'todoist.json') }).snapshot();
  return items
    .filter((item) => !item.checked)
    .map((item) => item.content)
    .toSorted();
}

/** Adds a task in the emulated account that is kept in a state directory. */
async function addInTodoist(state: string, content: string): Promise<void> {
  const emulator = createTodoistEmulator({ stateFile: join(state, 'todoist.json') });
  const response = await emulator.fetch(
    new Request('http://emulator/api/v1/tasks', {
      method: 'POST',
      body: JSON.stringify({ content }),
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    }),
  );
  expect(response.status).toBe(200);
}

const ONCE = ['sync', '--things', 'things.sqlite', '--state', 'state', '--once'] as const;

/** Makes `things.sqlite` with three to-dos; answers with their ids. */
function makeLibrary(): readonly string[] {
  const ids: string[] = [];
  inThings(place.path('things.sqlite'), (person) => {
    ids.push(person.addTodo({ title: 'Buy oats' }));
    ids.push(person.addTodo({ title: 'Call the dentist', when: 'today' }));
    ids.push(person.addTodo({ title: 'Fix the tap', notes: '12 mm' }));
  });
  return ids;
}

describe('one run', () => {
  it('stops at the first plan with 3, applies it with --yes and 0, and then has nothing to do', async () => {
    makeLibrary();
    const stopped = await place.run(...ONCE, '--json');
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toMatch(/Plan \S+/);
    expect(stopped.stderr).toContain('“Fix the tap”');
    expect(lastLine(stopped.stdout).run.applied).toEqual({ todoist: NOTHING, things: NOTHING });
    expect(todoistTitles(place.path('state'))).toEqual([]);

    const applied = await place.run(...ONCE, '--json', '--yes');
    expect(applied.code).toBe(0);
    expect(lastLine(applied.stdout)).toEqual({
      run: {
        applied: { todoist: { ...NOTHING, created: 3 }, things: NOTHING },
        conflicts: 0,
        held: 0,
        failed: 0,
      },
      tasks: { hub: 3, todoist: 3, things: 3, linked: 3 },
      inSync: true,
      kv: NO_KV,
      exit: { code: 0, why: ['everything is in sync'] },
      plan: null,
      errors: [],
    });
    expect(todoistTitles(place.path('state'))).toEqual(['Buy oats', 'Call the dentist', 'Fix the tap']);

    const again = await place.run(...ONCE, '--json');
    expect(again.code).toBe(0);
    expect(lastLine(again.stdout)).toMatchObject({
      run: { applied: { todoist: NOTHING, things: NOTHING } },
      inSync: true,
      kv: NO_KV,
    });
  });

  it('carries changes both ways', async () => {
    makeLibrary();
    await place.run(...ONCE, '--yes');
    await addInTodoist(place.path('state'), 'Buy stamps');
    inThings(place.path('things.sqlite'), (person) => person.addTodo({ title: 'Water the plants' }));
    const { code, stdout } = await place.run(...ONCE, '--json');
    expect([code, lastLine(stdout).run.applied]).toEqual([
      0,
      { todoist: { ...NOTHING, created: 1 }, things: { ...NOTHING, created: 1 } },
    ]);
    expect(todoistTitles(place.path('state'))).toContain('Water the plants');
  });

  it('approves the plan whose hash is given, and no other', async () => {
    makeLibrary();
    const wrong = await place.run(...ONCE, '--approve', 'something-else');
    expect(wrong.code).toBe(3);
    expect(wrong.stdout).toContain(
      'To apply it: npm run sync -- --things things.sqlite --state state --once --approve',
    );
    const hash = /--approve (\S+)/.exec(wrong.stdout)?.[1] ?? 'none';
    expect((await place.run(...ONCE, '--approve', hash)).code).toBe(0);
    const none = await place.run(...ONCE, '--approve', hash);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining(`no plan ${hash} is waiting here`)]);
    expect(todoistTitles(place.path('state'))).toHaveLength(3);
  });

  it('stops with 4 where a conflict waits for a person, and goes on once it is resolved', async () => {
    let id = '';
    inThings(place.path('things.sqlite'), (person) => {
      id = person.addTodo({ title: 'Buy oats' });
    });
    await place.run(...ONCE, '--yes', '--strategy', 'manual');
    inThings(place.path('things.sqlite'), (person) => person.editTodo(id, { title: 'Buy rolled oats' }));
    const emulator = createTodoistEmulator({ stateFile: place.path('state/todoist.json') });
    const task = emulator.snapshot().items[0]?.id ?? '';
    await emulator.fetch(
      new Request(`http://emulator/api/v1/tasks/${task}`, {
        method: 'POST',
        body: JSON.stringify({ content: 'Buy steel-cut oats' }),
        headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      }),
    );
    const stopped = await place.run(...ONCE, '--json');
    expect([stopped.code, lastLine(stopped.stdout).run.conflicts]).toEqual([4, 1]);
    expect(stopped.stderr).toMatch(/conflict {2}“.*title: .*“Buy steel-cut oats”.* waits for your decision/);
    const here = ['--state', 'state', '--things', 'things.sqlite'];
    const explained = await place.run('explain', task, ...here);
    expect(explained.stdout).toMatch(/Values that met[^]*title +waits.*Buy rolled oats/);
    const listed = await place.run(
      'sync',
      'conflicts',
      '--json',
      '--state',
      'state',
      '--things',
      'things.sqlite',
    );
    const [conflict] = JSON.parse(listed.stdout) as { id: string; field: string }[];
    expect(conflict?.field).toBe('title');
    const resolved = await place.run(
      'sync',
      'resolve',
      conflict?.id ?? '',
      'hub',
      '--state',
      'state',
      '--things',
      'things.sqlite',
    );
    expect([resolved.code, resolved.stderr]).toEqual([0, '']);
    expect((await place.run(...ONCE)).code).toBe(0);
    expect(todoistTitles(place.path('state'))).toHaveLength(1);
  });
});

describe('a dry run', () => {
  it('shows the plan with 3 and changes nothing, then says 0 when there is nothing to do', async () => {
    makeLibrary();
    const before = readFileSync(place.path('things.sqlite'));
    const dry = await place.run(...ONCE, '--dry-run', '--json');
    expect([dry.code, lastLine(dry.stdout).run.applied.todoist]).toEqual([3, NOTHING]);
    expect(dry.stderr).toContain('“Buy oats”');
    expect(readFileSync(place.path('things.sqlite')).equals(before)).toBe(true);
    expect(existsSync(place.path('state/todoist.json'))).toBe(false);
    expect((await place.run(...ONCE)).code).toBe(3);
    await place.run(...ONCE, '--yes');
    const files = listFiles(place.path('state'));
    const nothing = await place.run(...ONCE, '--dry-run');
    expect([nothing.code, nothing.stdout]).toEqual([0, 'Dry run: nothing would be done.\n']);
    expect(listFiles(place.path('state'))).toEqual(files);
  });
});

describe('a library that suddenly shows nothing', () => {
  it('[R8] stops at a plan that --yes does not apply, also the next time; its hash does', async () => {
    const ids = makeLibrary();
    await place.run(...ONCE, '--yes');
    inThings(place.path('things.sqlite'), (person) => {
      for (const id of ids) person.deleteForever(id);
    });
    const stopped = await place.run(...ONCE, '--yes');
    expect(stopped.code).toBe(3);
    expect(stopped.stdout).toContain('--yes does not apply this');
    expect((await place.run(...ONCE, '--yes')).code).toBe(3);
    expect(todoistTitles(place.path('state'))).toHaveLength(3);
    const hash = /--approve (\S+)/.exec(stopped.stdout)?.[1] ?? 'none';
    expect((await place.run(...ONCE, '--approve', hash)).code).toBe(0);
    expect(todoistTitles(place.path('state'))).toEqual([]);
  });
});

describe('input that is no good', () => {
  it.each<[string, readonly string[], RegExp, number?]>([
    ['an unknown flag', ['--fast'], /unknown option '--fast'/, 2],
    ['a garbage URL', ['--todoist', 'ht!tp:/x'], /--todoist takes emulator or an http\(s\) URL/],
    ['a database that is not there', ['--things', 'nowhere.sqlite'], /no Things database/],
    ['a garbage database', ['--things', 'garbage.sqlite'], /is not a SQLite database/],
    ['a database that is cut off', ['--things', 'half.sqlite'], /half\.sqlite/],
    ['another program’s database', ['--things', 'other.sqlite'], /other\.sqlite/],
    ['a garbage state', ['--state', 'garbage-state'], /todoist\.json|garbage-state/],
    ['a state that is a file', ['--state', 'garbage.sqlite'], /can't be used/],
    ['an unknown strategy', ['--strategy', 'loudest'], /--strategy takes todoist_wins/, 2],
  ])(
    '%s ends with 1, or 2 for what is no command line, and one line',
    async (_title, words, message, ending = 1) => {
      const { DatabaseSync } = await import('node:sqlite');
      makeLibrary();
      writeFileSync(place.path('garbage.sqlite'), 'this is no database at all '.repeat(500));
      writeFileSync(place.path('half.sqlite'), readFileSync(place.path('things.sqlite')).subarray(0, 6000));
      new DatabaseSync(place.path('other.sqlite')).exec('CREATE TABLE a (b)');
      cpSync(place.path('garbage.sqlite'), place.path('garbage-state/todoist.json'), { recursive: true });
      const { code, stdout, stderr } = await place.run(
        'sync',
        '--once',
        '--things',
        'things.sqlite',
        '--state',
        'state',
        ...words,
      );
      expect([code, stdout]).toEqual([ending, '']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(message);
    },
  );

  it('an API that is not there ends with 1, says so, and loses nothing', async () => {
    makeLibrary();
    const words = ['--todoist', 'http://127.0.0.1:9/api/v1', '--yes', '--json'];
    const { code, stdout, stderr } = await place.run(...ONCE, ...words);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /m);
    expect(lastLine(stdout)).toMatchObject({ inSync: false });
  });

  it('a token that is not accepted ends with 1 and says so', async () => {
    const server = await createTodoistEmulator({ token: 'another' }).listen(0);
    try {
      makeLibrary();
      const { code, stderr } = await place.run(...ONCE, '--yes', '--todoist', `${server.url}/api/v1`);
      expect(code).toBe(1);
      expect(stderr).toMatch(/token/i);
    } finally {
      await server.close();
    }
  });
});

const REAL = fileURLToPath(new URL('../../../shared/data/things', import.meta.url));

describe.skipIf(!existsSync(REAL))('a real library', () => {
  it.each(['v24', 'v29-upgraded'])(
    '(%s) goes to Todoist whole, and the second run does nothing',
    async (name) => {
      cpSync(join(REAL, name, 'main.sqlite'), place.path('things.sqlite'));
      const first = await place.run(...ONCE, '--yes', '--json');
      expect(first.code).toBe(0);
      expect(lastLine(first.stdout)).toMatchObject({
        // 17 rows, but one is a repeating template and one lies in the trash with its project.
        tasks: { hub: 15, todoist: 15, things: 15, linked: 15 },
        inSync: true,
      });
      const second = await place.run(...ONCE, '--json');
      expect(second.code).toBe(0);
      expect(lastLine(second.stdout)).toMatchObject({
        run: { applied: { todoist: NOTHING, things: NOTHING } },
        inSync: true,
        kv: NO_KV,
      });
    },
  );
});

/** Every file below a directory with its size and time. */
function listFiles(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'lock.sqlite')
    .map((name) => {
      const { size, mtimeMs } = statSync(join(directory, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .toSorted();
}
