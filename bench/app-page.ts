// `npm run bench:app-page`: what the app's page costs a person with many tasks, in the browser of the tests: how long until the list is
// there, until a completed task is shown so, and how even scrolling is. Measures and prints; decides nothing.

import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { kept, pairedPage } from '../test/browser/harness/app-page.ts';
import { launchBrowser } from '../test/browser/harness/browser.ts';
import { findBrowser } from '../test/browser/harness/find-browser.ts';
import { startHost, type Host } from '../test/browser/harness/host.ts';
import { makeLibrary } from './library.ts';

const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '5000' }, repeats: { type: 'string', default: '7' } },
});
const tasks = Number(values.tasks);
const repeats = Number(values.repeats);
/** How far a person flings a list, px a second. */
const SCROLL_PX_PER_S = 3000;
const SCROLL_MS = 4000;

console.error(`${tasks} tasks: filling the host …`);
const host = await startHost({ makeLibrary: (path) => void makeLibrary(path, tasks) });
const browser = await launchBrowser(await findBrowser(process.env));
try {
  const profile = await browser.newProfile();
  await profile.addInitScript(watchFirstRow);
  const pairedAt = performance.now();
  const { page } = await pairedPage(profile, host, 'Bench');
  await page.getByText('Up to date').first().waitFor();
  const pulledMs = performance.now() - pairedAt;
  await kept(page);
  const rows = [
    ['pairing, and the first pull of everything', [pulledMs]],
    ['to the first list, opened anew', await openings(profile, host, 'today')],
    ['to the longest list (anytime), opened anew', await openings(profile, host, 'anytime')],
    ['from pressing to a task shown as done', await completions(page)],
    ['a frame while scrolling through anytime', await scrolling(page)],
  ] as const;
  console.log(`${tasks} tasks, Chromium ${browser.version}, a window of a laptop, times in ms\n`);
  console.log('| what | median | 95th percentile | longest | measured |');
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const [what, times] of rows) console.log(`| ${[what, ...figures(times)].join(' | ')} |`);
} finally {
  await browser.close();
  await host.close();
}

/** In each page, before its scripts: notes when a row of a list was first there to be seen. */
function watchFirstRow(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('[data-row]') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first row')));
  });
  observer.observe(document, { childList: true, subtree: true });
}

async function openings(profile: BrowserContext, { url }: Host, list: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < repeats; at += 1) {
    const page = await profile.newPage();
    await page.goto(`${url}/app/#/${list}`);
    await page.waitForFunction(() => performance.getEntriesByName('first row').length > 0);
    times.push(await page.evaluate(() => performance.getEntriesByName('first row')[0]?.startTime ?? 0));
    await page.close();
  }
  return times;
}

async function completions(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => (window.location.hash = '#/anytime'));
  await page.getByRole('heading', { level: 1, name: 'Anytime' }).waitFor();
  const times: number[] = [];
  for (let at = 0; at < repeats; at += 1) {
    await page.locator('[role=listitem] [role=checkbox][aria-checked=false]').first().waitFor();
    times.push(
      await page.evaluate(async () => {
        const box = document.querySelector<HTMLElement>(
          '[role=listitem] [role=checkbox][aria-checked=false]',
        );
        if (box === null) throw new Error('no task to complete');
        const from = performance.now();
        const name = box.ariaLabel;
        box.click();
        const isDone = () => !box.isConnected || box.ariaChecked === 'true' || box.ariaLabel !== name;
        while (!isDone()) await new Promise((resolve) => setTimeout(resolve));
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return performance.now() - from;
      }),
    );
    await page.waitForFunction(() => document.querySelector('.row.done') === null);
  }
  return times;
}

/** The time between frames, each of which moves the list on. */
function scrolling(page: Page): Promise<readonly number[]> {
  return page.evaluate(
    async ({ speed, duration }) => {
      const place = document.querySelector('[data-scrolls]');
      if (place === null) throw new Error('nothing scrolls');
      place.scrollTop = 0;
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const start = await nextFrame();
      const times: number[] = [];
      for (let last = start; last - start < duration;) {
        const now = await nextFrame();
        times.push(now - last);
        place.scrollTop += ((now - last) * speed) / 1000;
        last = now;
      }
      return times;
    },
    { speed: SCROLL_PX_PER_S, duration: SCROLL_MS },
  );
}

function figures(times: readonly number[]): readonly string[] {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return [...[at(0.5), at(0.95), at(1)].map((ms) => ms.toFixed(ms < 100 ? 1 : 0)), String(sorted.length)];
}
