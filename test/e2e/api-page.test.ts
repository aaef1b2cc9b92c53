// docs/api.md: what it tells people to type is run against a Worker on this machine, and what comes back, and what the page shows of
// that, is as the API is described.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { startWorkerHost } from '../../src/local/workerd/worker-host.ts';
import { expectDescribed } from '../support/described.ts';
import { textOf } from '../tidy/project-files.ts';

/** Keeps what curl got beside what it asked, and shows it as curl does. Also in a subshell. */
const CURL = String.raw`curl() {
  local name; name="$KEPT/$(date +%s%N)"
  command curl --silent --show-error --output "$name.body" --write-out '%{method} %{url_effective} %{http_code} %{content_type}' "$@" > "$name.asked"
  cat "$name.body"
}`;

interface Shown {
  readonly lines: string;
  /** What the page says comes back; null where it does not say. */
  readonly answer: unknown;
}

interface Kept {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const TOKEN = 'owner-token';
const home = mkdtempSync(join(tmpdir(), 'api-page-'));
let close = async (): Promise<void> => {};
let url = '';

beforeAll(async () => {
  const emulator = createTodoistEmulator({ token: 'todoist' });
  const todoist = await emulator.listen(0);
  const host = await startWorkerHost({
    stateDirectory: home,
    port: 0,
    apiToken: TOKEN,
    repairToken: 'repair-token',
    environment: {},
    todoist: { url: `${todoist.url}/api/v1`, token: 'todoist' },
    alarms: false,
    log: () => undefined,
  });
  url = host.url;
  close = async () => {
    await host.close();
    await todoist.close();
  };
});

afterAll(async () => {
  await close();
  rmSync(home, { recursive: true, force: true });
});

/** Everything that the page shows in a shell, each with what it says comes back. */
function shown(): readonly Shown[] {
  const blocks = [...textOf('docs/api.md').matchAll(/^```(\w+)\n([^]*?)^```/gm)];
  return blocks.flatMap(([, kind, text = ''], at) => {
    const [, next, answer = ''] = blocks[at + 1] ?? [];
    if (kind !== 'sh') return [];
    return [{ lines: text, answer: next === 'json' ? (JSON.parse(answer) as unknown) : null }];
  });
}

/** Runs everything in one shell, one after the other; what each got, in its order. */
async function typed(blocks: readonly Shown[]): Promise<readonly (readonly Kept[])[]> {
  const folders = blocks.map(() => mkdtempSync(join(home, 'kept-')));
  const script = blocks.flatMap(({ lines }, at) => [`KEPT='${folders[at] ?? ''}'`, lines]);
  // Not as one that blocks: the account and KV behind the Worker answer in this process.
  const options = ['--norc', '--noprofile', '-euo', 'pipefail', '-c', [CURL, ...script].join('\n')];
  const { stderr } = await promisify(execFile)('bash', options, {
    env: { PATH: process.env['PATH'], URL: url, TOKEN, REPAIR_TOKEN: 'repair-token' },
  });
  expect(stderr).toBe('');
  return folders.map((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.asked'))
      .toSorted()
      .map((name) => keptIn(join(folder, name))),
  );
}

function keptIn(file: string): Kept {
  const [method = '', address = '', status = '', type = ''] = readFileSync(file, 'utf8').split(' ');
  const body = readFileSync(file.replace(/asked$/, 'body'), 'utf8');
  return { method, path: address.replace(url, ''), status: Number(status), type, body };
}

/** The names of all members, however deep. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => shapeOf(each));
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

describe('docs/api.md', () => {
  it('[K65] shows lines that can be typed, and answers as they really come and as they are described', async () => {
    const blocks = shown();
    expect(blocks.length).toBeGreaterThan(15);
    const answers = await typed(blocks);
    for (const [at, { lines, answer }] of blocks.entries()) {
      const got = answers[at] ?? [];
      expect(got.length, lines).toBeGreaterThan(0);
      for (const { method, path, status, type, body } of got) {
        const headers = { 'content-type': type };
        expect(
          await expectDescribed(method, path, new Response(body, { status, headers })),
          lines,
        ).not.toBeNull();
      }
      const isError = typeof answer === 'object' && answer !== null && 'type' in answer;
      const refused = got.filter(({ status }) => status >= 400).map(({ body }) => body);
      if (!isError) expect(refused, lines).toEqual([]);
      const last = got.at(-1);
      if (answer === null || last === undefined) continue;
      const { method, path, status, type, body } = last;
      expect(shapeOf(JSON.parse(body)), lines).toEqual(shapeOf(answer));
      const asShown = new Response(JSON.stringify(answer), { status, headers: { 'content-type': type } });
      await expectDescribed(method, path, asShown);
    }
  });
});
