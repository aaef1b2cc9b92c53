// The schema of what a restore needs: hub tasks with links, containers, operations, conflicts and cursors. It is part of
// `sync-state:batch`; older code ignores it. Unknown members are preserved.

import * as z from 'zod';
import { CONTAINER_KINDS } from '../../model/container.ts';
import { FIELD_NAMES, STATUSES } from '../../model/task.ts';

const epochMs = z.number().int();
const replica = z.string().regex(/^(?:todoist|things|webhooks|mobile:.+)$/);
const id = z.string().min(1).max(200);

const fieldsSchema = z.looseObject({
  title: z.string(),
  notes: z.string().nullable(),
  start: z.union([
    z.enum(['inbox', 'anytime', 'someday']),
    z.looseObject({ date: z.string(), evening: z.boolean(), time: z.unknown() }),
  ]),
  deadline: z.string().nullable(),
  repeat: z.looseObject({ owner: replica, rule: z.string() }).nullable(),
  tags: z.array(z.string()),
  checklist: z.array(z.looseObject({ key: z.string(), title: z.string(), done: z.boolean() })),
  status: z.enum(STATUSES),
  place: z.string().nullable(),
  priority: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  duration: z.looseObject({ amount: z.number(), unit: z.enum(['minute', 'day']) }).nullable(),
});

const fieldName = z.enum(FIELD_NAMES);

/** One link. `same` lists the fields whose shadow equals the hub's value; `shadow` has the others. */
const linkSchema = z.looseObject({
  replica,
  remoteId: id,
  state: z.enum(['active', 'dormant', 'deleted']),
  revision: z.string().nullable(),
  same: z.array(fieldName),
  shadow: fieldsSchema.partial(),
  checklistRefs: z.record(z.string(), z.string()),
  occurrence: z.number().nullable(),
  refused: z.partialRecord(fieldName, z.string()),
  lineDetails: z
    .record(
      z.string(),
      z.object({ parent: z.string().nullable(), values: z.record(z.string(), z.unknown()) }),
    )
    .exactOptional(),
  stamps: z.object({ createdAt: z.number().nullable(), changedAt: z.number().nullable() }).exactOptional(),
  strayTags: z.array(z.string()).exactOptional(),
  isRow: z.literal(true).exactOptional(),
});

/** One link of a sender's object, with its task. */
const senderLinkSchema = linkSchema.extend({ taskId: id });

/** One hub task with its links. Fields with the same stamp are grouped in `stamps`. */
const taskEntrySchema = z.looseObject({
  id,
  fields: fieldsSchema,
  stamps: z.array(
    z.looseObject({
      at: epochMs,
      by: z.string(),
      tick: z.number().int().optional(),
      fields: z.array(fieldName),
    }),
  ),
  deletedAt: epochMs.nullable(),
  createdAt: epochMs,
  inScope: z.boolean(),
  links: z.array(linkSchema),
});

const containerSchema = z.looseObject({
  id,
  kind: z.enum(CONTAINER_KINDS),
  name: z.string(),
  parent: z.string().nullable(),
});

const containerLinkSchema = z.looseObject({
  containerId: id,
  replica,
  remoteId: z.string().nullable(),
  name: z.string(),
  refused: z.string().nullable(),
});

const outboxEntrySchema = z.looseObject({
  id,
  replica,
  kind: z.string(),
  state: z.string(),
});

const conflictSchema = z.looseObject({ id, at: epochMs, taskId: id, field: z.string(), replica });

const retiredSchema = z.looseObject({
  replica,
  remoteId: id,
  taskId: id,
  at: epochMs,
  missing: z.literal(true).optional(),
});

/** Older documents only have ids, because only Todoist could be queried for one. */
const suspectSchema = z.union([
  z.object({ replica, remoteId: id }),
  id.transform((remoteId) => ({ replica: 'todoist', remoteId })),
]);

const nestedSchema = z.looseObject({ replica, remoteId: id, below: id });

const deviceTaskSchema = z.looseObject({ mobileId: id, taskId: id, device: id });

/** A database row. */
const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Everything that a restore writes. */
export const taskStateSchema = z.object({
  /** The hub clock's tick. */
  tick: z.number().int().default(0),
  tasks: z.array(taskEntrySchema),
  containers: z.array(containerSchema),
  containerLinks: z.array(containerLinkSchema),
  outbox: z.array(outboxEntrySchema),
  conflicts: z.array(conflictSchema),
  suspects: z.array(suspectSchema),
  retired: z.array(retiredSchema),
  /** Absent in older documents. */
  nested: z.array(nestedSchema).optional(),
  /** Links and conflicts of replicas that older code refuses to read where it knows of links and conflicts. Absent: there are none. */
  senderLinks: z.array(senderLinkSchema).default([]),
  senderConflicts: z.array(conflictSchema).default([]),
  /** Absent in older documents. */
  deviceTasks: z.array(deviceTaskSchema).default([]),
  legacyEntries: z.array(rowSchema).default([]),
  legacyMappings: z.array(rowSchema).default([]),
  cursors: z.record(z.string(), z.unknown()),
});

/** Tells whether older code reads links and conflicts of a replica. One entry that it does not know makes it refuse the document. */
export function isKnownToOlderCode(name: string): boolean {
  return /^(?:todoist|things|mobile:.+)$/.test(name);
}

/** One hub task with its links, in the format of the document. */
export type TaskEntry = z.infer<typeof taskEntrySchema>;
/** Everything that a restore writes. */
export type TaskState = z.infer<typeof taskStateSchema>;
