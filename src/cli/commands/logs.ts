// The log of the Worker: on this machine read from its file, of a deployed one told where it is.

import { setTimeout as sleep } from 'node:timers/promises';
import { LocalError } from '../../local/local-error.ts';
import { openLogReader } from '../../local/read-log.ts';
import type { LogLine } from '../../protocol/log.ts';
import type { Call, CommandSpec, Finding } from '../arguments/command-spec.ts';
import { parseTime } from '../arguments/times.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { checkWhole } from '../arguments/values.ts';
import { localAccounts, refuseNothing } from '../connect.ts';
import { formatLogLine } from '../output/log-line.ts';
import { printableJson } from '../../model/printable.ts';
import { ownEnvironment, placeOf } from '../place.ts';
import { EXIT } from '../exit.ts';

const USUALLY_SHOWN = 100;
const LOOK_AGAIN_MS = 300;

/** `logs`. */
export const LOG_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'plain',
    name: 'logs',
    does: 'requests and runs of the Worker on this machine, each a line, and what went wrong; never task text',
    example: '--since 1h --follow',
    options: [
      { flags: '-f, --follow', does: 'go on showing what comes, until Ctrl-C' },
      { flags: '--since <TIME>', does: 'from then on: 90m, 2h, 14:30, 2026-11-30, …' },
      {
        flags: '--lines <N>',
        does: `only the last N (default: ${USUALLY_SHOWN}; with --since, all)`,
        read: (text) => checkWhole('--lines', text, { from: 0, to: 1_000_000 }),
      },
    ],
    run: showLog,
  },
];

async function showLog(call: Call): Promise<Finding> {
  const { given, terminal, signal, json } = call;
  const since = sinceOf(given.option('since'));
  const lines = given.option('lines');
  const limit = lines === undefined ? (since === null ? USUALLY_SHOWN : null) : Number(lines);
  if (limit === 0 && !given.has('follow'))
    throw new UsageError('--lines 0 shows nothing; with --follow it shows only what comes');
  const reader = openLogReader(stateOf(call));
  const show = (some: readonly LogLine[]): void => {
    for (const line of some) terminal.result(json ? printableJson(line) : formatLogLine(line));
  };
  try {
    const wanted = reader.more().filter(({ at }) => since === null || Date.parse(at) >= since);
    show(limit === null ? wanted : wanted.slice(Math.max(0, wanted.length - limit)));
    while (given.has('follow') && !signal.aborted) {
      await pause(signal);
      show(reader.more());
    }
    if (wanted.length === 0 && !json && !given.has('follow')) terminal.say('Nothing was logged then.');
  } finally {
    reader.close();
  }
  return { text: '', json: null, isWritten: true, code: EXIT.done };
}

/** Where the log is, on this machine. Throws `LocalError`. */
function stateOf({ where }: Call): string {
  const environment = ownEnvironment();
  const place = placeOf(where, environment);
  if (place.kind === 'deployed') {
    throw new LocalError(
      'the log of a deployed Worker is at Cloudflare: `npx wrangler tail` shows it as it comes, and the dashboard keeps it (Workers, Observability)',
    );
  }
  const { stateDirectory } = localAccounts(place.where, environment);
  refuseNothing(stateDirectory);
  return stateDirectory;
}

function sinceOf(text: string | undefined): number | null {
  return text === undefined ? null : parseTime(text, Date.now());
}

/** Waits a little, or until somebody ends it. */
async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
