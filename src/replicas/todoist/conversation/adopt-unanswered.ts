// Finds our own creations again whose answer was lost: by what they look like, before they are told a second time. The server
// remembers what it was told, but nobody says for how long.

import { matchingText } from '../../../model/text.ts';
import type { TodoistAnswer } from '../todoist-port.ts';
import { composeTodoist } from './compose.ts';
import { observeContainer } from '../../../sync/observe/containers.ts';
import { pairWithUnmade } from '../../../sync/observe/observe.ts';
import { planUncounted } from '../../../sync/plan/plan-task.ts';
import { beginRun, type Run } from '../../../sync/unit-of-work.ts';
import { configOf, countDone, knownSides, type Session } from '../../../sync/run/session.ts';

/** Links what an answer shows to creations that were told and never answered. */
export function adoptUnanswered(session: Session, answer: TodoistAnswer): void {
  const { store } = session.parts;
  const run = store.transaction(() => {
    const known = knownSides(session.parts);
    const pass = beginRun(
      session.parts,
      {
        config: configOf(session.parts),
        account: answer.account ?? known.account,
        receipt: known.receipt,
        outcomesKnown: false,
        readWhole: answer.complete,
      },
      session.mark,
    );
    adoptContainers(pass, answer);
    const newcomers = composeTodoist(pass, answer.tasks, false).filter(
      ({ remoteId, deleted }) => !deleted && store.links.byRemoteId('todoist', remoteId) === null,
    );
    pairWithUnmade(pass, { replica: 'todoist', left: new Set(newcomers), states: ['sent'] });
    planUncounted(pass);
    return pass;
  });
  countDone(session.figures, run.done);
}

/** Containers of the same name as one that was told to be made are taken for it. */
function adoptContainers(run: Run, answer: TodoistAnswer): void {
  const told = new Set(
    run.store.outbox
      .ofReplica('todoist', ['sent'], 1000)
      .filter((entry) => entry.kind === 'create_container' && entry.containerId !== null)
      .map((entry) =>
        matchingText((entry.containerId === null ? null : run.book.get(entry.containerId))?.name ?? ''),
      ),
  );
  for (const container of answer.containers) {
    const isNew = !container.gone && run.book.byRemoteId('todoist', container.remoteId) === null;
    if (isNew && told.has(matchingText(container.name))) observeContainer(run, container);
  }
}
