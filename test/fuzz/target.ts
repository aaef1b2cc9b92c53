// What is fuzzed: the whole product on this machine, with both emulators, after a first sync of made-up tasks.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../src/model/assert.ts';
import { EMULATOR_TOKEN } from '../../src/local/accounts.ts';
import { openSession, type Session } from '../../src/local/session.ts';
import { findRunningInstance } from '../../src/local/state-directory.ts';

/** Who asks. */
export type Caller = 'nobody' | 'stranger' | 'read_only' | 'client' | 'owner' | 'repairer';

/** A word of each task that is synced here, and of nothing else. */
export const CANARY = 'Kanarienvogel';

/** The running product, and what is known of it. */
export interface Target {
  readonly url: string;
  readonly session: Session;
  /** What each caller brings. */
  readonly headers: Readonly<Record<Caller, Readonly<Record<string, string>>>>;
  /** The token that may stand in an address. */
  readonly addressToken: string;
  /** What no answer may hold, and what of it each is. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Ids and hashes that mean something here. */
  readonly known: readonly string[];
  /** Everything that the owner's eyes see, as text: it changes when something was changed. */
  readonly picture: () => Promise<string>;
  readonly close: () => Promise<void>;
}

const REPAIR_TOKEN = 'fuzz-repair-token-5d1e';
/** Whoever asks or guesses too often gets 429 and nothing else, of which a few thousand teach nothing. */
const NO_LIMITS = JSON.stringify({ perToken: 1_000_000, perAddress: 1_000_000, wrong: 1_000_000 });
const FIRST_SYNC_ROUNDS = 10;

/** Starts everything in a directory that goes with it. `log` gets the Worker's own log. */
export async function startTarget(log: (line: string) => void): Promise<Target> {
  const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const state = join(directory, 'state');
  const session = await openSession({
    accounts: {
      todoist: { kind: 'emulator', plan: 'pro' },
      things: { kind: 'emulator', databasePath: join(state, 'things.sqlite'), sample: true, copyOf: null },
      stateDirectory: state,
    },
    environment: { ...process.env, REPAIR_AUTH_TOKEN: REPAIR_TOKEN, RATE_LIMITS: NO_LIMITS },
    port: 0,
    dryRun: false,
    takeOver: false,
    leave: false,
    ending: '',
    log,
  });
  await addCanaries(session);
  await syncFirst(session);
  const running = findRunningInstance(state);
  assert(running !== null, 'a session that tells nobody of itself');
  return {
    ...(await describe(session, running.apiToken)),
    close: async () => {
      await session.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function addCanaries({ todoistUrl }: Session): Promise<void> {
  for (const number of [1, 2, 3]) {
    const response = await fetch(`${todoistUrl}/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${EMULATOR_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: `${CANARY} ${number}`, description: `${CANARY} in the notes` }),
    });
    assert(response.ok, `a canary was refused: ${response.status}`);
  }
}

async function syncFirst({ agent, api }: Session): Promise<void> {
  for (let round = 0; round < FIRST_SYNC_ROUNDS; round += 1) {
    const outcome = await agent.exchangeOnce();
    assert(outcome.ok, `the first sync failed: ${JSON.stringify(outcome)}`);
    const { plan, operations, more } = outcome.value.response;
    if (plan !== null && !plan.approved) await api.approve({ path: { hash: plan.hash } });
    else if (operations.length === 0 && !more && !agent.hasNews()) return;
  }
  throw new Error('the first sync does not come to an end');
}

async function describe(session: Session, ownerToken: string): Promise<Omit<Target, 'close'>> {
  const { api, workerUrl: url } = session;
  const client = await api.makeToken({ body: { name: 'an older script', kind: 'client' } });
  const reader = await api.makeToken({ body: { name: 'a dashboard', kind: 'read_only' } });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const { changes } = await api.changes();
  const history = await api.history({ query: { limit: 20 } });
  return {
    url,
    session,
    headers: {
      nobody: {},
      stranger: bearer('no-token-of-ours'),
      read_only: bearer(reader.token),
      client: bearer(client.token),
      owner: bearer(ownerToken),
      repairer: { 'x-repair-auth': REPAIR_TOKEN },
    },
    addressToken: client.token,
    secrets: new Map([
      [ownerToken, 'the owner’s token'],
      [client.token, 'an older client’s token'],
      [reader.token, 'a reader’s token'],
      [REPAIR_TOKEN, 'the repair token'],
      [EMULATOR_TOKEN, 'the token for Todoist'],
    ]),
    known: [
      ...changes.map(({ id }) => id),
      ...history.map(({ id }) => String(id)),
      'todoist',
      'things',
      'title',
    ],
    picture: () => pictureOf(session, bearer(ownerToken)),
  };
}

/** When a token was used last is no change that anybody made. */
const NO_CHANGE = /"lastUsedAt":(?:\d+|null)/g;

async function pictureOf(
  { workerUrl, todoistUrl }: Session,
  headers: Record<string, string>,
): Promise<string> {
  const paths = ['config', 'plan', 'conflicts', 'tokens', 'history?limit=100', 'changes?limit=500'];
  const texts = [];
  for (const path of paths) {
    const response = await fetch(`${workerUrl}/v1/${path}`, { headers });
    assert(response.ok, `GET /v1/${path} answers the owner with ${response.status}`);
    texts.push(`${path} ${(await response.text()).replaceAll(NO_CHANGE, '')}`);
  }
  const todoist = await fetch(`${todoistUrl}/sync`, {
    method: 'POST',
    headers: { authorization: `Bearer ${EMULATOR_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sync_token: '*', resource_types: ['items', 'projects', 'sections', 'labels'] }),
  });
  const { items, projects, sections, labels } = (await todoist.json()) as Record<string, unknown>;
  return [...texts, JSON.stringify({ items, projects, sections, labels })].join('\n');
}
