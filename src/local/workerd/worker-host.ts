// Runs the Worker on this machine: gives it to workerd as one file, without the library around workerd, which
// takes more memory than everything else together. Listens on loopback only, fetches nothing. Knows nothing of accounts.

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDeliveryService } from './delivery-service.ts';
import { startKvService } from './kv-service.ts';
import { keepLine, openLogFile } from '../log-file.ts';
import { publicUrlOf } from '../environment.ts';
import { removeLeftFolders } from '../left-folders.ts';
import { LocalError } from '../local-error.ts';
import { isBuilt, ownVersion } from '../own-package.ts';
import { secretsKeysOf } from '../secrets-keys.ts';
import { workerdConfig, type WorkerdEnvironment } from './workerd-config.ts';
import { waitForLastWorkerd } from './workerd-guard.ts';
import { startWorkerd, type StartFailure } from './workerd-process.ts';

const BUILT_WORKER = fileURLToPath(new URL('../../worker/index.js', import.meta.url));
const BUILT_ASSETS = fileURLToPath(new URL('../../worker/assets', import.meta.url));

/** What this machine is called from here: a page under any other name that points here is not to reach it. */
const OWN_NAMES = '127.0.0.1,localhost,[::1]';

/** What the Worker is given, and where its state is. */
export interface WorkerHostOptions {
  readonly stateDirectory: string;
  /** 0: any free port. */
  readonly port: number;
  readonly apiToken: string;
  /** Guards what moves or deletes KV keys. */
  readonly repairToken: string;
  /** The environment of the program, `.env` included: `PUBLIC_URL`, `KV_SETTINGS`, `CORS_ORIGINS`, `RATE_LIMITS`, `ALLOW_PRIVATE_TARGETS` and `LOG_LEVEL` are taken from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly todoist: { readonly url: string; readonly token: string };
  /** False: the Worker does nothing by itself, only what it is asked. */
  readonly alarms: boolean;
  /** Gets what somebody at the terminal is to know of the Worker's log. */
  readonly log: (line: string) => void;
}

/** The Worker, running. */
export interface WorkerHost {
  /** Without a slash at the end. */
  readonly url: string;
  /** Resolves with a line about it when workerd ends by itself; never otherwise. */
  readonly crashed: Promise<string>;
  /** Ends workerd. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Starts the Worker. Throws `LocalError` when the port is taken or the Worker does not build or start. */
export async function startWorkerHost(options: WorkerHostOptions): Promise<WorkerHost> {
  const directory = join(options.stateDirectory, 'worker');
  const storage = join(directory, 'storage');
  const configFile = join(directory, 'config.capnp');
  const pidFile = join(directory, 'workerd.pid');
  const publicUrl = publicUrlOf(options.environment);
  mkdirSync(storage, { recursive: true });
  await putWorker(join(directory, 'worker.js'));
  const assets = await assetsIn(directory, options.log);
  await waitForLastWorkerd(pidFile);
  await removeLeftFolders(tmpdir(), Date.now());
  const secrets = secretsKeysOf(options.stateDirectory);
  const kv = await startKvService(join(directory, 'kv.sqlite'));
  const deliveries = await startDeliveryService({
    allowsPrivate: options.environment['ALLOW_PRIVATE_TARGETS'] === '1',
  });
  const config = {
    script: 'worker.js',
    storage,
    assets,
    kvSocket: kv.socketPath,
    deliverySocket: deliveries.socketPath,
    port: options.port,
  };
  writeFileSync(configFile, workerdConfig(config));
  const logFile = openLogFile(options.stateDirectory, options.log);
  const workerd = await startWorkerd({
    configFile,
    pidFile,
    log: (line) => keepLine(logFile, options.log, line),
    environment: environmentOf(options, { secrets, publicUrl }),
  });
  if (workerd.ok) {
    const { port, crashed, close } = workerd.value;
    const closeAll = () => close().then(kv.close).then(deliveries.close).then(logFile.close);
    return { url: `http://127.0.0.1:${port}`, crashed: crashed.then(describeCrash), close: closeAll };
  }
  await kv.close();
  await deliveries.close();
  logFile.close();
  throw new LocalError(whyNotStarted(workerd.error, options.port));
}

function environmentOf(
  options: WorkerHostOptions,
  own: { readonly secrets: ReturnType<typeof secretsKeysOf>; readonly publicUrl: string | null },
): WorkerdEnvironment {
  const given = (name: string): string => options.environment[name] ?? '';
  return {
    API_TOKEN: options.apiToken,
    REPAIR_AUTH_TOKEN: options.repairToken,
    SECRETS_KEY: own.secrets.current,
    SECRETS_KEY_OLD: own.secrets.old,
    TODOIST_API_TOKEN: options.todoist.token,
    TODOIST_API_URL: options.todoist.url,
    ALARMS: options.alarms ? 'on' : 'off',
    ALLOWED_HOSTS: OWN_NAMES,
    PUBLIC_URL: own.publicUrl ?? '',
    CORS_ORIGINS: given('CORS_ORIGINS'),
    RATE_LIMITS: given('RATE_LIMITS'),
    KV_SETTINGS: given('KV_SETTINGS'),
    ALLOW_PRIVATE_TARGETS: given('ALLOW_PRIVATE_TARGETS'),
    LOG_LEVEL: given('LOG_LEVEL'),
    HOST_NAME: hostname(),
  };
}

function whyNotStarted({ kind, said }: StartFailure, port: number): string {
  if (kind === 'silent') return notUpWords(said);
  if (/in use/i.test(said)) return `port ${port} is already in use`;
  return `the Worker did not start: ${said.split('\n', 3).join(' ')}`;
}

function notUpWords(said: string): string {
  const last = said.split('\n').findLast((line) => line.trim() !== '') ?? '';
  return `the Worker did not come up in time, and was ended${last === '' ? '' : ` (${last.trim()})`}; nothing is lost, start again`;
}

function describeCrash(lastWords: string): string {
  // What the Worker logs comes the same way, and is in its own file.
  const last = lastWords.split('\n').findLast((line) => line.trim() !== '' && !line.startsWith('{')) ?? '';
  return `workerd ended unexpectedly${last === '' ? '' : ` (${last.trim()})`}; nothing is lost, start again`;
}

/** What is deployed: built with the package, or bundled now. */
async function putWorker(outfile: string): Promise<void> {
  if (isBuilt()) {
    copyFileSync(BUILT_WORKER, outfile);
    return;
  }
  const { bundleWorker } = await import('../bundle-worker.ts');
  try {
    await bundleWorker(outfile);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new LocalError(`the Worker did not build: ${text}`, { cause: error });
  }
}

/** Files that the Worker serves: built with the package, or made now. Gives their directory. */
async function assetsIn(directory: string, log: (line: string) => void): Promise<string> {
  if (isBuilt()) return BUILT_ASSETS;
  const { writeDescription } = await import('../write-description.ts');
  const assets = join(directory, 'assets');
  writeDescription(assets, ownVersion());
  const { putPages } = await import('../build-pages.ts');
  if ((await putPages(assets)) === 'no_tools')
    log(
      'The app at /app/ is not there: the packages that build it are not installed (`npm install --include=dev`).',
    );
  return assets;
}
