// Converts projected canonical fields to Things' own format. Only accepts the output of project.ts; sends nothing.

import type { SyncConfig } from '../../../model/config.ts';
import { assert } from '../../../model/assert.ts';
import { canonicalTags, isScheduled, type SomeFields, type Start } from '../../../model/task.ts';
import type { ThingsFields, ThingsPlace, ThingsStart } from '../../../protocol/things-operation.ts';
import { tagOfPriority } from './priority-tags.ts';

/**
 * Converts projected fields to Things' format; a missing field stays missing. `tags` and `priority` are one list of tags in Things,
 * so the caller passes both or neither. `repeat` and `duration` can't be set and are left out.
 */
export function encodeFields(
  fields: SomeFields,
  place: ThingsPlace | null,
  config: SyncConfig,
): ThingsFields {
  return {
    ...(fields.title === undefined ? {} : { title: fields.title }),
    ...(fields.notes === undefined ? {} : { notes: fields.notes ?? '' }),
    ...(fields.start === undefined ? {} : { start: encodeStart(fields.start) }),
    ...(fields.deadline === undefined ? {} : { deadline: fields.deadline }),
    ...(fields.tags === undefined && fields.priority === undefined
      ? {}
      : { tags: encodeTags(fields, config) }),
    ...(fields.checklist === undefined
      ? {}
      : { checklist: fields.checklist.map(({ title, done }) => ({ title, done })) }),
    ...(fields.status === undefined ? {} : { status: fields.status }),
    ...(fields.place === undefined ? {} : { place }),
  };
}

function encodeStart(start: Start): ThingsStart {
  if (!isScheduled(start)) return start;
  assert(start.time === null || start.time.kind === 'floating', 'a pinned time reached Things unprojected');
  return { date: start.date, evening: start.evening, reminder: start.time?.at ?? null };
}

function encodeTags(fields: SomeFields, config: SyncConfig): string[] {
  const priorityTag = tagOfPriority(fields.priority ?? 1, config);
  return [...canonicalTags([...(fields.tags ?? []), ...(priorityTag === null ? [] : [priorityTag])])];
}
