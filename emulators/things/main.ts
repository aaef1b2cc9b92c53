// Runs the emulator as a program: `--db FILE [--socket PATH] [--zone ZONE]`, until SIGTERM or a crash of the app.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createThingsApp } from './app.ts';
import type { ThingsApp } from './app.ts';
import { addDays } from './encodings/civil-date.ts';
import { Zone } from './encodings/zone.ts';

const CRASH_EXIT_CODE = 139;

/** Runs day maintenance at each coming local midnight. */
function scheduleMidnight(app: ThingsApp, zone: Zone): void {
  const now = Date.now();
  const midnight = zone.startOfDay(addDays(zone.dayOf(now), 1));
  setTimeout(
    () => {
      if (app.isRunning) app.dayMaintenance();
      scheduleMidnight(app, zone);
    },
    Math.max(1000, midnight - now),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { db: { type: 'string' }, socket: { type: 'string' }, zone: { type: 'string' } },
  });
  if (values.db === undefined) throw new Error('usage: --db FILE [--socket PATH] [--zone ZONE]');
  const socketPath = values.socket ?? join(tmpdir(), `things-emulator-${process.pid}.sock`);
  const zone = new Zone(values.zone);
  const app = createThingsApp({
    databasePath: values.db,
    zone: zone.name,
    onCrash: () => process.exit(CRASH_EXIT_CODE),
  });
  const socket = await app.listen(socketPath);
  scheduleMidnight(app, zone);
  const stop = (): void => {
    void socket.close().then(() => {
      app.close();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever waits for this line may stop the program right after it.
  console.log(socketPath);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
