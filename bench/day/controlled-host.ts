// Runs the real Worker on the controlled clock in local workerd, and books what each request cost. Decides nothing about the day.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from '../../src/local/bundle-worker.ts';
import { startKvService } from '../../src/local/workerd/kv-service.ts';
import { workerdConfig } from '../../src/local/workerd/workerd-config.ts';
import { startWorkerd } from '../../src/local/workerd/workerd-process.ts';
import { addTallies, Ledger, NO_TALLY, tallySchema, type Tally } from './tally.ts';

const WORKER_ENTRY = fileURLToPath(new URL('../../test/worker/controlled-worker.ts', import.meta.url));
const TOKEN = 'bench-owner';

/** The Worker, running, with the day's clock in hand. */
export interface ControlledHost {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  /** What was used since the ledger was last begun anew, by endpoint. */
  readonly ledger: () => Ledger;
  readonly beginLedger: () => void;
  /** `fetch` over HTTP at the moment of the clock; what it costs is booked under `endpoint`, or under method and path. */
  readonly fetch: (url: string, init?: RequestInit, endpoint?: string) => Promise<Response>;
  /** Lets the Worker's time pass up to `to` (epoch ms): alarms that are due go off. */
  readonly advance: (to: number) => Promise<void>;
  /** Runs the Worker's cron. */
  readonly cron: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the Worker in `directory`. `now`: epoch ms. */
export async function startControlledHost(options: {
  readonly directory: string;
  readonly todoistUrl: string;
  readonly todoistToken: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
}): Promise<ControlledHost> {
  const { directory } = options;
  const configFile = join(directory, 'config.capnp');
  const storage = join(directory, 'storage');
  mkdirSync(storage, { recursive: true });
  await bundleWorker(join(directory, 'worker.js'), WORKER_ENTRY);
  const kv = await startKvService(join(directory, 'kv.sqlite'));
  const paths = { storage, assets: directory, kvSocket: kv.socketPath };
  writeFileSync(configFile, workerdConfig({ ...paths, script: 'worker.js', port: 0 }));
  const workerd = await startWorkerd({
    configFile,
    pidFile: join(directory, 'workerd.pid'),
    log: options.log,
    environment: {
      API_TOKEN: TOKEN,
      REPAIR_AUTH_TOKEN: '',
      SECRETS_KEY: btoa('a key for the bench, of 32 bytes'.padEnd(32, '.')),
      SECRETS_KEY_OLD: '',
      TODOIST_API_TOKEN: options.todoistToken,
      TODOIST_API_URL: options.todoistUrl,
      ALARMS: 'on',
      ALLOWED_HOSTS: '',
      PUBLIC_URL: '',
      CORS_ORIGINS: '',
      RATE_LIMITS: '',
      KV_SETTINGS: '',
      ALLOW_PRIVATE_TARGETS: '1',
      LOG_LEVEL: '',
      HOST_NAME: 'here',
    },
  });
  if (!workerd.ok) {
    await kv.close();
    throw new Error(`the Worker did not start: ${workerd.error.said}`);
  }
  const { port, close } = workerd.value;
  const client = createClient(`http://127.0.0.1:${port}`, options.now);
  return { ...client, token: TOKEN, close: () => close().then(kv.close) };
}

function createClient(url: string, now: () => number): Omit<ControlledHost, 'token' | 'close'> {
  let ledger = new Ledger();
  let last: Tally = NO_TALLY;
  const call: ControlledHost['fetch'] = async (address, init = {}, endpoint) => {
    const headers = new Headers(init.headers);
    headers.set('x-day-now', String(now()));
    const response = await fetch(address, { ...init, headers });
    const tally = tallySchema.parse(JSON.parse(response.headers.get('x-day-tally') ?? 'null'));
    ledger.book(
      endpoint ?? `${init.method ?? 'GET'} ${new URL(address).pathname}`,
      addTallies(tally, last, -1),
    );
    last = tally;
    return response;
  };
  const command = async (path: string, endpoint: string): Promise<void> => {
    const response = await call(`${url}${path}`, { method: 'POST' }, endpoint);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url,
    ledger: () => ledger,
    beginLedger: () => {
      ledger = new Ledger();
    },
    fetch: call,
    advance: (to) => command(`/_day/advance?to=${to}`, 'alarm'),
    cron: () => command('/_day/cron', 'hourly cron'),
  };
}
