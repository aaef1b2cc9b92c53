// A day with shell clients beside the agent, in short. Longer ones, from other seeds: `npm run older-clients`.

import { describe, expect, it } from 'vitest';
import { playDay } from './day.ts';
import { missingTools } from './shell-client.ts';

const missing = missingTools();
const title = missing.length === 0 ? '' : ` (not here: this machine has no ${missing.join(', ')})`;

describe.skipIf(missing.length > 0)(`shell clients${title}`, () => {
  it('[O48] on one Mac beside its agent, killed, cut off and at once: no double, no loss, nothing waits', async () => {
    const story: string[] = [];
    const { faults, ...counts } = await playDay({
      seed: 2,
      hours: 20,
      stepsAnHour: 2,
      tell: (line) => story.push(line),
    });
    expect(faults, story.join('\n')).toEqual([]);
    expect(counts.runs).toBeGreaterThan(20);
    expect(counts.killed).toBeGreaterThan(0);
  });
});
