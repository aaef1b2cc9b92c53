// Asks axe what of a page keeps people out.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE: readonly unknown[] = ['serious', 'critical'];

/** Fails with the rule and the elements of everything serious or critical that axe finds on the page as it is now. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(AXE);
  // As text: the page's own functions are none of this process.
  const { violations, passes } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  const grave = violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, nodes }) => ({ id, elements: nodes.map(({ html }) => html.slice(0, 200)) }));
  expect(passes.length, `${what}: axe looked at nothing`).toBeGreaterThan(0);
  expect(grave, what).toEqual([]);
}
