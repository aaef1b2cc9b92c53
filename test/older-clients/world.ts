// A Mac with Things, its agent and shell clients, a Todoist account, and the real Worker between them, all over HTTP on one clock that
// this world has in hand.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startControlledHost, type ControlledHost } from '../../bench/day/controlled-host.ts';
import { createThingsApp, type ThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator, type TodoistEmulator } from '../../emulators/todoist/server.ts';
import { createHttpExchange } from '../../src/agent/exchange/http-exchange.ts';
import { createAgent, type Agent } from '../../src/agent/loop.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import { readTodos, type TodoView } from '../scenarios/things-side.ts';
import { readItems, type ItemView } from '../scenarios/todoist-side.ts';
import { runClient, type ClientOptions, type ClientRun } from './shell-client.ts';
import { WayIn, type Trouble } from './way-in.ts';

const SCRIPTS = fileURLToPath(new URL('clients/things', import.meta.url));
const TODOIST_TOKEN = 'test-token';
const ZONE = 'UTC';

/** What happens to the agent during an exchange. */
export type AgentTrouble = 'lose_request' | 'lose_answer' | 'dies_writing';

/** The world. */
export class World {
  readonly things: ThingsApp;
  readonly todoist: TodoistEmulator;
  /** What others do while somebody waits. */
  meanwhile: () => Promise<void> = async () => undefined;
  readonly #directory = mkdtempSync(join(tmpdir(), 'older-clients-'));
  readonly #waiting: { readonly at: number; readonly run: () => void }[] = [];
  readonly #closers: (() => void | Promise<void>)[] = [];
  readonly #clients = new Map<string, ClientOptions>();
  #now: number;
  #todoistUrl = '';
  #host: ControlledHost | null = null;
  #agent: Agent | null = null;
  #agentTrouble: AgentTrouble | null = null;
  #onDeath: () => void = () => undefined;
  #names = 0;

  constructor(beginning: number, seed: number) {
    this.#now = beginning;
    this.#closers.push(() => rmSync(this.#directory, { recursive: true, force: true, maxRetries: 10 }));
    this.things = createThingsApp({
      databasePath: this.#databasePath,
      zone: ZONE,
      now: () => this.#now,
      seed,
      durable: false,
      schedule: (run, delayMs) => this.#waiting.push({ at: this.#now + delayMs, run }),
    });
    this.#closers.push(() => this.things.close());
    this.todoist = createTodoistEmulator({
      zone: ZONE,
      plan: 'pro',
      token: TODOIST_TOKEN,
      seed,
      now: () => this.#now,
    });
  }

  get now(): number {
    return this.#now;
  }

  get #databasePath(): string {
    return join(this.#directory, 'things.sqlite');
  }

  get host(): ControlledHost {
    if (this.#host === null) throw new Error('the world is not open');
    return this.#host;
  }

  async open(): Promise<void> {
    const server = await this.todoist.listen(0);
    this.#closers.push(() => server.close());
    this.#todoistUrl = `${server.url}/api/v1`;
    await this.#startWorker();
    this.#closers.push(() => this.host.close());
  }

  /** Ends everything, in reverse. */
  async close(): Promise<void> {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) await closer();
  }

  async #startWorker(): Promise<void> {
    this.#host = await startControlledHost({
      directory: join(this.#directory, 'worker'),
      todoistUrl: this.#todoistUrl,
      todoistToken: TODOIST_TOKEN,
      now: () => this.#now,
      log: () => undefined,
    });
  }

  /** The machine of the Worker is started anew; its cron sets the alarm again. */
  async restartWorker(): Promise<void> {
    await this.host.close();
    await this.#startWorker();
    await this.host.cron();
  }

  /** Lets time pass: Things does what it accepted, the Worker's alarms go off. */
  async pass(ms: number): Promise<void> {
    this.#advanceTo(this.#now + ms);
    this.things.noticeDay();
    await this.host.advance(this.#now);
  }

  #advanceTo(to: number): void {
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > to) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, to);
  }

  /** Asks as the owner; gives the JSON of a good answer. */
  async asOwner<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.host.token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await this.host.fetch(`${this.host.url}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Makes a client with a token of its own. */
  async addClient(client: Pick<ClientOptions, 'name' | 'script' | 'isTokenInAddress' | 'settings'>) {
    const way = new WayIn({
      carry: (path, init) => this.host.fetch(`${this.host.url}${path}`, init, 'client'),
      script: (name, words, atMost) => this.#script(name, words, atMost),
      open: (url) => {
        this.things.openUrl(url);
        this.#advanceTo(this.#now + 2000);
      },
      meanwhile: () => this.meanwhile(),
    });
    const address = await way.listen();
    this.#closers.push(() => way.close());
    const made = { name: client.name, kind: 'client' };
    const { token } = await this.asOwner<{ token: string }>('POST', '/v1/tokens', made);
    this.#clients.set(client.name, { ...client, way, address, token });
  }

  /** Runs a client once, a second later than what was before. */
  async run(name: string, trouble: Trouble | null): Promise<ClientRun> {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`no client ${name}`);
    await this.pass(1000);
    this.#names += 1;
    const requests = { REQUEST_ID: `${Math.round(this.#now / 1000)}-${this.#names}` };
    const settings = client.settings?.['WITH_IDS'] === 'yes' ? { ...client.settings, ...requests } : {};
    return runClient({ ...client, settings: { ...client.settings, ...settings } }, trouble);
  }

  #script(name: string, words: readonly string[], atMost: number | null): string | null {
    const told = atMost === null ? words : [...words, String(atMost)];
    const { stdout, exitCode } = this.things.runJxa(readFileSync(`${SCRIPTS}/${name}`, 'utf8'), told);
    return exitCode === 0 ? stdout : null;
  }

  /** The agent exchanges, and tells at once what came of it; null where there was no answer. Plans that wait are approved. */
  async exchange(trouble: AgentTrouble | null = null): Promise<ExchangeResponse | null> {
    this.#agentTrouble = trouble;
    for (let round = 1; round <= 50; round += 1) {
      const answer = await this.#exchangeOnce();
      if (answer === null) return null;
      const { plan, more } = answer;
      const isStopped = plan !== null && !plan.approved;
      if (isStopped) await this.asOwner('POST', `/v1/plan/${plan.hash}/approve`);
      else if (!more && this.#agent?.hasNews() !== true) return answer;
    }
    throw new Error('no rest after 50 exchanges');
  }

  async #exchangeOnce(): Promise<ExchangeResponse | null> {
    this.#agent ??= this.#startAgent();
    const death = new Promise<'died'>((resolve) => {
      this.#onDeath = () => resolve('died');
    });
    const outcome = await Promise.race([this.#agent.exchangeOnce(), death]);
    if (outcome === 'died') {
      this.restartAgent();
      return null;
    }
    return outcome.ok ? outcome.value.response : null;
  }

  /** Ends the agent's process; the next exchange begins with a new one on the same state. */
  restartAgent(): void {
    this.#agent?.close();
    this.#agent = null;
  }

  #startAgent(): Agent {
    const { url, token } = this.host;
    const reached = createHttpExchange({ url, token, fetch: (_address, init) => this.#reach(init) });
    const die = async (): Promise<void> => {
      if (this.#agentTrouble !== 'dies_writing') return;
      this.#agentTrouble = null;
      this.#onDeath();
      await new Promise<never>(() => undefined);
    };
    return createAgent({
      databasePath: this.#databasePath,
      stateDirectory: join(this.#directory, 'agent'),
      app: {
        openUrl: async (address) => {
          this.things.openUrl(address);
          await die();
        },
        runJxa: async (script, argv) => {
          const result = this.things.runJxa(script, argv);
          await die();
          return result;
        },
        launch: async () => this.things.launch(),
      },
      exchange: reached,
      clock: { now: () => this.#now, sleep: async (ms) => this.#advanceTo(this.#now + ms) },
      zone: ZONE,
      newId: () => `snapshot-${(this.#names += 1)}`,
    });
  }

  async #reach(init: RequestInit | undefined): Promise<Response> {
    const trouble = this.#agentTrouble;
    if (trouble === 'lose_request' || trouble === 'lose_answer') this.#agentTrouble = null;
    if (trouble === 'lose_request') throw new TypeError('fetch failed');
    const response = await this.host.fetch(`${this.host.url}/v1/exchange`, init, 'agent');
    if (trouble !== 'lose_answer') return response;
    await response.text();
    throw new TypeError('fetch failed');
  }

  /** From now on Todoist answers. */
  calm(): void {
    for (const kind of ['lose_answer', 'drop_request', 'server_error'] as const)
      this.todoist.chaos.failNext(kind, 0);
  }

  /** A person in one of Todoist's apps, which has no trouble. */
  async inTodoist(method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
    this.calm();
    const response = await this.todoist.fetch(
      new Request(`http://todoist.test/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${TODOIST_TOKEN}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    await response.text();
    if (!response.ok) throw new Error(`Todoist refused ${method} ${path}: ${response.status}`);
  }

  todos(): readonly TodoView[] {
    return readTodos(this.#databasePath);
  }

  items(): readonly ItemView[] {
    return readItems(this.todoist);
  }
}
