// A browser for one file of tests, each test with a profile of its own, and a record of every address that was asked for.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { openOutside } from './outside.ts';
import type { FoundBrowser } from './find-browser.ts';

/** How long a condition is waited for, ms: long enough for a busy machine, since it is only the end of waiting in vain. */
const PATIENCE_MS = 30_000;

/** A window as a phone or a laptop has it. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const LAPTOP = { viewport: { width: 1280, height: 800 } } as const;

/** A browser that runs. */
export interface TestBrowser {
  /** A new profile, which shares nothing with another one. It ends with the browser at the latest. */
  readonly newProfile: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  readonly version: string;
  /** Addresses beyond this machine that a page, a service worker or the browser itself wanted. */
  readonly left: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the browser. */
export async function launchBrowser(found: FoundBrowser): Promise<TestBrowser> {
  if (found.kind === 'none') throw new Error(found.reason);
  const outside = await openOutside();
  const asked: string[] = [];
  const browser = await chromium.launch({
    executablePath: found.path,
    // Not as an option of Playwright's, which would send what is for this machine through the proxy, too.
    args: [`--proxy-server=${outside.proxyUrl}`, '--force-color-profile=srgb', '--font-render-hinting=none'],
    env: { ...process.env, ...(found.fonts !== null && { FONTCONFIG_PATH: found.fonts }) },
  });
  return {
    newProfile: (options) => openProfile(browser, asked, options),
    version: browser.version(),
    left: () => [
      ...asked.filter((address) => !isOnThisMachine(address)),
      // An installed browser has business of its own, which is refused, and is no part of what is tested.
      ...(found.kind === 'package' ? outside.asked : []),
    ],
    close: async () => {
      await browser.close();
      await outside.close();
    },
  };
}

async function openProfile(
  browser: Browser,
  asked: string[],
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const profile = await browser.newContext({ ...LAPTOP, locale: 'en-GB', ...options });
  profile.setDefaultTimeout(PATIENCE_MS);
  profile.on('request', (request) => asked.push(request.url()));
  profile.on('page', (page) => page.on('websocket', (socket) => asked.push(socket.url())));
  return profile;
}

function isOnThisMachine(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return ['data:', 'blob:', 'about:'].includes(protocol) || hostname === '127.0.0.1';
}
