// What an owner can set. Defaults are here, once.

import type { Strategy } from './conflict.ts';

/** Which names take part: with `include` only those, always without `exclude`. Compared without case. */
export interface NameFilter {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Which tasks take part in the sync. */
export interface Scope {
  readonly inboxOnly: boolean;
  readonly projects: NameFilter;
  readonly areas: NameFilter;
  readonly tags: NameFilter;
}

/** Kinds of changes that are counted, each by itself, before they reach a replica. */
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

/** A kind of change. `checklists` counts lines that are removed or changed; `reverts` are values that go back to former ones. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** How many changes of one kind pass unasked within 60 minutes. More than either stops them. */
export interface GuardLimit {
  readonly maxTasks: number;
  /** Share of the linked tasks that were open before, 0 to 1; counts from 5 tasks on. */
  readonly maxShare: number;
}

/** When changes wait for a person. */
export type GuardLimits = Readonly<Record<ChangeKind, GuardLimit>>;

/** Labels that carry to Todoist what it has no field for. */
export interface MarkerLabels {
  readonly someday: string;
  readonly evening: string;
  readonly canceled: string;
}

/** Everything an owner can set. */
export interface SyncConfig {
  readonly strategy: Strategy;
  readonly scope: Scope;
  readonly guard: GuardLimits;
  readonly markerLabels: MarkerLabels;
  /** Things tags that stand for Todoist's priorities 4, 3 and 2, in this order; null leaves priority to Todoist alone. */
  readonly priorityTags: readonly [string, string, string] | null;
}

/** What holds until an owner says otherwise. */
export const DEFAULT_CONFIG: SyncConfig = {
  strategy: 'newest_wins',
  scope: {
    inboxOnly: false,
    projects: { include: [], exclude: [] },
    areas: { include: [], exclude: [] },
    tags: { include: [], exclude: [] },
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

/** What an older version counted together: deletions and completions. */
interface FormerLimits {
  readonly maxTasks: number;
  readonly maxShare: number;
}

/** What an owner saved, in whichever version, over the defaults. */
export type SavedConfig = Partial<Omit<SyncConfig, 'guard' | 'scope' | 'markerLabels'>> & {
  readonly scope?: {
    readonly inboxOnly?: boolean;
    readonly projects?: Partial<NameFilter>;
    readonly areas?: Partial<NameFilter>;
    readonly tags?: Partial<NameFilter>;
  };
  readonly markerLabels?: Partial<MarkerLabels>;
  readonly guard?: Partial<GuardLimits> | FormerLimits;
};

const FORMER_DEFAULT: FormerLimits = { maxTasks: 10, maxShare: 0.2 };

/** The owner's settings over the defaults. Limits of the older version hold for what they counted, unless they were its defaults. */
export function withDefaults(saved: SavedConfig | undefined): SyncConfig {
  const { guard, scope, markerLabels, ...rest } = saved ?? {};
  return {
    ...DEFAULT_CONFIG,
    ...rest,
    scope: wholeScope(scope ?? {}),
    markerLabels: { ...DEFAULT_CONFIG.markerLabels, ...markerLabels },
    guard: { ...DEFAULT_CONFIG.guard, ...presentLimits(guard) },
  };
}

/** A filter that was saved without one of its lists has an empty one: it must neither fail nor let pass what the other excludes. */
function wholeScope({ inboxOnly, projects, areas, tags }: NonNullable<SavedConfig['scope']>): Scope {
  const nothing: NameFilter = { include: [], exclude: [] };
  return {
    inboxOnly: inboxOnly === true,
    projects: { ...nothing, ...projects },
    areas: { ...nothing, ...areas },
    tags: { ...nothing, ...tags },
  };
}

function presentLimits(guard: SavedConfig['guard']): Partial<GuardLimits> {
  if (guard === undefined || !('maxTasks' in guard)) return guard ?? {};
  const { maxTasks, maxShare } = guard;
  const isDefault = maxTasks === FORMER_DEFAULT.maxTasks && maxShare === FORMER_DEFAULT.maxShare;
  return isDefault ? {} : { deletions: { maxTasks, maxShare }, completions: { maxTasks, maxShare } };
}
