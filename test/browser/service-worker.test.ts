// The app as it is kept on a device: opened without a connection, brought up to date, and never left half.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { launchBrowser, type TestBrowser } from './harness/browser.ts';
import { openDeployment, type Deployment } from './harness/deployment.ts';

let browser: TestBrowser;
let site: Deployment;
let profile: BrowserContext;

/** Opens the app and waits until it is kept on the device. */
async function install(): Promise<Page> {
  const page = await profile.newPage();
  await page.goto(site.url);
  await controlled(page);
  return page;
}

async function controlled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

function versionOf(page: Page): Promise<string | null> {
  return page.locator('meta[name=version]').getAttribute('content');
}

/** Names of kept versions, oldest first. */
function keptVersions(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => caches.keys());
}

/** Has the browser look for a new version, and tells how it ended. */
async function lookForVersion(page: Page): Promise<'installed' | 'failed'> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const worker = registration.installing ?? registration.waiting;
    if (worker === null) return 'failed';
    while (worker.state === 'installing') {
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
    }
    return worker.state === 'redundant' ? 'failed' : 'installed';
  });
}

async function takeNewVersion(page: Page): Promise<void> {
  const before = await versionOf(page);
  await page.getByRole('button', { name: 'Reload for the new version' }).click();
  await page.waitForFunction(
    (old) => document.querySelector('meta[name=version]')?.getAttribute('content') !== old,
    before,
  );
}

describe.skipIf(inject('browser').kind === 'none')('the app on a device', () => {
  beforeAll(async () => {
    browser = await launchBrowser(inject('browser'));
  });
  beforeEach(async () => {
    site = await openDeployment('one');
    profile = await browser.newProfile();
  });
  afterEach(async () => {
    await profile.close();
    await site.close();
    expect(browser.left()).toEqual([]);
  });
  afterAll(() => browser.close());

  it('[U60] opens without a connection once it was open with one, also at an address within it', async () => {
    const first = await install();
    await first.close();
    await profile.setOffline(true);
    const page = await profile.newPage();
    for (const address of [site.url, `${site.url}#/upcoming`, `${site.url}?from=home`]) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(await versionOf(page)).toBe('one');
  });

  it('[U60] asks the network for none of its files where it has them', async () => {
    const page = await install();
    site.asked();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(site.asked().filter((path) => !/service-worker|manifest|icon/.test(path))).toEqual([]);
  });

  it.each(['missing', 'altered'] as const)(
    '[U61] works on with its version where a file of the next one is %s, and takes that when it is whole',
    async (how) => {
      const page = await install();
      const kept = await keptVersions(page);
      await site.deploy('two');
      site.answer(/\/app\/$/, how);
      expect(await lookForVersion(page)).toBe('failed');
      expect(await keptVersions(page)).toEqual(kept);
      await profile.setOffline(true);
      await page.reload();
      expect(await versionOf(page)).toBe('one');
      await profile.setOffline(false);
      site.answer(/./, null);
      expect(await lookForVersion(page)).toBe('installed');
      await takeNewVersion(page);
      expect(await versionOf(page)).toBe('two');
    },
  );

  it('[U61] runs from the network where its first version could not be kept, and is kept the next time', async () => {
    site.answer(/\/icon\.svg$/, 'altered');
    const page = await profile.newPage();
    await page.goto(site.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration === undefined || registration.installing === null;
    });
    expect(await keptVersions(page)).toEqual([]);
    site.answer(/./, null);
    await page.reload();
    await controlled(page);
  });

  it('[U62] goes on with its version until the person takes the new one, and keeps what was typed until then', async () => {
    const page = await install();
    const other = await profile.newPage();
    await other.goto(site.url);
    await controlled(other);
    await site.deploy('two');
    expect(await lookForVersion(page)).toBe('installed');
    const offer = page.getByRole('button', { name: 'Reload for the new version' });
    await offer.waitFor();
    expect(await versionOf(page)).toBe('one');
    await page.reload();
    expect(await versionOf(page)).toBe('one');
    await page.evaluate(() => (document.title = 'typed here'));
    await other.evaluate(() => (document.title = 'typed here'));
    await takeNewVersion(page);
    expect(await versionOf(page)).toBe('two');
    // The other page is of the version before, is left alone, and offers the same.
    await other.getByRole('button', { name: 'Reload for the new version' }).waitFor();
    expect(await other.title()).toBe('typed here');
    expect(await versionOf(other)).toBe('one');
    await takeNewVersion(other);
    expect(await versionOf(other)).toBe('two');
  });

  it('[U62] asks for a new version when the person comes back to it after an hour', async () => {
    const page = await profile.newPage();
    await page.clock.install();
    await page.goto(site.url);
    await controlled(page);
    await site.deploy('two');
    await page.clock.fastForward('02:00:00');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByRole('button', { name: 'Reload for the new version' }).waitFor();
  });

  it('[U63] keeps the version before the one that runs, for pages that are still open, and none older', async () => {
    const page = await install();
    const [first = ''] = await keptVersions(page);
    for (const version of ['two', 'three', 'four']) {
      await site.deploy(version);
      await lookForVersion(page);
      await takeNewVersion(page);
      await controlled(page);
    }
    await page.waitForFunction(async () => (await caches.keys()).length === 2);
    expect(await keptVersions(page)).not.toContain(first);
    await profile.setOffline(true);
    await page.reload();
    expect(await versionOf(page)).toBe('four');
  });

  it('[U63] loads of a new version only what changed', async () => {
    const page = await install();
    await site.deploy('two');
    site.asked();
    await lookForVersion(page);
    expect([...new Set(site.asked())].toSorted()).toEqual(['/app/', '/app/service-worker.js']);
  });
});
