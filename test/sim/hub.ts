// The Worker's side of an installation: a coordinator on state that survives its deaths, and its way to Todoist.

import { openStore } from '../../src/hub/sqlite/open-store.ts';
import type { Store } from '../../src/hub/store.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import type { Visited } from '../../src/sync/replica.ts';
import type { Visit } from '../../src/sync/unit-of-work.ts';
import { openNodeDatabase } from '../support/node-database.ts';
import { replicasOver } from '../support/replicas.ts';
import type { Surroundings } from './surroundings.ts';

/** What a hub is like. */
export interface HubOptions {
  /** Where its requests to Todoist go. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Where it runs, as other installations are told; nowhere of note if left out. */
  readonly host?: string;
  /** Puts its account together over its database; as the Worker does if left out. */
  readonly open?: OpenAccount;
}

/** Puts an account together. */
export type OpenAccount = (database: NodeDatabase) => { readonly store: Store; readonly account: Account };

type NodeDatabase = ReturnType<typeof openNodeDatabase>;

/** One hub. */
export class Hub {
  readonly host: string | null;
  #database = openNodeDatabase(':memory:');
  #parts: ReturnType<OpenAccount>;
  readonly #onDeath = new Set<() => void>();
  readonly #around: Surroundings;
  readonly #fetch: HubOptions['fetch'];
  readonly #open: OpenAccount;

  constructor(around: Surroundings, { fetch, host, open }: HubOptions) {
    this.#around = around;
    this.#fetch = fetch;
    this.host = host ?? null;
    this.#open = open ?? ((database) => this.#openHere(database));
    this.#parts = this.#open(this.#database);
  }

  /** The working state. */
  get store(): Store {
    return this.#parts.store;
  }

  /** What the working state stands in. */
  get database(): ReturnType<typeof openNodeDatabase> {
    return this.#database;
  }

  /** The coordinator that is alive. */
  get account(): Account {
    return this.#parts.account;
  }

  /** Starts a new coordinator on the same state, as after an eviction. */
  restart(): void {
    this.#parts = this.#open(this.#database);
    for (const die of this.#onDeath) die();
    this.#onDeath.clear();
  }

  /** Starts a new coordinator that knows nothing of the past. */
  forget(): void {
    this.#database.close();
    this.#database = openNodeDatabase(':memory:');
    this.restart();
  }

  /** Carries a request to it; null where it died over it. */
  reach(request: ExchangeRequest): Promise<ExchangeResponse | null> {
    return this.visit(visitOfThings(request));
  }

  /** Has somebody visit it; null where it died over that. */
  async visit<Operation>(visit: Visit<Operation>): Promise<Visited<Operation> | null> {
    return this.live(() => this.account.visit(visit));
  }

  /** Has the coordinator do something; null where it died over that. */
  async live<T>(work: () => Promise<T>): Promise<T | null> {
    let die = (): void => undefined;
    const death = new Promise<null>((resolve) => {
      die = () => resolve(null);
    });
    this.#onDeath.add(die);
    try {
      return await Promise.race([work(), death]);
    } finally {
      this.#onDeath.delete(die);
    }
  }

  /** Takes its state away. */
  close(): void {
    this.#database.close();
  }

  #openHere(database: NodeDatabase): ReturnType<OpenAccount> {
    const { host } = this;
    const store = openStore(database, { findsLinesOf: ['todoist'] });
    const account = createAccount({
      store,
      replicas: replicasOver((request) => this.askTodoist(request)),
      now: () => this.#around.now,
      newId: () => this.#around.newId('h'),
      ...(host === null ? {} : { place: { seed: host, host } }),
    });
    return { store, account };
  }

  /** The way to Todoist; the coordinator may die on the way there or back. */
  async askTodoist(request: Request): Promise<Response> {
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
