// Runs the emulator as a program: `--db FILE [--page PORT] [--socket PATH] [--zone ZONE]`, until SIGTERM or a crash of
// the app. Prints the path of its socket and the address of its page, one line each.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createThingsApp } from './app.ts';
import type { ThingsApp } from './app.ts';
import { refuseForeignLibrary } from './store/real-library.ts';
import { servePage } from './page/page-server.ts';

const CRASH_EXIT_CODE = 139;
const DAY_CHECK_MS = 1000;
const USAGE = 'usage: --db FILE [--page PORT] [--socket PATH] [--zone ZONE]';

/** Lets the app notice a new day; it looks every second, so a moved clock or a sleeping Mac needs no other care. */
function watchDays(app: ThingsApp): void {
  setInterval(() => app.noticeDay(), DAY_CHECK_MS);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      db: { type: 'string' },
      page: { type: 'string', default: '0' },
      socket: { type: 'string' },
      zone: { type: 'string' },
    },
  });
  const port = Number(values.page);
  if (values.db === undefined || !Number.isInteger(port)) throw new Error(USAGE);
  const socketPath = values.socket ?? join(tmpdir(), `things-emulator-${process.pid}.sock`);
  refuseForeignLibrary(values.db);
  const app = createThingsApp({
    databasePath: values.db,
    ...(values.zone === undefined ? {} : { zone: values.zone }),
    onCrash: () => process.exit(CRASH_EXIT_CODE),
  });
  const socket = await app.listen(socketPath);
  const page = await servePage(app, values.db, port);
  watchDays(app);
  const stop = (): void => {
    void Promise.all([socket.close(), page.close()]).then(() => {
      app.close();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever waits for these lines may stop the program right after them.
  console.log(`${socketPath}\n${page.url}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
