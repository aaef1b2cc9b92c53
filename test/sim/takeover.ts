// Two installations on one library and one Todoist account, each with a hub and an agent of its own: one starts beside the other, takes
// over, is taken over, leaves and comes back, and both may be at work at once. One of them keeps the pair in the end.

import { join } from 'node:path';
import { claimLibrary, releaseLibrary, type Claim } from '../../src/agent/state/library-record.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { Plan } from '../../src/protocol/plan.ts';
import { isAside } from '../../src/protocol/plan-reasons.ts';
import type { Ledger } from './ledger.ts';
import { findViolations } from './oracle.ts';
import { resolveAll } from './owner.ts';
import { noteStrangers } from './strangers.ts';
import { actInThings } from './things-person.ts';
import { actInTodoist } from './todoist-person.ts';
import { answerPlan, exchangeInTrouble, mendThings } from './troubles.ts';
import type { Seat, World } from './world.ts';

const MINUTE_MS = 60_000;
const STEPS = [24, 40, 70] as const;
const QUIET_ROUNDS = 40;

/** One of the two. */
interface Installation {
  readonly name: string;
  readonly seat: Seat;
  /** The person's home: on one machine both have the same. */
  readonly home: string;
  isRunning: boolean;
}

interface Rivals {
  readonly world: World;
  readonly ledger: Ledger;
  readonly all: readonly [Installation, Installation];
  readonly bad: string[];
}

/** People live with two installations. Gives what is wrong when all has come to rest. */
export async function playTakeover(world: World, ledger: Ledger): Promise<readonly string[]> {
  const rivals = setUp(world, ledger);
  const { random } = world;
  const wild = random.chance(0.7);
  const steps = random.pick(STEPS);
  for (let step = 0; step < steps; step += 1) await takeStep(rivals, wild);
  return [...rivals.bad, ...(await comeToRest(rivals))];
}

function setUp(world: World, ledger: Ledger): Rivals {
  const { random } = world;
  const { library } = world.seat;
  const isOneMachine = random.chance(0.5);
  const [first, second] = (['one', 'two'] as const).map((name): Installation => {
    const hub = world.newHub({ host: name });
    const agent = world.newAgent({ library, hub, state: name, host: name });
    const home = join(world.directory, isOneMachine ? 'home' : `home-${name}`);
    return { name, seat: { library, hub, agent }, home, isRunning: false };
  });
  if (first === undefined || second === undefined) throw new Error('there are two');
  for (const { seat } of [first, second]) world.goTo(seat);
  const rivals: Rivals = { world, ledger, all: [first, second], bad: [] };
  for (let nth = 0; nth < 1 + random.below(4); nth += 1) actInThings(world, ledger);
  start(rivals, first, { takeOver: false });
  if (random.chance(0.3)) start(rivals, second, { takeOver: false });
  return rivals;
}

async function takeStep(rivals: Rivals, wild: boolean): Promise<void> {
  const { world, ledger, all } = rivals;
  const { random } = world;
  const installation = random.pick(all);
  world.goTo(installation.seat);
  world.pass(1500);
  const chance = random.next();
  if (chance < 0.22) return actInThings(world, ledger);
  if (chance < 0.42) return actInTodoist(world, ledger);
  if (chance < 0.5) return passTime(world);
  if (chance < 0.62) return decide(rivals, installation);
  if (installation.isRunning) await exchange(rivals, installation, wild);
}

function passTime(world: World): void {
  const minutes = world.random.pick([1, 11, 70, 300, 26 * 60]);
  world.tell(`${minutes} minutes pass`);
  world.pass(minutes * MINUTE_MS);
  world.things.dayMaintenance();
}

/** What the owner does with an installation. */
async function decide(rivals: Rivals, installation: Installation): Promise<void> {
  const { world } = rivals;
  const { random } = world;
  const { seat, name } = installation;
  if (!installation.isRunning) return start(rivals, installation, { takeOver: random.chance(0.5) });
  const deed = random.pick(['take over', 'take over', 'leave', 'stop', 'restart', 'forget agent'] as const);
  world.tell(`${name}: ${deed}`);
  if (deed === 'take over') start(rivals, installation, { takeOver: true });
  else if (deed === 'stop') installation.isRunning = false;
  else if (deed === 'restart') seat.hub.restart();
  else if (deed === 'forget agent') seat.agent.forget();
  else if ((await seat.hub.account.leave()).ok) {
    releaseLibrary(claimOf(world, installation));
    installation.isRunning = false;
  }
}

/** As the command does: the file in the home first, and with `--take-over` the owner's word to the hub. */
function start(
  { world }: Rivals,
  installation: Installation,
  { takeOver }: { readonly takeOver: boolean },
): void {
  const { seat, name } = installation;
  const claimed = claimLibrary(claimOf(world, installation), { takeOver, dryRun: false });
  world.tell(`${name} starts${takeOver ? ' with --take-over' : ''}${claimed.ok ? '' : ': refused'}`);
  if (!claimed.ok) return;
  seat.agent.restart({ takeOver });
  if (takeOver) seat.hub.account.takeOver();
  installation.isRunning = true;
}

function claimOf(world: World, { seat, home }: Installation): Claim {
  return {
    home,
    platform: 'linux',
    databasePath: seat.library.databasePath,
    stateDirectory: seat.agent.stateDirectory,
    account: 'Todoist',
    ending: 'leave',
    zone: world.zone,
    now: seat.library.now,
  };
}

async function exchange(rivals: Rivals, installation: Installation, wild: boolean): Promise<void> {
  const { world, ledger, all } = rivals;
  const { random } = world;
  const { seat, name } = installation;
  const [one, two] = all;
  const other = installation === one ? two : one;
  noteStrangers(world, ledger);
  world.tell(`${name}:`);
  const before = wild ? null : deedsIn(world);
  const wasAside = isAside(seat.hub.account.plan());
  let isNested = false;
  const nest = async (): Promise<void> => {
    if (isNested || !other.isRunning || !random.chance(0.03)) return;
    isNested = true;
    await exchangeMeanwhile(rivals, other, installation);
    isNested = false;
  };
  world.insteadOfTodoist = (request) => nest().then(() => world.todoist.fetch(request));
  await exchangeInTrouble(world, ledger, {
    wild,
    cast: 'tasks',
    meanwhile: nest,
    answer: (plan) => answer(rivals, plan),
  });
  world.insteadOfTodoist = () => null;
  // Who stood aside and still does has done nothing to tasks.
  const isIdle = before !== null && wasAside && isAside(seat.hub.account.plan()) && !isNested;
  if (isIdle && deedsIn(world).things !== before.things)
    rivals.bad.push(`${name} wrote to Things although it stands aside`);
}

function deedsIn(world: World): { readonly things: number } {
  return { things: world.things.events.length };
}

/** The other one comes while this one waits for Todoist or for Things. */
async function exchangeMeanwhile(rivals: Rivals, other: Installation, here: Installation): Promise<void> {
  const { world, ledger } = rivals;
  world.tell(`meanwhile ${other.name}:`);
  world.goTo(other.seat);
  noteStrangers(world, ledger);
  const answered = await world.exchange();
  // An owner reads a plan for longer than an agent takes for what it was told.
  if (answered?.plan?.reason === 'not_keeper') answer(rivals, answered.plan);
  world.goTo(here.seat);
}

function answer({ world }: Rivals, plan: Plan): void {
  if (plan.reason !== 'not_keeper') return answerPlan(world, plan.hash);
  const goesOn = world.random.chance(0.15);
  world.tell(`stops: ${plan.explanation.slice(0, 60)}…${goesOn ? ' The owner has it take over' : ''}`);
  if (goesOn) world.account.approve(plan.hash);
}

async function comeToRest(rivals: Rivals): Promise<readonly string[]> {
  const { world, all, ledger } = rivals;
  world.tell('quiet');
  mendThings(world.things);
  world.pass(20 * MINUTE_MS);
  const keeper = world.random.pick(all);
  start(rivals, keeper, { takeOver: true });
  for (const each of all) each.isRunning = true;
  for (let round = 0, restful = 0; round < QUIET_ROUNDS && restful < 3; round += 1) {
    let isRestful = true;
    for (const each of all) {
      world.goTo(each.seat);
      noteStrangers(world, ledger);
      const answered = await world.exchange();
      world.tell(
        `${each.name}: ${answered?.snapshot}, ${answered?.operations.length}, ${answered?.plan?.reason}`,
      );
      if (each !== keeper) continue;
      if (answered?.plan != null) world.account.approve(answered.plan.hash);
      if (!isQuiet(answered) || resolveAll(world)) isRestful = false;
      world.pass(16 * MINUTE_MS);
    }
    restful = isRestful ? restful + 1 : 0;
  }
  world.goTo(keeper.seat);
  return [...findViolations(world, ledger), ...(await oneKeeps(rivals, keeper))];
}

function isQuiet(answered: ExchangeResponse | null): boolean {
  return answered !== null && answered.plan === null && !answered.more && answered.operations.length === 0;
}

/** One keeps the pair: the other one says so and has nothing done, and there is one label. */
async function oneKeeps({ world, all }: Rivals, keeper: Installation): Promise<readonly string[]> {
  const bad: string[] = [];
  const labels = world.todoist.snapshot().labels.filter(({ name }) => name.startsWith('ttsync-'));
  // An account in which nothing is to be written gets none.
  const isAtStake = world.store.links.count('todoist') + world.store.links.count('things') > 0;
  if (labels.length > 1 || (isAtStake && labels.length === 0))
    bad.push(`there are ${labels.length} labels of installations`);
  for (const each of all) {
    world.goTo(each.seat);
    // When it was last asked is noted every ten minutes.
    await world.exchange();
    const before = [world.store.rowsWritten(), world.todoist.stats.commands, world.things.events.length];
    const answered = await world.exchange();
    const after = [world.store.rowsWritten(), world.todoist.stats.commands, world.things.events.length];
    if (JSON.stringify(before) !== JSON.stringify(after))
      bad.push(`${each.name}: a sync without edits did ${JSON.stringify([before, after])}`);
    if (isAtStake && each !== keeper && answered?.plan?.reason !== 'not_keeper')
      bad.push(`${each.name} does not stop: ${answered?.plan?.reason}`);
  }
  world.goTo(keeper.seat);
  return bad;
}
