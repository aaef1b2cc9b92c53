// `devices pair`: makes a code, shows it in every way in which a device can take it, and tells when one did.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../client/api-client.ts';
import { LocalError } from '../../local/local-error.ts';
import { systemWords } from '../../local/system-words.ts';
import { writePrivately } from '../../local/write-privately.ts';
import type { ShownDevice, ShownPairingCode } from '../../protocol/answers/mobile.ts';
import { DEFAULT_ACCOUNT } from '../../protocol/account-name.ts';
import { APP_PATH } from '../../protocol/app-pages.ts';
import type { CommandSpec, Finding } from '../arguments/command-spec.ts';
import { EXIT } from '../exit.ts';
import { printable } from '../../model/printable.ts';
import { formatQr } from '../output/qr-text.ts';
import { formatTable } from '../output/table.ts';
import { formatTime } from '../output/time-text.ts';

const LOOK_EVERY_MS = 2000;

type AccountCall = Parameters<Extract<CommandSpec, { kind: 'account' }>['run']>[1];

/** Makes a code for a device of this name. Throws `ApiError`, and `LocalError` where the picture can't be written. */
export async function pairDevice(
  api: ApiClient,
  call: AccountCall & { readonly name: string },
): Promise<Finding> {
  const { given, name, json, terminal, isRunning } = call;
  const file = given.option('svg');
  if (file !== undefined && existsSync(file)) throw new LocalError(`${file} is there already`);
  const before = await api.devices();
  const made = await api.makePairingCode({ body: { name, qr: file !== undefined } });
  if (file !== undefined) writePicture(made, file);
  const text = formatCode(made, { columns: terminal.pictureColumns, isRunning, file: file ?? null });
  const waits = !json && isRunning && terminal.canAsk && given.has('wait');
  if (!waits) return { json: made, text };
  terminal.say(`${text}\n\nWaiting for the device. Ctrl-C ends that; the code stays valid.`);
  const paired = await awaitDevice(api, {
    known: new Set(before.map(({ id }) => id)),
    name,
    until: made.expiresAt,
    now: () => Date.now(),
    pause: () => sleep(LOOK_EVERY_MS, undefined, { signal: call.signal }),
  });
  return paired === null
    ? { json: made, text: 'The code has expired, and no device was paired.', code: EXIT.error }
    : { json: paired, text: `Paired: ${describe(paired)}` };
}

/** Waits until there is another device of this name; null: there was none until then (epoch ms). Rejects when `pause` does. */
export async function awaitDevice(
  api: Pick<ApiClient, 'devices'>,
  parts: {
    /** Ids of the devices that there were before. */
    readonly known: ReadonlySet<string>;
    readonly name: string;
    readonly until: number;
    readonly now: () => number;
    readonly pause: () => Promise<void>;
  },
): Promise<ShownDevice | null> {
  const { known, name, until, now, pause } = parts;
  for (;;) {
    const isOver = now() > until;
    const found = (await api.devices()).find((device) => device.name === name && !known.has(device.id));
    if (found !== undefined) return found;
    if (isOver) return null;
    await pause();
  }
}

function writePicture({ svg, noLink }: ShownPairingCode, file: string): void {
  if (svg === null) throw new LocalError(`there is no link to draw. ${noLink ?? ''}`);
  try {
    writePrivately(file, `${svg}\n`);
  } catch (error) {
    throw new LocalError(`${file} can’t be written: ${systemWords(error) ?? 'it is no place for a file'}`, {
      cause: error,
    });
  }
}

/** How a code is shown. */
interface Showing {
  /** 0: no picture can be shown. */
  readonly columns: number;
  /** False: nothing runs at the addresses of the links once this command has ended. */
  readonly isRunning: boolean;
  /** Where its picture is; null: nowhere. */
  readonly file: string | null;
}

/** Writes a code with all that can be done with it. */
export function formatCode(made: ShownPairingCode, { columns, isRunning, file }: Showing): string {
  const { code, link, account } = made;
  const qr = link === null ? null : formatQr(link, columns);
  const rows = [['Code', code], ...(link === null ? [] : [['Link', link]])];
  const parts = [
    formatTable(rows, { maxCellWidth: 500 }),
    ...(qr === null ? [] : [qr]),
    wayIn(made, { isScanned: qr !== null, isRunning }),
    [
      `It pairs one device, until ${formatTime(made.expiresAt)}; whoever has it can do that.`,
      ...(file === null ? [] : [`${file} holds the code, too: remove it afterwards.`]),
      ...(account === DEFAULT_ACCOUNT ? [] : [`It belongs to the account ${account}.`]),
    ].join('\n'),
  ];
  return parts.join('\n\n');
}

function wayIn(
  { link, localLink, noLink }: ShownPairingCode,
  { isScanned, isRunning }: { readonly isScanned: boolean; readonly isRunning: boolean },
): string {
  const begin = isRunning
    ? []
    : ['Nothing is syncing here now: begin with npm start -- and then use the code.'];
  if (link !== null) {
    const { origin } = new URL(link);
    const scan = isScanned
      ? 'Scan the picture with the device, open the link on it'
      : 'Open the link on the device';
    return [...begin, `${scan}, or enter the code at ${origin}${APP_PATH}#/pair`].join('\n');
  }
  const here =
    localLink === null || !isRunning ? [] : ['A browser on this machine can open', `  ${localLink}`];
  return [...begin, `There is no link for a phone. ${noLink ?? ''}`, ...here].join('\n');
}

function describe({ name, platform }: ShownDevice): string {
  return printable(platform === null ? name : `${name} (${platform})`);
}
