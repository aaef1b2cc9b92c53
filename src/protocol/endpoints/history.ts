// What was done, what is new and what met: history with undo, changes, conflicts with their resolution, fields that are stopped.

import * as z from 'zod';
import { get, post } from './endpoint.ts';
import { flag, idPath, limitUpTo, trueOrFalse, wholeNumber } from './inputs.ts';

const MAX_PAGE = 500;
const limit = limitUpTo(MAX_PAGE).default(50);

const stoppedPath = z.object({ replica: z.string().min(1).max(128), field: z.string().min(1).max(32) });
const runPath = z.object({ id: wholeNumber });

const historyQuery = z
  .strictObject({
    task: z.string().min(1).max(128).optional(),
    limit,
    run: wholeNumber.optional(),
    before: wholeNumber.optional(),
  })
  .transform(({ task, run, limit: most, before }) => ({
    task: task ?? null,
    run: run ?? null,
    limit: most,
    before: before ?? null,
  }));

const changesQuery = z
  .strictObject({ since: z.string().min(1).max(256).optional(), time: wholeNumber.optional(), limit })
  .transform((query) => ({ since: query.since ?? null, time: query.time ?? null, limit: query.limit }));

const conflictsQuery = z
  .strictObject({ waiting: trueOrFalse.default('false'), limit })
  .transform((query) => ({ waitingOnly: query.waiting === 'true', limit: query.limit }));

/** Epoch ms. */
const undoSinceSchema = z.strictObject({ since: z.number().int().nonnegative() });

const resolveConflictSchema = z.object({ keep: z.enum(['hub', 'replica']) });

const dryRunQuery = z
  .strictObject({ dry_run: flag })
  .transform((query) => ({ dryRun: query.dry_run === 'true' }));

/** What was done and what met, and what an owner says to it. */
export const HISTORY = {
  history: get('/v1/history', { query: historyQuery }),
  undo: post('/v1/history/:id/undo', { path: idPath }),
  undoRun: post('/v1/runs/:id/undo', { path: runPath, query: dryRunQuery }),
  undoSince: post('/v1/undo', { query: dryRunQuery, body: undoSinceSchema }),
  changes: get('/v1/changes', { query: changesQuery }),
  conflicts: get('/v1/conflicts', { query: conflictsQuery }),
  resolve: post('/v1/conflicts/:id/resolve', { path: idPath, body: resolveConflictSchema }),
  resume: post('/v1/stopped/:replica/:field/resume', { path: stoppedPath }),
} as const;
