// Runs the Worker on this machine: bundles it with esbuild and gives it to workerd through Miniflare. Listens on loopback
// only, fetches nothing, and leaves no workerd behind. Knows nothing of accounts.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { Log, LogLevel, Miniflare } from 'miniflare';
import { LocalError } from './local-error.ts';
import { guardWorkerd, waitForLastWorkerd } from './workerd-guard.ts';

const WORKER_ENTRY = fileURLToPath(new URL('../worker/index.ts', import.meta.url));
const COMPATIBILITY_DATE = '2026-11-01';
const FATAL_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the Worker is given, and where its state is. */
export interface WorkerHostOptions {
  readonly stateDirectory: string;
  /** 0: any free port. */
  readonly port: number;
  readonly apiToken: string;
  readonly todoist: { readonly url: string; readonly token: string };
  /** False: the Worker does nothing by itself, only what it is asked. */
  readonly alarms: boolean;
  /** Gets the Worker's own log, line by line. */
  readonly log: (line: string) => void;
}

/** The Worker, running. */
export interface WorkerHost {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends workerd. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Starts the Worker. Throws `LocalError` when the port is taken or the Worker does not build or start. */
export async function startWorkerHost(options: WorkerHostOptions): Promise<WorkerHost> {
  const directory = join(options.stateDirectory, 'worker');
  const pidFile = join(directory, 'workerd.pid');
  const script = await bundleWorker();
  mkdirSync(directory, { recursive: true });
  await waitForLastWorkerd(pidFile);
  const workerd = guardWorkerd(pidFile);
  // Miniflare asks for another executable by this name, and in no other way.
  process.env['MINIFLARE_WORKERD_PATH'] = workerd.command;
  const before = FATAL_SIGNALS.map((signal) => new Set(process.listeners(signal)));
  const miniflare = new Miniflare({
    ...miniflareOptions(options, script),
    resourcePersistencePath: directory,
    unsafeRuntimeEnv: workerd.environment,
  });
  // Miniflare would end this process at once on a signal; ending cleanly is up to whoever started us. Its hook on `exit` stays.
  for (const [index, signal] of FATAL_SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) {
      if (before[index]?.has(listener) === false) process.removeListener(signal, listener);
    }
  }
  try {
    const url = await miniflare.ready;
    return { url: url.href.replace(/\/$/, ''), close: () => miniflare.dispose() };
  } catch (error) {
    // It fails for the same reason as the start did; that one is told below.
    await Promise.allSettled([miniflare.dispose()]);
    const text = error instanceof Error ? error.message : String(error);
    if (/in use/i.test(text))
      throw new LocalError(`port ${options.port} is already in use`, { cause: error });
    throw new LocalError(`the Worker did not start: ${text.split('\n', 3).join(' ')}`, { cause: error });
  }
}

async function bundleWorker(): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [WORKER_ENTRY],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
      external: ['cloudflare:*', 'node:*'],
      logLevel: 'silent',
    });
    const [file] = outputFiles;
    if (file === undefined) throw new LocalError('the Worker did not build: no output');
    return file.text;
  } catch (error) {
    if (error instanceof LocalError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new LocalError(`the Worker did not build: ${text}`, { cause: error });
  } finally {
    // esbuild keeps a process of its own, which is not needed again.
    await stop();
  }
}

function miniflareOptions(
  options: WorkerHostOptions,
  script: string,
): ConstructorParameters<typeof Miniflare>[0] {
  return {
    host: '127.0.0.1',
    port: options.port,
    cf: false,
    telemetry: { enabled: false },
    enableDevRegistry: false,
    logRequests: false,
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ message }) => options.log(message),
    workers: [
      {
        config: {
          name: 'todoist-things-sync',
          compatibilityDate: COMPATIBILITY_DATE,
          compatibilityFlags: ['nodejs_compat'],
          manifest: {
            mainModule: 'worker.js',
            modules: { 'worker.js': { type: 'esm', contents: script } },
          },
          env: {
            API_TOKEN: { type: 'text', value: options.apiToken },
            TODOIST_API_TOKEN: { type: 'text', value: options.todoist.token },
            TODOIST_API_URL: { type: 'text', value: options.todoist.url },
            ALARMS: { type: 'text', value: options.alarms ? 'on' : 'off' },
            SYNC_METADATA: { type: 'kv', id: 'SYNC_METADATA' },
            COORDINATOR: {
              type: 'durable-object',
              worker: 'todoist-things-sync',
              exportName: 'Coordinator',
            },
          },
          exports: { Coordinator: { type: 'durable-object', storage: 'sqlite' } },
        },
      },
    ],
  };
}
