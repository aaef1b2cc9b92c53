import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { putPages } from './build-pages.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ttsync-pages-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Files below a folder, each with its text. */
function textsBelow(path: string): ReadonlyMap<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(path.length + 1), readFileSync(file, 'utf8')];
    }),
  );
}

it('[U31] the pages are built into files that name each other below /app/, with nothing in them that the policy forbids', async () => {
  const target = folder();
  expect(await putPages(target, folder())).toBe('built');
  const files = textsBelow(join(target, 'app'));
  const page = files.get('index.html') ?? '';
  const named = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(1);
  for (const address of named) {
    expect(address).toMatch(/^\/app\//);
    expect(files.has(address.replace('/app/', ''))).toBe(true);
  }
  expect([...files.keys()].filter((name) => /^assets\/[\w-]+-[\w-]{8}\.(js|css)$/.test(name)).length).toBe(
    [...files.keys()].filter((name) => name.startsWith('assets/')).length,
  );
  expect(page).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=|\sstyle=/);
  for (const [name, text] of files)
    if (!name.endsWith('.png'))
      expect(text, name).not.toMatch(/\beval\(|new Function\(|@import|https:\/\/(?!developer)/);
});

it('[U31] what was built of the same source is used again, and nothing that is out of date stays', async () => {
  const cache = folder();
  const target = folder();
  mkdirSync(join(target, 'app/assets'), { recursive: true });
  writeFileSync(join(target, 'app/assets/index-00000000.js'), 'of an older version');
  await putPages(target, cache);
  const [name = ''] = readdirSync(cache);
  const builtAt = statSync(join(cache, name)).mtimeMs;
  await putPages(target, cache);
  expect(readdirSync(cache)).toEqual([name]);
  expect(statSync(join(cache, name)).mtimeMs).toBe(builtAt);
  expect(textsBelow(join(target, 'app'))).toEqual(textsBelow(join(cache, name)));
});
