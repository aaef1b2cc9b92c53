// A second installation in a world: a state of its own, on the same Todoist account and the same library.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAgent, type Agent } from '../../src/agent/loop.ts';
import { assert } from '../../src/model/assert.ts';
import { err, ok } from '../../src/model/result.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import type { Store } from '../../src/hub/store.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import type { World } from '../sim/world.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { replicasOver } from '../support/replicas.ts';

/** One run takes at most so many exchanges. */
const MAX_EXCHANGES = 20;

/** A hub and an agent of their own. Ended with the test. */
export class Installation {
  readonly store: Store;
  readonly agent: Agent;
  account: Account;
  /** May answer in Todoist's place, or wait; null lets Todoist answer at once. */
  insteadOfTodoist: (request: Request) => Promise<Response> | null = () => null;
  /** What happens before each script or URL for Things. */
  beforeThings: () => Promise<void> = async () => undefined;
  /** Writes that Things was asked for. */
  thingsCalls = 0;
  readonly #world: World;
  readonly #name: string;
  #ids = 0;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
    const database = openNodeDatabase(':memory:');
    this.store = openStore(database);
    this.account = this.#newAccount();
    const state = mkdtempSync(join(tmpdir(), 'installation-'));
    this.agent = this.#newAgent(state);
    onTestFinished(() => {
      this.agent.close();
      database.close();
      rmSync(state, { recursive: true, force: true });
    });
  }

  /** Starts the hub anew on the same state. */
  restart(): void {
    this.account = this.#newAccount();
  }

  /** One exchange; throws when there was none. */
  async exchange(): Promise<ExchangeResponse> {
    const outcome = await this.agent.exchangeOnce();
    assert(outcome.ok, 'the exchange failed');
    return outcome.value.response;
  }

  /** Exchanges until nothing can be done now, or a plan stops it. */
  async run(): Promise<ExchangeResponse> {
    for (let round = 0; round < MAX_EXCHANGES; round += 1) {
      const rows = this.store.rowsWritten();
      const answer = await this.exchange();
      const isBusy = answer.operations.length > 0 || answer.more || this.store.rowsWritten() !== rows;
      if ((answer.plan !== null && !answer.plan.approved) || !isBusy) return answer;
    }
    throw new Error(`no rest after ${MAX_EXCHANGES} exchanges`);
  }

  /** Runs and approves every plan but one that another keeper is the reason for. Gives the last answer. */
  async approving(): Promise<ExchangeResponse> {
    for (let round = 0; round < 5; round += 1) {
      const answer = await this.run();
      if (answer.plan === null || answer.plan.reason === 'not_keeper') return answer;
      this.account.approve(answer.plan.hash);
    }
    throw new Error('one plan after the other');
  }

  #newAccount(): Account {
    return createAccount({
      store: this.store,
      replicas: replicasOver(async (request) => {
        this.#world.pass(30);
        return this.insteadOfTodoist(request) ?? this.#world.todoist.fetch(request);
      }),
      now: () => this.#world.now,
      newId: () => `${this.#name}${(this.#ids += 1)}`,
      place: { seed: this.#name, host: this.#name },
    });
  }

  #newAgent(stateDirectory: string): Agent {
    const { things, databasePath, zone } = this.#world;
    const call = async <T>(work: () => T): Promise<T> => {
      this.thingsCalls += 1;
      await this.beforeThings();
      return work();
    };
    return createAgent({
      databasePath,
      stateDirectory,
      zone,
      newId: () => `${this.#name}s${(this.#ids += 1)}`,
      clock: { now: () => this.#world.macNow, sleep: async (ms) => this.#world.pass(ms) },
      app: {
        openUrl: (url) => call(() => things.openUrl(url)),
        runJxa: (script, argv) => call(() => things.runJxa(script, argv)),
        runAppleScript: (program, argv) => call(() => things.runAppleScript(program, argv)),
        launch: async () => things.launch(),
      },
      exchange: async (request) => {
        try {
          return ok(await this.account.visit(visitOfThings(structuredClone(request))));
        } catch (error) {
          return err({ kind: 'unreachable', detail: String(error) });
        }
      },
    });
  }
}
