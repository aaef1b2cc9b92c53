// What was done, what is new and what met: history with undo, changes, conflicts with their resolution.

import * as z from 'zod';
import { resolveConflictSchema } from '../../protocol/history.ts';
import { parseJson } from '../parse-input.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, pathOf, queryOf, withInput, type Route } from './route.ts';

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'not a whole number')
  .transform(Number);
const limit = wholeNumber.pipe(z.number().min(1).max(500)).default(50);
const idSchema = z.object({ id: z.string().min(1).max(128) });

const stoppedSchema = z.object({ replica: z.string().min(1).max(128), field: z.string().min(1).max(32) });

const historyQuerySchema = z
  .strictObject({
    task: z.string().min(1).max(128).optional(),
    limit,
    /** All of one run, decisions included. */
    run: wholeNumber.optional(),
    /** The id of an entry: only those that stand before it. */
    before: wholeNumber.optional(),
  })
  .transform(({ task, run, limit, before }) => ({
    task: task ?? null,
    run: run ?? null,
    limit,
    before: before ?? null,
  }));

const changesQuerySchema = z
  .strictObject({
    since: z.string().min(1).max(256).optional(),
    /** Epoch ms, for a client that has no point yet. */
    time: wholeNumber.optional(),
    limit,
  })
  .transform((query) => ({ since: query.since ?? null, time: query.time ?? null, limit: query.limit }));

const conflictsQuerySchema = z
  .strictObject({ waiting: z.enum(['true', 'false']).default('false'), limit })
  .transform((query) => ({ waitingOnly: query.waiting === 'true', limit: query.limit }));

/** What was done and what met: history and its undo, changes, conflicts and their resolution, fields that are stopped. */
export const HISTORY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/history',
    answer: (context) =>
      withInput(queryOf(context, historyQuerySchema), (query) => coordinatorOf(context).history(query)),
  },
  {
    method: 'POST',
    path: '/v1/history/:id/undo',
    answer: (context) => withInput(pathOf(context, idSchema), ({ id }) => coordinatorOf(context).undo(id)),
  },
  {
    method: 'GET',
    path: '/v1/changes',
    answer: (context) =>
      withInput(queryOf(context, changesQuerySchema), (query) => coordinatorOf(context).changes(query)),
  },
  {
    method: 'GET',
    path: '/v1/conflicts',
    answer: (context) =>
      withInput(queryOf(context, conflictsQuerySchema), (query) => coordinatorOf(context).conflicts(query)),
  },
  {
    method: 'POST',
    path: '/v1/conflicts/:id/resolve',
    answer: async (context) => {
      const path = pathOf(context, idSchema);
      if (!path.ok) return problemResponse(path.error);
      return withInput(parseJson(await context.req.text(), resolveConflictSchema), ({ keep }) =>
        coordinatorOf(context).resolveConflict(path.value.id, keep),
      );
    },
  },
  {
    method: 'POST',
    path: '/v1/stopped/:replica/:field/resume',
    answer: (context) =>
      withInput(pathOf(context, stoppedSchema), ({ replica, field }) =>
        coordinatorOf(context).resumeField(replica, field),
      ),
  },
];
