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

/** When a run stops and asks. */
export interface GuardLimits {
  /** A run may delete or complete up to this many tasks … */
  readonly maxTasks: number;
  /** … or up to this share of the linked ones (0 to 1), whichever is more. */
  readonly maxShare: number;
}

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
  guard: { maxTasks: 10, maxShare: 0.2 },
  markerLabels: { someday: 'someday', evening: 'evening', canceled: 'canceled' },
  priorityTags: ['p1', 'p2', 'p3'],
};
