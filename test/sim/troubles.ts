// One exchange in trouble of every kind: the network, processes that die, Todoist that answers oddly, Things that misbehaves.

import type { Plan } from '../../src/protocol/plan.ts';
import type { Ledger } from './ledger.ts';
import { addInThings } from './things-person.ts';
import { addInTodoist } from './todoist-person.ts';
import type { World } from './world.ts';

/** What people do in a story: only things to tasks, or also to what holds them. */
export type Cast = 'tasks' | 'everything';

/** How an exchange goes. */
interface Manner {
  readonly wild: boolean;
  readonly cast: Cast;
  /** How an app keeps things otherwise meanwhile. */
  readonly distort?: ((world: World) => void) | undefined;
  /** What else happens while it goes on. */
  readonly meanwhile?: () => void | Promise<void>;
  /** Answers a plan; by default it is approved, now and then discarded. */
  readonly answer?: (plan: Plan) => void;
}

/** One exchange, with what may go wrong at it; afterwards all is as it should be, and a plan is answered. */
export async function exchangeInTrouble(
  world: World,
  ledger: Ledger,
  { wild, cast, distort, meanwhile, answer: decide }: Manner,
): Promise<void> {
  const { random, todoist } = world;
  world.trouble = wild ? { network: 0.12, kill: 0.04 } : { network: 0, kill: 0 };
  if (wild && random.chance(0.5)) armChaos(world, distort === undefined ? cast : 'distorted');
  distort?.(world);
  world.meanwhile = () => {
    if (random.chance(0.03)) addInThings(world, ledger);
    return meanwhile?.();
  };
  if (wild && random.chance(0.15)) troubleThings(world);
  world.tell('exchange');
  const answer = await world.exchange();
  world.meanwhile = () => undefined;
  // People act on what they see: they do nothing while the library is out of sight.
  world.things.faults.failReads(false);
  // What the app took and has not carried out yet can't be called back: they wait for that, too.
  if (cast === 'everything') {
    world.things.faults.urlsDisabled(false);
    world.pass(5_000);
  }
  world.trouble = { network: 0, kill: 0 };
  todoist.chaos.clear();
  world.things.faults.storeDifferently(null);
  if (answer?.plan != null) (decide ?? ((plan) => answerPlan(world, plan.hash)))(answer.plan);
  if (random.chance(0.5)) mendThings(world.things);
  if (random.chance(0.1)) await addInTodoist(world, ledger);
  world.pass(2_000);
}

function armChaos(world: World, cast: Cast | 'distorted'): void {
  const kind = world.random.pick([
    'rate_limit',
    'stale_full_sync',
    // What is made twice for it is found again by its looks, which a distortion has changed.
    ...(cast === 'distorted' ? [] : (['forget_uuids'] as const)),
    ...(cast === 'everything' ? (['silent_cascade'] as const) : []),
    'server_error',
    'html_unavailable',
    'lose_answer',
    'lose_answer',
    'drop_request',
    'unknown_token',
    'force_full_sync',
    'repeat_request',
  ] as const);
  // Let the first request of a run pass now and then, so that trouble hits the one that writes.
  world.tell(`Todoist will ${kind}`);
  world.todoist.chaos.failNext(kind, 1 + world.random.below(2));
}

/** Every way in which the app, or the Mac around it, can misbehave. */
const THINGS_TROUBLES: Readonly<Record<string, (things: World['things']) => void>> = {
  'ignore a command': (things) => things.faults.ignoreNext(1),
  'do a command twice': (things) => things.faults.duplicateNext(1),
  'be closed': (things) => things.quit(),
  'crash at a command': (things) => things.faults.crashOnNext(1),
  'refuse scripts': (things) => things.faults.denyAutomation(-1743),
  'not answer scripts': (things) => things.faults.denyAutomation(-1712),
  'have a sheet open': (things) => things.faults.openModal(true),
  'hold back URLs': (things) => things.faults.urlsDisabled(true),
  'take its time': (things) => things.faults.setDelay(4_000),
  'be unreadable': (things) => things.faults.failReads(true),
  'have an unknown layout': (things) => things.faults.setDatabaseVersion(30),
};

function troubleThings(world: World): void {
  const [told, make] = world.random.pick(Object.entries(THINGS_TROUBLES));
  world.tell(`Things will ${told}`);
  if (told === 'be unreadable') world.meanwhile = () => undefined;
  make(world.things);
}

/** Puts the Mac right again, as its owner would. */
export function mendThings(things: World['things']): void {
  const { faults } = things;
  faults.failReads(false);
  faults.setDatabaseVersion(29);
  faults.ignoreNext(0);
  faults.duplicateNext(0);
  faults.crashOnNext(0);
  faults.denyAutomation(null);
  faults.openModal(false);
  faults.urlsDisabled(false);
  faults.setDelay(50);
  things.launch();
}

/** Approves a plan, or discards it now and then. */
export function answerPlan(world: World, hash: string): void {
  const discard = world.random.chance(0.2);
  world.tell(discard ? 'the plan is discarded' : 'the plan is approved');
  if (discard) world.account.discard(hash);
  else world.account.approve(hash);
}
