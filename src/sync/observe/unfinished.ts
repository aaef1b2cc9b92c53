// Counterparts that another installation began to create before this one took over, and never finished. Their content was not
// chosen by a user. They are matched by title alone, if unambiguous, and completed. One without a match is kept as a task of its
// own, without the marker.

import type { OutboxEntry } from '../../hub/store.ts';
import type { Observation } from '../../model/link.ts';
import type { HubTask } from '../../model/task.ts';
import { matchingText } from '../../model/text.ts';
import type { Pass } from '../unit-of-work.ts';
import { linkTo, makeTask } from './join.ts';

/** How many pending creations are considered. */
const MAX_CREATIONS = 20_000;

/** Links unfinished counterparts to the tasks they were created for, and removes both from `left`. */
export function matchUnfinished(pass: Pass, left: Set<Observation>): void {
  const unfinished = [...left].filter((one) => one.unfinished === true);
  for (const observation of unfinished) {
    left.delete(observation);
    const title = titleOf(observation);
    const isAlone = unfinished.every((other) => other === observation || titleOf(other) !== title);
    const newcomers = [...left].filter(
      (other) =>
        other.replica !== observation.replica && other.fields.status === 'open' && titleOf(other) === title,
    );
    const creations = creationsOf(pass, observation, title);
    const [newcomer, creation] = [newcomers[0], creations[0]];
    const isCertain = title !== '' && isAlone && newcomers.length + creations.length === 1;
    if (isCertain && newcomer !== undefined) {
      left.delete(newcomer);
      pass.paired.push(finish(pass, makeTask(pass, newcomer), observation));
    } else if (isCertain && creation !== undefined) {
      pass.store.outbox.remove(creation.entry.id);
      finish(pass, creation.hub, observation);
    } else keepWithoutMark(pass, observation);
  }
}

function keepWithoutMark(pass: Pass, observation: Observation): void {
  const { notes, ...fields } = observation.fields;
  const hub = makeTask(pass, { ...observation, fields });
  const link = pass.store.links.get(hub.id, observation.replica);
  if (link === null || notes === undefined) return;
  pass.store.links.put({ ...link, shadow: { ...link.shadow, notes } });
  pass.touched.add(hub.id);
}

/** What it shows counts as agreed on, so that everything else about the task gets written. */
function finish(pass: Pass, hub: HubTask, observation: Observation): HubTask {
  const { title, notes } = observation.fields;
  const shadow = { ...(title !== undefined && { title }), ...(notes !== undefined && { notes }) };
  pass.store.links.put({ ...linkTo(hub, observation), shadow });
  pass.touched.add(hub.id);
  return hub;
}

/** Tasks with this title that still have to be created there. */
function creationsOf(
  { store }: Pass,
  { replica }: Observation,
  title: string,
): readonly { readonly entry: OutboxEntry; readonly hub: HubTask }[] {
  return store.outbox
    .ofReplica(replica, ['asked', 'queued', 'sent', 'held', 'failed'], MAX_CREATIONS)
    .flatMap((entry) => {
      const hub = entry.kind === 'create' && entry.taskId !== null ? store.tasks.get(entry.taskId) : null;
      return hub === null || matchingText(hub.fields.title) !== title ? [] : [{ entry, hub }];
    });
}

function titleOf({ fields }: Observation): string {
  return matchingText(fields.title ?? '');
}
