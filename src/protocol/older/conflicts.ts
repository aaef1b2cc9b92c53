// Conflicts as the earlier API tells them and has them resolved.

import * as z from 'zod';
import { STRATEGIES, type Strategy } from '../../model/conflict.ts';

const text = z.string().max(50_000);
const day = z.iso.date({ error: 'must be a day such as 2026-12-01, or null' }).nullable();
const labels = z.array(z.string().min(1).max(120)).max(200);

/** Values that take the place of both. `content`, `description` and `labels` are other names of `title`, `notes` and `tags`. */
const valuesSchema = z.object({
  title: text.trim().min(1).optional(),
  content: text.trim().min(1).optional(),
  notes: text.nullable().optional(),
  description: text.nullable().optional(),
  due: day.optional(),
  labels: labels.optional(),
  tags: labels.optional(),
});

/** The body of `POST /conflicts/resolve`. */
export const olderResolveSchema = z.object({
  conflictId: z.string().min(1).max(200),
  strategy: z
    .enum(
      STRATEGIES.filter((name) => name !== 'manual'),
      { error: 'must be one of todoist_wins, things_wins, newest_wins, merge' },
    )
    .optional(),
  resolution: valuesSchema.optional(),
});

/** What is resolved, and how. */
export type OlderResolve = z.infer<typeof olderResolveSchema>;

/** A task as one side has it. */
interface Version {
  readonly title: string;
  readonly notes: string;
  /** A day, `YYYY-MM-DD`. */
  readonly due: string | null;
}

/** One task about which something waits for a person. Times are ISO 8601. */
export interface OlderConflict {
  readonly id: string;
  readonly todoistId: string | null;
  readonly thingsId: string | null;
  readonly detectedAt: string;
  readonly todoistVersion: Version & { readonly labels: readonly string[]; readonly modifiedAt: string };
  readonly thingsVersion: Version & { readonly tags: readonly string[]; readonly modifiedAt: string };
  readonly lastSyncedVersion: Version & { readonly labels: readonly string[] };
  readonly suggestedResolution: Strategy;
  readonly resolved: false;
  /** What of the task is argued about, in today's names. */
  readonly fields: readonly string[];
}

/** The answer of `GET /conflicts`. */
export interface OlderConflicts {
  readonly conflicts: readonly OlderConflict[];
  /** Of all pages. */
  readonly count: number;
  readonly timestamp: string;
  readonly nextCursor?: string;
}

/** The answer of `POST /conflicts/resolve`. */
export interface OlderResolved {
  readonly resolved: true;
  readonly resolution: {
    readonly title: string;
    readonly content: string;
    readonly notes: string;
    readonly description: string;
    readonly due: string | null;
    readonly labels: readonly string[];
    readonly tags: readonly string[];
  };
  readonly strategy: string;
  readonly timestamp: string;
}
