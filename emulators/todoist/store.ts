/**
 * All tables of the one account, with their indexes, and the memory of executed command uuids.
 * Holds state only: rules live in the commands, shapes in wire.ts.
 */
import type { SeriesMemory } from './due/resolve-due.ts';
import { Journal } from './journal.ts';
import { Table } from './table.ts';
import type { IndexKeys } from './table.ts';
import type {
  UserRow,
  WireItem,
  WireLabel,
  WireNote,
  WireProject,
  WireProjectNote,
  WireReminder,
  WireSection,
} from './wire.ts';
import type {
  CollaboratorStateRow,
  ProjectPlaceRow,
  ProjectViewDefaultsRow,
  SettingsRow,
  SubscriptionRow,
  ViewOptionsRow,
  WireCollaborator,
  WireFilter,
  WireFolder,
  WireWorkspace,
  WireWorkspaceFilter,
  WorkspaceUserRow,
} from './wire-more.ts';
import type { AppInstallationRow, AppRow, UiExtensionRow } from './wire-apps.ts';

/** The key under which root objects (no parent) stand in an index by parent. */
export const ROOT = 'root';

/** Indexes of the item table; `open` means neither checked nor deleted, `live` means not deleted. */
export type ItemIndex =
  | 'openInProject'
  | 'liveInProject'
  | 'liveInSection'
  | 'liveInParent'
  | 'openSiblings'
  | 'liveByLabel';
/** Indexes of the project table; `active` means neither archived nor deleted. */
export type ProjectIndex = 'liveInParent' | 'active';
/** Indexes of the section table. */
export type SectionIndex = 'liveInProject' | 'activeInProject';
/** Indexes of the label table. */
export type LabelIndex = 'live' | 'byName';
/** Index of comments by the task or project that they stand on. */
export type NoteIndex = 'liveByOwner';
/** Index of tables that are only listed whole. */
export type LiveIndex = 'live';
/** Indexes of the reminder table. */
export type ReminderIndex = 'liveByOwner' | 'live';

/** Names the sibling group of an item: children of one parent, or roots of one section or project. */
export function siblingKey(item: Pick<WireItem, 'project_id' | 'section_id' | 'parent_id'>): string {
  return item.parent_id ?? item.section_id ?? item.project_id;
}

function liveKey<T extends { readonly is_deleted: boolean }>(keyOf: (row: T) => string | null): IndexKeys<T> {
  return (row) => {
    const key = row.is_deleted ? null : keyOf(row);
    return key === null ? [] : [key];
  };
}

/** The account's tables. A fresh store is empty; `account.ts` puts the user and the Inbox in. */
export class Store {
  readonly journal = new Journal();

  readonly items = new Table<WireItem, ItemIndex>(this.journal, 'items', {
    openInProject: liveKey((item) => (item.checked ? null : item.project_id)),
    liveInProject: liveKey((item) => item.project_id),
    liveInSection: liveKey((item) => item.section_id),
    liveInParent: liveKey((item) => item.parent_id),
    openSiblings: liveKey((item) => (item.checked ? null : siblingKey(item))),
    liveByLabel: (item) => (item.is_deleted ? [] : item.labels),
  });

  readonly projects = new Table<WireProject, ProjectIndex>(this.journal, 'projects', {
    liveInParent: liveKey((project) => project.parent_id ?? ROOT),
    active: liveKey((project) => (project.is_archived ? null : ROOT)),
  });

  readonly sections = new Table<WireSection, SectionIndex>(this.journal, 'sections', {
    liveInProject: liveKey((section) => section.project_id),
    activeInProject: liveKey((section) => (section.is_archived ? null : section.project_id)),
  });

  readonly labels = new Table<WireLabel, LabelIndex>(this.journal, 'labels', {
    live: liveKey(() => ROOT),
    byName: liveKey((label) => label.name),
  });

  readonly notes = new Table<WireNote, NoteIndex>(this.journal, 'notes', {
    liveByOwner: liveKey((note) => note.item_id),
  });

  readonly projectNotes = new Table<WireProjectNote, NoteIndex>(this.journal, 'project_notes', {
    liveByOwner: liveKey((note) => note.project_id),
  });

  readonly reminders = new Table<WireReminder, ReminderIndex>(this.journal, 'reminders', {
    liveByOwner: liveKey((reminder) => reminder.item_id),
    live: liveKey(() => ROOT),
  });

  readonly users = new Table<UserRow, never>(this.journal, 'user', {});

  readonly filters = new Table<WireFilter, LiveIndex>(this.journal, 'filters', { live: liveKey(() => ROOT) });

  readonly viewOptions = new Table<ViewOptionsRow, LiveIndex>(this.journal, 'view_options', {
    live: liveKey(() => ROOT),
  });

  readonly projectViewDefaults = new Table<ProjectViewDefaultsRow, LiveIndex>(
    this.journal,
    'project_view_options_defaults',
    { live: liveKey(() => ROOT) },
  );

  readonly workspaces = new Table<WireWorkspace, LiveIndex>(this.journal, 'workspaces', {
    live: liveKey(() => ROOT),
  });

  readonly workspaceUsers = new Table<WorkspaceUserRow, NoteIndex>(this.journal, 'workspace_users', {
    liveByOwner: liveKey((user) => user.workspace_id),
  });

  readonly workspaceFilters = new Table<WireWorkspaceFilter, LiveIndex>(this.journal, 'workspace_filters', {
    live: liveKey(() => ROOT),
  });

  readonly folders = new Table<WireFolder, NoteIndex>(this.journal, 'folders', {
    liveByOwner: liveKey((folder) => folder.workspace_id),
  });

  readonly projectPlaces = new Table<ProjectPlaceRow, NoteIndex>(this.journal, 'project_places', {
    liveByOwner: (place) => (place.workspace_id === null ? [] : [place.workspace_id]),
  });

  readonly collaborators = new Table<WireCollaborator, never>(this.journal, 'collaborators', {});

  readonly collaboratorStates = new Table<CollaboratorStateRow, NoteIndex>(
    this.journal,
    'collaborator_states',
    { liveByOwner: liveKey((state) => state.project_id) },
  );

  readonly settings = new Table<SettingsRow, never>(this.journal, 'settings', {});

  /** What is known of the owner's subscription beyond the plan; `/sync` does not show it. */
  readonly subscriptions = new Table<SubscriptionRow, never>(this.journal, 'subscriptions', {});

  /** Apps of the app console; their client secrets and tokens are OAuth's. `/sync` shows none of these tables. */
  readonly apps = new Table<AppRow, LiveIndex>(this.journal, 'apps', { live: liveKey(() => ROOT) });

  readonly uiExtensions = new Table<UiExtensionRow, NoteIndex>(this.journal, 'ui_extensions', {
    liveByOwner: liveKey((extension) => extension.integration_id),
  });

  readonly appInstallations = new Table<AppInstallationRow, LiveIndex>(this.journal, 'app_installations', {
    live: liveKey(() => ROOT),
  });

  /** Ids of before API v1, by the new id. */
  readonly oldIds = new Map<string, string>();

  /** What recurring tasks keep in mind of their series, by task id; the wire does not show it. */
  readonly series = new Map<string, SeriesMemory>();

  /** Executed command uuids with the id that each created, or null; failed commands are not kept. */
  readonly executed = new Map<string, string | null>();
}
