// Apps that keep something else than they are told while an exchange goes on: one for each story, now and then another one. People
// type what they like, and the owner lets a stopped field go on now and then.

import { readStops } from '../../src/sync/plan/field-stops.ts';
import type { World } from './world.ts';

type Distort = (world: World) => void;

/** What a title is cut to in Todoist: nobody types one that is as short. */
export const CUT_LENGTH = 2;

const DISTORTIONS: Readonly<Record<string, Distort>> = {
  'Todoist cuts titles': ({ todoist }) =>
    todoist.chaos.storeDifferently({ kind: 'truncate_titles', length: CUT_LENGTH }),
  'Todoist keeps no label “calls”': ({ todoist }) =>
    todoist.chaos.storeDifferently({ kind: 'drop_label', name: 'calls' }),
  'Todoist writes labels small': ({ todoist }) =>
    todoist.chaos.storeDifferently({ kind: 'lowercase_labels' }),
  'Things keeps no tag “home”': ({ things }) =>
    things.faults.storeDifferently({ kind: 'drop_tag', title: 'home' }),
  'Things keeps one line': ({ things }) =>
    things.faults.storeDifferently({ kind: 'drop_checklist_tail', length: 1 }),
};

/** Chooses how an app keeps things otherwise for a while. */
export function chooseDistortion(world: World): Distort {
  const [told, distort] = world.random.pick(Object.entries(DISTORTIONS));
  world.tell(told);
  return distort;
}

/** Lets every stopped field go on, as the owner would. Tells whether there was one. */
export function resumeAll(world: World): boolean {
  const stopped = [...readStops(world.store).values()].filter(({ stoppedAt }) => stoppedAt !== null);
  for (const { replica, field } of stopped) {
    world.tell(`the owner lets ${field} go on in ${replica}`);
    world.account.resumeField(replica, field);
  }
  return stopped.length > 0;
}
