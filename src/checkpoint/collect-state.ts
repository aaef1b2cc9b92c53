// Collects the working state into the document `sync-state:batch`. Only reads the store; everything is read before the first await,
// so that no change comes in between.

import type { TaskId } from '../model/ids.ts';
import { stableText } from '../model/same.ts';
import { dayOfTask } from '../model/task.ts';
import type { BatchRecords, LegacyRows, TaskWithLinks } from '../hub/batch-records.ts';
import type { Store } from '../hub/store.ts';
import { SYNC_STATE_VERSION, type TaskMapping } from './documents/sync-state.ts';
import { isKnownToOlderCode } from './documents/task-state.ts';
import { leftoverMappings } from './leftover-mappings.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { DocumentContent, Entry, Section } from './kv/pack.ts';
import { digestOfTexts } from './sha.ts';
import { taskToEntry } from './task-entry.ts';

const PAGE_TASKS = 500;
const HASHED_AT_ONCE = 500;
/** More rows than there can be, in a form that every SQLite accepts as a limit. */
const ALL = 1_000_000_000;

/** Values about this process or day rather than tasks: neither stored nor compared. */
const NOT_KEPT = new Set([
  'forgot_on',
  'batches_looked',
  'legacy_batch',
  'restored',
  'clock_horizon',
  'event_floor',
  'todoist_events',
  'early_events',
]);

/** The sources of the document. */
export interface StateSource {
  readonly records: BatchRecords;
  readonly store: Pick<Store, 'clock' | 'containers' | 'conflicts' | 'suspects'>;
  readonly now: () => number;
}

/** One linked pair, as far as older code knows it. */
interface Pair {
  readonly todoistId: string;
  readonly thingsId: string;
  readonly title: string;
  readonly notes: string | null;
  readonly due: string | null;
  readonly labels: readonly string[];
  readonly changedAt: number;
}

/**
 * Reads the whole working state at once, and then builds the document from it. `lastDigest`: returns null if the content still has
 * this digest, before the more expensive part.
 */
export async function collectState(
  source: StateSource,
  lastDigest: string | null,
): Promise<DocumentContent | null> {
  const pairs: Pair[] = [];
  const found = source.records.state.legacy();
  const senders: Entry[] = [];
  const sections = [taskSection(source, pairs, senders), ...smallSections(source, found)];
  if (senders.length > 0) sections.push({ name: 'senderLinks', shape: 'list', entries: senders });
  const leftovers = leftoverMappings(found, pairs);
  const tick = source.store.clock.now();
  const lastUpdated = new Date(source.now()).toISOString();
  const digest = await digestOfTexts(sections.flatMap((section) => comparable(section)));
  if (digest === lastDigest) return null;
  const legacy = await legacySections(pairs, leftovers);
  return {
    members: {
      version: SYNC_STATE_VERSION,
      lastUpdated,
      tick,
      stats: { mappingCount: pairs.length + leftovers.length },
    },
    sections: [...legacy, ...sections],
    digest,
  };
}

function taskSection({ records }: StateSource, pairs: Pair[], senders: Entry[]): Section {
  const entries: Entry[] = [];
  let after: TaskId | null = null;
  for (;;) {
    const page: readonly TaskWithLinks[] = records.state.page(after, PAGE_TASKS);
    for (const found of page) {
      const entry = taskToEntry(found);
      const [links, others] = partition(entry.links);
      entries.push({ key: '', json: stableText({ ...entry, links }) });
      for (const link of others) senders.push({ key: '', json: stableText({ ...link, taskId: entry.id }) });
      const pair = pairOf(found);
      if (pair !== null) pairs.push(pair);
      after = found.task.id;
    }
    if (page.length < PAGE_TASKS) return { name: 'tasks', shape: 'list', entries };
  }
}

/** What older code reads, and what it would refuse the whole document for. */
function partition<T extends { readonly replica: string }>(
  all: readonly T[],
): readonly [readonly T[], readonly T[]] {
  return [
    all.filter(({ replica }) => isKnownToOlderCode(replica)),
    all.filter(({ replica }) => !isKnownToOlderCode(replica)),
  ];
}

function smallSections({ records, store }: StateSource, legacy: LegacyRows): readonly Section[] {
  const list = (name: string, values: readonly unknown[]): Section => ({
    name,
    shape: 'list',
    entries: values.map((value) => ({ key: '', json: stableText(value) })),
  });
  const [conflicts, others] = partition(store.conflicts.list({ waitingOnly: false, limit: ALL }));
  const deviceTasks = records.state.deviceTasks();
  const kept = records.state.meta().filter(({ key }) => !NOT_KEPT.has(key));
  return [
    list('containers', store.containers.all()),
    list('containerLinks', store.containers.links()),
    list(
      'outbox',
      records.state.outbox().map(({ seq: _order, ...entry }) => entry),
    ),
    list('conflicts', conflicts),
    ...(others.length === 0 ? [] : [list('senderConflicts', others)]),
    list('suspects', store.suspects.all()),
    list('retired', records.state.retired()),
    list('nested', records.state.nested()),
    ...(deviceTasks.length === 0 ? [] : [list('deviceTasks', deviceTasks)]),
    list('legacyEntries', legacy.entries),
    list('legacyMappings', legacy.mappings),
    {
      name: 'cursors',
      shape: 'map',
      entries: kept.map(({ key, value }) => ({ key, json: stableText(value) })),
    },
  ];
}

/** The part of a section that counts as a change: the Mac's date in the receipt changes daily, and means nothing here. */
function comparable(section: Section): readonly string[] {
  const texts = section.entries.map((entry) =>
    entry.key === 'things_receipt' ? withoutDay(entry.json) : `${entry.key}=${entry.json}`,
  );
  return [section.name, ...texts];
}

function withoutDay(json: string): string {
  return stableText({ ...(JSON.parse(json) as Record<string, unknown>), today: '', takenAt: 0 });
}

function pairOf({ task, links }: TaskWithLinks): Pair | null {
  const counterpart = (replica: string) =>
    links.find((link) => link.replica === replica && link.state !== 'deleted');
  const [todoist, things] = [counterpart('todoist'), counterpart('things')];
  if (task.deletedAt !== null || todoist === undefined || things === undefined) return null;
  return {
    todoistId: todoist.remoteId,
    thingsId: things.remoteId,
    title: task.fields.title,
    notes: task.fields.notes,
    due: dayOfTask(task.fields),
    labels: task.fields.tags,
    changedAt: Math.max(task.createdAt, ...Object.values(task.stamps).map((stamp) => stamp.at)),
  };
}

/** `mappings` and both indexes, in the format of older code. */
async function legacySections(
  pairs: readonly Pair[],
  leftovers: readonly TaskMapping[],
): Promise<readonly Section[]> {
  const used = new Map<string, number>();
  const mappings: Entry[] = [];
  const todoist = new Map<string, string>();
  const things = new Map<string, string>();
  const add = (mapping: TaskMapping): void => {
    const hash = mapping.fingerprint.primaryHash;
    const count = (used.get(hash) ?? 0) + 1;
    used.set(hash, count);
    const key = count === 1 ? hash : `${hash}~${count}`;
    mappings.push({ key, json: JSON.stringify(mapping) });
    if (!todoist.has(mapping.todoistId)) todoist.set(mapping.todoistId, key);
    if (!things.has(mapping.thingsId)) things.set(mapping.thingsId, key);
  };
  for (let start = 0; start < pairs.length; start += HASHED_AT_ONCE) {
    const some = pairs.slice(start, start + HASHED_AT_ONCE);
    for (const mapping of await Promise.all(some.map((pair) => mappingOf(pair)))) add(mapping);
  }
  for (const mapping of leftovers) add(mapping);
  return [
    { name: 'mappings', shape: 'map', entries: mappings },
    { name: 'todoistIndex', shape: 'map', entries: indexEntries(todoist) },
    { name: 'thingsIndex', shape: 'map', entries: indexEntries(things) },
  ];
}

function indexEntries(index: ReadonlyMap<string, string>): readonly Entry[] {
  return [...index].map(([key, hash]) => ({ key, json: JSON.stringify(hash) }));
}

/** A linked pair in the format of older code; null if a task is not linked to both Todoist and Things. */
export async function legacyMappingOf(found: TaskWithLinks): Promise<TaskMapping | null> {
  const pair = pairOf(found);
  return pair === null ? null : mappingOf(pair);
}

async function mappingOf(pair: Pair): Promise<TaskMapping> {
  const fingerprint = await fingerprintOf(pair.title, pair.notes, pair.due);
  return {
    todoistId: pair.todoistId,
    thingsId: pair.thingsId,
    fingerprint: { ...fingerprint, titleVariations: [...fingerprint.titleVariations] },
    lastSynced: new Date(pair.changedAt).toISOString(),
    source: 'exact',
    version: 2,
    lastSyncedContent: {
      title: pair.title,
      notes: pair.notes ?? '',
      due: pair.due,
      labels: [...pair.labels],
    },
  };
}
