// Two Macs of one deployment: two libraries with Things Cloud between them, an agent on each, and people who work on either one. Which
// agent syncs is for the product to decide.

import { join } from 'node:path';
import type { Plan } from '../../src/protocol/plan.ts';
import { copyLibrary } from '../scenarios/libraries.ts';
import { ThingsCloud } from '../scenarios/things-cloud.ts';
import type { Ledger } from './ledger.ts';
import { findViolations } from './oracle.ts';
import { resolveAll } from './owner.ts';
import { actInThings, addInThings } from './things-person.ts';
import { moveInThings, rearrangeThings } from './things-places.ts';
import { actInTodoist } from './todoist-person.ts';
import { readTodos } from './todos.ts';
import { answerPlan, exchangeInTrouble, mendThings } from './troubles.ts';
import type { Seat, World } from './world.ts';

const MINUTE_MS = 60_000;
const STEPS = [24, 40, 70] as const;
/** Turns within which two Macs without edits and trouble have to come to rest. */
const QUIET_TURNS = 24;
/** Exchanges of one turn. */
const EXCHANGES = 6;

/** Two Macs, and what is between them. */
interface TwoMacs {
  readonly world: World;
  readonly ledger: Ledger;
  readonly cloud: ThingsCloud;
  readonly macs: readonly [Seat, Seat];
  /** Copies of agents' states. */
  readonly copies: string[];
}

/** People live with two Macs. Gives what is wrong when all has come to rest. */
export async function playTwoMacs(world: World, ledger: Ledger): Promise<readonly string[]> {
  const two = setUp(world, ledger);
  const { random } = world;
  const wild = random.chance(0.7);
  // Areas, projects and headings have no stamps: moving them about makes the second Mac wait.
  const moves = random.chance(0.3);
  const steps = random.pick(STEPS);
  for (let step = 0; step < steps; step += 1) {
    world.goTo(random.pick(two.macs));
    await takeStep(two, { wild, moves });
  }
  return [...(await comeToRest(two)), ...(await echoes(two))];
}

function setUp(world: World, ledger: Ledger): TwoMacs {
  const { random } = world;
  const cloud = new ThingsCloud(random.pick(['fields', 'fields', 'rows'] as const));
  world.hasCloud = true;
  for (let nth = 0; nth < 2 + random.below(4); nth += 1) addInThings(world, ledger);
  world.pass(MINUTE_MS);
  const studio = world.seat;
  const file = copyLibrary(world.databasePath, join(world.directory, 'laptop.sqlite'));
  const library = world.newLibrary(file);
  const { hub } = studio;
  const agent = world.newAgent({ library, hub, state: 'laptop', host: 'laptop' });
  const laptop = { library, hub, agent };
  for (const { library: own } of [studio, laptop]) cloud.join(own.databasePath);
  return { world, ledger, cloud, macs: [studio, laptop], copies: [] };
}

async function takeStep(
  two: TwoMacs,
  { wild, moves }: { readonly wild: boolean; readonly moves: boolean },
): Promise<void> {
  const { world, ledger } = two;
  const { random } = world;
  world.pass(1500);
  if (moves && random.chance(0.1))
    return random.chance(0.5) ? moveInThings(world, ledger) : rearrangeThings(world, ledger);
  const chance = random.next();
  if (chance < 0.27) return actOn(two);
  if (chance < 0.45) return actInTodoist(world, ledger);
  if (chance < 0.57) return passTime(world);
  if (chance < 0.67) return deliver(two);
  if (wild && chance < 0.7) return meddle(two);
  await exchange(two, wild);
}

function actOn({ world, ledger, macs }: TwoMacs): void {
  world.tell(`on the ${nameOf(macs, world.seat)}:`);
  actInThings(world, ledger);
}

function nameOf(macs: TwoMacs['macs'], seat: Seat): string {
  return seat === macs[0] ? 'studio' : 'laptop';
}

function passTime(world: World): void {
  const minutes = world.random.pick([1, 4, 11, 11, 11, 70, 70, 300, 26 * 60]);
  world.tell(`${minutes} minutes pass`);
  world.pass(minutes * MINUTE_MS);
  world.things.dayMaintenance();
}

/** Things Cloud brings some rows to one Mac, in whatever order, or all of them. */
function deliver(two: TwoMacs): void {
  const { world, macs } = two;
  const { random } = world;
  const rows = random.chance(0.4) ? null : 1 + random.below(4);
  world.tell(`Things Cloud brings ${rows ?? 'all'} rows to the ${nameOf(macs, world.seat)}`);
  bring(two, world.seat, rows);
}

function bring({ world, ledger, cloud, macs }: TwoMacs, { library }: Seat, rows: number | null): void {
  for (const mac of macs) if (mac.library !== library || rows === null) cloud.push(mac.library.databasePath);
  if (rows === null) cloud.pullAll(library.databasePath);
  else {
    cloud.push(library.databasePath);
    for (let nth = 0; nth < rows; nth += 1) {
      const waiting = cloud.waitingFor(library.databasePath);
      if (waiting.length > 0) cloud.pull(library.databasePath, world.random.pick(waiting));
    }
  }
  for (const value of cloud.lost.splice(0)) {
    world.tell(`Things Cloud loses ${value}`);
    ledger.takenBack('things', value);
  }
}

/** The state of an agent is copied, put back, copied to the other Mac, or lost; or its owner wants it to go on. */
function meddle({ world, macs, copies }: TwoMacs): void {
  const { random, seat } = world;
  const name = nameOf(macs, seat);
  const copy = copies.length === 0 ? null : random.pick(copies);
  const deed = random.pick(['copy', 'put back', 'forget', 'take over', 'restart'] as const);
  world.tell(`the agent on the ${name}: ${deed}`);
  if (deed === 'copy') copies.push(seat.agent.copyState());
  else if (deed === 'put back' && copy !== null) seat.agent.putStateBack(copy);
  else if (deed === 'forget') seat.agent.forget();
  else seat.agent.restart({ takeOver: deed === 'take over' });
}

async function exchange(two: TwoMacs, wild: boolean): Promise<void> {
  const { world, ledger, macs } = two;
  const { random, seat } = world;
  world.tell(`on the ${nameOf(macs, seat)}:`);
  let isNested = false;
  const meanwhile = async (): Promise<void> => {
    if (isNested || !random.chance(0.04)) return;
    isNested = true;
    await doMeanwhile(two, seat);
    isNested = false;
  };
  await exchangeInTrouble(world, ledger, {
    wild,
    cast: 'everything',
    meanwhile,
    answer: (plan) => answer(two, plan),
  });
}

/** While one agent is at work, the Mac sleeps, Things Cloud comes, somebody works on the other Mac, or its agent asks. */
async function doMeanwhile(two: TwoMacs, here: Seat): Promise<void> {
  const { world, macs, ledger } = two;
  const { random } = world;
  const there = here === macs[0] ? macs[1] : macs[0];
  const deed = random.pick(['sleep', 'cloud', 'cloud', 'work', 'exchange'] as const);
  world.tell(`meanwhile: ${deed}`);
  if (deed === 'sleep') world.pass(random.pick([4, 6, 12, 70]) * MINUTE_MS);
  else if (deed === 'cloud') bring(two, random.pick(macs), random.chance(0.5) ? null : 1 + random.below(3));
  else {
    world.goTo(there);
    if (deed === 'work') actInThings(world, ledger);
    else await world.exchange();
    world.goTo(here);
  }
}

/** That Things Cloud lags is waited for; now and then the owner says that this library is the true one. */
function answer({ world, ledger }: TwoMacs, plan: Plan): void {
  if (!isAboutLibrary(plan)) return answerPlan(world, plan.hash);
  const isTrue = world.random.chance(0.3);
  world.tell(`a plan asks: ${plan.reason}; the owner ${isTrue ? 'approves it' : 'waits'}`);
  if (!isTrue) return;
  world.account.approve(plan.hash);
  // What it does not show is deleted by that, as the plan says.
  const shown = readTodos(world.databasePath).filter(({ trashed }) => trashed === 0);
  const births = new Set(shown.map(({ notes }) => ledger.birthOf(notes)));
  for (const birth of ledger.births) if (!births.has(birth)) ledger.deleted(birth);
}

/** It asks whether this library is the true one. */
function isAboutLibrary({ reason }: Plan): boolean {
  return reason === 'older_state';
}

async function comeToRest(two: TwoMacs): Promise<readonly string[]> {
  const { world, macs, cloud } = two;
  world.tell('quiet');
  const bad: string[] = [];
  for (const mac of macs) mendThings(mac.library.things);
  world.pass(5_000);
  let restful = 0;
  for (let turn = 0; turn < QUIET_TURNS && restful < 2; turn += 1) {
    const mac = macs[turn % 2 === 0 ? 0 : 1];
    for (const each of macs) bring(two, each, null);
    for (const each of macs) bring(two, each, null);
    world.goTo(mac);
    world.pass(12 * MINUTE_MS);
    restful = (await takeTurn(two)) ? restful + 1 : 0;
  }
  if (restful < 2) bad.push('two Macs do not come to rest');
  for (const { library } of macs)
    if (cloud.waitingFor(library.databasePath).length > 0) bad.push('Things Cloud has more to bring');
  for (const mac of macs) {
    world.goTo(mac);
    bad.push(...findViolations(world, two.ledger).map((line) => `${nameOf(macs, mac)}: ${line}`));
  }
  return [...bad, ...differences(macs)];
}

/** What one library shows otherwise than the other one, of both. */
function differences(macs: TwoMacs['macs']): readonly string[] {
  const [one = [], other = []] = macs.map(({ library }) =>
    readTodos(library.databasePath).map((todo) =>
      JSON.stringify({ ...todo, tags: todo.tags.toSorted(), place: null }),
    ),
  );
  return [
    ...one.filter((todo) => !other.includes(todo)).map((todo) => `only on the studio: ${todo}`),
    ...other.filter((todo) => !one.includes(todo)).map((todo) => `only on the laptop: ${todo}`),
  ];
}

/** One Mac’s agent comes until it has nothing left to do. Tells whether there was nothing at all. */
async function takeTurn(two: TwoMacs): Promise<boolean> {
  const { world, macs } = two;
  let isRestful = true;
  for (let nth = 0; nth < EXCHANGES; nth += 1) {
    const answered = await world.exchange();
    const plan = answered?.plan ?? null;
    world.tell(
      `${nameOf(macs, world.seat)}: ${answered?.snapshot}, ${answered?.operations.length} operations, ${plan?.reason ?? 'no plan'}, ${answered?.standby?.why ?? 'syncs'}`,
    );
    if (plan !== null && !isAboutLibrary(plan)) world.account.approve(plan.hash);
    const isQuiet = answered !== null && answered.operations.length === 0 && plan === null && !answered.more;
    if (!isQuiet || answered.standby !== undefined || resolveAll(world)) isRestful = false;
    world.pass(2 * MINUTE_MS);
  }
  const { pending } = world.account.status();
  return isRestful && pending.todoist + pending.things === 0;
}

/** Without an edit since the last sync neither agent has anything done. */
async function echoes({ world, macs }: TwoMacs): Promise<readonly string[]> {
  const bad: string[] = [];
  for (const [at, mac] of macs.entries()) {
    world.goTo(mac);
    await world.exchange();
    const before = [world.todoist.stats.commands, mac.library.things.events.length];
    const rows = world.store.rowsWritten();
    await world.exchange();
    const name = nameOf(macs, mac);
    if (world.store.rowsWritten() !== rows) bad.push(`${name}: a sync without edits wrote rows`);
    if (
      JSON.stringify([world.todoist.stats.commands, mac.library.things.events.length]) !==
      JSON.stringify(before)
    )
      bad.push(`${name}: a sync without edits sent something (${at})`);
  }
  return bad;
}
