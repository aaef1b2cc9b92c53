// Recognizes our own creations whose response was lost, by their content, before they are sent a second time. The server recognizes
// repeated commands, but does not say for how long.

import { matchingText } from '../../../../model/text.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';
import { composeTodoist } from '../read/compose.ts';
import { observeContainer } from '../../../../sync/observe/containers.ts';
import { pairWithPendingCreations } from '../../../../sync/observe/pending-creations.ts';
import { planUncounted } from '../../../../sync/plan/plan-task.ts';
import { beginPass, type Pass, type Session } from '../../../../sync/unit-of-work.ts';
import { TODOIST } from '../../known.ts';
import { configOf } from '../../../../sync/run/session.ts';

/** Links what a response shows to creations that were sent and never answered. */
export function adoptUnanswered(session: Session, answer: TodoistAnswer): void {
  const { store } = session.parts;
  store.transaction(() => {
    const read = { replica: TODOIST, known: answer.account, isWhole: answer.complete, outcomesKnown: false };
    const given = { config: configOf(session.parts), reads: [read] };
    const pass = beginPass(session.parts, given, session.mark);
    adoptContainers(pass, answer);
    const newcomers = composeTodoist(pass, answer.tasks, false).filter(
      ({ remoteId, deleted }) => !deleted && store.links.byRemoteId(TODOIST, remoteId) === null,
    );
    pairWithPendingCreations(pass, { replica: TODOIST, left: new Set(newcomers), states: ['sent'] });
    planUncounted(pass);
  });
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
