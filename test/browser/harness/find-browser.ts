// Which browser the tests run in: an installed one, or the Chromium that comes with the packages, unpacked once for a checkout.
// Fetches nothing.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Older ones lack what the app uses. */
const OLDEST_MAJOR = 120;
const UNPACKED = fileURLToPath(new URL('../../../build/browser', import.meta.url));
const PACKAGE = fileURLToPath(
  new URL('../../../node_modules/@sparticuz/chromium/package.json', import.meta.url),
);

/** A browser, or why there is none. */
export type FoundBrowser =
  | {
      readonly kind: 'installed' | 'package';
      readonly path: string;
      /** The folder of `fonts.conf`; null for the fonts of the machine alone. */
      readonly fonts: string | null;
    }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Finds Chrome or Chromium: CHROME_PATH, then the usual places, then the one of the packages, which runs on Linux x64 only. Throws when
 * CHROME_PATH names none, and on Linux x64 when its own does not start.
 */
export async function findBrowser(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<FoundBrowser> {
  const named = environment['CHROME_PATH'] ?? '';
  if (named !== '') {
    if (await canRun(named)) return { kind: 'installed', path: named, fonts: null };
    throw new Error(`CHROME_PATH names no Chrome or Chromium from version ${OLDEST_MAJOR} on: ${named}`);
  }
  for (const path of usualPlaces(process.platform, environment)) {
    if (existsSync(path) && (await canRun(path))) return { kind: 'installed', path, fonts: null };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return unpackOwn();
  return {
    kind: 'none',
    reason:
      `no Chrome or Chromium from version ${OLDEST_MAJOR} on was found, and the packages bring none for ${process.platform} ` +
      `${process.arch}: install Chrome, or name a browser in CHROME_PATH`,
  };
}

function usualPlaces(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Google Chrome Canary', 'Microsoft Edge', 'Brave Browser'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (platform === 'linux') {
    const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
    return ['/usr/bin', '/usr/local/bin', '/opt/google/chrome'].flatMap((folder) =>
      [...names, 'chrome'].map((name) => join(folder, name)),
    );
  }
  return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = environment[name];
    return folder === undefined ? [] : [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')];
  });
}

/** Some systems have a script in the browser's place that only says how to install it. */
async function canRun(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    return Number(/(\d+)\.\d+\.\d+/.exec(stdout)?.[1] ?? 0) >= OLDEST_MAJOR;
  } catch (error) {
    if (error instanceof Error && ('code' in error || 'killed' in error)) return false;
    throw error;
  }
}

/** Unpacks into a folder of its own and moves that into place, so that nobody meets half of it. */
async function unpackOwn(): Promise<FoundBrowser> {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string };
  const target = join(UNPACKED, version);
  const found = { kind: 'package', path: join(target, 'chromium'), fonts: join(target, 'fonts') } as const;
  if (existsSync(target)) return found;
  mkdirSync(UNPACKED, { recursive: true });
  const draft = mkdtempSync(join(UNPACKED, 'draft-'));
  try {
    // The package unpacks into the folder for temporary files of its process.
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath();"],
      { env: { ...process.env, TMPDIR: draft }, cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
    );
    writeFileSync(join(draft, 'fonts', 'fonts.conf'), fontsConfig(join(target, 'fonts')));
    if (!existsSync(target)) renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return found;
}

/** Its own font first, so that a machine without any shows text, then what the machine has. */
function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`;
}
