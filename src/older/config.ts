// Converts the owner's settings to and from the format of the earlier API. Settings that it has and we don't need are stored next
// to ours. Pure.

import { DEFAULT_CONFIG, type NameFilter, type SyncConfig } from '../model/config.ts';
import type { Strategy } from '../model/conflict.ts';
import { err, ok, type Result } from '../model/result.ts';
import { isSame } from '../model/same.ts';
import { matchingText } from '../model/text.ts';
import type { ConfigChange } from '../protocol/config.ts';
import type { OlderConfig, OlderConfigChange } from '../protocol/older/config.ts';
import { withoutSyncLabels } from '../protocol/older/marks.ts';

/** Settings that only older clients know. */
export interface OlderSettings {
  /** The strategy that is used if conflicts are resolved automatically. */
  readonly conflictStrategy: Strategy;
  readonly autoResolveConflicts: boolean;
  readonly syncInterval: number;
  /** Markers of older code that are reported as excluded. They mean nothing for a task, and almost every older task has one. */
  readonly marks: readonly string[];
}

const DEFAULT_SETTINGS: OlderSettings = {
  conflictStrategy: 'newest_wins',
  autoResolveConflicts: true,
  syncInterval: 300,
  marks: ['synced-to-things', 'synced-from-things'],
};

/** Why a change is invalid: the given settings contradict each other. */
interface Unfit {
  readonly kind: 'invalid_input';
  readonly problems: readonly string[];
}

/** The result of a change. */
export interface OlderChange {
  readonly change: ConfigChange;
  readonly settings: OlderSettings;
}

/** The settings in the format of older clients. `kept`: the last result of `changeOlder`. */
export function olderConfigOf(config: SyncConfig, kept: OlderSettings | undefined): OlderConfig {
  const { conflictStrategy, autoResolveConflicts, syncInterval, marks } = settingsNow(config, kept);
  const { projects, areas, tags, inboxOnly, assigned } = config.scope;
  const { markerLabels, priorityTags } = config;
  const fieldStrategies = ownStrategies(config);
  return {
    conflictStrategy,
    autoResolveConflicts,
    syncInterval,
    ...(projects.include.length > 0 && { enabledProjects: [...projects.include] }),
    excludedProjects: [...projects.exclude],
    ...(tags.include.length > 0 && { enabledTags: [...tags.include] }),
    excludedTags: [...marks, ...tags.exclude],
    ...(Object.keys(fieldStrategies).length > 0 && { fieldStrategies }),
    ...(inboxOnly && { inboxOnly }),
    ...(assigned !== DEFAULT_CONFIG.scope.assigned && { assigned }),
    ...(areas.include.length > 0 && { enabledAreas: [...areas.include] }),
    ...(areas.exclude.length > 0 && { excludedAreas: [...areas.exclude] }),
    ...(!isSame(markerLabels, DEFAULT_CONFIG.markerLabels) && { markerLabels }),
    ...(!isSame(priorityTags, DEFAULT_CONFIG.priorityTags) && {
      priorityTags: priorityTags === null ? null : [...priorityTags],
    }),
  };
}

/** Those that differ from the general one. */
function ownStrategies({ strategies }: SyncConfig): NonNullable<OlderConfig['fieldStrategies']> {
  return Object.fromEntries(Object.entries(strategies).filter(([, own]) => own !== null));
}

/** Applies a change to the current settings. Fails with all reasons why they contradict each other. */
export function changeOlder(
  config: SyncConfig,
  kept: OlderSettings | undefined,
  wanted: OlderConfigChange,
): Result<OlderChange, Unfit> {
  const after = { ...olderConfigOf(config, kept), ...present(wanted) };
  const problems = [
    ...overlap('project', after.enabledProjects, after.excludedProjects),
    ...overlap('tag', after.enabledTags, after.excludedTags),
    ...overlap('area', after.enabledAreas, after.excludedAreas ?? []),
  ];
  if (problems.length > 0) return err({ kind: 'invalid_input', problems });
  const { conflictStrategy, autoResolveConflicts, syncInterval } = after;
  const settings = {
    conflictStrategy,
    autoResolveConflicts,
    syncInterval,
    marks: after.excludedTags.filter(isMark),
  };
  const tags: NameFilter = {
    include: after.enabledTags ?? [],
    exclude: withoutSyncLabels(after.excludedTags),
  };
  const projects: NameFilter = { include: after.enabledProjects ?? [], exclude: after.excludedProjects };
  const areas: NameFilter = { include: after.enabledAreas ?? [], exclude: after.excludedAreas ?? [] };
  const { fieldStrategies, markerLabels, priorityTags, inboxOnly, assigned } = wanted;
  const change = {
    strategy: strategyOf(settings),
    scope: {
      projects: copyOf(projects),
      tags: copyOf(tags),
      areas: copyOf(areas),
      ...(inboxOnly !== undefined && { inboxOnly }),
      ...(assigned !== undefined && { assigned }),
    },
    ...(fieldStrategies !== undefined && { strategies: fieldStrategies }),
    ...(markerLabels !== undefined && { markerLabels }),
    ...(priorityTags !== undefined && { priorityTags }),
  };
  return ok({ change, settings });
}

/** The current settings may have been changed by a newer client, in which case they take precedence. */
function settingsNow({ strategy }: SyncConfig, kept: OlderSettings | undefined): OlderSettings {
  const settings = kept ?? DEFAULT_SETTINGS;
  return strategyOf(settings) === strategy
    ? settings
    : { ...settings, conflictStrategy: strategy, autoResolveConflicts: true };
}

/** Not resolving conflicts automatically is our `manual`. */
function strategyOf({ conflictStrategy, autoResolveConflicts }: OlderSettings): Strategy {
  return autoResolveConflicts ? conflictStrategy : 'manual';
}

function overlap(
  what: string,
  enabled: readonly string[] = [],
  excluded: readonly string[],
): readonly string[] {
  const both = enabled.filter((name) => excluded.some((other) => matchingText(other) === matchingText(name)));
  return both.map((name) => `the ${what} ${name} is both enabled and excluded`);
}

function isMark(tag: string): boolean {
  return withoutSyncLabels([tag]).length === 0;
}

function copyOf({ include, exclude }: NameFilter): { include: string[]; exclude: string[] } {
  return { include: [...include], exclude: [...exclude] };
}

/** Leaves out members that are undefined. */
function present(wanted: OlderConfigChange): Partial<OlderConfig> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
