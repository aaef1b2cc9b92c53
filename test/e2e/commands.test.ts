// The commands as people and scripts use them: in a pipe and in a terminal, with good arguments and bad ones, on this machine and on a
// Worker at an address. One account for all of them, which a running `start` keeps.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createThingsApp } from '../../emulators/things/app.ts';
import { createWorkplace, type RunningCommand, type Workplace } from './command.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const WILD = 'Buy oats\u001b]0;owned\u0007\u001b[2J\u202e';
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

let place: Workplace;
let running: RunningCommand;
let url = '';
let token = '';

beforeAll(async () => {
  place = createWorkplace();
  const app = createThingsApp({ databasePath: place.path('things.sqlite') });
  app.person.addTodo({ title: WILD });
  app.person.addTodo({ title: 'Call the dentist', when: 'today' });
  app.settle();
  app.close();
  running = place.begin('start', '--yes', '--things', 'things.sqlite', '--state', 'state');
  await running.waitFor(/Syncing\. Ctrl-C ends it/);
  url = /Local API +(http:\S+)/.exec(running.stdout())?.[1] ?? '';
  token = readFileSync(place.path('state/token'), 'utf8').trim();
});
afterAll(() => place.leave());

const HERE = ['--things', 'things.sqlite', '--state', 'state'] as const;

/** Runs a command with other variables in its environment, and something on its standard input. */
function runWith(variables: Readonly<Record<string, string>>, words: readonly string[], input = '') {
  const environment = { ...process.env, HOME: place.directory, TMPDIR: place.directory, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: place.directory,
    env: environment,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('in a pipe', () => {
  it('[G129] what is found of a task with a hostile title steers nothing, as text and as JSON', async () => {
    expect(running.stdout()).not.toMatch(STEERING);
    const listed = await place.run('history', '--json', ...HERE);
    const [entry] = (
      JSON.parse(listed.stdout) as { task: string; title: string; id: string; run: number }[]
    ).filter(({ title }) => title.startsWith('Buy oats'));
    expect(entry?.title).toBe(WILD);
    for (const words of [
      ['history'],
      ['explain', entry?.task ?? ''],
      ['history', '--run', String(entry?.run)],
    ]) {
      const text = await place.run(...words, ...HERE);
      expect([words, text.code, text.stderr]).toEqual([words, 0, '']);
      expect(text.stdout).toContain(String.raw`\u001b]0;owned`);
      expect(text.stdout).not.toMatch(STEERING);
      expect((await place.run(...words, '--json', ...HERE)).stdout).not.toMatch(STEERING);
    }
  });

  it.each([
    [['status'], 'In sync'],
    [['plan'], 'No plan waits.'],
    [['conflicts'], 'No conflict waits.'],
    [['config'], 'strategy=newest_wins'],
    [['kv', 'stats'], 'limit'],
    [['kv', 'verify'], 'nextRefreshAt'],
    [['kv', 'migrate', '--status'], 'phase'],
    [['sync', 'status'], 'In sync'],
  ])('[G120] %j answers, and as JSON', async (words, text) => {
    const [said, json] = await Promise.all([
      place.run(...words, ...HERE),
      place.run(...words, '--json', ...HERE),
    ]);
    expect([said.code, said.stderr]).toEqual([0, '']);
    expect(said.stdout).toContain(text);
    // eslint-disable-next-line no-control-regex
    expect(said.stdout).not.toMatch(/\u001b/);
    expect(() => JSON.parse(json.stdout) as unknown).not.toThrow();
  });

  it.each([
    [['plan', 'approve', 'nothing'], 1],
    [['conflicts', 'resolve', '9999', 'hub'], 1],
    [['history', '--run', '99999'], 1],
    [['undo', '99999'], 1],
    [['config', 'strategy=loudest'], 2],
    [['config', 'strategy'], 2],
    [['config', 'loudness=3'], 2],
    [['tasks', '--place', 'Nowhere'], 1],
    [['export', '--place', 'Nowhere'], 1],
    [['agent'], 2],
    [['kv', 'restore', '--confirm', 'nothing'], 1],
    [['undo'], 2],
    [['undo', '--since', 'tomorrow'], 2],
    [['completion', 'csh'], 2],
    [['conflicts', 'resolve', '1', 'both'], 2],
    [['frobnicate'], 2],
  ])('[G124] %j ends with %i and one line', async (words, code) => {
    const said = await place.run(...words, ...HERE);
    expect([said.code, said.stdout]).toEqual([code, '']);
    expect(said.stderr).toMatch(/^error: [^\n]+\n$/);
  });

  it('[G142] with --json what went wrong is JSON on stdout, too', async () => {
    const answers = [
      await place.run('frobnicate', '--json'),
      await place.run('undo', '99999', '--json', ...HERE),
      await place.run('status', '--json', '--state', 'nothing'),
    ];
    expect(answers.map(({ code }) => code)).toEqual([2, 1, 1]);
    for (const { stdout, stderr } of answers)
      expect(stderr).toBe(`error: ${(JSON.parse(stdout) as { error: string }).error}\n`);
  });

  it('[G124] a value that a setting can’t have is named once', async () => {
    const { stderr } = await place.run('config', 'strategy=loudest', ...HERE);
    expect(stderr).toMatch(/^error: The input is not valid: strategy: /);
    expect(stderr).not.toContain('wrong with the input');
  });

  it('[G123] help is on stdout and opens nothing', async () => {
    const help = await place.run('help', 'plan');
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('catch-up');
    expect(existsSync(place.path('.data'))).toBe(false);
  });
});

describe('where nothing syncs', () => {
  it('[G144] status says so, and from when what it tells is', async () => {
    expect((await place.run('status', ...HERE)).stdout).not.toContain('Nothing is syncing here now');
    await place.run('sync', '--once', '--yes', '--state', 'quiet');
    const quiet = await place.run('status', '--state', 'quiet');
    expect([quiet.code, quiet.stdout]).toEqual([0, expect.stringContaining('Nothing is syncing here now')]);
  });
});

describe('tokens', () => {
  it('[G139] are made, shown once, listed without what they are, and taken back', async () => {
    expect((await place.run('tokens', ...HERE)).stdout).toContain('No program has a token');
    const made = await place.run('tokens', 'add', 'phone', '--kind', 'read_only', '--json', ...HERE);
    const { id, token: own } = JSON.parse(made.stdout) as { id: string; token: string };
    const status = () => fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${own}` } });
    expect((await status()).status).toBe(200);
    const listed = await place.run('tokens', 'list', ...HERE);
    expect(listed.stdout).toMatch(/phone +read_only +made 20.*last used 20/);
    expect(listed.stdout).not.toContain(own);
    expect((await place.run('tokens', 'revoke', id, ...HERE)).code).toBe(0);
    expect((await status()).status).toBe(401);
    expect((await place.run('tokens', 'revoke', id, ...HERE)).code).toBe(1);
    expect((await place.run('tokens', 'add', ' ', ...HERE)).code).toBe(2);
    expect((await place.run('tokens', 'add', 'a\u202eb', ...HERE)).code).toBe(2);
  });
});

describe('undo of a run', () => {
  it('[G137] shows what it would do, and does it only with a yes', async () => {
    const made = await fetch(`${/(http:\S+\/api\/v1)/.exec(running.stdout())?.[1] ?? ''}/tasks`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'Buy stamps' }),
    });
    expect(made.status).toBe(200);
    await running.waitFor(/created +“Buy stamps”/);
    const shown = await place.run('undo', '--since', '5m', ...HERE);
    expect([shown.code, shown.stderr]).toEqual([3, '']);
    expect(shown.stdout).toMatch(/Taking back \d+ changes?:[^]*“Buy stamps” +is deleted on both sides/);
    const asked = await place.run('undo', '--since', '5m', '--json', ...HERE);
    expect([asked.code, JSON.parse(asked.stdout)]).toEqual([3, expect.objectContaining({ dryRun: true })]);
    expect((await place.run('tasks', ...HERE)).stdout).toContain('Buy stamps');
    const { undone } = JSON.parse(asked.stdout) as { undone: { title: string; run: number }[] };
    const run = String(undone.find(({ title }) => title === 'Buy stamps')?.run ?? 0);
    const dry = await place.run('undo', '--run', run, '--dry-run', ...HERE);
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('“Buy stamps”')]);
    const done = await place.run('undo', '--run', run, '--yes', ...HERE);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('Taken back: 1 change')]);
    await expect
      .poll(async () => (await place.run('tasks', ...HERE)).stdout, { timeout: 60_000 })
      .not.toContain('Buy stamps');
    const again = await place.run('undo', '--run', run, '--yes', ...HERE);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('taken back already')]);
  });
});

describe('tasks', () => {
  it('[G174] of the inbox are those that are filed nowhere', async () => {
    const { code, stdout } = await place.run('tasks', '--place', 'inbox', ...HERE);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Call the dentist')]);
  });

  it('[G129] are listed, and exported as every kind of file; what is JSON steers nothing', async () => {
    const listed = await place.run('tasks', ...HERE);
    expect(listed.stdout).toContain(String.raw`“Buy oats\u001b`);
    for (const format of ['json', 'csv', 'taskpaper', 'things-json', 'todoist-csv']) {
      const { code, stdout, stderr } = await place.run('export', '--format', format, ...HERE);
      expect([format, code]).toEqual([format, 0]);
      // What a format has no place for is said beside the file, never in it.
      expect(stderr).toMatch(format === 'json' ? /^$/ : /^(?:note: [^\n]+\n)?$/);
      expect(stdout).toContain('Call the dentist');
      if (format.endsWith('json')) expect(stdout).not.toMatch(STEERING);
    }
    const written = await place.run('export', '--out', 'tasks.json', ...HERE);
    expect([written.code, written.stdout]).toEqual([
      0,
      expect.stringMatching(/^\d tasks in tasks\.json\.\n$/),
    ]);
    expect(statSync(place.path('tasks.json')).mode & 0o777).toBe(0o600);
    const { tasks } = JSON.parse(readFileSync(place.path('tasks.json'), 'utf8')) as {
      tasks: { title: string }[];
    };
    expect(tasks.map(({ title }) => title)).toContain(WILD);
    expect(await place.run('export', '--out', 'tasks.json', ...HERE)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('a Worker at an address', () => {
  it('[G173] without its repair token names the variable that it belongs into', () => {
    const { code, stderr } = runWith({ TTSYNC_TOKEN: token }, ['kv', 'rollback', '--url', url]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('put it into TTSYNC_REPAIR_TOKEN')]);
    expect(stderr).not.toContain('X-Repair-Auth');
  });

  it('[G122] is asked with the token of the environment', () => {
    const status = runWith({ TTSYNC_TOKEN: token }, ['status', '--json', '--url', url]);
    expect([status.code, status.stderr]).toEqual([0, '']);
    expect(JSON.parse(status.stdout)).toMatchObject({ inSync: true });
    const once = runWith({ TTSYNC_TOKEN: token }, ['sync', '--once', '--url', url]);
    expect([once.code, once.stdout]).toEqual([0, expect.stringContaining('In sync   yes')]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['without a token', {}, /TTSYNC_TOKEN is not set/],
    ['with a wrong token', { TTSYNC_TOKEN: 'wrong' }, /^(?!.*Authorization).*TTSYNC_TOKEN/],
  ])('[G124] %s is refused in one line', (_what, variables, message) => {
    const { code, stdout, stderr } = runWith(variables, ['status', '--url', url]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('[G132] that sends elsewhere gets no token there', async () => {
    const seen: (string | undefined)[] = [];
    const thief = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const there = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/`;
    const sender = createServer((_request, response) => {
      response.writeHead(307, { location: there }).end();
    });
    await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve));
    const from = `http://127.0.0.1:${(sender.address() as AddressInfo).port}`;
    writeFileSync(place.path('.env'), `TTSYNC_TOKEN=${token}\n`);
    const { code, stderr } = await place.run('status', '--url', from);
    expect([code, stderr]).toEqual([1, `error: the Worker at ${from} does not answer\n`]);
    expect(seen).toEqual([]);
    writeFileSync(place.path('.env'), '');
    thief.close();
    sender.close();
  });
});

describe('a profile', () => {
  const settings = () => ({ XDG_CONFIG_HOME: place.path('settings') });
  const file = () => place.path('settings/todoist-things-sync/profiles.json');

  it('[G131] keeps a Worker and its token where nobody else can read it, and never shows it', () => {
    const added = runWith(
      settings(),
      ['profiles', 'add', 'cloud', '--url', url, '--token-stdin'],
      `${token}\n`,
    );
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const here = runWith(settings(), ['profiles', 'add', 'here', ...HERE]);
    expect(here.code).toBe(0);
    const listed = runWith(settings(), ['profiles']);
    expect(listed.stdout).toContain(`cloud  ${url}`);
    expect(listed.stdout).toContain(`--state ${place.path('state')}`);
    for (const said of [added, here, listed, runWith(settings(), ['profiles', '--json'])])
      expect(said.stdout).not.toContain(token);
  });

  it('[G131] is used from any folder, and is what printed commands name', () => {
    for (const name of ['cloud', 'here']) {
      const status = runWith({ ...settings(), TTSYNC_PROFILE: name }, ['status', '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({ inSync: true });
    }
    const missing = runWith(settings(), ['history', '--run', '99999', '--profile', 'cloud']);
    expect(missing.stderr).toContain('npm run cli -- --profile cloud history');
  });

  it('[G131] that is not there, that others can read, or that is none is refused', () => {
    expect(runWith(settings(), ['status', '--profile', 'clown'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there are cloud, here'),
    });
    const other = { XDG_CONFIG_HOME: place.path('other') };
    mkdirSync(place.path('other/todoist-things-sync'), { recursive: true });
    const open = join(place.path('other/todoist-things-sync'), 'profiles.json');
    writeFileSync(open, '{"profiles":{}}', { mode: 0o644 });
    expect(runWith(other, ['profiles']).stderr).toContain('chmod 600');
    writeFileSync(open, 'none');
    execFileSync('chmod', ['600', open]);
    expect(runWith(other, ['profiles']).stderr).toContain('is not a file of profiles');
    expect(runWith(settings(), ['profiles', 'add', '../x', '--state', 's']).code).toBe(2);
    expect(runWith(settings(), ['profiles', 'add', 'x']).code).toBe(2);
    expect(runWith(settings(), ['profiles', 'remove', 'cloud']).code).toBe(0);
    expect(readFileSync(file(), 'utf8')).not.toContain(token);
  });
});

const CAN_PRETEND = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs a command on a terminal of its own, which shows what it is told. */
function onTerminal(words: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
  const line = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ');
  const { NO_COLOR: _none, ...environment } = process.env;
  return execFileSync('script', ['-qec', line, '/dev/null'], {
    cwd: place.directory,
    env: { ...environment, HOME: place.directory, TERM: 'xterm', ...variables },
    input: '',
    encoding: 'utf8',
  });
}

describe.skipIf(!CAN_PRETEND)('on a terminal', () => {
  it('[G130] there is colour, unless none is wanted', () => {
    const green = '\u001b[32m';
    expect(onTerminal(['status', ...HERE])).toContain(green);
    expect(onTerminal(['status', '--no-color', ...HERE])).not.toContain('\u001b');
    expect(onTerminal(['status', ...HERE], { NO_COLOR: '1' })).not.toContain('\u001b');
    expect(onTerminal(['status', '--json', ...HERE])).not.toContain('\u001b');
  });

  /** Starts on a state of its own, answers the first question with a key, and waits for the end. */
  async function answerFirstPlan(state: string, key: string): Promise<[unknown, string]> {
    const line = [process.execPath, MAIN, 'start', '--state', state].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: place.directory,
      env: { ...process.env, HOME: place.directory, TERM: 'xterm' },
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const isAsked = !shown.includes('[y/N]') && (shown + text).includes('[y/N]');
      shown += text;
      if (isAsked) child.stdin.write(key);
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    // eslint-disable-next-line no-control-regex
    return [code, shown.replaceAll(/\u001b\[\d{1,2}m/g, '')];
  }

  it('[G143] Ctrl-C at a question ends with 130, and says that nothing was changed', async () => {
    expect(await answerFirstPlan('asked', '\u0003')).toEqual([
      130,
      expect.stringContaining('error: interrupted: nothing was changed'),
    ]);
  });

  it('[G171] Ctrl-D at a question is a no', async () => {
    const [code, shown] = await answerFirstPlan('ended', '\u0004');
    expect([code, shown]).toEqual([3, expect.stringContaining('Nothing of this plan was applied.')]);
    expect(shown).not.toContain('unforeseen');
  });

  it('[G129] nothing of a task steers it', () => {
    // eslint-disable-next-line no-control-regex
    const said = onTerminal(['history', ...HERE]).replaceAll(/\u001b\[\d{1,2}m|\r\n/g, '\n');
    expect(said).toContain('Buy oats');
    expect(said).not.toMatch(STEERING);
  });
});
