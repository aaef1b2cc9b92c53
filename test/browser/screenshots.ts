// `npm run screenshots`: the app's views on the sample tasks, at a phone and a laptop, light and dark, as images below build/screenshots.
// With `-- --docs` those that docs/app.md shows are put there, too.

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser, PHONE } from './harness/browser.ts';
import { furtherPage, pairedPage, type AppPage } from './harness/app-page.ts';
import { findBrowser } from './harness/find-browser.ts';
import { startHost } from './harness/host.ts';

const OUT = fileURLToPath(new URL('../../build/screenshots', import.meta.url));
const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const IN_DOCS = { 'laptop-light-details': 'app-laptop', 'phone-dark-today': 'app-phone' };

const DEVICES = [
  { name: 'laptop', window: {} },
  { name: 'phone', window: { ...PHONE, deviceScaleFactor: 2 } },
] as const;

/** Names with what is to be seen, from a page that shows the list for today. */
const SCENES: readonly { readonly name: string; readonly set: (app: AppPage) => Promise<void> }[] = [
  ...['today', 'inbox', 'upcoming', 'anytime', 'someday', 'logbook', 'browse', 'conflicts', 'settings'].map(
    (path) => ({ name: path, set: (app: AppPage) => app.show(path) }),
  ),
  { name: 'search', set: (app) => app.show('search?q=the') },
  { name: 'tag', set: (app) => app.show('tag/errand') },
  { name: 'project', set: showProject },
  { name: 'details', set: async (app) => void (await app.open('Weekly shopping')) },
  ...Object.entries({ when: 's', deadline: 'd', tags: 't', move: 'm', add: 'n', keys: '?' }).map(
    ([name, key]) => ({
      name,
      async set({ page }: AppPage) {
        await page.keyboard.press('j');
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        if (name === 'add') await page.keyboard.type('Call Anna fri 15:00 #family p1');
      },
    }),
  ),
];

async function showProject(app: AppPage): Promise<void> {
  await app.show('anytime');
  await app.page.getByRole('main').getByRole('link', { name: 'Repaint the kitchen' }).first().click();
  await app.page.getByRole('heading', { level: 1, name: 'Repaint the kitchen' }).waitFor();
}

/** Once everything has come to rest. */
async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)));
  await page.screenshot({ path: join(OUT, `${name}.png`) });
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const host = await startHost();
const browser = await launchBrowser(await findBrowser(process.env));
try {
  for (const { name: device, window } of DEVICES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const profile = await browser.newProfile({ colorScheme, reducedMotion: 'reduce', ...window });
      const welcome = await profile.newPage();
      await welcome.goto(`${host.url}/app/`);
      await welcome.getByRole('button', { name: 'Pair this device' }).waitFor();
      await picture(welcome, `${device}-${colorScheme}-welcome`);
      await welcome.close();
      const app = await pairedPage(profile, host, `${device} in ${colorScheme}`);
      for (const { name, set } of SCENES) {
        const page = await furtherPage(profile, host);
        await page.page.getByRole('checkbox').first().waitFor();
        await set(page);
        await picture(page.page, `${device}-${colorScheme}-${name}`);
        await page.page.close();
      }
      await app.page.close();
      await profile.close();
    }
  }
} finally {
  await browser.close();
  await host.close();
}
if (parseArgs({ options: { docs: { type: 'boolean', default: false } } }).values.docs) {
  for (const [name, shown] of Object.entries(IN_DOCS)) {
    copyFileSync(join(OUT, `${name}.png`), join(DOCS, `${shown}.png`));
  }
}
process.stdout.write(`The views are in ${OUT}.\n`);
