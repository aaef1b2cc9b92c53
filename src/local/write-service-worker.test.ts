import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeServiceWorker } from './write-service-worker.ts';

/** The script for pages of these files. */
async function scriptFor(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ttsync-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['assets', 'icons']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  await writeServiceWorker(folder);
  const first = readFileSync(join(folder, 'service-worker.js'), 'utf8');
  await writeServiceWorker(folder);
  expect(readFileSync(join(folder, 'service-worker.js'), 'utf8')).toBe(first);
  return first;
}

const PAGES = { 'index.html': '<p>', 'assets/a-12345678.js': '1', 'icons/icon.png': 'x' };

it('[U61] the service worker names every file of its version, and none that no page needs', async () => {
  const script = await scriptFor({ ...PAGES, 'manifest.webmanifest': '{}' });
  const named = [...script.matchAll(/"(\/app\/[^"]*)"/g)].map((match) => match[1] ?? '');
  expect([...new Set(named)].toSorted()).toEqual(['/app/', '/app/assets/a-12345678.js']);
});

it('[U62] the same pages give the same script, and any other page another one', async () => {
  const script = await scriptFor(PAGES);
  expect(await scriptFor(PAGES)).toBe(script);
  expect(await scriptFor({ ...PAGES, 'index.html': '<p> ' })).not.toBe(script);
  expect(await scriptFor({ ...PAGES, 'assets/a-12345678.js': '2' })).not.toBe(script);
});
