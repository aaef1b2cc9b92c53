// An agent of a world: it reads a library and speaks to a hub, over a network that may lose, repeat or cut anything. A process that
// died is replaced by a new one on the same state.

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentFailure } from '../../src/agent/failures.ts';
import { createAgent, type Agent } from '../../src/agent/loop.ts';
import { err, ok } from '../../src/model/result.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { Library } from './library.ts';
import type { Surroundings } from './surroundings.ts';

/** What an agent is like. */
export interface AgentOptions {
  readonly library: Pick<Library, 'databasePath' | 'now' | 'things'>;
  /** Takes its requests; null where there is no answer. */
  readonly reach: (request: ExchangeRequest) => Promise<ExchangeResponse | null>;
  /** Names its state. */
  readonly state: string;
  readonly host?: string;
}

/** One agent. */
export class SimulatedAgent {
  /** Why the last exchange failed; null when it did not. */
  lastFailure: AgentFailure | null = null;
  #agent: Agent;
  #onDeath: () => void = () => undefined;
  readonly #around: Surroundings;
  readonly #options: AgentOptions;

  constructor(around: Surroundings, options: AgentOptions) {
    this.#around = around;
    this.#options = options;
    this.#agent = this.#start();
  }

  /** The process that is alive. */
  get process(): Agent {
    return this.#agent;
  }

  /** Where it keeps what it knows. */
  get stateDirectory(): string {
    return join(this.#around.directory, this.#options.state);
  }

  /** One exchange that is only asked for: the plan, or why there is none. */
  async dryRun(): ReturnType<Agent['exchangeOnce']> {
    return this.#agent.exchangeOnce({ dryRun: true });
  }

  /** One exchange, with whatever trouble comes; null where there is no answer. */
  async exchange(): Promise<ExchangeResponse | null> {
    const death = new Promise<'died'>((resolve) => {
      this.#onDeath = () => resolve('died');
    });
    const outcome = await Promise.race([this.#agent.exchangeOnce(), death]);
    if (outcome === 'died') {
      this.restart();
      return null;
    }
    this.lastFailure = outcome.ok ? null : outcome.error;
    if (!outcome.ok) {
      this.#around.tell(`the exchange failed: ${JSON.stringify(outcome.error)}`);
      return null;
    }
    return outcome.value.response;
  }

  /** Starts it anew on the same state, as after a restart of the Mac. */
  restart(options: { readonly takeOver?: boolean } = {}): void {
    this.#agent.close();
    this.#agent = this.#start(options);
  }

  /** Copies its state as it is now; gives the copy. */
  copyState(): string {
    const copy = join(this.#around.directory, this.#around.newId('agent-'));
    cpSync(this.stateDirectory, copy, { recursive: true });
    return copy;
  }

  /** Puts a copy in the place of its state, and starts it anew. */
  putStateBack(copy: string): void {
    this.#agent.close();
    rmSync(this.stateDirectory, { recursive: true, force: true });
    cpSync(copy, this.stateDirectory, { recursive: true });
    this.#agent = this.#start();
  }

  /** Starts it anew without anything that it knew. */
  forget(): void {
    this.#agent.close();
    rmSync(this.stateDirectory, { recursive: true, force: true });
    this.#agent = this.#start();
  }

  /** Ends it. */
  close(): void {
    this.#agent.close();
  }

  #start({ takeOver = false }: { readonly takeOver?: boolean } = {}): Agent {
    const { library, host } = this.#options;
    const around = this.#around;
    return createAgent({
      databasePath: library.databasePath,
      stateDirectory: this.stateDirectory,
      zone: around.zone,
      newId: () => around.newId('s'),
      ...(host === undefined ? {} : { host }),
      ...(takeOver ? { takeOver } : {}),
      clock: {
        now: () => library.now,
        sleep: (ms) => this.#sleep(ms),
      },
      app: {
        openUrl: async (url) => {
          await this.#awaits('before a URL');
          library.things.openUrl(url);
          await this.#awaits('after a URL');
        },
        runJxa: async (script, argv) => {
          await this.#awaits('before a script');
          const outcome = library.things.runJxa(script, argv);
          await this.#awaits('after a script');
          return outcome;
        },
        runAppleScript: async (program, argv) => {
          await this.#awaits('before an AppleScript');
          return library.things.runAppleScript(program, argv);
        },
        launch: async () => library.things.launch(),
      },
      exchange: async (request) => {
        const answer = await this.#carry(structuredClone(request));
        if (answer === null) return err({ kind: 'unreachable', detail: 'the simulated network' });
        return ok(answer);
      },
    });
  }

  async #sleep(ms: number): Promise<void> {
    this.#around.pass(ms);
    await this.#awaits('a pause');
  }

  /** It may die here, and people go on with their lives. */
  async #awaits(where: string): Promise<void> {
    const { random, trouble, tell } = this.#around;
    const busy = this.#around.goOn();
    if (busy !== undefined) await busy;
    if (!random.chance(trouble.kill)) return;
    tell(`the agent dies at ${where}`);
    this.#onDeath();
    await new Promise<never>(() => undefined);
  }

  /** The network between agent and Worker: may lose the request or the answer, or carry the request twice. */
  async #carry(request: ExchangeRequest): Promise<ExchangeResponse | null> {
    const { random, trouble, tell } = this.#around;
    const busy = this.#around.goOn();
    if (busy !== undefined) await busy;
    if (random.chance(trouble.network)) {
      tell('the request of an exchange is lost');
      return null;
    }
    const first = await this.#options.reach(request);
    if (random.chance(trouble.network)) {
      tell('the request of an exchange arrives twice');
      const again = await this.#options.reach(structuredClone(request));
      return random.chance(0.5) ? first : again;
    }
    if (random.chance(trouble.network)) {
      tell('the answer of an exchange is lost');
      return null;
    }
    await this.#awaits('an answer');
    return first;
  }
}
