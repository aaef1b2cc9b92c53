// The app as a person has it: what they can do in it, and what they see. By roles and names only, as a screen reader finds things.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Host } from './host.ts';

/** Lists as they are called in the app. */
type ListName = 'inbox' | 'today' | 'upcoming' | 'anytime' | 'someday' | 'logbook';

/** One page of the app. */
export interface AppPage {
  readonly page: Page;
  /** Goes to an address behind `#`, such as `today`. */
  readonly show: (path: ListName | (string & {})) => Promise<void>;
  /** The row of a task in the list that is shown. */
  readonly row: (title: string) => Locator;
  /** Types a task into the line of the list that is shown. */
  readonly add: (text: string) => Promise<void>;
  readonly complete: (title: string) => Promise<void>;
  /** Opens the details of a task of the list that is shown. */
  readonly open: (title: string) => Promise<Locator>;
  /** Gives a task of the list that is shown another title. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Titles of the list that is shown, in order. */
  readonly titles: () => Promise<readonly string[]>;
}

/** Pairs a new device by a link, and opens the app on it once its tasks are there. */
export async function pairedPage(profile: BrowserContext, host: Host, name: string): Promise<AppPage> {
  const { code } = await host.api.makePairingCode({ body: { name } });
  const page = await profile.newPage();
  await page.goto(`${host.url}/app/#/pair?code=${code}`);
  await page.getByRole('button', { name: 'Pair this device' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  // The sample tasks, of which some are for today.
  await page.getByRole('checkbox').first().waitFor();
  return appPageOf(page);
}

/** The app in a further page of a device that is paired. */
export async function furtherPage(profile: BrowserContext, host: Host, path = 'today'): Promise<AppPage> {
  const page = await profile.newPage();
  await page.goto(`${host.url}/app/#/${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return appPageOf(page);
}

/** Waits until the app is kept on the device, so that it opens offline. */
export async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

function appPageOf(page: Page): AppPage {
  const row = (title: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: title, exact: true }) });
  const detail = () =>
    page.getByRole('article').filter({ has: page.getByRole('textbox', { name: 'Title' }) });
  return {
    page,
    row,
    async show(path) {
      await page.evaluate((to) => (window.location.hash = `#/${to}`), path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
    async add(text) {
      const field = page.getByRole('textbox', { name: 'Add a task' });
      await field.fill(text);
      await field.press('Enter');
    },
    complete: (title) => row(title).getByRole('checkbox', { name: title, exact: true }).click(),
    async open(title) {
      await row(title).getByRole('button').click();
      await detail().waitFor();
      return detail();
    },
    async rename(from, to) {
      await row(from).getByRole('button').click();
      const field = detail().getByRole('textbox', { name: 'Title' });
      await field.fill(to);
      await field.press('Enter');
      await row(to).waitFor();
    },
    titles: () =>
      page
        .getByRole('listitem')
        .getByRole('checkbox')
        .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label') ?? '')),
  };
}
