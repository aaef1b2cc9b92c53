// What browsers want of an app before they offer to install it, as Chromium reads it.

import { expect, it } from 'vitest';
import { kept, pairedPage } from './harness/app-page.ts';
import { describeInBrowser } from './harness/tests.ts';

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
  readonly shortcuts: readonly {
    readonly url: string;
    readonly icons: readonly { readonly src: string }[];
  }[];
  readonly share_target: { readonly action: string; readonly method: string };
}

/** Width and height of a PNG: big-endian numbers at the 16th byte. */
function sizeOf(png: ArrayBuffer): string {
  const bytes = new DataView(png);
  expect(bytes.getUint32(0)).toBe(0x89504e47);
  return `${bytes.getUint32(16)}x${bytes.getUint32(20)}`;
}

describeInBrowser('the app', (stage) => {
  it('[U66] has everything that a browser wants of an app to install it', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const page = await profile.newPage();
    await page.goto(`${host.url}/app/`);
    const devtools = await profile.newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);
    const { url, errors, manifest } = await devtools.send('Page.getAppManifest');
    expect([url, errors]).toEqual([`${host.url}/app/manifest.webmanifest`, []]);
    expect(manifest).toMatchObject({
      id: `${host.url}/app/`,
      startUrl: `${host.url}/app/`,
      scope: `${host.url}/app/`,
      display: 'kStandalone',
    });
    await profile.close();
  });

  it('[U66] has icons of the sizes that it says, a page behind every shortcut, and a place for what is shared', async () => {
    const { host } = stage();
    const response = await fetch(`${host.url}/app/manifest.webmanifest`);
    expect(response.headers.get('content-type')).toBe('application/manifest+json');
    const manifest = (await response.json()) as Manifest;
    for (const purpose of ['any', 'maskable']) {
      const icons = manifest.icons.filter((icon) => icon.purpose === purpose);
      expect(icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512']);
    }
    for (const { src, sizes } of manifest.icons) {
      const image = await fetch(`${host.url}${src}`);
      expect([image.status, image.headers.get('content-type')], src).toEqual([200, 'image/png']);
      expect(sizeOf(await image.arrayBuffer()), src).toBe(sizes);
    }
    const touch = await fetch(`${host.url}/app/icons/apple-touch-180.png`);
    expect(sizeOf(await touch.arrayBuffer())).toBe('180x180');
    expect(manifest.shortcuts).toHaveLength(2);
    for (const { url, icons } of manifest.shortcuts) {
      for (const address of [url, ...icons.map(({ src }) => src)]) {
        expect((await fetch(`${host.url}${address}`)).status, address).toBe(200);
      }
    }
    expect(manifest.share_target).toMatchObject({ action: '/app/share', method: 'GET' });
    const shared = await fetch(`${host.url}/app/share?title=Tides`);
    expect(await shared.text()).toBe(await (await fetch(`${host.url}/app/`)).text());
  });

  it.each(['light', 'dark'] as const)(
    '[U66] gives the window the colour of its page, in %s',
    async (colorScheme) => {
      const { browser, host } = stage();
      const profile = await browser.newProfile({ colorScheme });
      const page = await profile.newPage();
      await page.goto(`${host.url}/app/`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const { told, shown } = await page.evaluate(() => {
        const metas = [...document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')];
        const holder = document.body.appendChild(document.createElement('i'));
        holder.style.color = metas.find((meta) => matchMedia(meta.media).matches)?.content ?? '';
        return {
          told: getComputedStyle(holder).color,
          shown: getComputedStyle(document.documentElement).backgroundColor,
        };
      });
      expect(told).toBe(shown);
      await profile.close();
    },
  );

  it('[U66] offers to install it in the settings where the browser can, and asks once', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const { page, show } = await pairedPage(profile, host, 'To be installed');
    await show('settings');
    const install = page.getByRole('button', { name: 'Install' });
    expect(await install.count()).toBe(0);
    // A browser without a window never says so by itself.
    const isHeldBack = await page.evaluate(() => {
      const prompt = () => (document.title = 'asked');
      return !dispatchEvent(
        Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt }),
      );
    });
    expect(isHeldBack).toBe(true);
    await install.click();
    await install.waitFor({ state: 'detached' });
    expect(await page.title()).toBe('asked');
    await profile.close();
  });

  it('[U65] proposes what another app shares as a new task, also without a connection, and adds it only once the person says so', async () => {
    const { browser, host } = stage();
    const profile = await browser.newProfile();
    const { page, row, show } = await pairedPage(profile, host, 'Shared with');
    await kept(page);
    await profile.setOffline(true);
    await page.goto(
      `${host.url}/app/share?title=Tides&text=Read%20this&url=https%3A%2F%2Fexample.com%2Ftides`,
    );
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Task' }).inputValue()).toBe('Tides');
    expect(await dialog.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe(
      'Read this\n\nhttps://example.com/tides',
    );
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await dialog.count()).toBe(0);
    await page.goto(`${host.url}/app/share?title=Tides`);
    await dialog.getByRole('button', { name: 'Add task' }).click();
    await show('today');
    await row('Tides').waitFor();
    await profile.close();
  });
});
