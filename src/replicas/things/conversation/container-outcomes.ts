// Processes the agent's report about an operation on an area or project: created, renamed or moved.

import { assert } from '../../../model/assert.ts';
import { AT_TOP, type ContainerLink, type HubContainer } from '../../../model/container.ts';
import { remoteId, type ContainerId, type RemoteId } from '../../../model/ids.ts';
import { matchingText } from '../../../model/text.ts';
import type {
  ThingsAcknowledgement,
  ThingsOperation,
  ThingsPlace,
} from '../../../protocol/things-operation.ts';
import { forgetContainer } from '../../../sync/observe/containers.ts';
import { planMove, planRename } from '../../../sync/plan/plan-container.ts';
import { recordContainerDone } from '../../../sync/record.ts';
import { forgetSnapshot, THINGS } from '../known.ts';
import type { Pass } from '../../../sync/unit-of-work.ts';
import type { OutboxEntry } from '../../../hub/store.ts';

/** Records the outcome of an operation on a container that was not refused. */
export function recordContainerOutcome(pass: Pass, entry: OutboxEntry, told: ThingsAcknowledgement): void {
  const container = entry.containerId === null ? null : pass.containers.get(entry.containerId);
  pass.store.outbox.remove(entry.id);
  const operation = JSON.parse(entry.payload ?? 'null') as ThingsOperation | null;
  assert(operation !== null, 'a container was told without its words');
  if (container === null) return;
  switch (operation.kind) {
    case 'create_container':
      return recordCreated(pass, container, { operation, told });
    case 'rename_container':
      return recordRenamed(pass, { entry, container, name: operation.title, told });
    case 'move_container':
      return recordMoved(pass, { entry, container, area: operation.area, told });
    case 'create_todo':
    case 'update_todo':
    case 'trash_todo':
    case 'restore_todo':
      throw new Error(`${operation.kind} was told of a container`);
  }
}

type Creation = Extract<ThingsOperation, { readonly kind: 'create_container' }>;

function recordCreated(
  pass: Pass,
  container: HubContainer,
  { operation, told }: { readonly operation: Creation; readonly told: ThingsAcknowledgement },
): void {
  if (told.thingsId === null || !isFree(pass, container.id, remoteId(told.thingsId))) return;
  const made = remoteId(told.thingsId);
  const link = { replica: THINGS, state: 'active', refused: null } as const;
  // With an error, it was created but is in no area.
  const place = told.error === null ? placeTold(pass, operation.parent) : OUTSIDE;
  pass.containers.putLink({
    ...link,
    ...place,
    containerId: container.id,
    remoteId: made,
    name: operation.title,
  });
  if (operation.title !== container.name) planRename(pass, THINGS, container);
  planMove(pass, THINGS, container);
  const headings = [...pass.containers.headingsOf(container.id)];
  for (const { id, title } of told.headings ?? []) {
    const at = headings.findIndex((heading) => matchingText(heading.name) === matchingText(title));
    const heading = at === -1 ? undefined : headings.splice(at, 1)[0];
    if (heading === undefined) continue;
    const inIt = { shownIn: made, agreedIn: container.id } as const;
    pass.containers.putLink({
      ...link,
      ...inIt,
      containerId: heading.id,
      remoteId: remoteId(id),
      name: heading.name,
    });
  }
}

function recordRenamed(
  pass: Pass,
  renamed: {
    readonly entry: OutboxEntry;
    readonly container: HubContainer;
    readonly name: string;
    readonly told: ThingsAcknowledgement;
  },
): void {
  const { entry, container, name, told } = renamed;
  const link = pass.containers.link(container.id, THINGS);
  if (link === null || told.outcome !== 'done') return;
  recordContainerDone(pass, entry, container);
  pass.containers.putLink({ ...link, name });
  // It was renamed again while this was pending.
  if (name !== container.name) planRename(pass, THINGS, container);
}

function recordMoved(
  pass: Pass,
  moved: {
    readonly entry: OutboxEntry;
    readonly container: HubContainer;
    readonly area: ThingsPlace | null;
    readonly told: ThingsAcknowledgement;
  },
): void {
  const { entry, container, area, told } = moved;
  const link = pass.containers.link(container.id, THINGS);
  if (link === null || link.remoteId === null || told.outcome !== 'done') return;
  recordContainerDone(pass, entry, container);
  pass.containers.putLink({ ...link, ...placeTold(pass, area) });
  planMove(pass, THINGS, container);
}

const OUTSIDE = { shownIn: AT_TOP, agreedIn: null } as const;

function placeTold(pass: Pass, area: ThingsPlace | null): Pick<ContainerLink, 'shownIn' | 'agreedIn'> {
  if (area === null || area.id === null) return { shownIn: AT_TOP, agreedIn: AT_TOP };
  const shownIn = remoteId(area.id);
  return { shownIn, agreedIn: pass.containers.byRemoteId(THINGS, shownIn) };
}

/**
 * Tells whether a container can be given a counterpart that was created for it. A counterpart that was already matched by name
 * keeps that match, so if a command was executed twice, both projects stay. Otherwise it is taken from the other container, and
 * everything is sent again.
 */
function isFree(pass: Pass, container: ContainerId, counterpart: RemoteId): boolean {
  const other = pass.containers.byRemoteId(THINGS, counterpart);
  if (other === null || other === container) return true;
  if (pass.containers.remoteIdOf(container, THINGS) !== null) return false;
  forgetContainer(pass, { replica: THINGS, remoteId: counterpart });
  forgetSnapshot(pass.store);
  return true;
}
