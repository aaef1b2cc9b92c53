// Two people, two apps, a coordinator that now and then loses its SQLite and comes back from a document that may be hours old:
// nothing is made twice unless a person said so, and both sides come together again. Words that only history or a conflict had
// are gone with it and are not looked for.

import { describe, expect, it } from 'vitest';
import type { Batches } from '../../src/checkpoint/batches.ts';
import { Ledger } from '../sim/ledger.ts';
import { findViolations } from '../sim/oracle.ts';
import { resolveAll } from '../sim/owner.ts';
import { createRandom } from '../sim/random.ts';
import { actInThings } from '../sim/things-person.ts';
import { actInTodoist } from '../sim/todoist-person.ts';
import { World } from '../sim/world.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { openBatches } from './world-batches.ts';

const QUIET_ROUNDS = 40;
const HOUR = 3_600_000;

async function exchange(world: World, batches: Batches, asked: Set<string>): Promise<boolean> {
  const hasBegun = asked.has('first_sync');
  const answer = await world.exchange();
  // A first sync that comes again, after everything was lost, asks too: what was edited on one side since is no pair.
  if (answer?.plan?.reason === 'first_sync' && hasBegun) asked.add('begun anew');
  if (answer?.plan != null) asked.add(answer.plan.reason);
  // What a replica could not hold as it was told waits for a person.
  resolveAll(world);
  batches.noteChange();
  if (answer?.plan != null) world.account.approve(answer.plan.hash);
  world.pass(2000);
  const { pending } = world.account.status();
  return (
    answer !== null &&
    answer.plan === null &&
    !answer.more &&
    answer.operations.length === 0 &&
    pending.todoist + pending.things === 0
  );
}

async function lose(world: World, kv: HostileKv): Promise<Batches> {
  world.tell('the coordinator loses its SQLite');
  world.pass(HOUR);
  world.forgetCoordinator();
  const batches = openBatches(world, kv);
  expect((await batches.ready()).ok).toBe(true);
  return batches;
}

async function live(seed: number): Promise<readonly string[]> {
  const random = createRandom(seed);
  const world = new World(random, { zone: 'UTC', plan: 'pro', agentSkewMs: 0, thingsDelayMs: 0 });
  const kv = new HostileKv({ now: () => world.now });
  const ledger = new Ledger();
  const asked = new Set<string>();
  try {
    let batches = openBatches(world, kv);
    for (let step = 0; step < 40; step += 1) {
      const chance = random.next();
      if (chance < 0.25) actInThings(world, ledger);
      else if (chance < 0.5) await actInTodoist(world, ledger);
      else if (chance < 0.8) await exchange(world, batches, asked);
      else if (chance < 0.93) {
        world.pass(5 * HOUR);
        await batches.checkpoint({ force: false });
      } else batches = await lose(world, kv);
    }
    batches = await lose(world, kv);
    for (let round = 0; round < QUIET_ROUNDS; round += 1) {
      const isIdle = await exchange(world, batches, asked);
      world.pass(16 * 60_000);
      if (isIdle && round > 3) break;
    }
    const wrong = [...findViolations(world, ledger), ...kv.offenses].filter(
      (line) =>
        !line.startsWith('lost: ') &&
        !(line.endsWith(' twice') && (asked.has('restored') || asked.has('begun anew'))),
    );
    return wrong.map((line) => `seed ${seed}: ${line}`);
  } finally {
    world.close();
  }
}

describe('a coordinator that loses its state again and again', () => {
  it('[K17] [K28] comes back from its document, makes nothing twice without asking, and brings both sides together', async () => {
    const violations: string[] = [];
    for (let seed = 1; seed <= 40; seed += 1) violations.push(...(await live(seed)));
    expect(violations).toEqual([]);
  }, 120_000);
});
