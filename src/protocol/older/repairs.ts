// What repairs of the earlier API are told.

import * as z from 'zod';

/** An id of either app. */
const id = z.string().min(1).max(200);
const MAX_IDS = 500;
const MAX_TODOS = 1000;

/** The body of `POST /repair/close-todoist`. */
export const closeTodoistSchema = z.object({ ids: z.array(id).max(MAX_IDS) });

/** The body of `POST /repair/delete-mappings`: `{hashes}` or the list alone. */
export const deleteMappingsSchema = z.union([
  z.array(id).max(MAX_TODOS),
  z.object({ hashes: z.array(id).max(MAX_TODOS) }).transform(({ hashes }) => hashes),
]);

/** The body of `POST /repair/backfill-by-fingerprint`: to-dos of Things. */
export const backfillSchema = z.array(z.looseObject({ id })).max(MAX_TODOS);

/** Ways in which `POST /sync/bulk` was asked to go. */
export const BULK_DIRECTIONS = ['both', 'todoist_to_things', 'things_to_todoist', 'clear_mappings'] as const;

/** One of them. */
export type BulkDirection = (typeof BULK_DIRECTIONS)[number];

/** The body of `POST /sync/respond`. Nothing follows from it. */
export const respondSchema = z.object({
  requestId: z.string().max(200).optional(),
  type: z.string().min(1).max(100),
  status: z.string().min(1).max(100),
  tasksProcessed: z.number().optional(),
  errors: z.array(z.unknown()).max(1000).optional(),
  message: z.string().max(10_000).optional(),
});
