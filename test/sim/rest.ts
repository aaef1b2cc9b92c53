// How a world comes to rest when edits and trouble have ended.

import { resumeAll } from './distortions.ts';
import type { Ledger } from './ledger.ts';
import { findViolations } from './oracle.ts';
import { resolveAll } from './owner.ts';
import { mendThings } from './troubles.ts';
import type { World } from './world.ts';

/** Exchanges within which a world without edits and trouble has to come to rest. */
const QUIET_ROUNDS = 30;

/** Lets a world come to rest. Gives what is wrong with it then. */
export async function comeToRest(world: World, ledger: Ledger): Promise<readonly string[]> {
  world.tell('quiet');
  mendThings(world.things);
  world.pass(20 * 60_000);
  for (let round = 0; round < QUIET_ROUNDS; round += 1) {
    const answer = await world.exchange();
    if (answer?.plan != null) world.account.approve(answer.plan.hash);
    world.pass(16 * 60_000);
    if (
      answer !== null &&
      answer.plan === null &&
      !answer.more &&
      answer.operations.length === 0 &&
      round > 2 &&
      isIdle(world) &&
      !resolveAll(world) &&
      !resumeAll(world)
    )
      break;
  }
  return [...findViolations(world, ledger), ...(await echoes(world))];
}

function isIdle(world: World): boolean {
  const { pending } = world.account.status();
  return pending.todoist + pending.things === 0;
}

/** A sync with no edit since the last one sends no operation and writes nothing. */
async function echoes(world: World): Promise<readonly string[]> {
  // The Mac's new day is told once; from then on there is nothing to tell.
  await world.exchange();
  const [rows, commands, events] = [
    world.store.rowsWritten(),
    world.todoist.stats.commands,
    world.things.events.length,
  ];
  await world.exchange();
  const bad: string[] = [];
  if (world.store.rowsWritten() !== rows)
    bad.push(`a sync without edits wrote ${world.store.rowsWritten() - rows} rows`);
  if (world.todoist.stats.commands !== commands) bad.push('a sync without edits sent commands to Todoist');
  if (world.things.events.length !== events) bad.push('a sync without edits sent something to Things');
  return bad;
}
