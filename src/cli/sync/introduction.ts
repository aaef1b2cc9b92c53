// What `start` says first: what it runs on, where things are, and how to play with the emulators.

import { dirname, relative } from 'node:path';
import { EMULATOR_TOKEN, type Accounts } from '../../local/accounts.ts';
import { THINGS_OPEN } from '../../local/samples/emulated-things.ts';
import { isBuilt } from '../../local/own-package.ts';
import type { Session } from '../../local/session.ts';
import { APP_PATH } from '../../protocol/app-pages.ts';
import { formatTable } from '../output/table.ts';

/** Writes the introduction. */
export function formatIntroduction(session: Session, accounts: Accounts, thingsPage: string | null): string {
  const rows = [
    ['Todoist', describeTodoist(session, accounts)],
    ['Things', describeThings(session, accounts)],
    ['State', shortPath(accounts.stateDirectory)],
    ['Local API', `${session.workerUrl} (token: ${shortPath(accounts.stateDirectory)}/token)`],
    [
      'App',
      `${session.publicUrl ?? session.workerUrl}${APP_PATH} (pair it: npm run cli -- devices pair NAME)`,
    ],
  ];
  return [
    headline(accounts),
    ...copyWords(session, accounts),
    formatTable(rows, { indent: '  ', maxCellWidth: 200 }),
    ...pages(session, accounts, thingsPage),
    ...hints(session, accounts),
  ].join('\n');
}

function headline({ todoist, things }: Accounts): string {
  if (todoist.kind === 'emulator' && things.kind === 'emulator') {
    return things.sample
      ? 'Syncing sample data: both apps are emulated inside this program. Nothing real is touched.'
      : things.copyOf === null
        ? 'Syncing a Things database with an emulated Todoist account.'
        : `Trying a copy of ${things.copyOf} with an emulated Todoist account. Your library and your Todoist are not touched.`;
  }
  return things.kind === 'app'
    ? 'Syncing for real.'
    : `Syncing Todoist at ${todoist.kind === 'api' ? new URL(todoist.url).host : 'an emulator'} with an emulated Things app.`;
}

/** A trial goes on with its copy: what was done in the library since then is not in it. */
export function copyWords({ copiedAt }: Session, { stateDirectory }: Accounts): readonly string[] {
  if (copiedAt === null) return [];
  const time = new Date(copiedAt).toLocaleString('sv-SE').slice(0, 16);
  return [`Using the copy from ${time}. For a new one, remove ${shortPath(stateDirectory)}.`];
}

function describeTodoist(session: Session, { todoist }: Accounts): string {
  return todoist.kind === 'emulator'
    ? `emulated account (${todoist.plan}) at ${session.todoistUrl}`
    : todoist.url;
}

function describeThings(session: Session, { things }: Accounts): string {
  return things.kind === 'emulator'
    ? `emulated app on ${shortPath(session.databasePath)}`
    : `Things on ${things.databasePath}`;
}

/** Where the emulated apps can be looked at. */
function pages(session: Session, { todoist }: Accounts, thingsPage: string | null): readonly string[] {
  const rows: string[][] = [];
  if (todoist.kind === 'emulator') rows.push(['Todoist', `${new URL(session.todoistUrl).origin}/`]);
  if (thingsPage !== null) rows.push(['Things', thingsPage]);
  return rows.length === 0
    ? []
    : [
        '',
        'To look at the emulated apps and act in them, in a browser:',
        formatTable(rows, { indent: '  ', maxCellWidth: 200 }),
      ];
}

function hints(session: Session, { todoist, things }: Accounts): readonly string[] {
  const lines: string[] = [];
  if (todoist.kind === 'emulator') {
    lines.push(
      `  curl ${session.todoistUrl}/tasks -H 'Authorization: Bearer ${EMULATOR_TOKEN}' -H 'Content-Type: application/json' -d '{"content":"Buy stamps"}'`,
    );
  }
  if (things.kind === 'emulator' && session.thingsSocket !== null) {
    lines.push(
      `  THINGS_EMULATOR_SOCKET=${session.thingsSocket} ${openCommand()} 'things:///add?title=Bake%20bread&when=today'`,
    );
  }
  return lines.length === 0 ? [] : ['', 'Or from another terminal:', ...lines];
}

/** The stand-in for `open`, with a Node that can run it. */
function openCommand(): string {
  return isBuilt()
    ? `PATH="${dirname(process.execPath)}:$PATH" ${THINGS_OPEN}`
    : 'PATH="node_modules/.bin:$PATH" emulators/things/bin/open';
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
