// The page that describes the API, as a browser shows it.

import { expect, it } from 'vitest';
import { expectAccessible } from './harness/accessibility.ts';
import { PHONE } from './harness/browser.ts';
import { describeInBrowser } from './harness/tests.ts';

describeInBrowser('the page about the API', (stage) => {
  it.each([
    ['light', 'a laptop', {}],
    ['dark', 'a phone', PHONE],
  ] as const)('keeps nobody out, in %s on %s', async (colorScheme, _device, window) => {
    const { browser, host } = stage();
    const profile = await browser.newProfile({ colorScheme, ...window });
    const page = await profile.newPage();
    const response = await page.goto(`${host.url}/docs`);
    expect(response?.status()).toBe(200);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page, 'the page about the API');
    await profile.close();
  });
});
