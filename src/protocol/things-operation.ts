// What the agent is asked to do in Things, and what it answers. Operations come in the order in which they are to be
// applied: a container is always made before a to-do that goes into it.

import * as z from 'zod';
import { thingsTodoSchema } from './things-row.ts';

const text = z.string();
const id = z.string().min(1).max(80);

/** Where a to-do goes. `operation` names the container operation of this or an earlier exchange that makes the place. */
const thingsPlaceSchema = z.object({
  kind: z.enum(['area', 'project', 'heading']),
  id: id.nullable(),
  operation: id.nullable(),
});

/** `when` of a to-do, as Things can hold it. */
const thingsStartSchema = z.union([
  z.enum(['inbox', 'anytime', 'someday']),
  z.object({ date: text, evening: z.boolean(), reminder: text.nullable() }),
]);

/** The fields to set; a field that is missing is left alone. */
const thingsFieldsSchema = z.object({
  title: text.optional(),
  notes: text.optional(),
  start: thingsStartSchema.optional(),
  /** null clears. */
  deadline: text.nullable().optional(),
  /** The whole set of tag titles. */
  tags: z.array(text).optional(),
  /** The whole list, in order. */
  checklist: z.array(z.object({ title: text, done: z.boolean() })).optional(),
  status: z.enum(['open', 'completed', 'canceled']).optional(),
  /** null takes it out of any container. */
  place: thingsPlaceSchema.nullable().optional(),
});

/** Makes a to-do. */
const createTodoSchema = z.object({ kind: z.literal('create_todo'), id, fields: thingsFieldsSchema });

/** Changes a to-do that still looks as `expect` says (the digest of its row as we last heard from it; null: whatever it looks like). */
const updateTodoSchema = z.object({
  kind: z.literal('update_todo'),
  id,
  thingsId: id,
  expect: z.string().nullable(),
  fields: thingsFieldsSchema,
});

/** Moves a to-do to the trash. */
const trashTodoSchema = z.object({
  kind: z.literal('trash_todo'),
  id,
  thingsId: id,
  expect: z.string().nullable(),
});

/** Takes a to-do out of the trash and then sets `fields`. */
const restoreTodoSchema = z.object({
  kind: z.literal('restore_todo'),
  id,
  thingsId: id,
  fields: thingsFieldsSchema,
});

/** Makes an area, or a project with the headings that it will need (a heading can't be added to a project later). */
const createContainerSchema = z.object({
  kind: z.literal('create_container'),
  id,
  container: z.enum(['area', 'project']),
  title: text,
  /** The area of a project. */
  parent: thingsPlaceSchema.nullable(),
  headings: z.array(text),
});

/** Renames an area or a project. */
const renameContainerSchema = z.object({
  kind: z.literal('rename_container'),
  id,
  thingsId: id,
  container: z.enum(['area', 'project']),
  title: text,
});

/** Moves a project to another area, or out of any. */
const moveContainerSchema = z.object({
  kind: z.literal('move_container'),
  id,
  thingsId: id,
  /** The area in which the Worker knows it to be, null for none: where somebody moved it since, nothing is written. */
  expect: id.nullable(),
  /** null: it is to lie in no area. */
  area: thingsPlaceSchema.nullable(),
});

/** One thing that the agent is asked to do. */
export const thingsOperationSchema = z
  .discriminatedUnion('kind', [
    createTodoSchema,
    updateTodoSchema,
    trashTodoSchema,
    restoreTodoSchema,
    createContainerSchema,
    renameContainerSchema,
    moveContainerSchema,
  ])
  .meta({ id: 'ThingsOperation' });

/**
 * What became of an operation. `done`: carried out, `row` is the resulting state. `ignored`: the app took it and did not (or
 * only partly) do it, `row` tells what is there. `unseen`: the app made it and the file that is read does not show it; it is not
 * settled, and told as long as that lasts. `stale`: the to-do had changed, nothing was written. `gone`: there is no such
 * to-do (any more). `failed`: the app refused it, or it can't be expressed; `error` says why.
 */
export const thingsAcknowledgementSchema = z.object({
  operation: id,
  outcome: z.enum(['done', 'ignored', 'stale', 'gone', 'failed', 'unseen']),
  thingsId: id.nullable(),
  row: thingsTodoSchema.nullable(),
  /** For a container: ids of its headings, by their titles, in order. */
  headings: z.array(z.object({ title: text, id })).optional(),
  error: text.nullable(),
});

/** Where a to-do goes. */
export type ThingsPlace = z.infer<typeof thingsPlaceSchema>;
/** `when` of a to-do. */
export type ThingsStart = z.infer<typeof thingsStartSchema>;
/** The fields to set. */
export type ThingsFields = z.infer<typeof thingsFieldsSchema>;
/** One thing that the agent is asked to do. */
export type ThingsOperation = z.infer<typeof thingsOperationSchema>;
/** What became of an operation. */
export type ThingsAcknowledgement = z.infer<typeof thingsAcknowledgementSchema>;
