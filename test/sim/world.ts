// One simulated world: both emulators, an agent and a coordinator on state that survives their deaths, one virtual clock, and a
// network that may lose, repeat or cut anything. Nothing here waits for real time.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createThingsApp, type ThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator, type TodoistEmulator } from '../../emulators/todoist/server.ts';
import type { AgentFailure } from '../../src/agent/failures.ts';
import { createAgent, type Agent } from '../../src/agent/loop.ts';
import { err, ok } from '../../src/model/result.ts';
import type { ExchangeRequest, ExchangeResponse } from '../../src/protocol/exchange.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import type { Store } from '../../src/hub/store.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import type { Random } from './random.ts';
import { replicasOver } from '../support/replicas.ts';

/** The first instant of every simulation: 2026-03-20 08:00 UTC, days before Europe's spring change. */
const BEGINNING = 1_774_000_800_000;

const ZONES = [
  'Pacific/Pago_Pago',
  'America/New_York',
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
] as const;

/** How likely trouble is at each of its occasions, 0 to 1. */
export interface Trouble {
  readonly network: number;
  readonly kill: number;
}

/** What a world is to be like; what is left out is left to chance. */
export interface WorldSetup {
  /** IANA zone of the Mac, and of the Todoist account where that has none of its own. */
  readonly zone?: string;
  /** IANA zone of the Todoist account. */
  readonly accountZone?: string;
  /** Plan of the Todoist account. */
  readonly plan?: 'free' | 'pro';
  /** How far the Mac's clock is ahead, ms. */
  readonly agentSkewMs?: number;
  /** How long Things takes to act on a URL, ms. */
  readonly thingsDelayMs?: number;
}

interface Scheduled {
  readonly at: number;
  readonly run: () => void;
}

/** A world with its two people's accounts. */
export class World {
  readonly random: Random;
  readonly story: string[] = [];
  readonly zone: string;
  plan: 'free' | 'pro';
  hasChangedPlan = false;
  /** An app keeps some of what it is told otherwise: what it refuses is said, and stays different. */
  mayRefuse = false;
  readonly todoist: TodoistEmulator;
  readonly databasePath: string;
  trouble: Trouble = { network: 0, kill: 0 };
  /** What people may do while an exchange is under way. */
  meanwhile: () => void = () => undefined;
  /** Why the last exchange failed; null when it did not. */
  lastFailure: AgentFailure | null = null;
  /** May answer in Todoist's place; null lets Todoist answer. */
  insteadOfTodoist: (request: Request) => Response | Promise<Response> | null = () => null;
  #things: ThingsApp;
  readonly #thingsOptions: Parameters<typeof createThingsApp>[0];
  #now = BEGINNING;
  #agentSkewMs = 0;
  readonly #directory: string;
  readonly #scheduled: Scheduled[] = [];
  #database: ReturnType<typeof openNodeDatabase>;
  #store: Store;
  #account: Account;
  #agent: Agent;
  #ids = 0;
  #onAgentDeath: () => void = () => undefined;
  #onCoordinatorDeath: () => void = () => undefined;

  constructor(random: Random, setup: WorldSetup = {}) {
    this.random = random;
    this.zone = setup.zone ?? random.pick(ZONES);
    this.plan = setup.plan ?? (random.chance(0.25) ? 'free' : 'pro');
    this.#agentSkewMs = setup.agentSkewMs ?? random.pick([0, 0, -3_600_000, 45_000, 7_200_000]);
    this.#directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ttsync-sim-'));
    this.databasePath = join(this.#directory, 'main.sqlite');
    this.todoist = createTodoistEmulator({
      seed: random.below(1e9),
      now: () => this.#now,
      zone: setup.accountZone ?? this.zone,
      plan: this.plan,
    });
    this.#thingsOptions = {
      databasePath: this.databasePath,
      zone: this.zone,
      now: () => this.macNow,
      seed: random.below(1e9),
      delayMs: setup.thingsDelayMs ?? random.pick([0, 50, 400]),
      durable: false,
      schedule: (run, delayMs) => {
        this.#scheduled.push({ at: this.#now + delayMs, run });
      },
    };
    this.#things = createThingsApp(this.#thingsOptions);
    this.#database = openNodeDatabase(':memory:');
    this.#store = openStore(this.#database, { findsLinesOf: ['todoist'] });
    this.#account = this.#newAccount();
    this.#agent = this.#newAgent();
  }

  /** The app on the Mac. */
  get things(): ThingsApp {
    return this.#things;
  }

  /** The Mac's clock is set, so that it is so far ahead, ms. */
  setMacClock(aheadMs: number): void {
    this.#agentSkewMs = aheadMs;
  }

  /** Things is quit, something is done to its file, and it is started again. */
  whileThingsIsQuit(work: () => void): void {
    this.#things.close();
    work();
    this.#things = createThingsApp(this.#thingsOptions);
  }

  /** Epoch ms of the world. */
  get now(): number {
    return this.#now;
  }

  /** Epoch ms by the Mac's clock, which app and agent share and which may be wrong. */
  get macNow(): number {
    return this.#now + this.#agentSkewMs;
  }

  /** The coordinator's working state. */
  get store(): Store {
    return this.#store;
  }

  /** What the working state stands in. */
  get database(): ReturnType<typeof openNodeDatabase> {
    return this.#database;
  }

  /** The coordinator that is alive. */
  get account(): Account {
    return this.#account;
  }

  /** Puts a line into the story. */
  tell(line: string): void {
    this.story.push(`${new Date(this.#now).toISOString().slice(0, 19)}  ${line}`);
  }

  /** Lets time pass; what the app had accepted takes effect when its time comes. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#scheduled.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.#scheduled.splice(this.#scheduled.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** One exchange that is only asked for: the plan, or why there is none. */
  async dryRun(): ReturnType<Agent['exchangeOnce']> {
    return this.#agent.exchangeOnce({ dryRun: true });
  }

  /** One exchange, with whatever trouble comes. A process that died is replaced by a new one on the same state. */
  async exchange(): Promise<ExchangeResponse | null> {
    const death = new Promise<'died'>((resolve) => {
      this.#onAgentDeath = () => resolve('died');
    });
    const outcome = await Promise.race([this.#agent.exchangeOnce(), death]);
    if (outcome === 'died') {
      this.#agent.close();
      this.#agent = this.#newAgent();
      return null;
    }
    this.lastFailure = outcome.ok ? null : outcome.error;
    if (!outcome.ok) {
      this.tell(`the exchange failed: ${JSON.stringify(outcome.error)}`);
      return null;
    }
    return outcome.value.response;
  }

  /** Starts a new agent on the same state, as after a restart of the Mac. */
  restartAgent(): void {
    this.#agent.close();
    this.#agent = this.#newAgent();
  }

  /** Copies the agent's state directory as it is now; gives the copy. */
  copyAgentState(): string {
    const copy = join(this.#directory, `agent-${(this.#ids += 1)}`);
    cpSync(join(this.#directory, 'agent'), copy, { recursive: true });
    return copy;
  }

  /** Puts a copy of the agent's state directory in its place, and starts a new agent on it. */
  putAgentStateBack(copy: string): void {
    this.#agent.close();
    rmSync(join(this.#directory, 'agent'), { recursive: true, force: true });
    cpSync(copy, join(this.#directory, 'agent'), { recursive: true });
    this.#agent = this.#newAgent();
  }

  /** Starts a new agent that knows nothing of the past. */
  forgetAgent(): void {
    this.#agent.close();
    rmSync(join(this.#directory, 'agent'), { recursive: true, force: true });
    this.#agent = this.#newAgent();
  }

  /** Starts a new coordinator that knows nothing of the past. */
  forgetCoordinator(): void {
    this.#database.close();
    this.#database = openNodeDatabase(':memory:');
    this.#store = openStore(this.#database, { findsLinesOf: ['todoist'] });
    this.restartCoordinator();
  }

  /** Starts a new coordinator on the same state, as after an eviction. */
  restartCoordinator(): void {
    this.#account = this.#newAccount();
    this.#onCoordinatorDeath();
  }

  /** Ends the world and takes its files away. */
  close(): void {
    this.#agent.close();
    this.things.close();
    this.#database.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #newAccount(): Account {
    return createAccount({
      store: this.store,
      replicas: replicasOver((request) => this.#fetchAsCoordinator(request)),
      now: () => this.#now,
      newId: () => `h${(this.#ids += 1)}`,
    });
  }

  /** Another agent on the same account, with a state of its own and, if so given, another file; the caller closes it. */
  addAgent(state: string, databasePath = this.databasePath): Agent {
    return this.#newAgent(state, databasePath);
  }

  #newAgent(state = 'agent', databasePath = this.databasePath): Agent {
    return createAgent({
      databasePath,
      stateDirectory: join(this.#directory, state),
      zone: this.zone,
      newId: () => `s${(this.#ids += 1)}`,
      clock: {
        now: () => this.macNow,
        sleep: (ms) => this.#sleepAsAgent(ms),
      },
      app: {
        openUrl: async (url) => {
          await this.#agentAwaits('before a URL');
          this.things.openUrl(url);
          await this.#agentAwaits('after a URL');
        },
        runJxa: async (script, argv) => {
          await this.#agentAwaits('before a script');
          const outcome = this.things.runJxa(script, argv);
          await this.#agentAwaits('after a script');
          return outcome;
        },
        runAppleScript: async (program, argv) => {
          await this.#agentAwaits('before an AppleScript');
          return this.things.runAppleScript(program, argv);
        },
        launch: async () => this.things.launch(),
      },
      exchange: async (request) => {
        const answer = await this.#carry(structuredClone(request));
        if (answer === null) return err({ kind: 'unreachable', detail: 'the simulated network' });
        return ok(answer);
      },
    });
  }

  async #sleepAsAgent(ms: number): Promise<void> {
    this.pass(ms);
    await this.#agentAwaits('a pause');
  }

  /** An await of the agent: it may die here, and people go on with their lives. */
  async #agentAwaits(where: string): Promise<void> {
    this.meanwhile();
    if (!this.random.chance(this.trouble.kill)) return;
    this.tell(`the agent dies at ${where}`);
    this.#onAgentDeath();
    await new Promise<never>(() => undefined);
  }

  /** The network between agent and Worker: may lose the request or the answer, or carry the request twice. */
  async #carry(request: ExchangeRequest): Promise<ExchangeResponse | null> {
    this.meanwhile();
    if (this.random.chance(this.trouble.network)) {
      this.tell('the request of an exchange is lost');
      return null;
    }
    const first = await this.#reachCoordinator(request);
    if (this.random.chance(this.trouble.network)) {
      this.tell('the request of an exchange arrives twice');
      const again = await this.#reachCoordinator(structuredClone(request));
      return this.random.chance(0.5) ? first : again;
    }
    if (this.random.chance(this.trouble.network)) {
      this.tell('the answer of an exchange is lost');
      return null;
    }
    await this.#agentAwaits('an answer');
    return first;
  }

  async #reachCoordinator(request: ExchangeRequest): Promise<ExchangeResponse | null> {
    const death = new Promise<null>((resolve) => {
      this.#onCoordinatorDeath = () => resolve(null);
    });
    return Promise.race([this.#account.visit(visitOfThings(request)), death]);
  }

  /** The coordinator's way to Todoist; it may die on the way there or back. */
  async #fetchAsCoordinator(request: Request): Promise<Response> {
    this.pass(30);
    await this.#coordinatorAwaits('before Todoist');
    const answer = await (this.insteadOfTodoist(request) ?? this.todoist.fetch(request));
    await this.#coordinatorAwaits('after Todoist');
    return answer;
  }

  async #coordinatorAwaits(where: string): Promise<void> {
    if (!this.random.chance(this.trouble.kill)) return;
    this.tell(`the coordinator dies ${where}`);
    this.restartCoordinator();
    await new Promise<never>(() => undefined);
  }
}
