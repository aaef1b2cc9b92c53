// What one run knows and gathers. A run is one pass of: observe, reconcile, journal, send, acknowledge.

import type { SyncConfig } from '../model/config.ts';
import { parseCivilDate } from '../model/dates.ts';
import { dayInZone } from '../model/zones.ts';
import type { ContainerId, ReplicaName, TaskId } from '../model/ids.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import type { HubTask } from '../model/task.ts';
import { readStops, withStops, type FieldStops } from './plan/field-stops.ts';
import { isFirstSyncDone } from './plan/latch.ts';
import type { Receipt } from '../protocol/exchange.ts';
import { matchingText } from '../model/text.ts';
import { isInScope } from '../engine/scope.ts';
import { ContainerBook } from '../hub/container-index.ts';
import type { KvCounts } from '../hub/batch-records.ts';
import type { RunMark } from '../hub/events.ts';
import type { OutboxEntry, Store } from '../hub/store.ts';
import type { ThingsPort } from '../replicas/things/things-port.ts';
import type { TodoistAccount, TodoistPort } from '../replicas/todoist/todoist-port.ts';

/** The replicas that have areas, projects and headings. */
export const REPLICAS = ['todoist', 'things'] as const;

/** What an account is made of. */
export interface AccountParts {
  readonly store: Store;
  readonly todoist: TodoistPort;
  readonly things: ThingsPort;
  /** Epoch ms. */
  readonly now: () => number;
  /** A new, unguessable name; the same is never given twice. */
  readonly newId: () => string;
  /** KV operations of this UTC day; without it, none are shown. */
  readonly kvCounts?: () => KvCounts;
  /**
   * Takes what older code knew of these Things to-dos into `store.legacy`, where that is still to be done; without it, nothing is.
   * Never throws for what it can't reach.
   */
  readonly lookUpLegacy?: (thingsIds: readonly string[]) => Promise<void>;
}

/** One pass. Made anew for each transaction, so that one that was undone leaves nothing behind. */
export interface Run {
  readonly parts: AccountParts;
  readonly store: Store;
  readonly config: SyncConfig;
  /** Epoch ms, the same for the whole pass. */
  readonly now: number;
  readonly account: TodoistAccount | null;
  readonly receipt: Receipt | null;
  readonly book: ContainerBook;
  readonly profiles: ReadonlyMap<ReplicaName, ReplicaProfile>;
  /** Fields that are not written to a replica for now. The profiles know of each that is added during the pass. */
  readonly stops: FieldStops;
  /** Tasks whose operations are to be planned again. */
  readonly touched: Set<TaskId>;
  /** Entries that this pass put into the outbox. */
  readonly planned: OutboxEntry[];
  /** Tasks of which the guard counts nothing: it is our own retry, or what the owner decided. */
  readonly uncounted: Set<TaskId>;
  /** Tasks with an operation that waited for the answer to a plan and is wanted no more. */
  readonly withdrawn: Set<TaskId>;
  /** Rows that were written before it began. */
  readonly rowsBefore: number;
  /** Tasks that were found to be the same on both sides, by title. */
  readonly paired: HubTask[];
  readonly suggestions: { readonly todoist: string; readonly things: string }[];
  /** Operations that were found to be carried out. */
  readonly done: OutboxEntry[];
  /** Todoist was read after everything that was sent to it: an effect that does not show did not happen. */
  readonly outcomesKnown: boolean;
  /** That read was of everything: what is closed did not show in it. */
  readonly readWhole: boolean;
}

/** Begins a pass over the present state, as part of the run `mark`. `account` and `receipt` are the newest known. */
export function beginRun(
  parts: AccountParts,
  known: {
    readonly config: SyncConfig;
    readonly account: TodoistAccount | null;
    readonly receipt: Receipt | null;
    readonly outcomesKnown: boolean;
    readonly readWhole?: boolean;
  },
  mark: RunMark,
): Run {
  const book = new ContainerBook(parts.store);
  const now = parts.now();
  parts.store.clock.note(now);
  parts.store.events.open(mark, { at: now, takesInAll: !isFirstSyncDone(parts) });
  const stops = readStops(parts.store);
  const profiles = [...profilesOf(parts, known, book)].map(
    ([replica, profile]) => [replica, withStops(profile, stops)] as const,
  );
  return {
    parts,
    store: parts.store,
    readWhole: false,
    ...known,
    now,
    book,
    profiles: new Map(profiles),
    stops,
    touched: new Set(),
    planned: [],
    uncounted: new Set(),
    withdrawn: new Set(),
    rowsBefore: parts.store.rowsWritten(),
    paired: [],
    suggestions: [],
    done: [],
  };
}

/** Tells whether a task takes part, by the owner's scope. */
export function takesPart(run: Run, fields: HubTask['fields']): boolean {
  return isInScope({ fields, place: run.book.scopeNames(fields.place), scope: run.config.scope });
}

/** Tells whether a task is there and still to be done. */
export function isOpenTask({ fields, deletedAt }: HubTask): boolean {
  return fields.status === 'open' && deletedAt === null;
}

/** Puts a hub task down and has its operations planned. */
export function putTask(run: Run, task: HubTask): void {
  run.store.tasks.put(task, takesPart(run, task.fields));
  run.touched.add(task.id);
}

function profilesOf(
  parts: AccountParts,
  known: {
    readonly config: SyncConfig;
    readonly account: TodoistAccount | null;
    readonly receipt: Receipt | null;
  },
  book: ContainerBook,
): ReadonlyMap<ReplicaName, ReplicaProfile> {
  const profiles = new Map<ReplicaName, ReplicaProfile>();
  if (known.account !== null)
    profiles.set('todoist', todoistProfile(parts, known.account, known.config, book));
  if (known.receipt !== null) {
    const { receipt } = known;
    profiles.set(
      'things',
      parts.things.profile({
        config: known.config,
        today: parseCivilDate(receipt.today) ?? dayInZone(parts.now(), receipt.zone),
        zone: receipt.zone,
        nearestPlace: (place) => nearestThingsPlace(book, place),
      }),
    );
  }
  return profiles;
}

/** Todoist's profile, with the places that its plan refuses: such a task stands in the nearest place, labelled with the missing one. */
function todoistProfile(
  parts: AccountParts,
  account: TodoistAccount,
  config: SyncConfig,
  book: ContainerBook,
): ReplicaProfile {
  const profile = parts.todoist.profile(account, config);
  return {
    ...profile,
    project: (fields) => {
      const standIn = todoistStandIn(book, fields.place);
      if (standIn.missing === null) return profile.project(fields);
      const projected = profile.project({ ...fields, place: standIn.place });
      const tags = [...new Set([...(projected.tags ?? []), standIn.missing])].toSorted((a, b) =>
        a < b ? -1 : 1,
      );
      return { ...projected, tags };
    },
  };
}

/** Where a task can stand in Todoist: its place, or the nearest outward one that is not refused, and the name that is missing. */
function todoistStandIn(
  book: ContainerBook,
  place: ContainerId | null,
): { readonly place: ContainerId | null; readonly missing: string | null } {
  const path = book.path(place);
  const innermost = path.findLastIndex((container) => book.remoteIdOf(container.id, 'todoist') !== null);
  const refusedAt = path.findIndex(
    (container, at) => at > innermost && (book.link(container.id, 'todoist')?.refused ?? null) !== null,
  );
  if (refusedAt === -1) return { place, missing: null };
  return { place: path[refusedAt - 1]?.id ?? null, missing: path[refusedAt]?.name ?? null };
}

/** Where a task can be put in Things: a heading can only be made together with its project. */
function nearestThingsPlace(book: ContainerBook, place: ContainerId): ContainerId | null {
  const container = book.get(place);
  if (container === null) return null;
  if (container.kind !== 'heading' || book.remoteIdOf(place, 'things') !== null) return place;
  const project = container.parent === null ? null : book.get(container.parent);
  if (project === null) return null;
  const canBeMadeWithIt = project.kind === 'project' && book.remoteIdOf(project.id, 'things') === null;
  if (canBeMadeWithIt) return place;
  const namesake = book
    .headingsOf(project.id)
    .find(
      ({ id, name }) =>
        matchingText(name) === matchingText(container.name) && book.remoteIdOf(id, 'things') !== null,
    );
  return namesake?.id ?? project.id;
}
