// The Worker's side of an installation: a coordinator on state that survives its deaths, and its way to Todoist.

import { openStore } from '../../src/hub/sqlite/open-store.ts';
import type { Store } from '../../src/hub/store.ts';
import type { ExchangeRequest, ExchangeResponse } from '../../src/protocol/exchange.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { replicasOver } from '../support/replicas.ts';
import type { Surroundings } from './surroundings.ts';

/** What a hub is like. */
export interface HubOptions {
  /** Where its requests to Todoist go. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Where it runs, as other installations are told; nowhere of note if left out. */
  readonly host?: string;
}

/** One hub. */
export class Hub {
  readonly host: string | null;
  #database = openNodeDatabase(':memory:');
  #store: Store;
  #account: Account;
  #onDeath: () => void = () => undefined;
  readonly #around: Surroundings;
  readonly #fetch: HubOptions['fetch'];

  constructor(around: Surroundings, { fetch, host }: HubOptions) {
    this.#around = around;
    this.#fetch = fetch;
    this.host = host ?? null;
    this.#store = openStore(this.#database, { findsLinesOf: ['todoist'] });
    this.#account = this.#newAccount();
  }

  /** The working state. */
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

  /** Starts a new coordinator on the same state, as after an eviction. */
  restart(): void {
    this.#account = this.#newAccount();
    this.#onDeath();
  }

  /** Starts a new coordinator that knows nothing of the past. */
  forget(): void {
    this.#database.close();
    this.#database = openNodeDatabase(':memory:');
    this.#store = openStore(this.#database, { findsLinesOf: ['todoist'] });
    this.restart();
  }

  /** Carries a request to it; null where it died over it. */
  async reach(request: ExchangeRequest): Promise<ExchangeResponse | null> {
    const death = new Promise<null>((resolve) => {
      this.#onDeath = () => resolve(null);
    });
    return Promise.race([this.#account.visit(visitOfThings(request)), death]);
  }

  /** Takes its state away. */
  close(): void {
    this.#database.close();
  }

  #newAccount(): Account {
    const { host } = this;
    return createAccount({
      store: this.store,
      replicas: replicasOver((request) => this.#fetchAsCoordinator(request)),
      now: () => this.#around.now,
      newId: () => this.#around.newId('h'),
      ...(host === null ? {} : { place: { seed: host, host } }),
    });
  }

  /** The way to Todoist; the coordinator may die on the way there or back. */
  async #fetchAsCoordinator(request: Request): Promise<Response> {
    this.#around.pass(30);
    await this.#awaits('before Todoist');
    const answer = await this.#fetch(request);
    await this.#awaits('after Todoist');
    return answer;
  }

  async #awaits(where: string): Promise<void> {
    const { random, trouble, tell } = this.#around;
    if (!random.chance(trouble.kill)) return;
    tell(`the coordinator dies ${where}`);
    this.restart();
    await new Promise<never>(() => undefined);
  }
}
