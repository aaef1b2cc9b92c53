// Converts shadows from former priority tags to the current ones. Pure.

import type { SyncConfig } from '../../../model/config.ts';
import { canonicalTags, type SomeFields } from '../../../model/task.ts';
import { priorityOfTag, tagOfPriority } from './priority-tags.ts';

/** Converts a shadow after the owner chose other priority tags: a former one is now an ordinary tag, as Things will show it. */
export function reinterpretPriority(shadow: SomeFields, former: SyncConfig, present: SyncConfig): SomeFields {
  const { priority, ...others } = shadow;
  if (priority === undefined) return shadow;
  const tag = tagOfPriority(priority, former);
  const now = tag === null ? 1 : priorityOfTag(tag, present);
  const tags = now === null && tag !== null ? [...(shadow.tags ?? []), tag] : (shadow.tags ?? []);
  return {
    ...others,
    ...(shadow.tags !== undefined && { tags: canonicalTags(tags) }),
    ...(present.priorityTags !== null && { priority: now ?? 1 }),
  };
}
