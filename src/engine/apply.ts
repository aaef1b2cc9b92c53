// Applies decided fields to the hub task and keeps it well formed.

import { canonicalTags } from '../model/task.ts';
import { FIELD_NAMES } from '../model/task.ts';
import type { FieldName, HubTask, Stamp, TaskFields } from '../model/task.ts';
import { isSameField } from './fields/agree.ts';
import type { Settled } from './settled.ts';

/** Applies decisions to the hub task, stamps included. A task that is filed somewhere is never in the inbox. */
export function applySettled(hub: HubTask, settled: readonly Settled[]): HubTask {
  const taken = settled.filter(({ name, taken: value }) => value[name] !== undefined);
  if (taken.length === 0) return hub;
  const merged = taken.reduce<TaskFields>((fields, one) => ({ ...fields, ...one.taken }), hub.fields);
  const fields = normalizeFields(merged);
  const stamps: Record<FieldName, Stamp> = { ...hub.stamps };
  for (const { name, stamp } of taken) stamps[name] = stamp;
  if (fields.start !== merged.start) stamps.start = stamps.place;
  return { ...hub, fields, stamps };
}

/** Puts a task's values in canonical form: a filed task is at least `anytime`, tags are a sorted set. */
export function normalizeFields(fields: TaskFields): TaskFields {
  const start = fields.place !== null && fields.start === 'inbox' ? 'anytime' : fields.start;
  return { ...fields, start, tags: canonicalTags(fields.tags) };
}

/** Names the fields in which two states of a task differ. */
export function differingFields(a: TaskFields, b: TaskFields): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => !isSameField(name, a[name], b[name]));
}
