// The Worker as `start` runs it, in a workerd of its own, for one test.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  startWorkerHost,
  type WorkerHost,
  type WorkerHostOptions,
} from '../../src/local/workerd/worker-host.ts';

/** Starts it on a state of its own, with the tokens `owner` and `repair`, until the test is finished. Throws `LocalError`. */
export async function startedWorker(
  given: Partial<Pick<WorkerHostOptions, 'environment' | 'todoist'>> = {},
): Promise<WorkerHost> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'host-test-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const host = await startWorkerHost({
    stateDirectory,
    port: 0,
    apiToken: 'owner',
    repairToken: 'repair',
    environment: {},
    todoist: { url: '', token: '' },
    alarms: false,
    log: () => undefined,
    ...given,
  });
  onTestFinished(host.close);
  return host;
}
