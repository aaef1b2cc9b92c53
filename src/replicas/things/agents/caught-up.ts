// What a library does not yet show of what was reported from another one: row by row, using the same timestamps as
// reads/evidence.ts. Only gathers; lease.ts decides what follows.

import type { OutboxEntry, Store } from '../../../hub/store.ts';
import { AT_TOP, type ContainerLink } from '../../../model/container.ts';
import { remoteId } from '../../../model/ids.ts';
import { canonicalLine } from '../../../model/text.ts';
import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { operationOfMarker } from '../../../protocol/marker.ts';
import type { ThingsContainer, ThingsTodo } from '../../../protocol/things-row.ts';
import { THINGS } from '../known.ts';
import { ageOf } from '../reads/evidence.ts';
import { openBefore } from '../reads/open-before.ts';

/** How many pending operations are considered. */
const MAX_UNDER_WAY = 20_000;

/** What a library does not show, as counts. */
export interface MissingState {
  /** To-dos that are in an earlier state, or exist although they were deleted. */
  readonly older: number;
  readonly missing: number;
  /** Areas, projects and headings that are missing, or have a former name or place. */
  readonly containers: number;
  /** What the other agent was asked to create and has not reported, unless something here can be it. */
  readonly beingMade: number;
}

/** What a full library does not show of what another agent reported or may have created; null if nothing is missing. */
export function missingStateOf(store: Store, request: ExchangeRequest): MissingState | null {
  const lacking: MissingState = {
    older: request.todos.filter((row) => isOlder(store, row)).length,
    missing: openBefore(store, request).unshown().length,
    containers: containersBehind(store, request),
    beingMade: beingMade(store, request),
  };
  return Object.values(lacking).every((count) => count === 0) ? null : lacking;
}

function isOlder(store: Store, row: ThingsTodo): boolean {
  const link = store.links.byRemoteId(THINGS, row.id);
  const told = link?.stamps?.changedAt ?? null;
  // What was deleted elsewhere and still exists here has not changed since.
  if (link?.state === 'deleted')
    return row.status === 'open' && !row.trashed && told !== null && (row.changedAt ?? told) <= told;
  // Equal content is the same state, even if a timestamp lost its fraction on the way through Things Cloud.
  if (link === null || row.digest === link.revision) return false;
  // The timestamp may be from a Mac whose clock is fast; it was reported all the same, so the clock of another Mac does not
  // invalidate it.
  const anyTime = { since: Number.POSITIVE_INFINITY, takenAt: Number.POSITIVE_INFINITY };
  return ageOf(row, { link, ...anyTime }) === 'older';
}

function containersBehind(store: Store, { containers, receipt }: ExchangeRequest): number {
  const shown = new Map<string, ThingsContainer>(containers.map((one) => [one.id, one]));
  const aside = new Set((receipt.setAside ?? []).map(({ id }) => id));
  return store.containers
    .links()
    .filter((link) => link.replica === THINGS && link.remoteId !== null && !aside.has(link.remoteId))
    .filter((link) => isBehind(store, link, shown.get(link.remoteId ?? ''))).length;
}

/** Areas have no timestamps. One that is neither as last reported nor as it should be was reported from a newer library. */
function isBehind(store: Store, link: ContainerLink, shown: ThingsContainer | undefined): boolean {
  if (link.state === 'put_away') return shown !== undefined && !shown.gone;
  if (shown === undefined) return true;
  if (shown.gone) return false;
  const hub = store.containers.get(link.containerId);
  const holder = hub?.parent == null ? null : store.containers.link(hub.parent, THINGS);
  const name = canonicalLine(shown.title);
  const isNamed = name === link.name || name === hub?.name;
  const at = shown.parent ?? AT_TOP;
  const isPlaced = link.shownIn === null || at === link.shownIn || at === (holder?.remoteId ?? AT_TOP);
  return !isNamed || !isPlaced;
}

/**
 * Creations that were sent to the other agent and may have been carried out. A to-do here counts as one of them only if the match
 * is unambiguous.
 */
function beingMade(store: Store, request: ExchangeRequest): number {
  const underWay = store.outbox
    .ofReplica(THINGS, ['sent'], MAX_UNDER_WAY)
    .filter(({ kind }) => kind === 'create' || kind === 'create_container');
  if (underWay.length === 0) return 0;
  const unknown = request.todos.filter(({ id }) => store.links.byRemoteId(THINGS, id) === null);
  const marks = new Set(unknown.map(({ notes }) => operationOfMarker(notes)));
  return underWay.filter((entry) => {
    if (marks.has(entry.id)) return false;
    return entry.containerId === null
      ? !isTodoShown(entry, underWay, unknown)
      : !isContainerShown(store, entry, request);
  }).length;
}

function isTodoShown(
  { fields }: OutboxEntry,
  underWay: readonly OutboxEntry[],
  unknown: readonly ThingsTodo[],
): boolean {
  const alike = unknown.filter(({ title, status, trashed }) => {
    return canonicalLine(title) === fields.title && status === 'open' && !trashed;
  });
  const rivals = underWay.filter((other) => other.fields.title === fields.title);
  return fields.title !== '' && alike.length === 1 && rivals.length === 1;
}

function isContainerShown(store: Store, { containerId }: OutboxEntry, request: ExchangeRequest): boolean {
  const wanted = containerId === null ? null : store.containers.get(containerId);
  if (wanted === null) return true;
  return request.containers.some(
    ({ id, kind, title, gone }) =>
      kind === wanted.kind &&
      canonicalLine(title) === wanted.name &&
      !gone &&
      store.containers.linkByRemoteId(THINGS, remoteId(id)) === null,
  );
}
