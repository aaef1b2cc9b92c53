// What an owner configured of senders, with defaults filled in. Secrets are kept elsewhere.

import type { SourceName } from '../../model/webhook.ts';
import type { GenericSettings } from './generic.ts';
import type { GitHubSettings } from './github.ts';
import type { NotionSettings } from './notion.ts';
import type { SlackSettings } from './slack.ts';
import type { Rule } from './rules.ts';

/** What is said of every sender of tasks. */
interface Common {
  readonly enabled: boolean;
  /** The project or area in which tasks are made, by its name; null: the inbox. */
  readonly place: string | null;
}

/** The whole of it. */
export interface WebhookConfig {
  /** False: nothing is taken from anybody. */
  readonly enabled: boolean;
  readonly sources: {
    readonly github: Common & GitHubSettings;
    readonly slack: Common & SlackSettings;
    readonly notion: Common & NotionSettings;
    readonly generic: Common & { readonly transformRules: readonly ConfiguredRule[] };
    readonly todoist: { readonly enabled: boolean };
  };
  readonly rateLimits: { readonly perMinute: number; readonly perHour: number };
}

/** A rule as it is written down: older configurations have one `condition`. */
type ConfiguredRule = Omit<Rule, 'conditions'> & {
  readonly condition?: Rule['conditions'][number] | undefined;
  readonly conditions?: Rule['conditions'] | undefined;
};

/** Before anything was configured nobody is let in. */
export const DEFAULT_WEBHOOKS: WebhookConfig = {
  enabled: true,
  sources: {
    github: { enabled: false, place: null, repositories: [], events: [], me: null, completesClosed: true },
    slack: { enabled: false, place: null, channels: [], emoji: [], users: [] },
    notion: { enabled: false, place: null, databases: [], dueProperty: 'Due', done: null },
    generic: { enabled: false, place: null, transformRules: [] },
    todoist: { enabled: false },
  },
  rateLimits: { perMinute: 60, perHour: 1000 },
};

/** Tells whether a change is about the sender whose events only have a replica read, or about all senders. */
export function changesWhoPokes({
  enabled,
  sources,
}: {
  readonly enabled?: boolean | undefined;
  readonly sources?: { readonly todoist?: object | undefined } | undefined;
}): boolean {
  return enabled !== undefined || sources?.todoist !== undefined;
}

/** Puts a change into what is configured: objects are merged, lists and values replaced. */
export function mergeConfig(config: WebhookConfig, change: object): WebhookConfig {
  return merge(config, change) as WebhookConfig;
}

function merge(before: unknown, change: unknown): unknown {
  if (!isObject(before) || !isObject(change)) return change;
  const changed = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = changed.map(
    ([key, value]) => [key, merge(Object.hasOwn(before, key) ? before[key] : undefined, value)] as const,
  );
  return { ...before, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The configuration as its owner sees it: of secrets only whether they are set. */
export function describeConfig(
  { enabled, sources, rateLimits }: WebhookConfig,
  secrets: ReadonlySet<SourceName>,
) {
  const described = <T extends object>(name: SourceName, source: T) => ({
    ...source,
    secretSet: secrets.has(name),
  });
  return {
    enabled,
    sources: {
      github: described('github', sources.github),
      notion: described('notion', sources.notion),
      slack: described('slack', sources.slack),
      generic: described('generic', sources.generic),
      todoist: described('todoist', sources.todoist),
    },
    rateLimits,
  };
}

/** The rules as they are used. */
export function genericSettings({ sources }: WebhookConfig): GenericSettings {
  const rules = sources.generic.transformRules.map(({ condition, conditions = [], ...rule }) => ({
    ...rule,
    conditions: condition === undefined ? conditions : [condition, ...conditions],
  }));
  return { rules };
}
