/**
 * What each resource type of `/sync` answers: everything active on a full read, the changed objects after that.
 * Resources that the emulator does not model answer their empty value on full reads only.
 */
import type { Account } from '../account.ts';
import type { Family } from '../journal.ts';
import { planLimitsDocument } from '../limits.ts';
import { ROOT } from '../store.ts';
import { isActiveItem, userView } from '../views.ts';
import { completedInfo, statsView } from './completed.ts';
import { EMPTY_RESOURCES } from './empty-resources.ts';

/** Keys of an answer with their values. */
export type Resources = Readonly<Record<string, unknown>>;

interface ResourceSource {
  readonly full: (account: Account) => Resources;
  /** The keys of an incremental answer; absent when the resource never changes. */
  readonly changed?: (account: Account, changes: ReadonlyMap<Family, readonly string[]>) => Resources;
}

interface Readable<T> {
  get(id: string): T | undefined;
}

function changedRows<T>(table: Readable<T>, ids: readonly string[] | undefined): readonly T[] {
  return (ids ?? []).map((id) => table.get(id)).filter((row) => row !== undefined);
}

function whenAny(key: string, rows: readonly unknown[]): Resources {
  return rows.length === 0 ? {} : { [key]: rows };
}

/** The models of the resources, by the name that a request uses. */
const SOURCES: ReadonlyMap<string, ResourceSource> = new Map<string, ResourceSource>([
  [
    'items',
    {
      full: (account) => ({
        items: [...account.store.items.all()].filter((item) => isActiveItem(account, item)),
      }),
      changed: ({ store }, changes) => whenAny('items', changedRows(store.items, changes.get('items'))),
    },
  ],
  [
    'projects',
    {
      full: ({ store }) => ({ projects: store.projects.at('active', ROOT) }),
      changed: ({ store }, changes) =>
        whenAny('projects', changedRows(store.projects, changes.get('projects'))),
    },
  ],
  [
    'sections',
    {
      full: ({ store }) => ({
        sections: store.projects
          .at('active', ROOT)
          .flatMap(({ id }) => store.sections.at('activeInProject', id)),
      }),
      changed: ({ store }, changes) =>
        whenAny('sections', changedRows(store.sections, changes.get('sections'))),
    },
  ],
  [
    'labels',
    {
      full: ({ store }) => ({ labels: store.labels.at('live', ROOT) }),
      changed: ({ store }, changes) => whenAny('labels', changedRows(store.labels, changes.get('labels'))),
    },
  ],
  [
    'notes',
    {
      full: (account) => ({
        notes: [...account.store.notes.all()].filter((note) => {
          const item = account.store.items.get(note.item_id);
          return !note.is_deleted && item !== undefined && isActiveItem(account, item);
        }),
        project_notes: [...account.store.projectNotes.all()].filter((note) => !note.is_deleted),
        incomplete_item_ids: [],
        incomplete_project_ids: [],
      }),
      changed: ({ store }, changes) => ({
        ...whenAny('notes', changedRows(store.notes, changes.get('notes'))),
        ...whenAny('project_notes', changedRows(store.projectNotes, changes.get('project_notes'))),
      }),
    },
  ],
  [
    'project_notes',
    {
      full: ({ store }) => ({
        project_notes: [...store.projectNotes.all()].filter((note) => !note.is_deleted),
      }),
      changed: ({ store }, changes) =>
        whenAny('project_notes', changedRows(store.projectNotes, changes.get('project_notes'))),
    },
  ],
  ['reminders', reminderSource((type) => type !== 'location')],
  ['reminders_location', reminderSource((type) => type === 'location')],
  [
    'user',
    {
      full: (account) => ({ user: userView(account) }),
      changed: (account, changes) => (changes.has('user') ? { user: userView(account) } : {}),
    },
  ],
  [
    'user_plan_limits',
    {
      full: ({ plan }) => ({
        user_plan_limits: {
          current: planLimitsDocument(plan),
          next: plan === 'free' ? planLimitsDocument('pro') : null,
        },
      }),
    },
  ],
  [
    'completed_info',
    {
      full: (account) => ({ completed_info: completedInfo(account) }),
      changed: (account, changes) => (changes.has('items') ? { completed_info: completedInfo(account) } : {}),
    },
  ],
  [
    'stats',
    {
      full: (account) => ({ stats: statsView(account) }),
      changed: (account, changes) => (changes.has('user') ? { stats: statsView(account) } : {}),
    },
  ],
  ...[...EMPTY_RESOURCES].map(([name, value]) => [name, { full: () => value }] as const),
]);

function reminderSource(wanted: (type: string) => boolean): ResourceSource {
  return {
    full: ({ store }) => ({ reminders: store.reminders.at('live', ROOT).filter(({ type }) => wanted(type)) }),
    changed: ({ store }, changes) =>
      whenAny(
        'reminders',
        changedRows(store.reminders, changes.get('reminders')).filter(({ type }) => wanted(type)),
      ),
  };
}

/** Types that `all` does not stand for. */
const NOT_IN_ALL = ['workspace_users', 'notification_settings'];

/** The resource types that a request means: `all` stands for every one, `-x` leaves x out, unknown names are ignored. */
export function selectTypes(requested: readonly string[]): readonly string[] {
  const excluded = requested.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const wanted = requested.includes('all')
    ? [...SOURCES.keys()].filter((name) => !NOT_IN_ALL.includes(name))
    : requested;
  return [...new Set(wanted)].filter((name) => SOURCES.has(name) && !excluded.includes(name));
}

/** The complete active state of the given types. Costs the whole account. */
export function readFull(account: Account, types: readonly string[]): Resources {
  return mergeResources(types.map((type) => SOURCES.get(type)?.full(account) ?? {}));
}

/** Every object of the given types that changed after a position, whole. Costs the changes. */
export function readChanged(account: Account, types: readonly string[], position: number): Resources {
  const changes = account.store.journal.changedSince(position);
  return mergeResources(types.map((type) => SOURCES.get(type)?.changed?.(account, changes) ?? {}));
}

/** Puts answers of several types together; lists under the same key are joined, each object once. */
export function mergeResources(parts: readonly Resources[]): Resources {
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      const before = merged[key];
      merged[key] =
        Array.isArray(before) && Array.isArray(value) ? [...new Set<unknown>([...before, ...value])] : value;
    }
  }
  return merged;
}
