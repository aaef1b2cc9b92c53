/**
 * What each resource type of `/sync` answers: everything active on a full read, the changed objects after that.
 * Resources that the emulator does not model answer their empty value on full reads only.
 */
import type { Account } from '../account.ts';
import type { Family } from '../journal.ts';
import { planLimitsDocument } from '../limits.ts';
import { ROOT } from '../store.ts';
import { isActiveItem, projectView, userView } from '../views.ts';
import { completedInfo, statsView } from './completed.ts';
import { EMPTY_RESOURCES } from './empty-resources.ts';
import { changedRows, MORE_SOURCES, whenAny } from './more-resources.ts';
import type { Resources, ResourceSource } from './more-resources.ts';

/** Entering, leaving or changing within a workspace changes how the project looks. */
function projectIds(changes: ReadonlyMap<Family, readonly string[]>): readonly string[] {
  return [...new Set([...(changes.get('projects') ?? []), ...(changes.get('project_places') ?? [])])];
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
      full: (account) => ({
        projects: account.store.projects.at('active', ROOT).map((project) => projectView(account, project)),
      }),
      changed: (account, changes) =>
        whenAny(
          'projects',
          changedRows(account.store.projects, projectIds(changes)).map((project) =>
            projectView(account, project),
          ),
        ),
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
  ...MORE_SOURCES,
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

/**
 * The resource types that a request means: `all` stands for every one, `-x` leaves x out, unknown names are ignored;
 * collaborators bring their states along.
 */
export function selectTypes(requested: readonly string[]): readonly string[] {
  const excluded = requested.filter((name) => name.startsWith('-')).map((name) => name.slice(1));
  const wanted = requested.includes('all')
    ? [...SOURCES.keys()].filter((name) => !NOT_IN_ALL.includes(name))
    : requested;
  const known = [...new Set(wanted)].filter((name) => SOURCES.has(name) && !excluded.includes(name));
  return known.includes('collaborators') ? known.filter((name) => name !== 'collaborator_states') : known;
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
