// Our folders among the temporary files (sockets, and copies of the state for dry runs): how a new one is named, and the removal of
// those whose process was killed before it could remove its own.

import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** In a folder for one, the name of its socket. */
const SOCKETS = {
  'things-emulator': 'control.sock',
  kv: 'kv.sock',
  deliveries: 'deliveries.sock',
} as const;
const KINDS = ['things-emulator', 'kv', 'deliveries', 'dry-run'] as const;
const NAME = new RegExp(`^(${KINDS.join('|')})-(?:(\\d+)(?:-\\w{6}|\\.sock)|\\w{6})$`);
/** What a copy of a state has, and hardly another program's folder of the same name. */
const OF_A_STATE = ['token', 'pair.json'];
/** An earlier version did not name the process of a dry run, which never takes that long, ms. */
const LONGEST_DRY_RUN_MS = 86_400_000;

/** What a folder with a socket is for. */
export type SocketFolder = keyof typeof SOCKETS;

/** What a folder is for. */
type OwnFolder = (typeof KINDS)[number];

/** Makes a folder of this process for its owner alone; gives its path. */
export function makeOwnFolder(temporary: string, kind: OwnFolder): string {
  return mkdtempSync(join(temporary, `${kind}-${process.pid}-`));
}

/** Makes a folder for a socket: its path may not be longer than about 100 bytes. Gives both paths. */
export function makeSocketFolder(
  temporary: string,
  kind: SocketFolder,
): { readonly folder: string; readonly socket: string } {
  const folder = makeOwnFolder(temporary, kind);
  return { folder, socket: join(folder, SOCKETS[kind]) };
}

/**
 * Removes what killed processes of this user left in the folder for temporary files. What somebody listens on stays, and so does what
 * a running process uses or may be about to listen on. `now`: epoch ms.
 */
export async function removeLeftFolders(temporary: string, now: number): Promise<void> {
  for (const name of readdirSync(temporary)) {
    const [, called, pid] = NAME.exec(name) ?? [];
    const kind = KINDS.find((known) => known === called);
    const path = join(temporary, name);
    const stats = kind === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (kind === undefined || stats === undefined || stats.uid !== process.getuid?.()) continue;
    const owner = pid === undefined ? null : Number(pid);
    const isLeft =
      kind === 'dry-run'
        ? isLeftCopy(path, { stats, pid: owner, now })
        : await isLeftSocket(stats.isDirectory() ? join(path, SOCKETS[kind]) : path, owner);
    if (isLeft) rmSync(path, { recursive: true, force: true });
  }
}

async function isLeftSocket(path: string, pid: number | null): Promise<boolean> {
  const answer = await knock(path);
  return answer === 'refused' || (answer === 'missing' && pid !== null && !isAlive(pid));
}

function isLeftCopy(
  path: string,
  { stats, pid, now }: { readonly stats: Stats; readonly pid: number | null; readonly now: number },
): boolean {
  if (!stats.isDirectory()) return false;
  if (pid !== null) return !isAlive(pid);
  const isOurs = OF_A_STATE.every((name) => existsSync(join(path, name)));
  return isOurs && stats.mtimeMs < now - LONGEST_DRY_RUN_MS;
}

/** Whether somebody listens on a socket; `missing`: there is none. */
function knock(path: string): Promise<'open' | 'refused' | 'missing' | 'unknown'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('open');
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ENOENT') resolve('missing');
      else resolve(code === 'ECONNREFUSED' ? 'refused' : 'unknown');
    });
  });
}

/** A process of somebody else can't be signalled, but is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code !== 'ESRCH';
    throw error;
  }
}
