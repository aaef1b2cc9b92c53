// Processes the outcome of a command about a project or section: created, renamed or moved; for failures see `refuse.ts`.

import { AT_TOP, type ContainerLink, type HubContainer } from '../../../../model/container.ts';
import { remoteId, type RemoteId } from '../../../../model/ids.ts';
import { planMove, planRename } from '../../../../sync/plan/plan-container.ts';
import { recordContainerDone } from '../../../../sync/record.ts';
import type { CommandFailure } from './what-follows.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import type { TodoistAnswer } from '../../todoist-port.ts';
import { accountOf, portOf, TODOIST } from '../../known.ts';
import { refuse, type Part } from './refuse.ts';

/** Records the outcome of an operation on a container; `failure` is null if it was carried out. */
export function recordContainerOutcome(
  pass: Pass,
  part: Part,
  { answer, failure }: { readonly answer: TodoistAnswer; readonly failure: CommandFailure | null },
): void {
  const { entry } = part;
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  if (failure?.kind === 'gone' && container !== null && isPutAway(pass, container)) {
    // The archived container was deleted: what was to be filed in it fails, too, and creates another one.
    pass.store.outbox.remove(entry.id);
    return;
  }
  if (failure !== null && container !== null) {
    refuse(pass, part, failure, new Map());
    return;
  }
  pass.store.outbox.remove(entry.id);
  if (container !== null) takeDone(pass, { part, container, answer });
}

function takeDone(
  pass: Pass,
  {
    part,
    container,
    answer,
  }: { readonly part: Part; readonly container: HubContainer; readonly answer: TodoistAnswer },
): void {
  const { entry } = part;
  const link = pass.containers.link(container.id, TODOIST) ?? unknownLink(container);
  recordContainerDone(pass, entry, container);
  // What the same response shows of it is processed as an unarchived container, as if a user had unarchived it.
  if (entry.kind === 'create_container' && link.state === 'put_away') return;
  if (entry.kind === 'move_container') {
    if (link.remoteId === null) return;
    pass.containers.putLink({ ...link, ...placeTold(pass, part, answer) });
    planMove(pass, TODOIST, container);
    return;
  }
  const held = portOf(pass.parts).heldContainerName(container.kind, container.name);
  const told = part.commands[0]?.args['name'];
  const name = typeof told === 'string' ? told : held;
  const made = answer.ids.get(portOf(pass.parts).temporaryId(entry.id)) ?? null;
  const id = link.remoteId ?? made;
  const isNew = link.remoteId === null;
  const place = isNew ? placeTold(pass, part, answer) : {};
  pass.containers.putLink({ ...link, ...place, remoteId: id, name, refused: null });
  if (id === null) return;
  if (name !== held) planRename(pass, TODOIST, container);
  if (isNew) planMove(pass, TODOIST, container);
}

function isPutAway(pass: Pass, { id }: HubContainer): boolean {
  return pass.containers.link(id, TODOIST)?.state === 'put_away';
}

/** Where a command put a container. A project created in the same request has its id by now. */
function placeTold(
  pass: Pass,
  { commands }: Part,
  answer: TodoistAnswer,
): Pick<ContainerLink, 'shownIn' | 'agreedIn'> {
  const { project_id: project, parent_id: parent } = commands[0]?.args ?? {};
  const told = project ?? parent;
  if (typeof told !== 'string' || told === accountOf(pass)?.inboxProjectId)
    return { shownIn: AT_TOP, agreedIn: AT_TOP };
  const shownIn: RemoteId = answer.ids.get(told) ?? remoteId(told);
  return { shownIn, agreedIn: pass.containers.byRemoteId(TODOIST, shownIn) };
}

function unknownLink({ id, name }: HubContainer): ContainerLink {
  const nowhere = { remoteId: null, refused: null, shownIn: null, agreedIn: null } as const;
  return { containerId: id, replica: TODOIST, state: 'active', name, ...nowhere };
}
