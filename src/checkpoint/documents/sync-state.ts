// The document `sync-state:batch`: all links of Todoist and Things in the format of older code, and in addition exactly what a
// restore needs. Reads version 1 (older code), writes version 2.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { DocumentProblem } from '../kv/fetch-document.ts';
import { isRecord } from '../kv/pack.ts';
import { taskStateSchema, type TaskState } from './task-state.ts';

/** Its key. */
export const SYNC_STATE_KEY = 'sync-state:batch';

/** The version that this code writes. */
export const SYNC_STATE_VERSION = 2;

/** One pair of a Todoist task and a Things to-do, in the format of older code. */
export const taskMappingSchema = z.looseObject({
  todoistId: z.string().min(1),
  thingsId: z.string(),
  fingerprint: z.looseObject({
    primaryHash: z.string(),
    titleVariations: z.array(z.string()).default([]),
    fuzzySearchable: z.string().default(''),
  }),
  /** ISO 8601. */
  lastSynced: z.string(),
  source: z.string().default('legacy'),
  version: z.number().optional(),
  lastSyncedContent: z
    .looseObject({
      title: z.string(),
      notes: z.string().nullish(),
      due: z.string().nullish(),
      labels: z.array(z.string()).optional(),
    })
    .optional(),
  thingsModifiedAt: z.string().nullish(),
  todoistModifiedAt: z.string().nullish(),
});

/** One pair of a Todoist task and a Things to-do. */
export type TaskMapping = z.infer<typeof taskMappingSchema>;

/** The parsed document. */
export interface SyncState {
  readonly version: number;
  /** ISO 8601; null if missing. */
  readonly lastUpdated: string | null;
  /** By primary hash; a further pair with the same hash has a tilde and a number appended. */
  readonly mappings: ReadonlyMap<string, TaskMapping>;
  /**
   * Derived from `mappings`, because the indexes that older code stored may be stale. Of several entries, the one with the newest
   * `lastSynced` is used.
   */
  readonly byTodoistId: ReadonlyMap<string, string>;
  readonly byThingsId: ReadonlyMap<string, string>;
  /** Keys of mappings in no known format. */
  readonly malformed: readonly string[];
  /** What a restore needs; null if older code wrote the document. */
  readonly state: TaskState | null;
  /** The content's digest, as computed by the writer; null if older code wrote the document. */
  readonly digest: string | null;
}

/** Parses the document in any version, from its JSON members (including those of its parts). */
export function readSyncState(value: Readonly<Record<string, unknown>>): Result<SyncState, DocumentProblem> {
  const version = typeof value['version'] === 'number' ? value['version'] : 1;
  if (version > SYNC_STATE_VERSION)
    return err({
      kind: 'unreadable',
      detail: `${SYNC_STATE_KEY} is of version ${version}, written by newer code`,
    });
  const { mappings, malformed } = readMappings(value['mappings']);
  const state = readState(value);
  if (!state.ok) return state;
  return ok({
    version,
    lastUpdated: typeof value['lastUpdated'] === 'string' ? value['lastUpdated'] : null,
    mappings,
    byTodoistId: indexBy(mappings, (mapping) => mapping.todoistId),
    byThingsId: indexBy(mappings, (mapping) => mapping.thingsId),
    malformed,
    state: state.value,
    digest: typeof value['digest'] === 'string' ? value['digest'] : null,
  });
}

function readMappings(value: unknown): {
  readonly mappings: ReadonlyMap<string, TaskMapping>;
  readonly malformed: readonly string[];
} {
  const mappings = new Map<string, TaskMapping>();
  const malformed: string[] = [];
  for (const [key, entry] of Object.entries(isRecord(value) ? value : {})) {
    const mapping = taskMappingSchema.safeParse(entry);
    if (mapping.success) mappings.set(key, mapping.data);
    else malformed.push(key);
  }
  return { mappings, malformed };
}

function readState(value: Readonly<Record<string, unknown>>): Result<TaskState | null, DocumentProblem> {
  if (value['tasks'] === undefined) return ok(null);
  const parsed = taskStateSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const where = parsed.error.issues.slice(0, 5).map((issue) => issue.path.map(String).join('.'));
  return err({ kind: 'unreadable', detail: `${SYNC_STATE_KEY} is wrong at ${where.join(', ')}` });
}

function indexBy(
  mappings: ReadonlyMap<string, TaskMapping>,
  idOf: (mapping: TaskMapping) => string,
): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const [key, mapping] of mappings) {
    const known = mappings.get(index.get(idOf(mapping)) ?? '');
    if (known === undefined || known.lastSynced <= mapping.lastSynced) index.set(idOf(mapping), key);
  }
  return index;
}
