// The emulated Things app inside this process, behind the same two executables that macOS has. Only wiring.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createThingsApp } from '../../../emulators/things/app.ts';
import { servePage } from '../../../emulators/things/page/page-server.ts';
import { refuseForeignLibrary } from '../../../emulators/things/store/real-library.ts';
import { LocalError } from '../local-error.ts';
import { makeSocketFolder, removeLeftFolders } from '../left-folders.ts';

const EXECUTABLES = fileURLToPath(new URL('../../../emulators/things/bin', import.meta.url));

/** Stands in for the command `open` of macOS. */
export const THINGS_OPEN = join(EXECUTABLES, 'open');

/** An emulated app that owns a database. */
export interface EmulatedThings {
  readonly socketPath: string;
  /** Serves the page where a person sees the app and acts in it, once; gives its address. */
  readonly openPage: () => Promise<string>;
  /** The environment in which `open` and `osascript` reach it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly close: () => Promise<void>;
}

/** Opens the app on `databasePath`. Throws `LocalError` when the file is not an emulator's to open, or no library. */
export async function startEmulatedThings(
  databasePath: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EmulatedThings> {
  const app = openApp(databasePath);
  // Not below the state directory: a socket's path may not be longer than about 100 bytes.
  await removeLeftFolders(tmpdir(), Date.now());
  const { folder: socketDirectory, socket: socketPath } = makeSocketFolder(tmpdir(), 'things-emulator');
  const server = await app.listen(socketPath);
  let page: Promise<Awaited<ReturnType<typeof servePage>>> | null = null;
  const path = [EXECUTABLES, dirname(process.execPath), environment['PATH'] ?? ''].join(delimiter);
  return {
    socketPath,
    openPage: async () => (await (page ??= servePage(app, databasePath, 0))).url,
    environment: { ...environment, PATH: path, THINGS_EMULATOR_SOCKET: socketPath },
    close: async () => {
      if (page !== null) await (await page).close();
      await server.close();
      app.close();
      rmSync(socketDirectory, { recursive: true, force: true });
    },
  };
}

function openApp(databasePath: string) {
  try {
    refuseForeignLibrary(databasePath);
    return createThingsApp({ databasePath });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LocalError(`${databasePath} can't be opened as a Things library: ${why}`, { cause: error });
  }
}
