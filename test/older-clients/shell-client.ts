// Shell clients as processes: each runs to its end, or is killed with everything that it started.

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Trouble, WayIn } from './way-in.ts';

const CLIENTS = fileURLToPath(new URL('clients', import.meta.url));
const NEEDED = ['bash', 'curl', 'grep', 'sed', 'awk'] as const;
/** A client that is at it longer than this waits for something that never comes. */
const PATIENCE_MS = 60_000;

/** What this machine lacks of what the clients are written with. */
export function missingTools(): readonly string[] {
  return NEEDED.filter((tool) => spawnSync('which', [tool]).status !== 0);
}

/** How one client is set up. */
export interface ClientOptions {
  readonly name: string;
  /** The file below `clients`. */
  readonly script: string;
  readonly way: WayIn;
  /** Where its way listens. */
  readonly address: string;
  readonly token: string;
  /** True: it knows nothing but an address, in which its token is. */
  readonly isTokenInAddress: boolean;
  /** Whatever else it reads. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What came of a run. `null`: it was killed. */
export interface ClientRun {
  readonly code: number | null;
  readonly steps: readonly string[];
  readonly stderr: string;
}

/** Runs a client once. Throws when it does not end. */
export async function runClient(options: ClientOptions, trouble: Trouble | null): Promise<ClientRun> {
  const { way, address, token, isTokenInAddress, settings = {}, script } = options;
  Object.assign(way, { steps: 0, told: [], trouble });
  const child = spawn(`${CLIENTS}/${script}`, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: `${CLIENTS}:${process.env['PATH'] ?? ''}`,
      LC_ALL: 'C.UTF-8',
      STAND_IN: address,
      BASE: isTokenInAddress ? `${address}/t/${token}` : address,
      ...(!isTokenInAddress && { AUTH: `Authorization: Bearer ${token}` }),
      ...settings,
    },
  });
  way.kill = () => killGroup(child.pid);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const patience = setTimeout(way.kill, PATIENCE_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(patience);
  way.kill = () => undefined;
  return { code, steps: way.told, stderr };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
