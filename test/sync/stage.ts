// One account on its real store with an emulated Todoist behind it, where the test itself plays the agent, the clock and the
// network. Records every request to Todoist. Decides nothing.

import { onTestFinished } from 'vitest';
import { createTodoistEmulator, type TodoistEmulator } from '../../emulators/todoist/server.ts';
import type { RemoteId } from '../../src/model/ids.ts';
import { isSame } from '../../src/model/same.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { RunNote } from '../../src/protocol/run.ts';
import type { ThingsContainer } from '../../src/protocol/things-row.ts';
import type { ThingsAcknowledgement } from '../../src/protocol/things-operation.ts';
import { openDevices, type DeviceRecords } from '../../src/hub/sqlite/tables/device-table.ts';
import { openLegacyRecords, type LegacyRecords } from '../../src/hub/sqlite/tables/legacy-tables.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import type { OutboxEntry, OutboxState, Store } from '../../src/hub/store.ts';
import type { Replica } from '../../src/sync/unit-of-work.ts';
import { createObjectMetrics, type ObjectMetrics } from '../../src/worker/object/object-metrics.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { ThingsLibrary } from './things-library.ts';
import { replicasOver, TODOIST_URL } from '../support/replicas.ts';

const BEGINNING = Date.parse('2026-11-23T08:00:00Z');
const MAX_ROUNDS = 20;
const ALL_STATES: readonly OutboxState[] = ['queued', 'sent', 'held', 'failed'];

/** One command as it left for Todoist. */
export interface SentCommand {
  readonly uuid: string;
  readonly type: string;
  readonly temp_id?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One request as it left for Todoist. */
export interface SentRequest {
  readonly sync_token: string;
  readonly resource_types?: readonly string[];
  readonly commands?: readonly SentCommand[];
}

/** What happens to requests with commands: they are lost on the way, their answer is lost, or they are refused as a whole. */
export type WriteTrouble = 'none' | 'lose_request' | 'lose_answer' | 'rate_limit';

/** How one exchange differs from an ordinary one. */
export interface Turn extends Partial<Pick<ExchangeRequest, 'acknowledgements' | 'dryRun'>> {
  readonly receipt?: Partial<ExchangeRequest['receipt']>;
  /** The snapshot that the difference is told to be of. */
  readonly base?: string;
  /** Tells the whole library. */
  readonly whole?: boolean;
}

/** Requests of one exchange beyond one for each fifty commands: its read, and a read and a retry for what it met. */
const REQUESTS_BESIDE_COMMANDS = 5;
/** The same command, by type and words, goes at most so often in one exchange: told, and told again after the plan changed. */
const MAX_REPEATS = 2;

/** Fails on an exchange that asks the same over and over, or asks far more than it has to tell. */
function expectNoLoop(requests: readonly SentRequest[]): void {
  const told = new Map<string, number>();
  for (const { type, args } of requests.flatMap(({ commands }) => commands ?? [])) {
    const words = JSON.stringify([type, args]);
    told.set(words, (told.get(words) ?? 0) + 1);
  }
  const most = REQUESTS_BESIDE_COMMANDS + Math.ceil(told.size / 50);
  if (requests.length > most) throw new Error(`a loop: ${requests.length} requests in one exchange`);
  for (const [words, count] of told) {
    if (count > MAX_REPEATS) throw new Error(`a loop: told ${count} times in one exchange: ${words}`);
  }
}

/** The account with all that surrounds it. Ends with the test. */
export class Stage {
  now = BEGINNING;
  account: Account;
  /** What is counted; stored by whoever makes a call, as `call` does. */
  metrics: ObjectMetrics;
  /** Nothing reaches Todoist while this is true. */
  offline = false;
  writeTrouble: WriteTrouble = 'none';
  /** Gives the error with which Todoist answers a command; null lets it through. */
  refuse: (command: SentCommand) => unknown = () => null;
  /** What happens elsewhere while a request to Todoist is on its way. */
  meanwhile: () => void = () => undefined;
  /** How every exchange differs from an ordinary one, unless its own turn says otherwise. */
  everyTurn: Turn = {};
  /** Gives the answer to a look-up of one task; null lets it through. */
  answerLookUp: (id: string) => Response | null = () => null;
  /** Look-ups so far, by id. */
  readonly lookUps: string[] = [];
  /** Gives the answer to a read without commands; null lets it through. */
  answerRead: (request: SentRequest) => Response | null = () => null;
  /** The token with which Todoist is asked; another one from the next restart on. */
  token = 'test-token';
  readonly library = new ThingsLibrary();
  readonly requests: SentRequest[] = [];
  /** Runs so far, as the log is told of them. */
  readonly runs: RunNote[] = [];
  readonly store: Store;
  /** What a migration took in. */
  readonly legacy: LegacyRecords;
  /** Paired devices. */
  readonly devices: DeviceRecords;
  /** What a migration that is under way is asked. */
  lookUpLegacy: (thingsIds: readonly string[]) => Promise<void> = async () => undefined;
  readonly todoist: TodoistEmulator;
  /** Replicas beside Todoist and Things. */
  readonly #more: readonly Replica[];
  #ids = 0;
  #commands = 0;
  #snapshots = 0;
  #base: string | null = null;
  #told = new Map<RemoteId, string>();
  #toldContainers = new Map<RemoteId, ThingsContainer>();
  #asked: readonly string[] = [];

  constructor(options: { readonly plan?: 'free' | 'pro'; readonly replicas?: readonly Replica[] } = {}) {
    this.#more = options.replicas ?? [];
    this.todoist = createTodoistEmulator({ plan: options.plan ?? 'pro', now: () => this.now });
    const database = openNodeDatabase(':memory:');
    onTestFinished(() => database.close());
    this.store = openStore(database, { findsLinesOf: ['todoist'] });
    this.legacy = openLegacyRecords(database);
    this.metrics = this.#openMetrics();
    this.devices = openDevices(database);
    this.account = this.#openAccount();
  }

  /** Starts the account anew on the same state, as after an eviction. */
  restart(): void {
    this.metrics = this.#openMetrics();
    this.account = this.#openAccount();
  }

  /** One exchange: what changed in the library since the last one that was taken. A second passes. */
  async exchange(turn: Turn = {}): Promise<ExchangeResponse> {
    this.now += 1000;
    const request = this.#request(turn);
    const before = this.requests.length;
    const response = await this.account.visit(visitOfThings(request));
    expectNoLoop(this.requests.slice(before));
    if (response.snapshot === 'taken' && turn.dryRun !== true) {
      this.#base = request.snapshot;
      this.#told = new Map([...this.library.todos.values()].map((todo) => [todo.id, todo.digest]));
      this.#toldContainers = new Map(this.library.containers);
      this.#asked = [];
    }
    if (response.snapshot === 'resync') {
      this.#base = null;
      this.#asked = response.ask ?? [];
    }
    return response;
  }

  /** Exchanges, approving plans and carrying out what comes down, until nothing is left to do. */
  async settle(): Promise<void> {
    let acknowledgements: readonly ThingsAcknowledgement[] = [];
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const response = await this.exchange({ acknowledgements: [...acknowledgements] });
      if (response.plan !== null) this.account.approve(response.plan.hash);
      acknowledgements = response.operations.map((operation) => this.library.carryOut(operation));
      const { pending } = this.account.status();
      const isBusy = response.plan !== null || response.more || acknowledgements.length > 0;
      if (!isBusy && pending.todoist + pending.things === 0) return;
    }
    throw new Error(`never at rest: ${JSON.stringify(this.account.status().waiting)}`);
  }

  /** Entries of the outbox. */
  outbox(replica: 'todoist' | 'things', states: readonly OutboxState[] = ALL_STATES): readonly OutboxEntry[] {
    return this.store.outbox.ofReplica(replica, states, 1000);
  }

  /** Commands of all requests since `from`. */
  commandsSince(from: number): readonly SentCommand[] {
    return this.requests.slice(from).flatMap((request) => request.commands ?? []);
  }

  /** A call of Todoist's REST API, as a person's app makes it; gives the answer, if there is one. */
  async inTodoist(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const request = new Request(`${TODOIST_URL}${path}`, {
      method,
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await this.todoist.fetch(request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  /** One command of Todoist’s sync API, as a person’s app sends it. Throws when it is refused. */
  async command(type: string, args: Readonly<Record<string, unknown>>): Promise<void> {
    const uuid = `person-${(this.#commands += 1)}`;
    const answer = await this.inTodoist('POST', '/sync', { commands: [{ type, uuid, args }] });
    const status = answer['sync_status'] as Readonly<Record<string, unknown>> | undefined;
    if (status?.[uuid] !== 'ok') throw new Error(`${type}: ${JSON.stringify(status?.[uuid])}`);
  }

  /** The one task of Todoist of this title, completed ones too; throws when there is not exactly one. */
  task(title: string) {
    const [first, ...more] = this.todoist.snapshot().items.filter((item) => item.content === title);
    if (first === undefined || more.length > 0)
      throw new Error(`${more.length + (first ? 1 : 0)} tasks “${title}”`);
    return first;
  }

  /** Names of Todoist's projects but the inbox. */
  projectNames(): readonly string[] {
    return this.todoist
      .snapshot()
      .projects.filter((project) => project.name !== 'Inbox')
      .map((project) => project.name);
  }

  /** Makes a call as the Coordinator does: it is counted, and that is stored where it changed something. */
  call<T>(type: string, work: () => T | Promise<T>): Promise<T> {
    return this.metrics.counted(type, async () => {
      const before = this.store.rowsWritten();
      try {
        return await work();
      } finally {
        if (this.store.rowsWritten() !== before) this.metrics.noteEffect();
      }
    });
  }

  #openMetrics(): ObjectMetrics {
    const { store } = this;
    return createObjectMetrics({
      records: store.metrics,
      transaction: store.transaction,
      events: store.events,
      kvOfDay: () => ({ reads: 0, writes: 0, lists: 0, deletes: 0 }),
      rows: () => ({ rowsRead: store.rowsRead(), rowsWritten: store.rowsWritten() }),
      outcomeOf: () => ({ outcome: 'done', error: null }),
      now: () => this.now,
    });
  }

  #openAccount(): Account {
    return createAccount({
      store: this.store,
      replicas: replicasOver((request) => this.#carry(request), {
        token: this.token,
        more: this.#more,
        deviceName: (id) => this.devices.get(id)?.name ?? null,
      }),
      now: () => this.now,
      newId: () => `id-${(this.#ids += 1)}`,
      watchRun: () => {
        const end = this.metrics.watchRun();
        return (note, details) => {
          this.runs.push(note);
          end(note, details);
        };
      },
      lookUpLegacy: (ids) => this.lookUpLegacy(ids),
    });
  }

  #request(ownTurn: Turn): ExchangeRequest {
    const turn = { ...this.everyTurn, ...ownTurn };
    const isWhole = this.#base === null || turn.whole === true;
    const all = [...this.library.todos.values()];
    const changed = isWhole
      ? all.filter((todo) => (todo.status === 'open' && !todo.trashed) || this.#asked.includes(todo.id))
      : all.filter((todo) => this.#told.get(todo.id) !== todo.digest);
    const removed = isWhole ? [] : [...this.#told.keys()].filter((id) => !this.library.todos.has(id));
    const containers = [...this.library.containers.values()].filter(
      (container) => isWhole || !isSame(this.#toldContainers.get(container.id), container),
    );
    const isNothingNew = !isWhole && changed.length + removed.length + containers.length === 0;
    this.#snapshots += 1;
    return {
      receipt: {
        databaseId: 'library-1',
        schemaVersion: 29,
        complete: true,
        openTodos: all.filter((todo) => todo.status === 'open' && !todo.trashed).length,
        zone: 'UTC',
        today: '2026-11-23',
        takenAt: this.now,
        ...turn.receipt,
      },
      base: isWhole ? null : (turn.base ?? this.#base),
      snapshot: isNothingNew && turn.base === undefined ? (this.#base ?? '') : `snapshot-${this.#snapshots}`,
      todos: changed,
      containers,
      removed,
      looked: [...this.#asked],
      acknowledgements: turn.acknowledgements ?? [],
      ...(turn.dryRun === undefined ? {} : { dryRun: turn.dryRun }),
    };
  }

  async #carry(request: Request): Promise<Response> {
    const isSync = request.url.endsWith('/sync');
    const sent = isSync ? ((await request.clone().json()) as SentRequest) : null;
    if (sent !== null) this.requests.push(sent);
    this.meanwhile();
    if (this.offline) throw new TypeError('fetch failed');
    if (sent === null) return this.#lookUp(request);
    if ((sent.commands ?? []).length === 0) return this.answerRead(sent) ?? this.todoist.fetch(request);
    if (this.writeTrouble === 'lose_request') throw new TypeError('fetch failed');
    if (this.writeTrouble === 'rate_limit') {
      return Response.json(
        { error_tag: 'LIMITS_REACHED' },
        { status: 429, headers: { 'retry-after': '30' } },
      );
    }
    const answer = await this.#carryCommands(request, sent);
    if (this.writeTrouble === 'lose_answer') throw new TypeError('fetch failed');
    return answer;
  }

  async #lookUp(request: Request): Promise<Response> {
    const id = request.url.split('/').at(-1) ?? '';
    this.lookUps.push(id);
    return this.answerLookUp(id) ?? this.todoist.fetch(request);
  }

  /** Todoist carries out all commands but the refused ones. */
  async #carryCommands(request: Request, sent: SentRequest): Promise<Response> {
    const refused = new Map(
      (sent.commands ?? []).flatMap((command) => {
        const error = this.refuse(command);
        return error === null ? [] : [[command.uuid, error] as const];
      }),
    );
    if (refused.size === 0) return this.todoist.fetch(request);
    const commands = (sent.commands ?? []).filter(({ uuid }) => !refused.has(uuid));
    const body = JSON.stringify({ ...sent, commands });
    const { method, headers } = request;
    const response = await this.todoist.fetch(new Request(request.url, { method, headers, body }));
    const answer = (await response.json()) as { sync_status?: Record<string, unknown> };
    return Response.json({
      ...answer,
      sync_status: { ...answer.sync_status, ...Object.fromEntries(refused) },
    });
  }
}
