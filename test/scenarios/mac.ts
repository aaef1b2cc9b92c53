// A Mac of a world: an app with a library of its own, and an agent that speaks to the one account of the world. It may sleep, be
// killed at any door of the app, and lose what it sends or is sent.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createThingsApp, type ThingsApp } from '../../emulators/things/app.ts';
import { createAgent, type Agent, type AgentOptions } from '../../src/agent/loop.ts';
import { err, ok } from '../../src/model/result.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import type { World } from '../sim/world.ts';
import { copyLibrary } from './libraries.ts';

/** What happens to one exchange. `dies`: the agent is killed at that door of the app, counted from 0. */
export interface Trouble {
  readonly loses?: 'request' | 'answer';
  readonly dies?: number;
}

/** What a Mac begins with. */
export interface MacOptions {
  readonly name: string;
  /** The library that its own begins as a copy of. */
  readonly copyOf?: string;
  readonly seed: number;
}

class Killed extends Error {}

/** Ended with the test. */
export class Mac {
  readonly name: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'mac-'));
  readonly databasePath: string;
  readonly app: ThingsApp;
  /** What the last exchange was told. */
  last: ExchangeResponse | null = null;
  /** The last request as it left. */
  lastRequest: ExchangeRequest | null = null;
  /** Its agent is of a version that has no name. */
  isNameless = false;
  agent: Agent;
  readonly #world: World;
  #trouble: Trouble = {};
  #doors = 0;
  #ids = 0;

  constructor(world: World, { name, copyOf, seed }: MacOptions) {
    this.name = name;
    this.#world = world;
    this.databasePath = join(this.folder, 'main.sqlite');
    if (copyOf !== undefined) copyLibrary(copyOf, this.databasePath);
    this.app = createThingsApp({
      databasePath: this.databasePath,
      zone: world.zone,
      now: () => world.macNow,
      seed,
      delayMs: 0,
      durable: false,
      schedule: (run) => run(),
    });
    this.agent = createAgent(this.options());
    onTestFinished(() => this.close());
  }

  /** Where its agent keeps what it knows. */
  get stateDirectory(): string {
    return join(dirname(this.databasePath), 'agent');
  }

  /** Ends it. A second call does nothing. */
  close(): void {
    this.agent.close();
    this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts the agent anew on its state. */
  restart(options: Partial<AgentOptions> = {}): void {
    this.agent.close();
    this.agent = createAgent({ ...this.options(), ...options });
  }

  /** One exchange; null where there was none. */
  async exchange(trouble: Trouble = {}): Promise<ExchangeResponse | null> {
    this.#trouble = trouble;
    this.#doors = 0;
    try {
      const outcome = await this.agent.exchangeOnce();
      this.last = outcome.ok ? outcome.value.response : null;
      if (!outcome.ok && outcome.error.kind !== 'unreachable')
        throw new Error(`${this.name}: ${JSON.stringify(outcome.error)}`);
      return this.last;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.restart();
      return null;
    }
  }

  options(): AgentOptions {
    const cut = (): void => {
      this.#doors += 1;
      if (this.#doors - 1 === this.#trouble.dies) throw new Killed();
    };
    const at = async <T>(work: () => T): Promise<T> => {
      cut();
      const result = work();
      cut();
      return result;
    };
    return {
      databasePath: this.databasePath,
      stateDirectory: this.stateDirectory,
      host: this.name,
      zone: this.#world.zone,
      newId: () => `${this.name}-${(this.#ids += 1)}`,
      clock: { now: () => this.#world.macNow, sleep: async (ms) => this.#world.pass(ms) },
      app: {
        openUrl: (url) => at(() => this.app.openUrl(url)),
        runJxa: (script, argv) => at(() => this.app.runJxa(script, argv)),
        runAppleScript: (program, argv) => at(() => this.app.runAppleScript(program, argv)),
        launch: async () => this.app.launch(),
      },
      exchange: (request) => this.carry(request),
    };
  }

  /** Carries a request to the account. */
  async carry(request: ExchangeRequest) {
    const lost = err({ kind: 'unreachable', detail: 'the simulated network' } as const);
    if (this.#trouble.loses === 'request') return lost;
    this.lastRequest = structuredClone(request);
    const { agent: _agent, ...nameless } = request;
    const sent = structuredClone(this.isNameless ? nameless : request);
    const answer = await this.#world.account.visit(visitOfThings(sent));
    return this.#trouble.loses === 'answer' ? lost : ok(answer);
  }
}
