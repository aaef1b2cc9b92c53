// Tags are always merged as a set, so that no side's tag is lost and tags that a replica can't hold stay.

import { canonicalTags } from '../../model/task.ts';
import { matchingText } from '../../model/text.ts';

/**
 * Applies what a replica added and removed since `base` to the hub's tags. A removed tag is matched case-insensitively if it is not
 * found as spelled, and every spelling that the replica treats as that tag is removed. An added tag that the hub already has in
 * another case is not added, unless the replica holds both spellings. The result is canonical.
 */
export function mergeTags(sides: {
  readonly base: readonly string[];
  readonly hub: readonly string[];
  readonly observed: readonly string[];
  /** Tells whether the replica treats two spellings as one tag. */
  readonly isOne?: (a: string, b: string) => boolean;
}): readonly string[] {
  const before = new Set(sides.base);
  const after = new Set(sides.observed);
  const removed = [...before].filter((tag) => !after.has(tag));
  const added = [...after].filter((tag) => !before.has(tag));
  const isOne = sides.isOne ?? ((a, b) => a === b);
  const kept = removed.reduce((tags, tag) => withoutTag(tags, tag, isOne), sides.hub);
  const isNew = (tag: string): boolean => !kept.some((had) => isVariant(had, tag) && !after.has(had));
  return canonicalTags([...kept, ...added.filter(isNew)]);
}

function withoutTag(
  tags: readonly string[],
  removed: string,
  isOne: (a: string, b: string) => boolean,
): readonly string[] {
  if (tags.includes(removed)) return tags.filter((tag) => tag !== removed && !isOne(tag, removed));
  return tags.filter((tag) => !isVariant(tag, removed));
}

function isVariant(a: string, b: string): boolean {
  return matchingText(a) === matchingText(b);
}
