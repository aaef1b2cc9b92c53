// The proof itself: what a page wants from elsewhere is noted and never gets there.

import { describe, expect, inject, it } from 'vitest';
import { launchBrowser } from './harness/browser.ts';

describe.skipIf(inject('browser').kind === 'none')('the record of what leaves this machine', () => {
  it('names a page, an image and a connection elsewhere, and lets none through', async () => {
    const browser = await launchBrowser(inject('browser'));
    try {
      const profile = await browser.newProfile();
      const page = await profile.newPage();
      await page.setContent('<img src="http://images.example/a.png">');
      const refused = await page.goto('http://elsewhere.example/');
      expect(refused?.status()).toBe(403);
      const socket = await page.evaluate(
        () =>
          new Promise<string>((resolve) => {
            const wanted = new WebSocket('ws://sockets.example/');
            wanted.addEventListener('error', () => resolve('failed'));
            wanted.addEventListener('open', () => resolve('opened'));
          }),
      );
      expect(socket).toBe('failed');
      expect(browser.left()).toEqual(
        expect.arrayContaining([
          'http://images.example/a.png',
          'http://elsewhere.example/',
          'ws://sockets.example/',
        ]),
      );
    } finally {
      await browser.close();
    }
  });
});
