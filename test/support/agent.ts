// What the agent's tests share: a library of the emulator on a clock of its own, and a Worker that only keeps books.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createThingsApp } from '../../emulators/things/app.ts';
import { assert } from '../../src/model/assert.ts';
import { ok, type Result } from '../../src/model/result.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse, Standby } from '../../src/protocol/exchange-answer.ts';
import type {
  ThingsAcknowledgement,
  ThingsFields,
  ThingsOperation,
} from '../../src/protocol/things-operation.ts';
import type { ThingsContainer, ThingsTodo } from '../../src/protocol/things-row.ts';
import type { ThingsApp } from '../../src/agent/write/app.ts';
import type { ExchangeFailure } from '../../src/agent/failures.ts';
import { createAgent, type Agent, type AgentOptions } from '../../src/agent/loop.ts';
import { readView } from '../../src/agent/read/reader.ts';

const NOON_IN_BERLIN = Date.UTC(2026, 10, 23, 11);
const NO_APPLIED = { created: 0, updated: 0, completed: 0, deleted: 0 };

/** A Worker that takes all it is told and sends its operations until they are acknowledged. */
export class BookkeepingWorker {
  readonly requests: ExchangeRequest[] = [];
  readonly todos = new Map<string, ThingsTodo>();
  readonly containers = new Map<string, ThingsContainer>();
  readonly answers = new Map<string, ThingsAcknowledgement>();
  outbox: ThingsOperation[] = [];
  snapshot: string | null = null;
  /** What it answers when it knows the base. */
  verdict: ExchangeResponse['snapshot'] = 'taken';
  /** A stop that it tells of; while there is one it takes nothing and sends nothing. */
  plan: ExchangeResponse['plan'] = null;
  /** Why the agent stands by; while it does, it is told nothing and nothing is taken from it. */
  standby: Standby | null = null;
  /** Called after each request. */
  onRequest: () => void = () => undefined;
  /** Ids that it asks for before it takes a whole library. */
  ask: readonly string[] = [];

  /** Answers one request as the Worker would. */
  exchange(request: ExchangeRequest): ExchangeResponse {
    this.requests.push(request);
    const answer = this.standby === null ? this.#answer(request) : this.#turnAway(this.standby);
    this.onRequest();
    return answer;
  }

  #turnAway(standby: Standby): ExchangeResponse {
    return { ...this.#respond({ snapshot: 'not_taken', operations: [] }), standby };
  }

  #respond(answer: Pick<ExchangeResponse, 'snapshot' | 'operations'>): ExchangeResponse {
    return {
      ...answer,
      more: false,
      run: { applied: { todoist: NO_APPLIED, things: NO_APPLIED }, conflicts: 0, held: 0, failed: 0 },
      plan: this.plan,
      problems: [],
    };
  }

  #answer(request: ExchangeRequest): ExchangeResponse {
    const isAsking = request.base === null && this.ask.some((id) => request.looked?.includes(id) !== true);
    const isKnown = !isAsking && (request.base === null || request.base === this.snapshot);
    const verdict = this.plan === null ? this.verdict : 'not_taken';
    if (isKnown && verdict === 'taken' && request.dryRun !== true) this.#take(request);
    const isResync = !isKnown;
    return {
      ...this.#respond({
        snapshot: isResync ? 'resync' : verdict,
        operations: isResync || this.plan !== null ? [] : this.outbox,
      }),
      ...(isAsking ? { ask: [...this.ask] } : {}),
    };
  }

  /** The last request. */
  get last(): ExchangeRequest {
    const request = this.requests.at(-1);
    assert(request !== undefined, 'there was no exchange yet');
    return request;
  }

  #take(request: ExchangeRequest): void {
    const settled = request.acknowledgements.filter(({ outcome }) => outcome !== 'unseen');
    for (const answer of settled) this.answers.set(answer.operation, answer);
    this.outbox = this.outbox.filter(({ id }) => !this.answers.has(id));
    if (request.base === null) this.todos.clear();
    for (const todo of request.todos) this.todos.set(todo.id, todo);
    for (const id of request.removed) this.todos.delete(id);
    for (const container of request.containers) this.containers.set(container.id, container);
    this.snapshot = request.snapshot;
  }
}

/** Where a stage may throw, to be cut short: before and after each call that leaves the agent. */
export type Cut = 'url' | 'url done' | 'script' | 'script done' | 'exchange' | 'exchange done' | 'sleep';

/** A library, an app on it, a clock that only moves when somebody sleeps, a Worker, and agents one after the other. */
export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'agent-'));
  readonly path = join(this.folder, 'library', 'main.sqlite');
  readonly zone = 'Europe/Berlin';
  readonly worker = new BookkeepingWorker();
  app;
  readonly #appOptions: Parameters<typeof createThingsApp>[0];
  now = NOON_IN_BERLIN;
  /** False: the app can't be started. */
  canLaunch = true;
  urls: string[] = [];
  /** Called with each script before it runs. */
  onScript: (script: string) => void = () => undefined;
  /** Called before and after each call that leaves the agent; throws to cut it short. */
  onCut: (cut: Cut) => void = () => undefined;
  #waiting: { readonly at: number; readonly run: () => void }[] = [];
  #agent: Agent | null = null;
  #ids = 0;

  constructor() {
    this.#appOptions = {
      databasePath: this.path,
      zone: this.zone,
      now: () => this.now,
      seed: 7,
      delayMs: 150,
      durable: false,
      schedule: (run, delayMs) => this.#waiting.push({ at: this.now + delayMs, run }),
    };
    this.app = createThingsApp(this.#appOptions);
  }

  /** Things is quit, something is done to its file, and it is started again. */
  whileThingsIsQuit(work: () => void): void {
    this.app.close();
    work();
    this.app = createThingsApp(this.#appOptions);
  }

  /** The agent at work; a new one on the same state after `crash`. */
  get agent(): Agent {
    this.#agent ??= createAgent(this.agentOptions());
    return this.#agent;
  }

  agentOptions(): AgentOptions {
    return {
      databasePath: this.path,
      stateDirectory: join(this.folder, 'state'),
      app: this.doors(),
      exchange: (request) => this.#exchange(request),
      clock: { now: () => this.now, sleep: (ms) => this.sleep(ms) },
      zone: this.zone,
      newId: () => `snapshot-${(this.#ids += 1)}`,
    };
  }

  /** The app as the agent sees it. */
  doors(): ThingsApp {
    return {
      openUrl: (url) =>
        this.#cutting('url', () => {
          this.urls.push(url);
          this.app.openUrl(url);
        }),
      runJxa: (script, argv) => {
        this.onScript(script);
        return this.#cutting('script', () => this.app.runJxa(script, argv));
      },
      runAppleScript: (program, argv) =>
        this.#cutting('script', () => this.app.runAppleScript(program, argv)),
      launch: async () => {
        if (this.canLaunch) this.app.launch();
      },
    };
  }

  /** Lets the agent die where it stands. */
  crash(): void {
    this.#agent?.close();
    this.#agent = null;
  }

  /** Lets time pass; the app does what is due. */
  async sleep(ms: number): Promise<void> {
    this.onCut('sleep');
    const until = this.now + ms;
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = until;
  }

  /** Sends operations down and brings their outcomes up; returns them in order. */
  async apply(...operations: readonly ThingsOperation[]): Promise<readonly ThingsAcknowledgement[]> {
    this.worker.outbox = [...this.worker.outbox, ...operations];
    await this.exchange();
    await this.exchange();
    return operations.map(({ id }) => {
      const answer = this.worker.answers.get(id);
      assert(answer !== undefined, `no answer to ${id}`);
      return answer;
    });
  }

  /** Exchanges once; throws when it failed. */
  async exchange() {
    const result = await this.agent.exchangeOnce();
    assert(result.ok, `the exchange failed: ${JSON.stringify(result)}`);
    return result.value;
  }

  /** One row as the database has it now; undefined when it is gone. */
  row(id: string): ThingsTodo | undefined {
    return this.rows([id])[0];
  }

  /** Rows as the database has them now. */
  rows(ids: readonly string[]): readonly ThingsTodo[] {
    const view = readView(this.path, { ids, notes: [] });
    assert(view.ok, 'the library can be read');
    return [...view.value.todos.values()];
  }

  /** Rows with exactly these notes, as the database has them now. */
  rowsWithNotes(notes: readonly string[]): readonly ThingsTodo[] {
    const view = readView(this.path, { ids: [], notes });
    assert(view.ok, 'the library can be read');
    return [...view.value.todos.values()];
  }

  /** Ends everything and removes the files. */
  close(): void {
    this.crash();
    this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #exchange(request: ExchangeRequest): Promise<Result<ExchangeResponse, ExchangeFailure>> {
    return this.#cutting('exchange', () => ok(this.worker.exchange(structuredClone(request))));
  }

  async #cutting<T>(cut: 'url' | 'script' | 'exchange', work: () => T): Promise<T> {
    this.onCut(cut);
    const result = work();
    this.onCut(`${cut} done`);
    return result;
  }
}

let made = 0;

/** Makes a to-do. */
export function createTodo(fields: ThingsFields, id = `op-${(made += 1)}`): ThingsOperation {
  return { kind: 'create_todo', id, fields };
}

/** Changes a to-do. */
export function updateTodo(
  thingsId: string,
  fields: ThingsFields,
  expect: string | null = null,
): ThingsOperation {
  return { kind: 'update_todo', id: `op-${(made += 1)}`, thingsId, expect, fields };
}

/** Trashes a to-do. */
export function trashTodo(thingsId: string, expect: string | null = null): ThingsOperation {
  return { kind: 'trash_todo', id: `op-${(made += 1)}`, thingsId, expect };
}
