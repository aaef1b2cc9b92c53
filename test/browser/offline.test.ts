// A day without a connection, and the way back: nothing is lost, and nothing is there twice.

import { expect, it } from 'vitest';
import { furtherPage, kept, pairedPage } from './harness/app-page.ts';
import { describeInBrowser } from './harness/tests.ts';
import type { Host } from './harness/host.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

function numbered(count: number, name: string): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name} ${String(at + 1).padStart(2, '0')}`);
}

/** What both apps show of tasks whose titles begin so: each title with whether it is done, in order. */
async function inBothApps(host: Host, start: string) {
  const todoist = (await host.todoist())
    .filter(({ content }) => content.startsWith(start))
    .map(({ content, checked }) => `${content}${checked ? ' (done)' : ''}`);
  const things = host
    .things()
    .filter(({ title }) => title.startsWith(start))
    .map(({ title, status }) => `${title}${status === 'open' ? '' : ' (done)'}`);
  return { todoist: todoist.toSorted(), things: things.toSorted() };
}

describeInBrowser('without a connection', (stage) => {
  it('[U70] what is added, edited and completed is there after the page was closed, and once in each app when there is a connection again', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const first = await pairedPage(profile, host, 'On a train');
    await kept(first.page);
    await profile.setOffline(true);
    await first.show('inbox');
    const titles = numbered(30, 'Ticket');
    for (const title of titles) await first.add(title);
    const edited = titles.slice(0, 10);
    for (const title of edited) await first.rename(title, `${title} changed`);
    const done = [...titles.slice(8, 10).map((title) => `${title} changed`), ...titles.slice(10, 13)];
    for (const title of done) await first.complete(title);
    // What has left the list is kept.
    for (const title of done) await first.row(title).waitFor({ state: 'detached' });
    await first.page.close();

    const second = await furtherPage(profile, host, 'inbox');
    const left = [...edited.slice(0, 8).map((title) => `${title} changed`), ...titles.slice(13)].toSorted();
    const shown = async () => (await second.titles()).filter((title) => title.startsWith('Ticket'));
    await expect.poll(async () => (await shown()).toSorted(), PATIENCE).toEqual(left);

    await profile.setOffline(false);
    const all: readonly string[] = [...left, ...done.map((title) => `${title} (done)`)];
    const wanted = all.toSorted();
    await expect
      .poll(() => inBothApps(host, 'Ticket'), PATIENCE)
      .toEqual({ todoist: wanted, things: wanted });
    await second.page.getByText('Up to date').first().waitFor();
    expect((await shown()).toSorted()).toEqual(left);
    await profile.close();
  });

  it('[U71] a task that is completed in Things leaves the list that is open', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Beside the Mac');
    await app.row('Weekly shopping').waitFor();
    const todo = host.things().find(({ title }) => title === 'Weekly shopping');
    await host.inThings('complete', todo?.id);
    await app.row('Weekly shopping').waitFor({ state: 'detached' });
    await profile.close();
  });

  it('[U64] nothing that the API answers is kept by the service worker', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Curious');
    await kept(app.page);
    await app.page.reload();
    await app.add('Told to the API');
    await app.page.getByText('Up to date').first().waitFor();
    const addresses = await app.page.evaluate(async () => {
      const all = await Promise.all(
        (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
      );
      return all.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(addresses).toContain('/app/');
    expect(addresses.filter((path) => !/^\/app\/($|assets\/|icon\.svg$)/.test(path))).toEqual([]);
    await profile.close();
  });

  it('[U72] a page that is closed in the middle of a sync goes on with it when it is opened again, and no task is made twice', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Impatient');
    await kept(app.page);
    await app.show('inbox');
    // The hub has it, and the page is gone before the answer comes.
    const { promise: isHeld, resolve: tellHeld } = Promise.withResolvers<void>();
    await profile.route('**/mobile/sync', async (route) => {
      await route.fetch();
      tellHeld();
    });
    await app.add('Posted once');
    await isHeld;
    await app.page.close();
    await profile.unroute('**/mobile/sync');
    const again = await furtherPage(profile, host, 'inbox');
    await again.row('Posted once').waitFor();
    await again.page.getByText('Up to date').first().waitFor();
    const once = { todoist: ['Posted once'], things: ['Posted once'] };
    await expect.poll(() => inBothApps(host, 'Posted once'), PATIENCE).toEqual(once);
    await profile.close();
  });

  it('[U73] two pages of a device show the same, and lose nothing of each other', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const left = await pairedPage(profile, host, 'Two windows');
    const right = await furtherPage(profile, host, 'inbox');
    await left.show('inbox');
    for (const [at, title] of numbered(6, 'Window').entries()) await (at % 2 ? left : right).add(title);
    for (const app of [left, right]) {
      await expect
        .poll(
          async () => (await app.titles()).filter((title) => title.startsWith('Window')).toSorted(),
          PATIENCE,
        )
        .toEqual(numbered(6, 'Window'));
    }
    await Promise.all([left.complete('Window 01'), right.rename('Window 02', 'Window 02 seen')]);
    await left.row('Window 02 seen').waitFor();
    await right.row('Window 01').waitFor({ state: 'detached' });
    const wanted = ['Window 01 (done)', 'Window 02 seen', ...numbered(6, 'Window').slice(2)];
    await expect
      .poll(() => inBothApps(host, 'Window'), PATIENCE)
      .toEqual({ todoist: wanted, things: wanted });
    await profile.close();
  });

  it('[U74] a device whose access was taken away says so, and keeps what was done on it', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Lost phone');
    await kept(app.page);
    await app.show('inbox');
    await profile.setOffline(true);
    await app.add('Written too late');
    const devices = await host.api.devices();
    const device = devices.find(({ name }) => name === 'Lost phone');
    await host.api.revokeDevice({ path: { id: device?.id ?? '' } });
    await profile.setOffline(false);
    const alert = app.page.getByRole('alert').filter({ hasText: 'Not paired any more' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('1 change waits');
    await app.page.reload();
    await app.row('Written too late').waitFor();
    await alert.waitFor();
    expect(await inBothApps(host, 'Written too late')).toEqual({ todoist: [], things: [] });
    await profile.close();
  });

  it('[U75] a change that another one won over is shown with both, and can be set again', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const app = await pairedPage(profile, host, 'Out of reach');
    await kept(app.page);
    await app.show('inbox');
    await profile.setOffline(true);
    await app.rename('Call the dentist about the crown', 'Call the dentist on Monday');
    const task = (await host.todoist()).find(({ content }) => content === 'Call the dentist about the crown');
    await host.inTodoist('POST', `/tasks/${task?.id}`, { content: 'Call the dentist, ask for a crown' });
    // The sync has carried it on, so that it is there before the device is heard again.
    const theirs = ['Call the dentist, ask for a crown'];
    await expect
      .poll(() => inBothApps(host, 'Call the'), PATIENCE)
      .toEqual({ todoist: theirs, things: theirs });
    await profile.setOffline(false);
    await app.row('Call the dentist, ask for a crown').waitFor();
    await app.show('conflicts');
    const conflict = app.page.getByRole('article');
    await conflict.getByText('Call the dentist on Monday').first().waitFor();
    await conflict.getByText('Call the dentist, ask for a crown').first().waitFor();
    await conflict.getByRole('button', { name: 'Take mine' }).click();
    const wanted = { todoist: ['Call the dentist on Monday'], things: ['Call the dentist on Monday'] };
    await expect.poll(() => inBothApps(host, 'Call the dentist'), PATIENCE).toEqual(wanted);
    await profile.close();
  });
});
