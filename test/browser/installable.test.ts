// What browsers want of an app before they offer to install it, as Chromium reads it.

import { expect, it } from 'vitest';
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
});
