import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from './server.ts';
import { command, createBench } from './test-support.ts';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'todoist-emulator-'));
  stateFile = join(folder, 'state.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the state file', () => {
  it('carries tasks, tokens, ids and executed uuids over a restart', async () => {
    const before = createBench({ stateFile, seed: 7, zone: 'Europe/Berlin' });
    const project = await before.create('project_add', { name: 'P' });
    await before.create('section_add', { name: 'S', project_id: project });
    await before.create('label_add', { name: 'L' });
    const item = await before.create('item_add', { content: 'a', project_id: project, labels: ['L'] });
    await before.create('note_add', { item_id: item, content: 'n' });
    const { sync_token: token } = await before.sync({ sync_token: '*', resource_types: ['all'] });
    const add = command('item_add', 'once', { content: 'b' }, 't');
    const first = await before.run(add);

    const after = createBench({ stateFile });
    expect(after.emulator.snapshot()).toEqual(before.emulator.snapshot());
    const delta = await after.sync({ sync_token: token, resource_types: ['items'] });
    expect(delta).toMatchObject({ full_sync: false, items: [{ content: 'b' }] });
    expect((await after.run(add)).temp_id_mapping).toEqual(first.temp_id_mapping);
    const fresh = await after.create('item_add', { content: 'c' });
    expect(before.emulator.snapshot().items.map(({ id }) => id)).not.toContain(fresh);
    const user = await after.sync({ sync_token: '*', resource_types: ['user'] });
    expect(user.user?.['tz_info']).toMatchObject({ timezone: 'Europe/Berlin' });
  });

  it('keeps indexes: a limit and a cascade still hold after a restart', async () => {
    const before = createBench({ stateFile });
    const parent = await before.create('item_add', { content: 'parent' });
    const child = await before.create('item_add', { content: 'child', parent_id: parent });
    const after = createBench({ stateFile });
    await after.attempt('item_close', { id: parent });
    expect((await after.item(child)).checked).toBe(true);
  });

  it('is not written by a request that changes nothing', async () => {
    const bench = createBench({ stateFile });
    await bench.create('item_add', { content: 'a' });
    rmSync(stateFile);
    await bench.sync({ sync_token: '*', resource_types: ['items'] });
    expect(existsSync(stateFile)).toBe(false);
    await bench.create('item_add', { content: 'b' });
    expect(existsSync(stateFile)).toBe(true);
  });

  it('of an unknown version is refused', () => {
    writeFileSync(stateFile, '{"version":99}');
    expect(() => createTodoistEmulator({ stateFile })).toThrow('unknown version 99');
  });

  it('is whole after a kill in the middle of many writes, and holds every answered task', async () => {
    const main = new URL('main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, '--state', stateFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    let answered = 0;
    const write = async (): Promise<void> => {
      for (let index = 0; ; index += 1) {
        const response = await fetch(`${url}/api/v1/tasks`, {
          method: 'POST',
          headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
          body: JSON.stringify({ content: `task ${String(index)}`, description: 'x'.repeat(8000) }),
        });
        await response.arrayBuffer();
        answered += 1;
        if (answered === 40) child.kill('SIGKILL');
      }
    };
    await expect(write()).rejects.toThrow(TypeError);
    await exited;
    expect(() => JSON.parse(readFileSync(stateFile, 'utf8')) as unknown).not.toThrow();
    expect(createTodoistEmulator({ stateFile }).snapshot().items.length).toBeGreaterThanOrEqual(answered);
  });
});
