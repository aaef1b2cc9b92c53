// `open [-g] [-a App] [url]` against the emulator: silent and successful whenever the app's Mac is reachable.
import process from 'node:process';
import { askEmulator } from '../control/client.ts';
import { emulatorSocket } from './socket.ts';

const APP_NAMES: readonly string[] = ['things3', 'things', 'things3.app', 'com.culturedcode.thingsmac'];

interface OpenArguments {
  readonly app: string | null;
  readonly url: string | null;
}

/** Reads the arguments; flags that only place windows are accepted and ignored. */
function readArguments(argv: readonly string[]): OpenArguments {
  let app: string | null = null;
  let url: string | null = null;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '-a' || word === '-b') {
      at += 1;
      app = argv[at] ?? '';
    } else if (!word.startsWith('-')) {
      url = word;
    }
  }
  return { app, url };
}

async function main(): Promise<number> {
  const { app, url } = readArguments(process.argv.slice(2));
  if (app !== null && !APP_NAMES.includes(app.toLowerCase().split('/').at(-1) ?? '')) {
    console.error(`Unable to find application named '${app}'`);
    return 1;
  }
  if (url !== null && !url.toLowerCase().startsWith('things:')) {
    console.error(`No application knows how to open URL ${url}`);
    return 1;
  }
  const launch = app !== null;
  await askEmulator(emulatorSocket(), { op: 'open', launch, ...(url === null ? {} : { url }) });
  return 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
);
