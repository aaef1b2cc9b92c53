// Everything that takes part in the day, on one clock: Things with its agent, Todoist, and the Worker between them. Opens and
// closes it, lets time pass, and does what people do; when and how often is not its business.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createThingsApp, type ThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator, type TodoistEmulator } from '../../emulators/todoist/server.ts';
import { createHttpExchange } from '../../src/agent/exchange/http-exchange.ts';
import { createAgent, type Agent } from '../../src/agent/loop.ts';
import { startControlledHost, type ControlledHost } from './controlled-host.ts';
import { setUpWebhooks, type DayWebhooks } from './webhooks.ts';
import { openPokeSocket, type PokeSocket } from './poke-socket.ts';

const TODOIST_TOKEN = 'bench-token';
const ZONE = 'UTC';
/** Exchanges that may follow one another at once; more show that it never comes to rest. */
const MAX_AT_ONCE = 50;
const MAX_COMMANDS = 100;

/** A command of Todoist's apps. */
export interface TodoistCommand {
  readonly type: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The day's stage. */
export class DayStage {
  readonly things: ThingsApp;
  readonly todoist: TodoistEmulator;
  readonly #directory = mkdtempSync(join(tmpdir(), 'bench-day-'));
  readonly #waiting: { readonly at: number; readonly run: () => void }[] = [];
  readonly #closers: (() => void | Promise<void>)[] = [];
  #now: number;
  #host: ControlledHost | null = null;
  #agent: Agent | null = null;
  #socket: PokeSocket | null = null;
  #commands = 0;
  #requestsOfPeople = 0;

  constructor(beginning: number) {
    this.#now = beginning;
    this.#closers.push(() => rmSync(this.#directory, { recursive: true, force: true, maxRetries: 10 }));
    this.things = createThingsApp({
      databasePath: join(this.#directory, 'things.sqlite'),
      zone: ZONE,
      now: () => this.#now,
      seed: 1,
      durable: false,
      schedule: (run, delayMs) => this.#waiting.push({ at: this.#now + delayMs, run }),
    });
    this.#closers.push(() => this.things.close());
    this.todoist = createTodoistEmulator({
      zone: ZONE,
      plan: 'pro',
      token: TODOIST_TOKEN,
      seed: 1,
      now: () => this.#now,
    });
  }

  /** Epoch ms. */
  get now(): number {
    return this.#now;
  }

  /** The Worker. */
  get host(): ControlledHost {
    if (this.#host === null) throw new Error('the stage is not open');
    return this.#host;
  }

  /** Requests of the Worker to Todoist so far. */
  get todoistRequests(): number {
    return this.todoist.stats.requests - this.#requestsOfPeople;
  }

  /** Starts what listens. What was opened is closed by `close`, also when this throws. */
  async open(log: (line: string) => void): Promise<void> {
    const server = await this.todoist.listen(0);
    this.#closers.push(() => server.close());
    const host = await startControlledHost({
      directory: join(this.#directory, 'worker'),
      todoistUrl: `${server.url}/api/v1`,
      todoistToken: TODOIST_TOKEN,
      now: () => this.#now,
      log,
    });
    this.#host = host;
    this.#closers.push(host.close);
    const { url, token } = host;
    let ids = 0;
    const agent = createAgent({
      databasePath: join(this.#directory, 'things.sqlite'),
      stateDirectory: join(this.#directory, 'agent'),
      app: {
        openUrl: async (address) => this.things.openUrl(address),
        runJxa: async (script, argv) => this.things.runJxa(script, argv),
        launch: async () => this.things.launch(),
      },
      exchange: createHttpExchange({ url, token, fetch: (address, init) => host.fetch(address, init) }),
      clock: { now: () => this.#now, sleep: async (ms) => this.#pass(this.#now + ms) },
      zone: ZONE,
      newId: () => `snapshot-${(ids += 1)}`,
    });
    this.#agent = agent;
    this.#closers.push(() => agent.close());
  }

  /** From now on there are a sender and subscribers. */
  async useWebhooks(): Promise<DayWebhooks> {
    const webhooks = await setUpWebhooks(this.host);
    this.#closers.push(webhooks.close);
    return webhooks;
  }

  /** From now on the agent listens for pokes. */
  async listen(): Promise<void> {
    const socket = await openPokeSocket({ url: this.host.url, token: this.host.token, now: this.#now });
    this.#socket = socket;
    this.#closers.push(socket.close);
  }

  /** From now on Todoist tells the Worker of what changes there. */
  async tellOfChanges(): Promise<void> {
    const { host } = this;
    const secret = 'client secret of an app';
    const response = await host.fetch(`${host.url}/webhook/config`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sources: { todoist: { enabled: true, secret } } }),
    });
    if (!response.ok) throw new Error(`the webhook can’t be set up: ${await response.text()}`);
    this.todoist.webhooks.configure({
      url: `${host.url}/webhook/todoist`,
      clientSecret: secret,
      deliver: async ({ url, method, headers, body }) =>
        host.fetch(url, { method, headers, body: await new Response(body).text() }),
    });
  }

  /** Delivers what Todoist has to tell, and lets the Worker do what follows at once. */
  async deliverEvents(): Promise<void> {
    await this.todoist.webhooks.pump();
    await this.host.advance(this.#now);
  }

  /** Tells whether the Worker poked the agent since this was last asked. */
  async takePoke(): Promise<boolean> {
    return (await this.#socket?.takePoke()) ?? false;
  }

  /** Ends everything, in reverse. */
  async close(): Promise<void> {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) await closer();
  }

  /** Lets time pass up to `to`: Things does what it accepted, the Worker's alarms go off. */
  async advance(to: number): Promise<void> {
    if (to <= this.#now) return;
    this.#pass(to);
    this.things.noticeDay();
    await this.host.advance(this.#now);
  }

  /** The agent exchanges, and again as long as that alone brings things on. A plan is approved. Gives the number of exchanges. */
  async exchange(): Promise<number> {
    for (let round = 1; round <= MAX_AT_ONCE; round += 1) {
      const outcome = await this.#agent?.exchangeOnce();
      if (outcome === undefined) throw new Error('the stage is not open');
      if (!outcome.ok) throw new Error(`the exchange failed: ${JSON.stringify(outcome.error)}`);
      const { plan, more, snapshot } = outcome.value.response;
      const isStopped = plan !== null && !plan.approved;
      if (isStopped) await this.read(`/v1/plan/${plan.hash}/approve`, 'POST');
      else if (snapshot !== 'taken' || (!more && this.#agent?.hasNews() !== true)) return round;
    }
    throw new Error(`no rest after ${MAX_AT_ONCE} exchanges`);
  }

  /** Asks the Worker as the owner; gives the JSON of the answer, null where the Worker has no such endpoint. */
  async read(path: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.host.token}` };
    const response = await this.host.fetch(`${this.host.url}${path}`, { method, headers });
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return isJson ? response.json() : response.text();
  }

  /** Sends commands as a person in Todoist's apps. Throws when one is refused. */
  async command(commands: readonly TodoistCommand[]): Promise<void> {
    for (let at = 0; at < commands.length; at += MAX_COMMANDS) {
      const batch = commands.slice(at, at + MAX_COMMANDS).map((command) => {
        this.#commands += 1;
        return { ...command, uuid: `person-${this.#commands}`, temp_id: `temporary-${this.#commands}` };
      });
      this.#requestsOfPeople += 1;
      const response = await this.todoist.fetch(
        new Request('http://todoist.test/api/v1/sync', {
          method: 'POST',
          headers: { authorization: `Bearer ${TODOIST_TOKEN}`, 'content-type': 'application/json' },
          body: JSON.stringify({ commands: batch }),
        }),
      );
      const answer = (await response.json()) as { readonly sync_status?: Readonly<Record<string, unknown>> };
      const refused = Object.values(answer.sync_status ?? { request: response.status }).find(
        (status) => status !== 'ok',
      );
      if (refused !== undefined) throw new Error(`Todoist refused a command: ${JSON.stringify(refused)}`);
    }
  }

  #pass(to: number): void {
    for (;;) {
      const next = this.#waiting.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > to) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, to);
  }
}
