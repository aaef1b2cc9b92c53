// Around a file of tests: a browser and a host, closed at its end, and the proof that nothing left this machine.

import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { startHost, type Host } from './host.ts';

/** What tests in a browser work with. Only within a test. */
export interface Stage {
  readonly browser: TestBrowser;
  readonly host: Host;
}

/** Groups tests in a browser; they are skipped where there is none, which is said once. One host and one browser serve all of them. */
export function describeInBrowser(title: string, define: (stage: () => Stage) => void): void {
  describe.skipIf(inject('browser').kind === 'none')(title, () => {
    let stage: Stage | null = null;
    beforeAll(async () => {
      const host = await startHost();
      try {
        stage = { host, browser: await launchBrowser(inject('browser')) };
      } catch (error) {
        await host.close();
        throw error;
      }
    });
    afterEach(() => expect(stage?.browser.left(), 'asked beyond this machine').toEqual([]));
    afterAll(async () => {
      await stage?.browser.close();
      await stage?.host.close();
    });
    define(() => {
      if (stage === null) throw new Error('the stage is not set up yet');
      return stage;
    });
  });
}
