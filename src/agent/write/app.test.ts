// Driving the system's own commands: what they are given, what they say, and what it means when they can't be run.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMacThingsApp, ThingsUnreachable } from './app.ts';
import { runSteps } from './jxa.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function command(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\ncd '${folder}'\n${script}\n`, { mode: 0o755 });
}

function app(timeoutMs = 10_000) {
  return createMacThingsApp({ env: { PATH: [folder, '/usr/bin', '/bin'].join(delimiter) }, timeoutMs });
}

describe('createMacThingsApp', () => {
  it('hands URLs over in the background, unchanged and without a shell', async () => {
    command('open', 'printf "%s\\n" "$@" > arguments');
    const url = "things:///json?data=%22$(touch%20x)'; echo `x`&auth-token=a";
    await app().openUrl(url);
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe(`-g\n${url}\n`);
    await app().launch?.();
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe('-g\n-a\nThings3\n');
  });

  it('gives scripts on the input and their arguments after it', async () => {
    command('osascript', 'printf "%s " "$@"; cat; echo problem >&2; exit 3');
    expect(await app().runJxa('1 + 1;', ['a b'])).toEqual({
      stdout: '-l JavaScript - a b 1 + 1;',
      stderr: 'problem\n',
      exitCode: 3,
    });
  });

  it('takes a script that does not end for an app that does not answer', async () => {
    command('osascript', 'exec sleep 20');
    const run = await runSteps(app(100), [{ do: 'make_tag', title: 'x' }]);
    expect(run.failure).toEqual({ kind: 'app_timeout' });
  });

  it('tells when a command is missing or fails', async () => {
    await expect(app().runJxa('1', [])).rejects.toBeInstanceOf(ThingsUnreachable);
    command('open', 'exit 1');
    await expect(app().openUrl('things:///')).rejects.toBeInstanceOf(ThingsUnreachable);
  });
});

describe('runSteps', () => {
  it.each([
    [
      'execution error: Error: Not authorized to send Apple events to Things3. (-1743)',
      { kind: 'permission' },
    ],
    ['execution error: Error: Not permitted. (-1744)', { kind: 'permission' }],
    ['execution error: Error: AppleEvent timed out. (-1712)', { kind: 'app_timeout' }],
    ['execution error: Error: something else (-2700)', { kind: 'app_error' }],
    ['no number at all', { kind: 'app_error' }],
  ])('reads %j', async (stderr, failure) => {
    const run = await runSteps(
      {
        openUrl: async () => undefined,
        runJxa: async () => ({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 }),
      },
      [{ do: 'make_tag', title: 'x' }],
    );
    expect(run).toMatchObject({ results: [], failure });
  });

  it('does not take silence for success', async () => {
    const run = await runSteps(
      { openUrl: async () => undefined, runJxa: async () => ({ stdout: '', stderr: '', exitCode: 0 }) },
      [{ do: 'make_tag', title: 'x' }],
    );
    expect(run.failure?.kind).toBe('app_error');
  });
});
