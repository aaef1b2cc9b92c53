// Jobs in progress, as stored in the working state between two pieces of work. Only reads and writes.

import * as z from 'zod';
import type { LegacyRecords } from '../hub/sqlite/tables/legacy-tables.ts';
import { rollbackSchema, type Rollback } from './rollback.ts';
import { verifiedSchema, verifyRunSchema, type Verified, type VerifyRun } from './verify.ts';

const waitsSchema = z.object({ reason: z.string(), resumesAt: z.number() });

/** Why something waits, and until when (epoch ms). */
export type Waits = z.infer<typeof waitsSchema>;

/** The phases of a migration, in order; `stopped`: a rollback replaced it. */
const PHASES = ['taking', 'landing', 'checking', 'deleting', 'complete', 'stopped'] as const;

const migrationSchema = z.object({
  phase: z.enum(PHASES),
  /** For `taking`. */
  source: z.number().int(),
  cursor: z.string().nullable(),
  /** The position: for `landing` a document, for `deleting` a key, after which it continues. */
  after: z.string(),
  /** Originals are not deleted. */
  keep: z.boolean(),
  /** Entries per piece of work. */
  limit: z.number().int(),
  /** How often it went back to `landing` because something was wrong. */
  rounds: z.number().int(),
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  stuck: z.array(z.object({ document: z.string(), reason: z.string() })),
});

/** A migration, in progress or finished. */
export type MigrationJob = z.infer<typeof migrationSchema>;

const translatingSchema = z.object({ retryAt: z.number(), detail: z.string(), failures: z.number().int() });

/** Why Todoist did not translate ids last time. */
type Translating = z.infer<typeof translatingSchema>;

/** All jobs in progress. KV failures are counted until something succeeds. */
export interface Jobs {
  readonly migration: Slot<MigrationJob>;
  readonly rollback: Slot<Rollback>;
  readonly verifying: Slot<VerifyRun>;
  readonly verified: Slot<Verified>;
  readonly translating: Slot<Translating>;
  readonly waits: Slot<Waits & { readonly failures: number }>;
  /** The same for a comparison on request, which does not wait when the migration does. */
  readonly verifyWaits: Slot<Waits & { readonly failures: number }>;
  /** When a comparison on request was last started, epoch ms. */
  readonly askedAt: Slot<number>;
  /** Before any migration: whether a run found an older document or key, so that there may be more. */
  readonly remain: Slot<boolean>;
}

/** One stored value; null: none. */
interface Slot<T> {
  readonly get: () => T | null;
  readonly set: (value: T | null) => void;
}

/** Opens the jobs. */
export function openJobs({ progress }: Pick<LegacyRecords, 'progress'>): Jobs {
  const slot = <T>(name: string, schema: z.ZodType<T>): Slot<T> => ({
    get: () => {
      const found = progress.get(name);
      return found === undefined ? null : schema.parse(found);
    },
    set: (value) => progress.set(name, value ?? undefined),
  });
  return {
    migration: slot('migration', migrationSchema),
    rollback: slot('rollback', rollbackSchema),
    verifying: slot('verifying', verifyRunSchema),
    verified: slot('verified', verifiedSchema),
    translating: slot('translating', translatingSchema),
    waits: slot('waits', waitsSchema.extend({ failures: z.number().int() })),
    verifyWaits: slot('verify_waits', waitsSchema.extend({ failures: z.number().int() })),
    askedAt: slot('asked_at', z.number()),
    remain: slot('remain', z.boolean()),
  };
}

/** The initial state of a migration. */
export function newMigration(options: {
  readonly keep: boolean;
  readonly limit: number;
  readonly startedAt: number;
}): MigrationJob {
  return {
    phase: 'taking',
    source: 0,
    cursor: null,
    after: '',
    rounds: 0,
    finishedAt: null,
    stuck: [],
    ...options,
  };
}
