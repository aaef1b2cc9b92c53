// A person puts a backup of Things back, and after a while the newer library again. Nothing may come of it.

import { DatabaseSync } from 'node:sqlite';
import { copyLibrary, putBack } from '../scenarios/libraries.ts';
import type { World } from './world.ts';

/** Exchanges while the backup is in place, at most. */
const MAX_EXCHANGES = 5;
/** A backup in which fewer rows differ may pass for what somebody did by hand. */
const LEAST_CHANGED = 8;

/** A backup of the library as it is now. */
export function makeBackup(world: World): string {
  world.pass(5_000);
  world.tell('a person makes a backup of Things');
  return copyLibrary(world.databasePath, `${world.databasePath}.backup-${world.now}`);
}

/** Puts a backup back, and after some exchanges the newer library. Trouble and people rest meanwhile. */
export async function visitThePast(world: World, backup: string): Promise<void> {
  const { random, databasePath } = world;
  world.pass(60_000);
  // What nobody was told of yet can't be missed.
  for (let round = 0; round < MAX_EXCHANGES; round += 1) {
    const answer = await world.exchange();
    if (answer?.plan != null) world.account.approve(answer.plan.hash);
    world.pass(20 * 60_000);
  }
  if (changedSince(backup, databasePath) < LEAST_CHANGED) return;
  const newer = copyLibrary(databasePath, `${databasePath}.newer-${world.now}`);
  const how = random.pick(['over', 'new file'] as const);
  world.tell(`a person puts a backup back (${how})`);
  world.whileThingsIsQuit(() => putBack(backup, databasePath, how));
  if (random.chance(0.3)) world.forgetAgent();
  for (let round = 0; round <= random.below(MAX_EXCHANGES); round += 1) {
    const answer = await world.exchange();
    world.tell(`exchanged; ${answer?.plan?.reason ?? 'no plan'}`);
    world.pass(random.pick([2_000, 20 * 60_000, 5 * 3_600_000]));
  }
  world.tell('a person puts the newer library back');
  world.whileThingsIsQuit(() => putBack(newer, databasePath, how));
}

/** How many to-dos of a library were changed after everything in its backup. */
function changedSince(backup: string, databasePath: string): number {
  const library = new DatabaseSync(databasePath);
  try {
    library.exec(`ATTACH '${backup}' AS backup`);
    const [row] = library
      .prepare(
        `SELECT count(*) AS changed FROM TMTask WHERE type = 0 AND rt1_recurrenceRule IS NULL
         AND userModificationDate > (SELECT max(userModificationDate) FROM backup.TMTask)`,
      )
      .all();
    return Number(row?.['changed']);
  } finally {
    library.close();
  }
}
