// The devices of a story: people act on them, they sync in trouble, are killed and started again, come back from a backup, and have
// clocks that are wrong.

import type { Ledger, Side } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { AppParts, DeviceApp } from './app.ts';
import { DeviceDoor } from './door.ts';
import { pairEarlier } from './earlier-app.ts';
import { pairLibrary } from './library-app.ts';
import { actOnDevice, type Person } from './person.ts';

const MINUTE_MS = 60_000;
/** How far a device's clock may be ahead, ms. */
const SKEWS_MS = [0, 0, 4 * MINUTE_MS, -4 * MINUTE_MS] as const;
/** How wrong it may be for a while, ms. */
const WRONG_CLOCKS_MS = [180 * MINUTE_MS, -180 * MINUTE_MS, 2880 * MINUTE_MS, -2880 * MINUTE_MS] as const;

/** One device in a story. */
export interface Device {
  readonly side: Side;
  readonly app: DeviceApp;
  readonly person: Person;
  /** Its own ids of the tasks that were made on it, by birth mark. */
  readonly made: Map<string, string>;
  aheadMs: number;
  /** It is in the middle of a sync. */
  isSyncing: boolean;
  /** Ends the process that is alive. */
  die: () => void;
}

/** All devices of a world. */
export class Devices {
  readonly all: Device[] = [];
  /** Lines that have another title now: from, to. */
  readonly renamed: (readonly [string, string])[] = [];
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #door: DeviceDoor;
  #isWild = false;
  /** Nobody does anything any more. */
  #isQuiet = false;

  private constructor(world: World, ledger: Ledger, door: DeviceDoor) {
    this.#world = world;
    this.#ledger = ledger;
    this.#random = door.random;
    this.#door = door;
  }

  /** One to three devices join a world. `random`: what happens on them is drawn from it, so that people may do what they would have done. */
  static async join(world: World, ledger: Ledger, random: Random): Promise<Devices> {
    const devices = new Devices(world, ledger, await DeviceDoor.open(world, random));
    for (let nth = 1 + random.below(3); nth > 0; nth -= 1) await devices.#pair();
    world.insteadOfTodoist = (request) => devices.#meanwhile(request);
    return devices;
  }

  /** Something may happen on a device, in trouble of every kind if `isWild`. */
  async act(isWild: boolean): Promise<void> {
    const random = this.#random;
    this.#isWild = isWild;
    const device = random.pick(this.all);
    const chance = random.next();
    if (chance < 0.4) await actOnDevice(device.person);
    else if (chance < 0.65) await this.sync(device);
    else if (isWild && chance < 0.72) await this.#meddle(device);
    this.#world.pass(500);
  }

  /** A device syncs, as far as it comes. */
  async sync(device: Device): Promise<boolean> {
    const { app, side } = device;
    this.#world.tell(`${side} syncs`);
    this.#door.trouble = this.#isWild ? 0.12 : 0;
    device.isSyncing = true;
    const death = new Promise<'died'>((resolve) => {
      device.die = () => resolve('died');
    });
    const outcome = await Promise.race([app.sync(), death]);
    device.isSyncing = false;
    if (outcome === 'died') app.restart();
    return outcome === true;
  }

  /** All trouble and all work on devices end, and every clock is set right. */
  mend(): void {
    this.#isQuiet = true;
    this.#isWild = false;
    this.#world.insteadOfTodoist = () => null;
    for (const device of this.all) device.aheadMs = 0;
  }

  async #pair(): Promise<void> {
    const random = this.#random;
    const side: Side = `device ${this.all.length + 1}`;
    const isEarlier = random.chance(0.3);
    const made = new Map<string, string>();
    let device: Device | null = null;
    const parts: AppParts = {
      fetch: (request) => (device === null ? this.#door.fetch(request, side) : this.#carry(device, request)),
      now: () => this.#world.now + (device?.aheadMs ?? 0),
      newId: () => this.#world.newId('m'),
    };
    const pair = isEarlier ? pairEarlier : pairLibrary;
    const app = await pair(parts, await this.#door.makeCode(side));
    const person: Person = {
      world: this.#world,
      ledger: this.#ledger,
      random,
      side,
      app,
      noteMade: (birth, id) => made.set(birth, id),
      noteRenamed: (from, to) => this.renamed.push([from, to]),
    };
    const aheadMs = random.pick(SKEWS_MS);
    device = { side, app, person, made, aheadMs, isSyncing: false, die: () => undefined };
    this.all.push(device);
    this.#world.tell(`${side} is paired: ${app.kind}, its clock is ${aheadMs / MINUTE_MS} minutes ahead`);
  }

  /** A request of a device on its way: the process may die over it, and the person goes on meanwhile. */
  async #carry(device: Device, request: Request): Promise<Response> {
    if (!this.#isQuiet && this.#random.chance(0.1)) await actOnDevice(device.person);
    await this.#mayDie(device, 'before a request');
    const answer = await this.#door.fetch(request, device.side);
    if (!this.#isQuiet && this.#random.chance(0.05)) await actOnDevice(device.person);
    await this.#mayDie(device, 'before an answer');
    return answer;
  }

  async #mayDie({ side, die }: Device, where: string): Promise<void> {
    if (!this.#isWild || !this.#random.chance(0.05)) return;
    this.#world.tell(`${side} is killed ${where}`);
    die();
    await new Promise<never>(() => undefined);
  }

  async #meddle(device: Device): Promise<void> {
    const { app, side } = device;
    const random = this.#random;
    const { tell } = this.#world;
    const deed = random.pick(['back up', 'put back', 'clock', 'clock', 'restart', 'evict'] as const);
    if (deed === 'back up') await app.backUp();
    else if (deed === 'put back') await this.#putBack(device);
    else if (deed === 'clock')
      device.aheadMs = random.chance(0.5) ? random.pick(SKEWS_MS) : random.pick(WRONG_CLOCKS_MS);
    else if (deed === 'restart') app.restart();
    else if (deed === 'evict') this.#world.restartCoordinator();
    tell(`${side}: ${deed}${deed === 'clock' ? ` ${device.aheadMs / MINUTE_MS} minutes ahead` : ''}`);
  }

  /** What was never sent is gone with what the device had stored. */
  async #putBack({ app, side }: Device): Promise<void> {
    const unsent = (await app.putBack()) ?? '';
    this.#ledger.takenBack(side, unsent);
    for (const [birth] of unsent.matchAll(/#b\d+#/g))
      if (this.#isOnlyHere(birth)) this.#ledger.deleted(birth);
  }

  /** It was made on a device and nobody else has it. */
  #isOnlyHere(birth: string): boolean {
    return ![...this.#world.store.tasks.all()].some(({ fields }) => fields.notes?.includes(birth) === true);
  }

  /** While a run waits for Todoist, a device may sync. */
  #meanwhile(request: Request): Promise<Response> | null {
    const idle = this.all.filter(({ isSyncing }) => !isSyncing);
    if (this.#door.isBusy || idle.length === 0 || !this.#random.chance(0.03)) return null;
    return this.#syncFirst(this.#random.pick(idle), request);
  }

  async #syncFirst(device: Device, request: Request): Promise<Response> {
    this.#door.isBusy = true;
    await actOnDevice(device.person);
    await this.sync(device);
    this.#door.isBusy = false;
    return this.#world.todoist.fetch(request);
  }
}
