// One simulated world: both emulators, an agent and a coordinator on state that survives their deaths, one virtual clock, and a
// network that may lose, repeat or cut anything. Nothing here waits for real time. There may be more of each: people and stories act
// where they are, and `goTo` takes them elsewhere.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ThingsApp } from '../../emulators/things/app.ts';
import { createTodoistEmulator, type TodoistEmulator } from '../../emulators/todoist/server.ts';
import type { AgentFailure } from '../../src/agent/failures.ts';
import type { Agent } from '../../src/agent/loop.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import type { Store } from '../../src/hub/store.ts';
import { SimulatedAgent } from './agent.ts';
import { Clock } from './clock.ts';
import { Hub, type OpenAccount } from './hub.ts';
import { Library } from './library.ts';
import type { Random } from './random.ts';
import type { Surroundings, Trouble } from './surroundings.ts';

const ZONES = [
  'Pacific/Pago_Pago',
  'America/New_York',
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
] as const;

/** How far a Mac's clock may be ahead, ms. */
const SKEWS_MS = [0, 0, -3_600_000, 45_000, 7_200_000] as const;

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
  /** The clock of another world that is there at the same time. */
  readonly clock?: Clock;
}

/** Where somebody is: at a Mac with its agent, and with the hub that it speaks to. */
export interface Seat {
  readonly library: Library;
  readonly hub: Hub;
  readonly agent: SimulatedAgent;
}

/** A world with its two people's accounts. */
export class World implements Surroundings {
  readonly random: Random;
  readonly story: string[] = [];
  readonly zone: string;
  plan: 'free' | 'pro';
  hasChangedPlan = false;
  /** An app keeps some of what it is told otherwise: what it refuses is said, and stays different. */
  mayRefuse = false;
  /** Things Cloud brings the library to another Mac. */
  hasCloud = false;
  readonly clock: Clock;
  readonly todoist: TodoistEmulator;
  readonly directory: string;
  trouble: Trouble = { network: 0, kill: 0 };
  /** What people may do while an exchange is under way. */
  meanwhile: () => void | Promise<void> = () => undefined;
  /** What others have of what was typed: conflicts on devices. */
  keptElsewhere: () => readonly unknown[] = () => [];
  /** May answer in Todoist's place; null lets Todoist answer. */
  insteadOfTodoist: (request: Request) => Response | Promise<Response> | null = () => null;
  #seat: Seat;
  readonly #seats: Seat[];
  #ids = 0;

  constructor(random: Random, setup: WorldSetup = {}) {
    this.random = random;
    this.clock = setup.clock ?? new Clock();
    this.zone = setup.zone ?? random.pick(ZONES);
    this.plan = setup.plan ?? (random.chance(0.25) ? 'free' : 'pro');
    const aheadMs = setup.agentSkewMs ?? random.pick(SKEWS_MS);
    this.directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ttsync-sim-'));
    this.todoist = createTodoistEmulator({
      seed: random.below(1e9),
      now: () => this.clock.now,
      zone: setup.accountZone ?? this.zone,
      plan: this.plan,
    });
    const library = new Library(this, {
      databasePath: join(this.directory, 'main.sqlite'),
      seed: random.below(1e9),
      delayMs: setup.thingsDelayMs ?? random.pick([0, 50, 400]),
      aheadMs,
    });
    const hub = this.newHub();
    this.#seat = { library, hub, agent: this.newAgent({ library, hub, state: 'agent' }) };
    this.#seats = [this.#seat];
  }

  /** Where people and stories act now. */
  get seat(): Seat {
    return this.#seat;
  }

  /** The hub that people use now. */
  get hub(): Hub {
    return this.#seat.hub;
  }

  /** All hubs of the world. */
  get hubs(): readonly Hub[] {
    return [...new Set(this.#seats.map(({ hub }) => hub))];
  }

  /** From now on people and stories act here. */
  goTo(seat: Seat): void {
    this.#seat = seat;
    if (!this.#seats.includes(seat)) this.#seats.push(seat);
  }

  /** Puts another Mac into the world: an app on a file. */
  newLibrary(databasePath: string): Library {
    const { random } = this;
    return new Library(this, {
      databasePath,
      seed: random.below(1e9),
      delayMs: random.pick([0, 50, 400]),
      aheadMs: random.pick(SKEWS_MS),
    });
  }

  /** Puts another hub into the world, on the same Todoist account; `open` puts its account together otherwise. */
  newHub({ host, open }: { readonly host?: string; readonly open?: OpenAccount } = {}): Hub {
    const fetch = (request: Request) => this.insteadOfTodoist(request) ?? this.todoist.fetch(request);
    return new Hub(this, { fetch, ...(host !== undefined && { host }), ...(open !== undefined && { open }) });
  }

  /** Puts another agent into the world. */
  newAgent({
    library,
    hub,
    ...named
  }: {
    readonly library: Library;
    readonly hub: Pick<Hub, 'reach'>;
    readonly state: string;
    readonly host?: string;
  }): SimulatedAgent {
    return new SimulatedAgent(this, { library, reach: (request) => hub.reach(request), ...named });
  }

  /** Another agent on the same account, with a state of its own and, if so given, another file; the caller closes it. */
  addAgent(state: string, databasePath = this.databasePath): Agent {
    const { library, hub } = this.#seat;
    const elsewhere = {
      databasePath,
      get now() {
        return library.now;
      },
      get things() {
        return library.things;
      },
    };
    return new SimulatedAgent(this, { library: elsewhere, reach: (request) => hub.reach(request), state })
      .process;
  }

  /** The library's file. */
  get databasePath(): string {
    return this.#seat.library.databasePath;
  }

  /** The app on the Mac. */
  get things(): ThingsApp {
    return this.#seat.library.things;
  }

  /** The Mac's clock is set, so that it is so far ahead, ms. */
  setMacClock(aheadMs: number): void {
    this.#seat.library.setClock(aheadMs);
  }

  /** Things is quit, something is done to its file, and it is started again. */
  whileThingsIsQuit(work: () => void): void {
    this.#seat.library.whileQuit(work);
  }

  /** Epoch ms of the world. */
  get now(): number {
    return this.clock.now;
  }

  /** Epoch ms by the Mac's clock, which app and agent share and which may be wrong. */
  get macNow(): number {
    return this.#seat.library.now;
  }

  /** The coordinator's working state. */
  get store(): Store {
    return this.#seat.hub.store;
  }

  /** What the working state stands in. */
  get database(): Hub['database'] {
    return this.#seat.hub.database;
  }

  /** The coordinator that is alive. */
  get account(): Account {
    return this.#seat.hub.account;
  }

  /** Why the last exchange failed; null when it did not. */
  get lastFailure(): AgentFailure | null {
    return this.#seat.agent.lastFailure;
  }

  /** Puts a line into the story. */
  readonly tell = (line: string): void => {
    this.story.push(`${new Date(this.clock.now).toISOString().slice(0, 19)}  ${line}`);
  };

  /** Lets time pass; what the app had accepted takes effect when its time comes. */
  readonly pass = (ms: number): void => this.clock.pass(ms);

  /** Has something happen later. */
  readonly later = (run: () => void, delayMs: number): void => this.clock.later(run, delayMs);

  /** A name that was not there before. */
  readonly newId = (prefix: string): string => `${prefix}${(this.#ids += 1)}`;

  /** What people do while somebody waits. */
  readonly goOn = (): void | Promise<void> => this.meanwhile();

  /** One exchange that is only asked for: the plan, or why there is none. */
  async dryRun(): ReturnType<Agent['exchangeOnce']> {
    return this.#seat.agent.dryRun();
  }

  /** One exchange, with whatever trouble comes. A process that died is replaced by a new one on the same state. */
  async exchange(): Promise<ExchangeResponse | null> {
    return this.#seat.agent.exchange();
  }

  /** Starts a new agent on the same state, as after a restart of the Mac. */
  restartAgent(): void {
    this.#seat.agent.restart();
  }

  /** Copies the agent's state directory as it is now; gives the copy. */
  copyAgentState(): string {
    return this.#seat.agent.copyState();
  }

  /** Puts a copy of the agent's state directory in its place, and starts a new agent on it. */
  putAgentStateBack(copy: string): void {
    this.#seat.agent.putStateBack(copy);
  }

  /** Starts a new agent that knows nothing of the past. */
  forgetAgent(): void {
    this.#seat.agent.forget();
  }

  /** Starts a new coordinator that knows nothing of the past. */
  forgetCoordinator(): void {
    this.#seat.hub.forget();
  }

  /** Starts a new coordinator on the same state, as after an eviction. */
  restartCoordinator(): void {
    this.#seat.hub.restart();
  }

  /** Ends the world and takes its files away. */
  close(): void {
    for (const agent of new Set(this.#seats.map((seat) => seat.agent))) agent.close();
    for (const library of new Set(this.#seats.map((seat) => seat.library))) library.things.close();
    for (const hub of this.hubs) hub.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
