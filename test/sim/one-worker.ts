// One Worker that serves two accounts: its configuration, its KV, its clock and its way to the world are shared; whose request it is
// follows from the token. Everything behind the token is put together as the Worker does it.

import type { Batches } from '../../src/checkpoint/batches.ts';
import type { Store } from '../../src/hub/store.ts';
import type { Result } from '../../src/model/result.ts';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import type { Hub } from './hub.ts';
import type { World } from './world.ts';

/** What of the Worker is used here. Its sources are typed for another platform than Node, so they are loaded and not imported. */
interface WorkerParts {
  readonly accountOfOwner: (
    given: string | null,
    env: unknown,
  ) => Promise<Result<{ readonly account: string }, { readonly kind: string }>>;
  readonly accountsOf: (env: unknown) => { readonly all: readonly { readonly name: string }[] };
  readonly openAccount: (
    sql: unknown,
    made: { readonly env: unknown; readonly settings: unknown; readonly log: unknown },
  ) => House;
  readonly createLog: (env: unknown, write: () => void) => unknown;
}

interface House {
  readonly store: Store;
  readonly account: Account;
  readonly batches: Batches;
}

/** The names of the accounts. */
const NAMES = ['default', 'anna'] as const;
/** The name of an account. */
export type Name = (typeof NAMES)[number];

/** A Worker with two accounts. */
export class OneWorker {
  /** What went to the wrong place. */
  readonly offenses: string[] = [];
  readonly kv: HostileKv;
  readonly #parts: WorkerParts;
  readonly #env: unknown;
  readonly #hubs = new Map<string, Hub>();
  readonly #houses = new Map<string, House>();
  readonly #platform = { fetch: globalThis.fetch, now: Date.now };

  private constructor(world: World, parts: WorkerParts) {
    this.#parts = parts;
    this.kv = new HostileKv({ now: () => world.now });
    const anna = {
      token: tokenOf('anna'),
      todoistToken: todoistTokenOf('anna'),
      todoistUrl: urlOf('anna'),
    };
    this.#env = {
      SYNC_METADATA: this.kv,
      API_TOKEN: tokenOf('default'),
      TODOIST_API_TOKEN: todoistTokenOf('default'),
      TODOIST_API_URL: urlOf('default'),
      ACCOUNTS: JSON.stringify({ anna }),
    };
    globalThis.fetch = (input) => this.#route(new Request(input));
    Date.now = () => world.now;
    crypto.randomUUID = () =>
      `00000000-0000-4000-8000-${world.newId('').padStart(12, '0')}` as ReturnType<typeof crypto.randomUUID>;
  }

  /** Starts it. From here on the clock and the network of this process are those of the world. */
  static async start(world: World): Promise<OneWorker> {
    const parts: unknown = Object.assign(
      {},
      await load('auth'),
      await load('accounts'),
      await loadOfLog('log'),
      await loadOfObject('account-parts'),
    );
    return new OneWorker(world, parts as WorkerParts);
  }

  /** Gives an account its hub. */
  open(name: Name, world: World): Hub {
    const settings = this.#parts.accountsOf(this.#env).all.find((one) => one.name === name);
    if (settings === undefined) throw new Error(`no account ${name}`);
    const hub = world.newHub({
      open: (sql) => {
        const house = this.#parts.openAccount(sql, {
          env: this.#env,
          settings,
          log: this.#parts.createLog(this.#env, () => undefined),
        });
        this.#houses.set(name, house);
        return house;
      },
    });
    this.#hubs.set(name, hub);
    return hub;
  }

  /** Carries an agent’s request to the account of its token. */
  async reach(token: string, request: ExchangeRequest): Promise<ExchangeResponse | null> {
    const caller = await this.#parts.accountOfOwner(token, this.#env);
    if (!caller.ok) throw new Error(`nobody has the token ${token}: ${caller.error.kind}`);
    const { account } = caller.value;
    const [hub, house] = [this.#hubs.get(account), this.#houses.get(account)];
    if (hub === undefined || house === undefined) throw new Error(`there is no account ${account}`);
    if (!(await house.batches.ready()).ok) return null;
    return hub.reach(request);
  }

  /** Writes what changed in an account into KV. */
  async checkpoint(name: Name): Promise<void> {
    const house = this.#houses.get(name);
    if (house === undefined) return;
    house.batches.noteChange();
    await house.batches.checkpoint({ force: true });
  }

  /** Gives the platform back. */
  close(): void {
    globalThis.fetch = this.#platform.fetch;
    Date.now = this.#platform.now;
    Reflect.deleteProperty(crypto, 'randomUUID');
  }

  /** Todoist is a server of its own for each account, so that a request that goes astray shows. */
  async #route(request: Request): Promise<Response> {
    const name = NAMES.find((one) => request.url.startsWith(urlOf(one)));
    const token = request.headers.get('authorization');
    const hub = name === undefined ? undefined : this.#hubs.get(name);
    if (name === undefined || hub === undefined || token !== `Bearer ${todoistTokenOf(name)}`) {
      this.offenses.push(`a request to ${request.url} with ${token}`);
      return new Response('{}', { status: 403 });
    }
    const asked = new Request(request);
    asked.headers.set('authorization', 'Bearer test-token');
    return hub.askTodoist(asked);
  }
}

async function load(name: string): Promise<object> {
  return (await import(`../../src/worker/${name}.ts`)) as object;
}

async function loadOfLog(name: string): Promise<object> {
  return (await import(`../../src/worker/log/${name}.ts`)) as object;
}

async function loadOfObject(name: string): Promise<object> {
  return (await import(`../../src/worker/object/${name}.ts`)) as object;
}

/** The token of an account’s owner. */
export function tokenOf(name: Name): string {
  return `${name}-token`;
}

function todoistTokenOf(name: Name): string {
  return `${name}-at-todoist`;
}

function urlOf(name: Name): string {
  return `http://${name}.todoist.test/api/v1`;
}
