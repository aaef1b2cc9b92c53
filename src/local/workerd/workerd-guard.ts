// Ties workerd's life to ours: even after a crash or `kill -9` of this process no workerd stays behind, and the next start
// waits until the last one has let go of the state.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const GUARD_SCRIPT = fileURLToPath(new URL('./workerd-guard.sh', import.meta.url));
const WAIT_LIMIT_MS = 4000;
const WAIT_STEP_MS = 50;

/** How to start workerd under guard: the command and what it needs in its environment. */
export interface GuardedWorkerd {
  readonly command: string;
  readonly environment: Record<string, string>;
}

/** Describes workerd under guard. Its process id is kept in `pidFile`. */
export function guardWorkerd(pidFile: string): GuardedWorkerd {
  const real = findWorkerd();
  // Windows has no sh; a workerd left behind by a crash there ends with the console.
  if (process.platform === 'win32') return { command: real, environment: {} };
  return { command: GUARD_SCRIPT, environment: { REAL_WORKERD: real, WORKERD_PID_FILE: pidFile } };
}

/** Waits until the workerd of an earlier, crashed start has ended (its guard sees to that), 4 seconds at most. */
export async function waitForLastWorkerd(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  for (let waited = 0; waited < WAIT_LIMIT_MS && isAlive(pid); waited += WAIT_STEP_MS)
    await sleep(WAIT_STEP_MS);
  rmSync(pidFile, { force: true });
}

/** The package `workerd`, the same one that the tests and `wrangler dev` run on, names its executable. */
function findWorkerd(): string {
  const found: unknown = createRequire(import.meta.url)('workerd');
  if (
    typeof found === 'object' &&
    found !== null &&
    'default' in found &&
    typeof found.default === 'string'
  ) {
    return found.default;
  }
  throw new Error('the package workerd does not name its executable');
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    // Another user's process: not our workerd.
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return false;
    throw error;
  }
}
