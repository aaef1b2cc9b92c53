/**
 * The smaller resources of `/sync`: filters, views, workspaces, sharing and settings, and the steps that all
 * resources share. Rows are shown without the hidden ids that some tables need.
 */
import type { Account } from '../account.ts';
import type { Family } from '../journal.ts';
import { settingsView } from '../views.ts';
import { USER_SETTINGS } from './empty-resources.ts';

/** Keys of an answer with their values. */
export type Resources = Readonly<Record<string, unknown>>;

/** How one resource type is read. */
export interface ResourceSource {
  readonly full: (account: Account) => Resources;
  /** The keys of an incremental answer; absent when the resource never changes. */
  readonly changed?: (account: Account, changes: ReadonlyMap<Family, readonly string[]>) => Resources;
}

interface Readable<T> {
  get(id: string): T | undefined;
}

/** The rows with these ids, tombstones included. */
export function changedRows<T>(table: Readable<T>, ids: readonly string[] | undefined): readonly T[] {
  return (ids ?? []).map((id) => table.get(id)).filter((row) => row !== undefined);
}

/** The key with its rows, or nothing when there are none. */
export function whenAny(key: string, rows: readonly unknown[]): Resources {
  return rows.length === 0 ? {} : { [key]: rows };
}

interface Listed extends Readable<{ readonly is_deleted: boolean }> {
  all(): Iterable<{ readonly is_deleted: boolean }>;
}

function listed(
  name: Family,
  tableOf: (account: Account) => Listed,
  hidesId: boolean,
): [string, ResourceSource] {
  const show = (row: object): object => (hidesId ? withoutId(row) : row);
  return [
    name,
    {
      full: (account) => ({
        [name]: [...tableOf(account).all()].filter((row) => !row.is_deleted).map(show),
      }),
      changed: (account, changes) =>
        whenAny(name, changedRows(tableOf(account), changes.get(name)).map(show)),
    },
  ];
}

function withoutId(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'id'));
}

function settingsSource(key: string, view: (account: Account) => unknown): ResourceSource {
  return {
    full: (account) => ({ [key]: view(account) }),
    changed: (account, changes) => (changes.has('settings') ? { [key]: view(account) } : {}),
  };
}

function lastReadId(account: Account): unknown {
  return settingsView(account, 'live_notifications', { last_read_id: '0' })['last_read_id'];
}

/** The sources by resource type. `workspace_users` only comes in incremental answers, as with the vendor. */
export const MORE_SOURCES: readonly (readonly [string, ResourceSource])[] = [
  listed('filters', ({ store }) => store.filters, false),
  listed('view_options', ({ store }) => store.viewOptions, true),
  listed('project_view_options_defaults', ({ store }) => store.projectViewDefaults, true),
  listed('workspaces', ({ store }) => store.workspaces, false),
  listed('workspace_filters', ({ store }) => store.workspaceFilters, false),
  listed('folders', ({ store }) => store.folders, false),
  [
    'workspace_users',
    {
      full: () => ({}),
      changed: ({ store }, changes) =>
        whenAny(
          'workspace_users',
          changedRows(store.workspaceUsers, changes.get('workspace_users')).map(withoutId),
        ),
    },
  ],
  [
    'collaborators',
    {
      full: ({ store }) => ({
        collaborators: [...store.collaborators.all()],
        ...collaboratorStates(store.collaboratorStates.all()),
      }),
      changed: ({ store }, changes) => ({
        ...whenAny('collaborators', changedRows(store.collaborators, changes.get('collaborators'))),
        ...whenAny(
          'collaborator_states',
          changedRows(store.collaboratorStates, changes.get('collaborator_states')).map(withoutId),
        ),
      }),
    },
  ],
  [
    'collaborator_states',
    {
      full: ({ store }) => collaboratorStates(store.collaboratorStates.all()),
      changed: ({ store }, changes) =>
        whenAny(
          'collaborator_states',
          changedRows(store.collaboratorStates, changes.get('collaborator_states')).map(withoutId),
        ),
    },
  ],
  [
    'user_settings',
    settingsSource('user_settings', (account) => settingsView(account, 'user_settings', USER_SETTINGS)),
  ],
  [
    'live_notifications',
    {
      full: (account) => ({ live_notifications: [], live_notifications_last_read_id: lastReadId(account) }),
      changed: (account, changes) =>
        changes.has('settings') ? { live_notifications_last_read_id: lastReadId(account) } : {},
    },
  ],
];

function collaboratorStates(rows: Iterable<{ readonly is_deleted: boolean }>): Resources {
  return { collaborator_states: [...rows].filter((row) => !row.is_deleted).map(withoutId) };
}
