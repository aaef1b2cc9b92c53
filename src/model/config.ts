// Everything the owner can configure, with the defaults.

import type { Strategy } from './conflict.ts';
import type { FieldName } from './task.ts';

/** Which names take part: if `include` is not empty, only those listed there; never those in `exclude`. Case-insensitive. */
export interface NameFilter {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Whose tasks take part: the owner's own and those that nobody was given, or everybody's. */
export const ASSIGNED_SCOPES = ['mine', 'all'] as const;

/** Which tasks take part in the sync. */
export interface Scope {
  readonly inboxOnly: boolean;
  readonly projects: NameFilter;
  readonly areas: NameFilter;
  readonly tags: NameFilter;
  /** Only Todoist assigns tasks. */
  readonly assigned: (typeof ASSIGNED_SCOPES)[number];
}

/** The kinds of change that the guard counts, each on its own, before anything is sent to a replica. */
export const CHANGE_KINDS = [
  'deletions',
  'completions',
  'reopenings',
  'creations',
  'titles',
  'notes',
  'dates',
  'labels',
  'moves',
  'checklists',
  'reverts',
] as const;

/** A kind of change. `checklists` counts lines that are removed or changed; `reverts` counts values that return to an earlier one. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How many changes of one kind may go out within 60 minutes without being approved. Exceeding either limit stops them. */
export interface GuardLimit {
  readonly maxTasks: number;
  /** Share of the linked tasks that were open before, 0 to 1. Only applies from 5 changed tasks on. */
  readonly maxShare: number;
}

/** When changes wait for the owner's approval. */
export type GuardLimits = Readonly<Record<ChangeKind, GuardLimit>>;

/** Labels that represent in Todoist what it has no field for. */
export interface MarkerLabels {
  readonly someday: string;
  readonly evening: string;
  readonly canceled: string;
}

/** Fields whose conflicts may be decided in a way of their own. Tags are always merged, and a repeat rule belongs to one replica. */
export const DECIDED_FIELDS = [
  'title',
  'notes',
  'start',
  'deadline',
  'checklist',
  'status',
  'place',
  'priority',
  'duration',
] as const satisfies readonly FieldName[];

/** A strategy for each field; null: the general one. */
export type FieldStrategies = Readonly<Record<(typeof DECIDED_FIELDS)[number], Strategy | null>>;

/** Everything an owner can set. */
export interface SyncConfig {
  readonly strategy: Strategy;
  readonly strategies: FieldStrategies;
  readonly scope: Scope;
  readonly guard: GuardLimits;
  readonly markerLabels: MarkerLabels;
  /** Things tags that stand for Todoist's priorities 4, 3 and 2, in this order; null: priorities stay in Todoist only. */
  readonly priorityTags: readonly [string, string, string] | null;
}

/** The settings of an owner who has changed nothing. */
export const DEFAULT_CONFIG: SyncConfig = {
  strategy: 'newest_wins',
  strategies: {
    title: null,
    notes: null,
    start: null,
    deadline: null,
    checklist: null,
    status: null,
    place: null,
    priority: null,
    duration: null,
  },
  scope: {
    inboxOnly: false,
    projects: { include: [], exclude: [] },
    areas: { include: [], exclude: [] },
    tags: { include: [], exclude: [] },
    assigned: 'mine',
  },
  guard: {
    deletions: { maxTasks: 10, maxShare: 0.2 },
    completions: { maxTasks: 40, maxShare: 0.5 },
    reopenings: { maxTasks: 50, maxShare: 0.3 },
    creations: { maxTasks: 50, maxShare: 0.3 },
    titles: { maxTasks: 50, maxShare: 0.3 },
    notes: { maxTasks: 50, maxShare: 0.3 },
    dates: { maxTasks: 50, maxShare: 0.3 },
    labels: { maxTasks: 50, maxShare: 0.3 },
    moves: { maxTasks: 50, maxShare: 0.3 },
    checklists: { maxTasks: 50, maxShare: 0.3 },
    reverts: { maxTasks: 50, maxShare: 0.3 },
  },
  markerLabels: { someday: 'someday', evening: 'evening', canceled: 'canceled' },
  priorityTags: ['p1', 'p2', 'p3'],
};

/** The one limit of an older version, which counted deletions and completions together. */
interface FormerLimits {
  readonly maxTasks: number;
  readonly maxShare: number;
}

/** The settings as the owner saved them, in any version; whatever is missing comes from the defaults. */
export type SavedConfig = Partial<Omit<SyncConfig, 'guard' | 'scope' | 'markerLabels' | 'strategies'>> & {
  readonly strategies?: Partial<FieldStrategies>;
  readonly scope?: {
    readonly inboxOnly?: boolean;
    readonly projects?: Partial<NameFilter>;
    readonly areas?: Partial<NameFilter>;
    readonly tags?: Partial<NameFilter>;
    readonly assigned?: Scope['assigned'];
  };
  readonly markerLabels?: Partial<MarkerLabels>;
  readonly guard?: Partial<GuardLimits> | FormerLimits;
};

const FORMER_DEFAULT: FormerLimits = { maxTasks: 10, maxShare: 0.2 };

/**
 * Merges the owner's settings with the defaults. An older version's limits still apply to deletions and completions, unless they
 * were its defaults.
 */
export function withDefaults(saved: SavedConfig | undefined): SyncConfig {
  const { guard, scope, markerLabels, strategies, ...rest } = saved ?? {};
  return {
    ...DEFAULT_CONFIG,
    ...rest,
    strategies: { ...DEFAULT_CONFIG.strategies, ...strategies },
    scope: wholeScope(scope ?? {}),
    markerLabels: { ...DEFAULT_CONFIG.markerLabels, ...markerLabels },
    guard: { ...DEFAULT_CONFIG.guard, ...presentLimits(guard) },
  };
}

/** A list missing from a saved filter counts as empty. Dropping the whole filter instead would let through what its other list excludes. */
function wholeScope({
  inboxOnly,
  projects,
  areas,
  tags,
  assigned,
}: NonNullable<SavedConfig['scope']>): Scope {
  const nothing: NameFilter = { include: [], exclude: [] };
  return {
    inboxOnly: inboxOnly === true,
    projects: { ...nothing, ...projects },
    areas: { ...nothing, ...areas },
    tags: { ...nothing, ...tags },
    assigned: assigned ?? DEFAULT_CONFIG.scope.assigned,
  };
}

function presentLimits(guard: SavedConfig['guard']): Partial<GuardLimits> {
  if (guard === undefined || !('maxTasks' in guard)) return guard ?? {};
  const { maxTasks, maxShare } = guard;
  const isDefault = maxTasks === FORMER_DEFAULT.maxTasks && maxShare === FORMER_DEFAULT.maxShare;
  return isDefault ? {} : { deletions: { maxTasks, maxShare }, completions: { maxTasks, maxShare } };
}
