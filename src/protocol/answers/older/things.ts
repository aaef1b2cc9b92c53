// The inbox of the earlier API, and what its clients are answered about Things. They read answers as text: the members stand in this
// order.

import * as z from 'zod';
import { OLDER_INBOX, OLDER_THINGS } from '../../endpoints/older/things.ts';
import { group, told, type Answer } from '../told.ts';
import { AGAIN } from './again.ts';

const inboxTodoSchema = z
  .object({
    type: z.literal('to-do'),
    attributes: z.object({
      title: z.string(),
      notes: z.string().optional(),
      when: z.literal('today').optional(),
      deadline: z.string().optional(),
      tags: z.array(z.string()).optional(),
    }),
  })
  .meta({ id: 'InboxTodo', description: 'A to-do in the format of `things:///json`.' });

const flatTodoSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    notes: z.string(),
    due: z.string().nullable(),
    tags: z.array(z.string()),
  })
  .meta({ id: 'FlatTodo', description: 'A to-do as a flat object.' });

const inboxUrlSchema = z.object({
  url: z.string(),
  tasks: z.array(inboxTodoSchema),
  count: z.number(),
  filtered: z.boolean(),
  taskMappings: z.array(z.object({ todoistId: z.string(), thingsId: z.string().nullable() })),
});

const inboxSchema = z.union([z.array(inboxTodoSchema), z.array(flatTodoSchema), inboxUrlSchema]);

const error = { status: z.literal('error'), message: z.string() };
const markResultSchema = z.union([
  z.object({
    id: z.string(),
    content: z.string(),
    status: z.enum(['marked_synced', 'labeled', 'moved', 'deleted']),
  }),
  z.object({ id: z.string(), ...error }),
]);

const markedSchema = z
  .object({
    results: z.array(markResultSchema),
    count: z.number(),
    dryRun: z.literal(true).optional().describe('Nothing was done.'),
    ...AGAIN,
  })
  .meta({ id: 'Marked' });

const todo = { id: z.string(), title: z.string() };
const todoistId = z.string();

const syncResultSchema = z
  .discriminatedUnion('status', [
    z.object({ ...todo, status: z.literal('created'), todoist_id: todoistId }),
    z.object({
      ...todo,
      status: z.literal('already_exists'),
      match_type: z.enum(['legacy', 'exact']),
      todoist_id: todoistId,
    }),
    z.object({
      ...todo,
      status: z.literal('conflict_resolved'),
      resolution_strategy: z.string(),
      todoist_id: todoistId,
    }),
    z.object({
      ...todo,
      status: z.literal('conflict_detected'),
      conflict_id: z.string(),
      todoist_id: todoistId,
    }),
    z.object({ ...todo, ...error, details: z.looseObject({}) }),
  ])
  .meta({ id: 'SyncResult', description: 'The result for an open to-do.' });

const syncedSchema = z.object({
  results: z.array(syncResultSchema),
  summary: z.object({
    created: z.number(),
    existing: z.number(),
    errors: z.number(),
    conflictsDetected: z.number(),
    conflictsResolved: z.number(),
    total: z.number(),
  }),
  ...AGAIN,
});

const notDone = z.object({
  thingsId: z.string(),
  todoistId: todoistId.optional(),
  status: z.enum(['not_found', 'error']),
  message: z.string(),
});
const completedResultSchema = z
  .union([
    z.object({
      thingsId: z.string(),
      todoistId,
      status: z.literal('completed'),
      completedAt: z.string(),
    }),
    notDone,
  ])
  .meta({ id: 'CompletedResult', description: 'The result for a completed to-do.' });
const deletedResultSchema = z
  .union([z.object({ thingsId: z.string(), todoistId, status: z.literal('closed') }), notDone])
  .meta({ id: 'DeletedResult', description: 'The result for a to-do in the trash.' });
const madeResultSchema = z
  .object({
    thingsId: z.string(),
    todoistId,
    updated: z.boolean(),
    message: z.string().optional().describe('Why it was not linked.'),
  })
  .meta({ id: 'MadeResult', description: 'Whether this call linked the two.' });

const counted = { notFound: z.number(), errors: z.number(), total: z.number() };
const completedSchema = z.object({
  results: z.array(completedResultSchema),
  summary: z.object({ completed: z.number(), ...counted }),
  ...AGAIN,
});
const deletedSchema = z.object({
  results: z.array(deletedResultSchema),
  summary: z.object({ closed: z.number(), ...counted }),
  ...AGAIN,
});
const madeSchema = z.object({
  updated: z.number(),
  total: z.number(),
  results: z.array(madeResultSchema),
  ...AGAIN,
});

/** A to-do in the format of `things:///json`. */
export type InboxTodo = Answer<typeof inboxTodoSchema>;
/** The same on one level. */
export type FlatTodo = Answer<typeof flatTodoSchema>;
/** What `GET /inbox` answers, by its format. */
export type InboxAnswer = Answer<typeof inboxSchema>;
/** What became of one task of the inbox. */
export type MarkResult = Answer<typeof markResultSchema>;
/** What became of all. */
export type Marked = Answer<typeof markedSchema>;
/** The result for an open to-do. */
export type SyncResult = Answer<typeof syncResultSchema>;
/** The result for a completed to-do. */
export type CompletedResult = Answer<typeof completedResultSchema>;
/** The result for a to-do in the trash. */
export type DeletedResult = Answer<typeof deletedResultSchema>;
/** Whether a to-do was linked. */
export type MadeResult = Answer<typeof madeResultSchema>;
/** The answer of `POST /things/sync`. */
export type Synced = Answer<typeof syncedSchema>;
/** The answer of `POST /things/sync-completed`. */
export type Completed = Answer<typeof completedSchema>;
/** The answer of `POST /things/sync-deleted`. */
export type Deleted = Answer<typeof deletedSchema>;
/** The answer of `POST /things/created-mappings`. */
export type Made = Answer<typeof madeSchema>;

/** `/inbox` and `/things/…`. */
export const OLDER_THINGS_GROUP = group(
  'Earlier API: inbox and Things',
  'What Things has yet to receive, and what clients report about Things.',
  {
    endpoints: { ...OLDER_INBOX, ...OLDER_THINGS },
    told: {
      inbox: told('Get what Things has yet to receive', inboxSchema, {
        more: 'At most 500 tasks. They are reserved for this client for fifteen minutes, or until it calls `POST /inbox/mark-synced`.',
        parameters: {
          format:
            '`flat` for a simple list, `url` for an address that creates the to-dos; by default a list for `things:///json`.',
          include_all: '`true` includes what Things already has.',
          cursor: 'With `include_all`, continues after the task with this id in Todoist.',
        },
      }),
      markSynced: told('Mark the tasks shown last as imported', markedSchema),
      clearInbox: told('Mark, delete or move everything in the inbox', markedSchema, {
        more: 'At most 500 tasks for each call.',
        parameters: {
          mode: '`fingerprint` and `label` mark what waits as imported; `delete` and `move` empty the inbox.',
          dry_run: '`true` only shows what would be done; nothing changes.',
        },
      }),
      syncTodos: told('Report open to-dos in Things', syncedSchema, {
        more: 'A to-do that is missing from the list means nothing. The answer has the result for each to-do in the list.',
      }),
      syncCompleted: told('Report completed to-dos in Things', completedSchema),
      syncDeleted: told('Report to-dos in the trash of Things', deletedSchema, {
        more: 'Their tasks are deleted in Todoist, which can be undone. The result is called `closed`, as before.',
      }),
      createdMappings: told('Report which to-do was created for which task', madeSchema),
    },
  },
);
