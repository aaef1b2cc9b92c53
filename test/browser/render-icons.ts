// Makes the images of the app's icon out of its one drawing, in the test browser: `npm run icons`. They are committed, so that neither a
// build nor a user needs a browser.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from './harness/browser.ts';
import { findBrowser } from './harness/find-browser.ts';

const PUBLIC = fileURLToPath(new URL('../../src/app/public', import.meta.url));

/**
 * `shaped`: with round corners, as systems show it that change nothing. `filled`: to the edges, as systems want it that cut it to their own
 * shape; `mark`: how large the mark is then, so that a circle of 80 % of the width holds it.
 */
type Form = { readonly kind: 'shaped' } | { readonly kind: 'filled'; readonly mark: number };

const IMAGES: readonly { readonly file: string; readonly size: number; readonly form: Form }[] = [
  { file: 'icon-192.png', size: 192, form: { kind: 'shaped' } },
  { file: 'icon-512.png', size: 512, form: { kind: 'shaped' } },
  { file: 'maskable-192.png', size: 192, form: { kind: 'filled', mark: 0.95 } },
  { file: 'maskable-512.png', size: 512, form: { kind: 'filled', mark: 0.95 } },
  { file: 'apple-touch-180.png', size: 180, form: { kind: 'filled', mark: 1 } },
];

const drawing = readFileSync(join(PUBLIC, 'icon.svg'), 'utf8');
const browser = await launchBrowser(await findBrowser(process.env));
try {
  const profile = await browser.newProfile();
  const page = await profile.newPage();
  for (const { file, size, form } of IMAGES) {
    writeFileSync(join(PUBLIC, 'icons', file), await render(page, size, form));
  }
} finally {
  await browser.close();
}

async function render(page: Page, size: number, form: Form): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>* { margin: 0 } svg { display: block; width: ${size}px }</style>${drawing}`);
  if (form.kind === 'filled') {
    await page.evaluate((mark) => {
      document.querySelector('#ground')?.setAttribute('rx', '0');
      const moved = 256 * (1 - mark);
      document
        .querySelector('#mark')
        ?.setAttribute('transform', `translate(${moved} ${moved}) scale(${mark})`);
    }, form.mark);
  }
  return page.screenshot({ omitBackground: form.kind === 'shaped' });
}
