// Vitest global setup of the browser project: finds the browser once and tells the tests, or says why they are left out.

import type { TestProject } from 'vitest/node';
import { findBrowser, type FoundBrowser } from './find-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly browser: FoundBrowser;
  }
}

/** Provides the browser. */
export async function setup(project: TestProject): Promise<void> {
  const browser = await findBrowser(process.env);
  if (browser.kind === 'none') process.stderr.write(`Tests in a browser are left out: ${browser.reason}.\n`);
  project.provide('browser', browser);
}
