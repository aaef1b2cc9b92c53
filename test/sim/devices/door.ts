// The Worker's door for devices: requests as the routes hand them on, over a network that may lose or repeat them, to a coordinator
// that may die. What is behind it is put together as the Worker does it.

import { openSecrets } from '../../../src/hub/sqlite/tables/secret-table.ts';
import { createVault } from '../../../src/hub/vault.ts';
import { MOBILE } from '../../../src/protocol/endpoints/mobile.ts';
import { SIGNATURE_HEADERS } from '../../../src/protocol/mobile-signature.ts';
import type { SignedRequest } from '../../../src/replicas/mobile/signature.ts';
import type { DeviceInputs } from '../../../src/worker/device-inputs.ts';
import type { Hub } from '../hub.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/** What of the Worker is used here. Its sources are typed for another platform than Node, so they are loaded and not imported. */
type DeviceCalls = {
  readonly [Name in 'register' | 'sync' | 'changes' | 'makeCode']: (
    input: DeviceInputs[Name],
  ) => Promise<CallAnswer>;
};

interface CallAnswer {
  readonly ok: boolean;
  readonly json?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

type OpenDevices = (sql: Hub['database'], parts: unknown) => { readonly calls: DeviceCalls };

/** 32 bytes of zero. */
const SECRETS_KEY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const REQUEST_MS = 40;
/** Nobody follows the link. */
const NOWHERE = { publicUrl: null, localUrl: null, problem: null };

/** Where devices reach the hub of a world. */
export class DeviceDoor {
  /** How likely trouble is on the way, 0 to 1. */
  trouble = 0;
  /** A run is under way: what a device asks for is sent by the next one. */
  isBusy = false;
  readonly random: Random;
  readonly #world: World;
  readonly #openDevices: OpenDevices;
  #opened: { readonly by: unknown; readonly calls: DeviceCalls } | null = null;

  private constructor(world: World, random: Random, openDevices: OpenDevices) {
    this.#world = world;
    this.random = random;
    this.#openDevices = openDevices;
  }

  /** Opens it. `random`: what goes wrong there is drawn from it. */
  static async open(world: World, random: Random): Promise<DeviceDoor> {
    const loaded: unknown = await import('../../../src/worker/object/open-devices.ts' as string);
    return new DeviceDoor(world, random, (loaded as { readonly openDevicesOf: OpenDevices }).openDevicesOf);
  }

  /** A code from the owner. */
  async makeCode(name: string): Promise<string> {
    const { json = '' } = await this.#calls().makeCode({ name, qr: false, place: NOWHERE });
    return (JSON.parse(json) as { readonly code: string }).code;
  }

  /** Carries a request there and back. Rejects as a network does where one of them is lost. */
  async fetch(request: Request, who: string): Promise<Response> {
    const { random, trouble } = this;
    const tell = (line: string): void => this.#world.tell(`${who}: ${line}`);
    const body = await request.text();
    this.#world.pass(REQUEST_MS);
    if (random.chance(trouble)) {
      tell('the request is lost');
      throw new TypeError('the network is gone');
    }
    if (random.chance(trouble / 2)) {
      tell('the coordinator dies before the request');
      this.#world.restartCoordinator();
    }
    const answer = await this.#reach(request, body);
    if (random.chance(trouble / 2)) {
      tell('the request arrives twice');
      await this.#reach(request, body);
    }
    this.#world.pass(REQUEST_MS);
    if (random.chance(trouble / 2)) {
      tell('the coordinator dies after the request');
      this.#world.restartCoordinator();
    }
    if (answer === null || random.chance(trouble)) {
      tell('the answer is lost');
      throw new TypeError('the network is gone');
    }
    return answer;
  }

  /** null: the coordinator died over it. */
  async #reach(request: Request, body: string): Promise<Response | null> {
    const answer = await this.#world.hub.live(() => this.#answer(request, body));
    if (answer === null) return null;
    if (!answer.ok) throw new Error(`a device was answered ${JSON.stringify(answer)}`);
    return new Response(answer.json ?? '', {
      status: answer.status ?? 200,
      headers: { ...answer.headers },
    });
  }

  async #answer(request: Request, body: string): Promise<CallAnswer> {
    const url = new URL(request.url);
    const calls = this.#calls();
    if (url.pathname === '/mobile/register')
      return calls.register(MOBILE.registerDevice.takes.body.parse(JSON.parse(body)));
    const headers = SIGNATURE_HEADERS.flatMap((name) => {
      const value = request.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    const signed: SignedRequest = {
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: Object.fromEntries(headers),
      body,
    };
    if (url.pathname === '/mobile/sync') return calls.sync(signed);
    const asked = Object.fromEntries(url.searchParams);
    const { account: _account, deviceId: _device, ...query } = MOBILE.deviceChanges.takes.query.parse(asked);
    return calls.changes({ request: signed, query });
  }

  /** A coordinator that was put away is opened anew, and what it had in memory is gone. */
  #calls(): DeviceCalls {
    const { hub, newId } = this.#world;
    if (this.#opened?.by === hub.account) return this.#opened.calls;
    const { store, account, database } = hub;
    const now = (): number => this.#world.now;
    const { calls } = this.#openDevices(database, {
      house: {
        store,
        account,
        vault: createVault({
          records: openSecrets(database),
          account: 'default',
          keys: { current: SECRETS_KEY, old: '' },
        }),
        batches: { noteDevice: () => undefined },
      },
      account: 'default',
      // Nobody listens.
      state: { getWebSockets: () => [] },
      calls: { notReady: async () => null, changing: async (work: () => unknown) => work() },
      askForRun: async () => {
        if (!this.isBusy && this.random.chance(0.5)) await account.poll();
      },
      now,
      newId: () => newId('d'),
    });
    this.#opened = { by: account, calls };
    return calls;
  }
}
