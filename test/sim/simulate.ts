// One story from one seed: two people, two replicas, trouble of every kind; then quiet; then the reckoning.

import { bringDevicesToRest } from './devices/devices-oracle.ts';
import { Devices } from './devices/devices.ts';
import { makeBackup, visitThePast } from './backups.ts';
import { chooseDistortion, resumeAll } from './distortions.ts';
import { Ledger } from './ledger.ts';
import { actAsOwner, resolveAll } from './owner.ts';
import { createRandom } from './random.ts';
import { comeToRest } from './rest.ts';
import { Senders } from './senders.ts';
import { exchangeInTrouble, mendThings, type Cast } from './troubles.ts';
import { actInThings } from './things-person.ts';
import { furnish, moveInThings, rearrangeThings } from './things-places.ts';
import { moveInTodoist, rearrangeTodoist } from './todoist-places.ts';
import { actInTodoist } from './todoist-person.ts';
import { playAccounts } from './accounts.ts';
import { playTakeover } from './takeover.ts';
import { playTwoMacs } from './two-macs.ts';
import { World } from './world.ts';

const STEPS = [12, 24, 40, 70] as const;
/** From this seed on, people move projects, sections and headings about all the time: `--from 1000000`. */
const STORIES_OF_MOVES_FROM = 1_000_000;
/** From this seed on, people put backups of Things back: `--from 2000000`. */
const STORIES_OF_BACKUPS_FROM = 2_000_000;
/** From this seed on, the apps keep some of what they are told otherwise: `--from 3000000`. */
const STORIES_OF_DISTORTION_FROM = 3_000_000;
/** From this seed on, people work on two Macs, each with an agent: `--from 4000000`. */
const STORIES_OF_TWO_MACS_FROM = 4_000_000;
/** From this seed on, there are two installations: `--from 5000000`. */
const STORIES_OF_TAKEOVER_FROM = 5_000_000;
/** From this seed on, there are two accounts in one Worker: `--from 6000000`. */
const STORIES_OF_ACCOUNTS_FROM = 6_000_000;

/** From this seed on, senders of webhooks tell of what happens elsewhere: `--from 7000000`. */
const STORIES_OF_SENDERS_FROM = 7_000_000;

/** From this seed on, people work on devices beside the apps: `--from 8000000`. */
const STORIES_OF_DEVICES_FROM = 8_000_000;

/** In every fifth story of people, senders of webhooks tell of things, too. */
const SENDERS_IN_EVERY = 5;
/** In every third one, people also work on devices. */
const DEVICES_IN_EVERY = 3;
/** Makes of a seed another one, for what happens on devices. */
const SEED_OF_DEVICES = 500_000_000;

/** How a story ended. */
export interface Outcome {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly story: readonly string[];
}

/** Plays the story of a seed. Never throws for a violation; an exception of the product is one. */
export async function simulate(seed: number, cast: Cast = 'everything'): Promise<Outcome> {
  const random = createRandom(seed);
  const world = new World(random);
  const ledger = new Ledger();
  try {
    world.tell(`seed ${seed}: zone ${world.zone}, plan ${world.plan}`);
    const play = playOf(seed, cast);
    if (play !== null) return { seed, violations: await play(world, ledger), story: world.story };
    if (seed >= STORIES_OF_DISTORTION_FROM) await liveWithDistortions(world, ledger);
    else if (seed >= STORIES_OF_BACKUPS_FROM) await liveWithBackups(world, ledger);
    else await live(world, ledger, { cast, isOfMoves: seed >= STORIES_OF_MOVES_FROM });
    const violations = await comeToRest(world, ledger);
    return { seed, violations, story: world.story };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, violations: [`exception: ${text}`], story: world.story };
  } finally {
    world.close();
  }
}

/** A world of its own, which comes to rest in its own way; null: the world has one of each. */
function playOf(
  seed: number,
  cast: Cast,
): ((world: World, ledger: Ledger) => Promise<readonly string[]>) | null {
  if (seed >= STORIES_OF_DEVICES_FROM) return liveWithDevices;
  if (seed >= STORIES_OF_SENDERS_FROM) return liveWithSenders;
  if (seed >= STORIES_OF_ACCOUNTS_FROM) return playAccounts;
  if (seed >= STORIES_OF_TAKEOVER_FROM) return playTakeover;
  if (seed >= STORIES_OF_TWO_MACS_FROM) return playTwoMacs;
  if (seed >= STORIES_OF_BACKUPS_FROM || cast !== 'everything') return null;
  const haveSenders = seed % SENDERS_IN_EVERY === 0;
  const haveDevices = seed % DEVICES_IN_EVERY === 0;
  if (!haveSenders && !haveDevices) return null;
  return async (world, ledger) => {
    const senders = haveSenders ? new Senders(world, ledger, createRandom(-seed)) : undefined;
    const devices = haveDevices
      ? await Devices.join(world, ledger, createRandom(seed + SEED_OF_DEVICES))
      : undefined;
    const isOfMoves = seed >= STORIES_OF_MOVES_FROM;
    return liveBesideOthers(world, ledger, { cast, isOfMoves, senders, devices, isCrowded: true });
  };
}

/** How people and apps are in a story. */
interface Manner {
  readonly cast: Cast;
  readonly isOfMoves: boolean;
  /** How an app keeps things otherwise while an exchange goes on. */
  readonly distort?: (world: World) => void;
  /** Who else tells of tasks. */
  readonly senders?: Senders | undefined;
  /** Where else people work. */
  readonly devices?: Devices | undefined;
  /** Senders tell beside what people do, not in its place. */
  readonly isCrowded?: boolean;
}

async function live(
  world: World,
  ledger: Ledger,
  { cast, isOfMoves, distort, senders, devices, isCrowded = false }: Manner,
): Promise<void> {
  const { random } = world;
  const wild = random.chance(0.7);
  const steps = random.pick(STEPS);
  if (isOfMoves) furnish(world, ledger);
  for (let step = 0; step < steps; step += 1) {
    if (senders !== undefined && isCrowded) await tellInTrouble(world, senders, wild);
    await devices?.act(wild);
    if (cast === 'everything' && isOfMoves && random.chance(0.3)) {
      if (random.chance(0.5)) moveInThings(world, ledger);
      else await moveInTodoist(world, ledger);
      continue;
    }
    if (cast === 'everything' && random.chance(0.12)) {
      await rearrange(world, ledger);
      continue;
    }
    if (senders !== undefined && !isCrowded && (await tellInTrouble(world, senders, wild))) continue;
    const chance = random.next();
    if (chance < 0.3) actInThings(world, ledger);
    else if (chance < 0.57) await actInTodoist(world, ledger);
    else if (chance < 0.65) passTime(world);
    else await exchangeInTrouble(world, ledger, { wild, cast, distort });
  }
}

/** As people live with tasks, with senders of webhooks between them. */
function liveWithSenders(world: World, ledger: Ledger): Promise<readonly string[]> {
  const senders = new Senders(world, ledger);
  return liveBesideOthers(world, ledger, { cast: 'tasks', isOfMoves: false, senders });
}

/** As people live with tasks, also on devices. */
async function liveWithDevices(world: World, ledger: Ledger): Promise<readonly string[]> {
  const devices = await Devices.join(world, ledger, world.random);
  return liveBesideOthers(world, ledger, { cast: 'tasks', isOfMoves: false, devices });
}

async function liveBesideOthers(world: World, ledger: Ledger, manner: Manner): Promise<readonly string[]> {
  const { senders, devices } = manner;
  await live(world, ledger, manner);
  devices?.mend();
  // What waits for the first sync is told when that is done.
  await comeToRest(world, ledger);
  await senders?.deliver();
  senders?.forgetUnmade();
  const bad = devices === undefined ? [] : await bringDevicesToRest(world, ledger, devices);
  return [...(await comeToRest(world, ledger)), ...(senders?.missing() ?? []), ...bad];
}

/** Something may happen at a sender, and may be taken in. Tells whether it did. */
async function tellInTrouble(world: World, senders: Senders, isWild: boolean): Promise<boolean> {
  if (!senders.random.chance(0.25)) return false;
  senders.act();
  if (senders.random.chance(0.7)) await deliverInTrouble(world, senders, isWild);
  return true;
}

/** The network to Todoist fails, or the coordinator dies, while events are taken in. */
async function deliverInTrouble(world: World, senders: Senders, isWild: boolean): Promise<void> {
  world.trouble = isWild ? { network: 0.12, kill: 0.15 } : { network: 0, kill: 0 };
  if (isWild && senders.random.chance(0.3)) world.todoist.chaos.failNext('server_error', 2);
  await senders.deliver();
  world.trouble = { network: 0, kill: 0 };
  world.todoist.chaos.clear();
}

/** As people live with tasks; now and then one makes a backup of Things, puts it back, and the newer library again. */
async function liveWithBackups(world: World, ledger: Ledger): Promise<void> {
  const { random } = world;
  const rounds = random.pick([2, 3, 4] as const);
  for (let round = 0; round < rounds; round += 1) {
    await live(world, ledger, { cast: 'tasks', isOfMoves: false });
    const backup = makeBackup(world);
    await live(world, ledger, { cast: 'tasks', isOfMoves: false });
    mendThings(world.things);
    await visitThePast(world, backup);
  }
}

/** As people live with tasks, while an app keeps otherwise what it is told; now and then it learns better, and another one begins. */
async function liveWithDistortions(world: World, ledger: Ledger): Promise<void> {
  const { random } = world;
  world.mayRefuse = true;
  for (let round = 0; round < 2; round += 1) {
    const distort = chooseDistortion(world);
    await live(world, ledger, { cast: 'tasks', isOfMoves: false, distort });
    if (random.chance(0.5)) resolveAll(world);
    if (random.chance(0.3)) resumeAll(world);
  }
}

async function rearrange(world: World, ledger: Ledger): Promise<void> {
  const chance = world.random.next();
  if (chance < 0.35) rearrangeThings(world, ledger);
  else if (chance < 0.7) await rearrangeTodoist(world, ledger);
  else await actAsOwner(world, ledger);
}

function passTime(world: World): void {
  const hours = world.random.pick([0.1, 1, 5, 26, 75]);
  world.tell(`${hours} hours pass`);
  world.pass(hours * 3_600_000);
  world.things.dayMaintenance();
}
