// Commands that were sent again although they had been carried out the first time, and for which Todoist only says so: a lookup
// shows their effect; sending them once more would not.

import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';
import { composeTodoist } from '../read/compose.ts';
import { portOf, TODOIST } from '../../known.ts';
import type { Batch } from './draft-request.ts';

/**
 * The response, with those commands treated as carried out. A creation only counts if exactly one task is left that it can have
 * created; a changed task's current state is looked up.
 */
export function withEarlierEffects(pass: Pass, batch: Batch, answer: TodoistAnswer): TodoistAnswer {
  const isRepeated = (uuid: string | undefined): boolean =>
    uuid !== undefined && answer.outcomes.get(uuid)?.kind === 'done_before';
  const repeated = batch.parts.filter(({ commands }) => commands.some(({ uuid }) => isRepeated(uuid)));
  if (repeated.length === 0) return answer;
  const [outcomes, ids] = [new Map(answer.outcomes), new Map(answer.ids)];
  const creations = repeated.filter(({ entry, commands }) => {
    const makes = entry.kind === 'create' || entry.kind === 'create_container';
    return makes && isRepeated(commands[0]?.uuid);
  });
  const tasks = creations.filter(({ entry }) => entry.taskId !== null);
  const newcomers = composeTodoist(pass, answer.tasks, false).filter(
    ({ remoteId, deleted }) => !deleted && pass.store.links.byRemoteId(TODOIST, remoteId) === null,
  );
  const [only] = newcomers;
  const isFound = tasks.length === 1 && newcomers.length === 1 && only !== undefined;
  for (const part of repeated) {
    const isTask = part.entry.taskId !== null;
    if (creations.includes(part) && !(isTask && isFound)) continue;
    if (isTask && isFound && creations.includes(part))
      ids.set(portOf(pass.parts).temporaryId(part.entry.id), only.remoteId);
    for (const { uuid } of part.commands) if (isRepeated(uuid)) outcomes.set(uuid, { kind: 'ok' });
    const link = part.entry.taskId === null ? null : pass.store.links.get(part.entry.taskId, TODOIST);
    if (link !== null) pass.store.suspects.of(TODOIST).add(link.remoteId);
  }
  return { ...answer, outcomes, ids };
}
