// Two accounts in one Worker, each with a Todoist and a Mac of its own. Nothing of one shows in the other, and what fails for one does
// not hold the other.

import { Ledger } from './ledger.ts';
import { OneWorker, tokenOf, type Name } from './one-worker.ts';
import { comeToRest } from './rest.ts';
import { actInThings } from './things-person.ts';
import { actInTodoist } from './todoist-person.ts';
import { readTodos } from './todos.ts';
import { exchangeInTrouble, mendThings } from './troubles.ts';
import { World } from './world.ts';

const MINUTE_MS = 60_000;
const STEPS = [24, 40, 70] as const;
/** What is typed in the second account is counted from here, so that whose it is shows. */
const SECOND_FROM = 500_000;

interface Owner {
  readonly name: Name;
  readonly world: World;
  readonly ledger: Ledger;
  /** Plans of this account stay unanswered. */
  isAway: boolean;
}

/** Two owners live their lives. Gives what is wrong when all has come to rest. */
export async function playAccounts(world: World, ledger: Ledger): Promise<readonly string[]> {
  const worker = await OneWorker.start(world);
  const second = new World(world.random, { clock: world.clock });
  try {
    const owners = [
      settle(worker, { name: 'default', world, ledger, isAway: false }),
      settle(worker, { name: 'anna', world: second, ledger: new Ledger(SECOND_FROM), isAway: false }),
    ] as const;
    return await live(worker, owners);
  } finally {
    world.story.push(...second.story.map((line) => `anna: ${line}`));
    world.story.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
    second.close();
    worker.close();
  }
}

function timeOf(line: string): string {
  return line.replace('anna: ', '').slice(0, 19);
}

/** Gives an owner a hub in the Worker, and an agent that speaks to it. */
function settle(worker: OneWorker, owner: Owner): Owner {
  const { name, world } = owner;
  const { library } = world.seat;
  const hub = worker.open(name, world);
  const agent = world.newAgent({
    library,
    hub: { reach: (request) => worker.reach(tokenOf(name), request) },
    state: `agent-of-${name}`,
    host: name,
  });
  world.goTo({ library, hub, agent });
  return owner;
}

async function live(worker: OneWorker, owners: readonly [Owner, Owner]): Promise<readonly string[]> {
  const { random } = owners[0].world;
  const wild = random.chance(0.7);
  const steps = random.pick(STEPS) * 2;
  for (let step = 0; step < steps; step += 1) await takeStep(worker, random.pick(owners), wild);
  // One is in trouble that lasts: the other one comes to rest all the same.
  const [sick, well] = random.chance(0.5) ? owners : ([owners[1], owners[0]] as const);
  fallIll(sick);
  for (let nth = 0; nth < 3; nth += 1) await takeStep(worker, sick, false);
  const bad = (await comeToRest(well.world, well.ledger)).map((line) => `${well.name}: ${line}`);
  sick.world.insteadOfTodoist = () => null;
  sick.isAway = false;
  bad.push(...(await comeToRest(sick.world, sick.ledger)).map((line) => `${sick.name}: ${line}`));
  for (const { name } of owners) await worker.checkpoint(name);
  return [...bad, ...worker.offenses, ...keysAstray(worker), ...owners.flatMap(strangersWords)];
}

async function takeStep(worker: OneWorker, owner: Owner, wild: boolean): Promise<void> {
  const { world, ledger, name } = owner;
  const { random } = world;
  const chance = random.next();
  world.pass(1500);
  if (chance < 0.25) return actInThings(world, ledger);
  if (chance < 0.48) return actInTodoist(world, ledger);
  if (chance < 0.53) return world.pass(random.pick([1, 20, 300, 26 * 60]) * MINUTE_MS);
  if (chance < 0.57) return worker.checkpoint(name);
  if (chance < 0.59) return void (owner.isAway = !owner.isAway);
  if (wild && chance < 0.61) return world.restartCoordinator();
  await exchangeInTrouble(world, ledger, {
    wild,
    cast: 'tasks',
    ...(owner.isAway && { answer: () => world.tell('a plan waits: the owner is away') }),
  });
}

/** Something of this account fails and goes on failing. */
function fallIll(owner: Owner): void {
  const { world } = owner;
  const kind = world.random.pick(['bad token', 'down', 'silent', 'away'] as const);
  world.tell(`from now on: ${kind}`);
  mendThings(world.things);
  if (kind === 'away') owner.isAway = true;
  if (kind === 'bad token') world.insteadOfTodoist = () => new Response('Forbidden', { status: 403 });
  if (kind === 'down') world.insteadOfTodoist = () => new Response('no', { status: 503 });
  if (kind === 'silent') world.insteadOfTodoist = () => Promise.reject(new TypeError('the network is gone'));
}

/** Keys of one account are its own. */
function keysAstray({ kv }: OneWorker): readonly string[] {
  const keys = new Set(kv.calls.map((call) => call.split(' ')[1] ?? ''));
  return [...keys]
    .filter((key) => key.startsWith('account:') && !key.startsWith('account:anna:'))
    .map((key) => `a key of nobody: ${key}`);
}

/** Words of the other owner, wherever something of this one can be seen. */
function strangersWords({ name, world }: Owner): readonly string[] {
  const shown = JSON.stringify([
    world.todoist.snapshot(),
    readTodos(world.databasePath),
    [...world.store.tasks.all()],
    world.account.history({ task: null, limit: 100_000, before: null }),
    world.account.conflicts({ waitingOnly: false, limit: 100_000 }),
    world.account.status(),
    world.account.config(),
  ]);
  const found = [...shown.matchAll(/(?<![A-Za-z0-9])w(\d+)w(?![A-Za-z0-9])|#b(\d+)#/g)];
  return found
    .filter(([, word, birth]) => Number(word ?? birth) > SECOND_FROM !== (name === 'anna'))
    .map(([text]) => `${name} shows ${text}, which is the other one’s`);
}
