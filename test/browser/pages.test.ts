// The app's pages as a person has them: by hand, by keyboard, by screen reader, and with very many tasks.

import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { expectAccessible } from './harness/accessibility.ts';
import { PHONE } from './harness/browser.ts';
import type { Host } from './harness/host.ts';
import { describeInBrowser, type Stage } from './harness/tests.ts';

const profiles: BrowserContext[] = [];
afterEach(async () => {
  for (const profile of profiles.splice(0)) await profile.close();
});

async function openPage({ browser }: Stage, options: Parameters<Stage['browser']['newProfile']>[0] = {}) {
  const profile = await browser.newProfile(options);
  profiles.push(profile);
  return profile.newPage();
}

async function codeFor(host: Host): Promise<string> {
  const { code } = await host.api.makePairingCode({ body: { name: 'A test' } });
  return code;
}

/** Pairs by a link, as its QR code opens it. */
async function pair(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.url}/app/#/pair?code=${await codeFor(host)}`);
  await page.getByRole('button', { name: 'Pair this device' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.getByRole('checkbox').first().waitFor();
}

async function show(page: Page, hash: string, heading: string): Promise<void> {
  await page.evaluate((to) => (window.location.hash = to), hash);
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
}

function rowOf(page: Page, title: string) {
  return page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: title, exact: true }) });
}

/** Which element has the keyboard, as a person knows it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return (
      element?.closest('[role=listitem]')?.querySelector('.row-title')?.textContent ?? element?.tagName ?? ''
    );
  });
}

describeInBrowser('pairing', (stage) => {
  it('[U47] a link pairs with one press, and leaves no code in the address', async () => {
    const page = await openPage(stage());
    await pair(page, stage().host);
    expect(page.url()).not.toContain('code=');
    await page.goBack();
    expect(page.url()).not.toContain('code=');
  });

  it('[U47] a code that is wrong is told as that, and the next one pairs', async () => {
    const { host } = stage();
    const page = await openPage(stage(), PHONE);
    await page.goto(`${host.url}/app/`);
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.fill('K7W3M');
    await page.getByRole('button', { name: 'Pair this device' }).click();
    await page.getByText('A code has ten letters and digits').waitFor();
    await field.fill('K7W3M-PX94D');
    await page.getByRole('button', { name: 'Pair this device' }).click();
    await page.getByText('This code is not valid').waitFor();
    await expectAccessible(page, 'pairing with a wrong code');
    await field.fill((await codeFor(host)).toLowerCase().replace('-', ' '));
    await field.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  });
});

const PAGES = [
  ['#/inbox', 'Inbox'],
  ['#/today', 'Today'],
  ['#/upcoming', 'Upcoming'],
  ['#/anytime', 'Anytime'],
  ['#/someday', 'Someday'],
  ['#/logbook', 'Logbook'],
  ['#/search?q=e', 'Search'],
  ['#/conflicts', 'Conflicts'],
  ['#/settings', 'Settings'],
  ['#/browse', 'Browse'],
  ['#/nowhere', 'Nothing is here'],
] as const;

/** A project, an area and a tag of the sample tasks, as they are linked from the list of everything. */
async function placesOf(page: Page): Promise<readonly (readonly [string, string])[]> {
  await show(page, '#/anytime', 'Anytime');
  const main = page.getByRole('main');
  const hrefOf = async (name: string) =>
    (await main.getByRole('link', { name, exact: true }).first().getAttribute('href')) ?? '';
  return [
    [await hrefOf('Repaint the kitchen'), 'Repaint the kitchen'],
    [await hrefOf('Home'), 'Home'],
    ['#/tag/repair', 'repair'],
  ];
}

describeInBrowser('the pages', (stage) => {
  it.each([
    ['light', 'a laptop', {}],
    ['dark', 'a laptop', {}],
    ['light', 'a phone', PHONE],
    ['dark', 'a phone', PHONE],
  ] as const)('[U44] keep nobody out, in %s on %s', async (colorScheme, _device, window) => {
    const { host } = stage();
    const page = await openPage(stage(), { colorScheme, reducedMotion: 'reduce', ...window });
    await page.goto(`${host.url}/app/`);
    await page.getByRole('button', { name: 'Pair this device' }).waitFor();
    await expectAccessible(page, 'a device that is not paired');
    await pair(page, host);
    for (const [hash, heading] of [...PAGES, ...(await placesOf(page))]) {
      await show(page, hash, heading);
      await expectAccessible(page, hash);
    }
    await show(page, '#/today', 'Today');
    await page.getByRole('listitem').getByRole('button').first().click();
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    await expectAccessible(page, 'the details of a task');
    for (const fact of [/^When/, /^Deadline/, /^Place/, /^Tags/]) {
      await page.getByRole('article').getByRole('button', { name: fact }).first().click();
      await page.getByRole('dialog').last().waitFor();
      await expectAccessible(page, `the dialog ${String(fact)}`);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Escape');
    for (const key of ['n', '?']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await expectAccessible(page, `the dialog behind ${key}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('[U50] fit the narrowest phone, and everything on them is large enough for a finger', async () => {
    const page = await openPage(stage(), { ...PHONE, viewport: { width: 320, height: 640 } });
    await pair(page, stage().host);
    for (const [hash, heading] of PAGES) {
      await show(page, hash, heading);
      const found = await page.evaluate(() => ({
        isTooWide: document.documentElement.scrollWidth > window.innerWidth,
        small: [...document.querySelectorAll<HTMLElement>('button, a, input, select, summary, label')]
          .filter(
            (one) =>
              one.checkVisibility() && !one.matches('.skip, p a, .page-subtitle a, .empty a, [type=radio]'),
          )
          .map((one) => ({ name: one.outerHTML.slice(0, 90), height: one.getBoundingClientRect().height }))
          .filter(({ height }) => height > 1 && height < 44),
      }));
      expect(found, hash).toEqual({ isTooWide: false, small: [] });
    }
  });

  it('[U51] show what people typed as text, whatever it looks like', async () => {
    const { host } = stage();
    const page = await openPage(stage());
    await pair(page, host);
    const title = '<img src=x onerror="document.title=1"> <b>bold</b> & "quoted"';
    await show(page, '#/inbox', 'Inbox');
    await page.getByRole('textbox', { name: 'Add a task' }).fill(title);
    await page.keyboard.press('Enter');
    await rowOf(page, title).waitFor();
    await rowOf(page, title).getByRole('button').click();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe(title);
    expect(await page.title()).toBe('Inbox');
    expect(await page.locator('main img, main b').count()).toBe(0);
  });
});

describeInBrowser('by keyboard alone', (stage) => {
  it('[U45] a task is added, found, planned, filed, tagged, done and taken back', async () => {
    const { host } = stage();
    const page = await openPage(stage());
    await pair(page, host);
    await page.keyboard.press('1');
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Buy a lamp');
    await page.keyboard.press('Enter');
    await rowOf(page, 'Buy a lamp').waitFor();
    await page.keyboard.press('/');
    // The row is in the list of before, too.
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
    await page.keyboard.type('lamp');
    await rowOf(page, 'Buy a lamp').waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('Buy a lamp');
    await page.keyboard.press('d');
    await page.keyboard.type('tomorrow');
    await page.keyboard.press('Enter');
    await rowOf(page, 'Buy a lamp').getByText('Due tomorrow').waitFor();
    await expect.poll(() => focused(page)).toBe('Buy a lamp');
    await page.keyboard.press('t');
    await page.keyboard.type('shop');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await rowOf(page, 'Buy a lamp').getByText('shop').waitFor();
    await page.keyboard.press('x');
    await rowOf(page, 'Buy a lamp').getByRole('checkbox', { checked: true }).waitFor();
    await page
      .getByRole('status')
      .getByText(/^Completed/)
      .waitFor();
    await page.keyboard.press('z');
    await rowOf(page, 'Buy a lamp').getByRole('checkbox', { checked: false }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    // Both apps have it.
    await expect
      .poll(async () => (await host.todoist()).map(({ content }) => content), { timeout: 30_000 })
      .toContain('Buy a lamp');
  });

  it('[U45] a list is gone through with its keys, and the keyboard is where the selection is', async () => {
    const page = await openPage(stage());
    await pair(page, stage().host);
    const titles = await page.locator('.row-title').allTextContents();
    expect(titles.length).toBeGreaterThan(1);
    await page.keyboard.press('j');
    await expect.poll(() => focused(page)).toBe(titles[0]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe(titles[1]);
    await page.keyboard.press('k');
    await expect.poll(() => focused(page)).toBe(titles[0]);
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: titles[0] ?? '' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('article').waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await page.getByRole('combobox', { name: 'Move to' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe(titles[0]);
  });
});

describeInBrowser('the details of a task', (stage) => {
  it('[U48] are changed where they stand, and reach the apps', async () => {
    const { host } = stage();
    const page = await openPage(stage());
    await pair(page, host);
    await show(page, '#/inbox', 'Inbox');
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Plan the trip');
    await page.keyboard.press('Enter');
    await rowOf(page, 'Plan the trip').getByRole('button').click();
    const detail = page.getByRole('article');
    await detail.getByRole('textbox', { name: 'Title' }).fill('Plan the long trip');
    await detail.getByRole('textbox', { name: 'Notes' }).fill('See https://example.com/trip.');
    const line = detail.getByRole('textbox', { name: 'New line of the checklist' });
    for (const title of ['Tickets', 'Hotel']) {
      await line.fill(title);
      await line.press('Enter');
    }
    await rowOf(page, 'Plan the long trip').waitFor();
    expect(await detail.getByRole('link').getAttribute('href')).toBe('https://example.com/trip');
    await detail.getByRole('button', { name: 'Move Hotel up' }).click();
    await detail.getByRole('checkbox', { name: 'Tickets' }).click();
    const lines = detail.getByRole('region', { name: 'Checklist' }).getByRole('checkbox');
    await expect
      .poll(() => lines.evaluateAll((all) => all.map((one) => [one.ariaLabel, one.ariaChecked])))
      .toEqual([
        ['Hotel', 'false'],
        ['Tickets', 'true'],
      ]);
    await detail.getByRole('button', { name: 'Delete Hotel' }).click();
    await detail.getByRole('combobox', { name: 'Priority' }).selectOption('Urgent');
    await expect
      .poll(async () => (await host.todoist()).map(({ content }) => content), { timeout: 30_000 })
      .toContain('Plan the long trip');
    await expect
      .poll(() => host.things().map(({ title }) => title), { timeout: 30_000 })
      .toContain('Plan the long trip');
  });
});

describeInBrowser('this device', (stage) => {
  it('[U49] is forgotten only after a warning where changes wait, and then has nothing of anybody', async () => {
    const { host } = stage();
    const page = await openPage(stage());
    await pair(page, host);
    await page.context().setOffline(true);
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Never sent');
    await page.keyboard.press('Enter');
    await rowOf(page, 'Never sent').waitFor();
    await show(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: /Forget this device/ }).click();
    await page.getByText(/not synced yet and would be lost/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await show(page, '#/today', 'Today');
    await rowOf(page, 'Never sent').waitFor();
    await show(page, '#/settings', 'Settings');
    await page.getByRole('button', { name: /Forget this device/ }).click();
    await page.getByRole('button', { name: 'Forget and lose them' }).click();
    await page.getByRole('textbox', { name: 'Code' }).waitFor();
    expect(await page.getByText('Never sent').count()).toBe(0);
  });

  it('[U52] looks light or dark as it is told, also after it was opened anew', async () => {
    const page = await openPage(stage(), { colorScheme: 'light' });
    await pair(page, stage().host);
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await show(page, '#/settings', 'Settings');
    await page.getByText('Dark', { exact: true }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await background()).toBe(dark);
    await page.getByText('Auto', { exact: true }).click();
    expect(await background()).toBe(light);
  });
});

describeInBrowser('a list of 5,000 tasks', (stage) => {
  it('[U43] has only the rows near what is seen, and every one is reached by scrolling and by keyboard', async () => {
    // A service worker's requests are not the page's.
    const page = await openPage(stage(), { serviceWorkers: 'block' });
    await answerWithMany(page, 5000);
    await pair(page, stage().host);
    await show(page, '#/inbox', 'Inbox');
    await page.locator('.row').nth(20).waitFor();
    const rows = () => page.locator('.row').count();
    expect(await rows()).toBeLessThan(200);
    const scroll = (to: number) => page.locator('main').evaluate((main, top) => main.scrollTo(0, top), to);
    await scroll(1e9);
    await rowOf(page, 'Task 4999').waitFor();
    expect(await rows()).toBeLessThan(200);
    await page.locator('body').press('k');
    await expect.poll(() => focused(page)).toBe('Task 4999');
    await scroll(0);
    await rowOf(page, 'Task 0').waitFor();
    await page.keyboard.press('k');
    await expect.poll(() => focused(page)).toBe('Task 4998');
    expect(await rows()).toBeLessThan(200);
  });

  it('[U43] has no more where it is made of many short parts', async () => {
    const page = await openPage(stage(), { serviceWorkers: 'block' });
    // Forty for each of 125 months.
    const monthOf = (at: number) =>
      new Date(Date.UTC(2040, Math.floor(at / 40), 15)).toISOString().slice(0, 10);
    await answerWithMany(page, 5000, (at) => ({ date: monthOf(at), evening: false, time: null }));
    await pair(page, stage().host);
    await show(page, '#/upcoming', 'Upcoming');
    await page.locator('.row').first().waitFor();
    const rows = () => page.locator('.row').count();
    expect(await rows()).toBeLessThan(200);
    await page.locator('main').evaluate((main) => main.scrollTo(0, 1e9));
    await rowOf(page, 'Task 4999').waitFor();
    expect(await rows()).toBeLessThan(200);
    await page.locator('body').press('k');
    await expect.poll(() => focused(page)).toBe('Task 4999');
  });
});

/** Has the hub answer with so many tasks besides its own; without a start of their own they are in the inbox. */
async function answerWithMany(
  page: Page,
  count: number,
  startOf: (at: number) => unknown = () => 'inbox',
): Promise<void> {
  await page.route('**/mobile/changes*', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as {
      readonly tasks: readonly Readonly<Record<string, unknown>>[];
    };
    const [like] = answer.tasks;
    // A later page has none.
    if (like === undefined) return route.fulfill({ response });
    const more = Array.from({ length: count }, (_, at) => taskLike(like, at, startOf(at)));
    await route.fulfill({ response, json: { ...answer, tasks: [...answer.tasks, ...more] } });
  });
}

function taskLike(
  like: Readonly<Record<string, unknown>>,
  at: number,
  start: unknown,
): Readonly<Record<string, unknown>> {
  const title = `Task ${at}`;
  const own = { title, start, place: null, deadline: null, status: 'open', tags: [], checklist: [] };
  return {
    ...like,
    id: `many-${at}`,
    title,
    list: 'inbox',
    due: null,
    status: 'open',
    createdAt: new Date(Date.UTC(2040, 0, 1) + at * 1000).toISOString(),
    fields: { ...(like['fields'] as object), ...own },
  };
}
