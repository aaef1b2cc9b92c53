// Recognizes our own creations whose response was lost, by their content, before they are sent a second time. The server recognizes
// repeated commands, but does not say for how long.

import { matchingText } from '../../../../model/text.ts';
import type { TodoistAnswer, TodoistTask } from '../../todoist-port.ts';
import type { Budget } from '../budget.ts';
import { findCompletedLines } from '../read/completed-lines.ts';
import { composeTodoist } from '../read/compose.ts';
import { observeContainer } from '../../../../sync/observe/containers.ts';
import { missingSomeLines, pairWithPendingCreations } from '../../../../sync/observe/pending-creations.ts';
import { planUncounted } from '../../../../sync/plan/plan-task.ts';
import { beginPass, type Pass, type Session } from '../../../../sync/unit-of-work.ts';
import { TODOIST } from '../../known.ts';
import { configOf } from '../../../../sync/run/session.ts';

/**
 * Links what a response shows to creations that were sent and never answered. Of one of which a full read does not show every line,
 * the completed ones are looked for first: a person may have ticked what was created. Returns false if some creation has to wait
 * for the next run, because Todoist could not answer or the requests ran out: nothing may be taken for new or sent again then.
 */
export async function adoptUnanswered(
  session: Session,
  budget: Budget,
  answer: TodoistAnswer,
): Promise<boolean> {
  const doubtful = session.parts.store.transaction(() => {
    const pass = beginAdoption(session, answer);
    adoptContainers(pass, answer);
    planUncounted(pass);
    return answer.complete ? missingSomeLines(pass, comparedWith(pass, answer.tasks)) : [];
  });
  const completed = await findCompletedLines(session, budget, doubtful);
  if (completed === null) return false;
  session.parts.store.transaction(() => {
    const pass = beginAdoption(session, answer);
    const { left, ...compared } = comparedWith(pass, [...completed.found, ...answer.tasks]);
    const ready = [...left].filter(({ remoteId }) => !completed.unsearched.has(remoteId));
    pairWithPendingCreations(pass, { ...compared, left: new Set(ready) });
    planUncounted(pass);
  });
  return completed.unsearched.size === 0;
}

function beginAdoption(session: Session, answer: TodoistAnswer): Pass {
  const read = { replica: TODOIST, known: answer.account, isWhole: answer.complete, outcomesKnown: false };
  return beginPass(session.parts, { config: configOf(session.parts), reads: [read] }, session.mark);
}

/** Tasks that are not linked, to be compared with what was sent. */
function comparedWith(pass: Pass, tasks: readonly TodoistTask[]) {
  const left = composeTodoist(pass, tasks, false).filter(
    ({ remoteId, deleted }) => !deleted && pass.store.links.byRemoteId(TODOIST, remoteId) === null,
  );
  return { replica: TODOIST, left: new Set(left), states: ['sent'] } as const;
}

/** A container with the same name as one whose creation was sent is taken for it. */
function adoptContainers(pass: Pass, answer: TodoistAnswer): void {
  const told = new Set(
    pass.store.outbox
      .ofReplica(TODOIST, ['sent'], 1000)
      .filter((entry) => entry.kind === 'create_container' && entry.containerId !== null)
      .map((entry) =>
        matchingText(
          (entry.containerId === null ? null : pass.containers.get(entry.containerId))?.name ?? '',
        ),
      ),
  );
  for (const container of answer.containers) {
    const isNew = !container.gone && pass.containers.byRemoteId(TODOIST, container.remoteId) === null;
    if (isNew && told.has(matchingText(container.name))) observeContainer(pass, container);
  }
}
