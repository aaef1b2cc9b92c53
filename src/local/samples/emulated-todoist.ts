// An emulated Todoist account inside this process, on disk with the state. Only wiring.

import { existsSync } from 'node:fs';
import { createTodoistEmulator } from '../../../emulators/todoist/server.ts';
import { EMULATOR_TOKEN } from '../accounts.ts';
import { LocalError } from '../local-error.ts';
import { addSampleTasks } from './sample-account.ts';

/** An emulated account that listens. */
export interface EmulatedTodoist {
  /** Base of the API v1. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Opens the account kept in `stateFile`, or makes one, with sample tasks if asked. Throws `LocalError` when it can't be read. */
export async function startEmulatedTodoist(options: {
  readonly stateFile: string;
  readonly plan: 'free' | 'pro';
  readonly sample: boolean;
}): Promise<EmulatedTodoist> {
  const isNew = !existsSync(options.stateFile);
  const emulator = openEmulator(options.stateFile, options.plan);
  if (isNew && options.sample) await addSampleTasks(emulator.fetch, EMULATOR_TOKEN);
  const server = await emulator.listen(0);
  return { url: `${server.url}/api/v1`, close: () => server.close() };
}

function openEmulator(stateFile: string, plan: 'free' | 'pro') {
  try {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return createTodoistEmulator({ stateFile, plan, zone, token: EMULATOR_TOKEN });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalError(`the emulated Todoist account in ${stateFile} can't be read: ${why}`, {
      cause: error,
    });
  }
}
