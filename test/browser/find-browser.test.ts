// Where a browser is found, and that its absence is never a silent one.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { findBrowser } from './harness/find-browser.ts';

function scriptSaying(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'find-browser-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'chrome');
  writeFileSync(path, `#!/bin/sh\necho '${text}'\n`);
  chmodSync(path, 0o700);
  return path;
}

describe('the browser for tests', () => {
  it('is the one that CHROME_PATH names', async () => {
    const path = scriptSaying('Chromium 153.0.8010.0');
    expect(await findBrowser({ CHROME_PATH: path })).toEqual({ kind: 'installed', path, fonts: null });
  });

  it.each([
    ['too old', 'Chromium 90.0.4430.93'],
    ['a script in its place', 'Command requires the chromium snap to be installed.'],
  ])('is an error where CHROME_PATH names one that is %s', async (_what, said) => {
    await expect(findBrowser({ CHROME_PATH: scriptSaying(said) })).rejects.toThrow('CHROME_PATH');
  });

  it('is an error where CHROME_PATH names nothing', async () => {
    await expect(findBrowser({ CHROME_PATH: join(tmpdir(), 'no such browser') })).rejects.toThrow(
      'CHROME_PATH',
    );
  });

  it('is there on Linux x64 whatever is installed, and elsewhere its absence has a reason', () => {
    const browser = inject('browser');
    if (process.platform === 'linux' && process.arch === 'x64') expect(browser.kind).not.toBe('none');
    else if (browser.kind === 'none') expect(browser.reason).toContain('CHROME_PATH');
  });
});
