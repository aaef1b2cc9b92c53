// A few hundred requests of chance with every run of the tests; `npm run fuzz` sends as many as one likes.

import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { startTarget } from './target.ts';

it('[A47] nothing that is asked, by whomever, is answered as it must never be', async () => {
  const target = await startTarget(() => undefined);
  try {
    const { sent, statuses, violations } = await fuzz(target, { requests: 600, seed: 47 });
    expect(violations).toEqual([]);
    expect(sent).toBe(600);
    // All of it would hold of a server that refuses everything.
    const answered = Object.entries(statuses).filter(([status]) => status.endsWith(' 200'));
    expect(answered.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(50);
  } finally {
    await target.close();
  }
});
