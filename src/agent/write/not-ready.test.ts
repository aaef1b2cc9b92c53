// Things that can't be written to now: said before anything is begun, and nothing of it comes late over what a person does.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createThingsApp } from '../../../emulators/things/app.ts';
import { Stage, createTodo, updateTodo } from '../../../test/support/agent.ts';
import { describeFailure } from '../failures.ts';
import { areUrlsEnabled } from '../read/app-settings.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => {
  stage.app.checkInvariants();
  stage.close();
});

const DEADLINE = { deadline: '2026-12-05' };

/** Ways in which Things can't be written to, how they end, and what is said. */
const OBSTACLES: readonly (readonly [string, (stage: Stage) => void, (stage: Stage) => void, RegExp])[] = [
  [
    'Things URLs are switched off',
    ({ app }) => app.faults.urlsDisabled(true),
    ({ app }) => app.faults.urlsDisabled(false),
    /URLs are off.*Enable Things URLs/,
  ],
  [
    'the permission is missing',
    ({ app }) => app.faults.denyAutomation(-1743),
    ({ app }) => app.faults.denyAutomation(null),
    /Automation/,
  ],
  [
    'a sheet is open',
    ({ app }) => app.faults.openModal(true),
    ({ app }) => app.faults.openModal(false),
    /sheet or dialog/,
  ],
  [
    'Things was quit and does not start',
    (quitted) => {
      quitted.app.quit();
      quitted.canLaunch = false;
    },
    (quitted) => {
      quitted.canLaunch = true;
    },
    /open it/,
  ],
];

describe('while', () => {
  it.each(OBSTACLES)(
    '[G48] %s the run stops with what to do, and a later edit of the person stays',
    async (_what, begin, end, words) => {
      const id = stage.app.person.addTodo({ title: 'dentist' });
      await stage.exchange();
      const update = updateTodo(id, { title: 'Dentist', ...DEADLINE }, stage.row(id)?.digest ?? '');
      begin(stage);
      stage.worker.outbox = [update, createTodo({ title: 'new', notes: 'n', ...DEADLINE })];
      for (let run = 0; run < 3; run += 1) {
        const result = await stage.agent.exchangeOnce();
        expect(result.ok ? '' : describeFailure(result.error)).toMatch(words);
      }
      expect([stage.row(id)?.title, stage.urls]).toEqual(['dentist', []]);
      end(stage);
      stage.app.person.editTodo(id, { title: 'dentist, upstairs', deadline: '2026-12-20' });
      await stage.exchange();
      await stage.exchange();
      await stage.sleep(60_000);
      expect(stage.row(id)).toMatchObject({ title: 'dentist, upstairs', deadline: '2026-12-20' });
      expect(stage.worker.todos.get(id)).toMatchObject({ deadline: '2026-12-20' });
      expect(stage.worker.answers.get(update.id)?.outcome).toBe('stale');
      expect([...stage.worker.todos.values()].filter(({ title }) => title === 'new')).toHaveLength(1);
    },
  );

  it('[G49] Things URLs are switched off nothing is begun, so that what a person edits meanwhile is told at once', async () => {
    const id = stage.app.person.addTodo({ title: 'dentist' });
    await stage.exchange();
    stage.app.faults.urlsDisabled(true);
    stage.worker.outbox = [updateTodo(id, DEADLINE, stage.row(id)?.digest ?? '')];
    await stage.agent.exchangeOnce();
    stage.app.person.editTodo(id, { deadline: '2026-12-20' });
    await stage.agent.exchangeOnce();
    expect(stage.worker.todos.get(id)?.deadline).toBe('2026-12-20');
  });
});

/** A way in which a write is held up, and comes later. */
interface Hold {
  readonly hold: (stage: Stage) => void;
  readonly release: (stage: Stage) => void;
  readonly sent: { readonly title: string } | { readonly deadline: string };
  /** What a person writes meanwhile. */
  readonly typed: { readonly title: string } | { readonly deadline: string };
}

describe('a write that comes late', () => {
  /** How a write is held up where nothing tells it beforehand, and how it comes then. */
  const HOLDS: readonly (readonly [string, Hold])[] = [
    [
      'a URL behind the question of an app whose settings can not be read',
      {
        hold: ({ app }) => {
          app.faults.savesUrlSetting(false);
          app.faults.urlsDisabled(true);
        },
        release: ({ app }) => app.faults.urlsDisabled(false),
        sent: { deadline: '2026-12-05' },
        typed: { deadline: '2026-12-20' },
      },
    ],
    [
      'a script behind a sheet',
      {
        hold: ({ app }) => {
          app.faults.timedOutScriptsRunLate(true);
          app.faults.openModal(true);
        },
        release: ({ app }) => app.faults.openModal(false),
        sent: { title: 'dentist, of Todoist' },
        typed: { title: 'dentist, upstairs' },
      },
    ],
  ];

  it.each(HOLDS)(
    '[G55] %s, over what a person wrote meanwhile, is put back and told to nobody',
    async (_what, { hold, release, sent, typed }) => {
      const id = stage.app.person.addTodo({ title: 'dentist' });
      await stage.exchange();
      hold(stage);
      const update = updateTodo(id, sent, stage.row(id)?.digest ?? '');
      stage.worker.outbox = [update];
      await stage.agent.exchangeOnce();
      await stage.agent.exchangeOnce();
      // The person writes over it, by a phone: no sheet of the Mac is in the way.
      stage.app.person.editTodo(id, typed);
      for (let run = 0; run < 3; run += 1) await stage.agent.exchangeOnce();
      release(stage);
      await stage.sleep(60_000);
      expect(stage.row(id)).toMatchObject(sent);
      stage.worker.requests.length = 0;
      for (let run = 0; run < 3; run += 1) await stage.exchange();
      expect(stage.row(id)).toMatchObject(typed);
      expect(stage.worker.todos.get(id)).toMatchObject(typed);
      const told = stage.worker.requests.flatMap(({ todos }) => todos.filter((todo) => todo.id === id));
      for (const row of told) expect(row).toMatchObject(typed);
      expect(stage.worker.answers.get(update.id)?.outcome).not.toBe('done');
      // What the person does then is theirs, also where it is what we had sent.
      stage.app.person.editTodo(id, sent);
      await stage.exchange();
      await stage.exchange();
      expect(stage.worker.todos.get(id)).toMatchObject(sent);
    },
  );

  it.each([
    ['at once', (stage: Stage) => stage.exchange()],
    [
      'after the agent was killed in the middle of it',
      async (stage: Stage) => {
        stage.onCut = (cut) => {
          if (cut === 'url done') throw new Error('killed');
        };
        await expect(stage.agent.exchangeOnce()).rejects.toThrow('killed');
        stage.onCut = () => undefined;
        stage.crash();
        await stage.sleep(1000);
      },
    ],
  ])('[G55] is not what a later write of ours asks for, made %s: that one stays', async (_when, write) => {
    const id = stage.app.person.addTodo({ title: 'dentist' });
    await stage.exchange();
    stage.onCut = (cut) => {
      if (cut === 'url') stage.app.faults.ignoreNext(1);
    };
    stage.worker.outbox = [updateTodo(id, DEADLINE, stage.row(id)?.digest ?? '')];
    await stage.agent.exchangeOnce();
    await stage.agent.exchangeOnce();
    stage.app.person.editTodo(id, { deadline: '2026-12-20' });
    for (let run = 0; run < 3; run += 1) await stage.agent.exchangeOnce();
    stage.onCut = () => undefined;
    const again = updateTodo(id, DEADLINE, stage.row(id)?.digest ?? '');
    stage.worker.outbox = [again];
    await write(stage);
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect(stage.row(id)).toMatchObject(DEADLINE);
    expect(stage.worker.todos.get(id)).toMatchObject(DEADLINE);
    expect(stage.worker.answers.get(again.id)?.outcome).toBe('done');
  });

  it('[G55] is taken where nobody wrote anything meanwhile', async () => {
    const id = stage.app.person.addTodo({ title: 'dentist' });
    await stage.exchange();
    stage.app.faults.savesUrlSetting(false);
    stage.app.faults.urlsDisabled(true);
    stage.worker.outbox = [updateTodo(id, DEADLINE)];
    for (let run = 0; run < 3; run += 1) await stage.agent.exchangeOnce();
    stage.app.faults.urlsDisabled(false);
    await stage.sleep(60_000);
    for (let run = 0; run < 3; run += 1) await stage.exchange();
    expect(stage.row(id)).toMatchObject(DEADLINE);
    expect(stage.worker.todos.get(id)).toMatchObject(DEADLINE);
  });
});

describe('the settings of the app', () => {
  it('[G49] are found in the container of the library, and say nothing where there are none or they can not be read', () => {
    const folder = join(stage.folder, 'Group', 'ThingsData-AB1C2', 'Things Database.thingsdatabase');
    const path = join(folder, 'main.sqlite');
    const app = createThingsApp({ databasePath: path, durable: false });
    expect(areUrlsEnabled(path)).toBeNull();
    app.faults.urlsDisabled(true);
    expect(areUrlsEnabled(path)).toBe(false);
    app.faults.urlsDisabled(false);
    expect(areUrlsEnabled(path)).toBe(true);
    app.close();
    const preferences = join(stage.folder, 'Group', 'Library', 'Preferences');
    const file = join(preferences, 'JLMPQHK86H.com.culturedcode.ThingsMac.plist');
    writeFileSync(file, readFileSync(file).subarray(0, 20));
    expect(areUrlsEnabled(path)).toBeNull();
    mkdirSync(join(stage.folder, 'plain'));
    expect(areUrlsEnabled(join(stage.folder, 'plain', 'main.sqlite'))).toBeNull();
  });
});
