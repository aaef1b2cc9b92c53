// Priority, which Things lacks, represented by tags that the owner chooses. Independent of all other tags.

import type { SyncConfig } from '../../../model/config.ts';
import type { Priority } from '../../../model/task.ts';
import { matchingText } from '../../../model/text.ts';

const TAGGED_PRIORITIES = [4, 3, 2] as const satisfies readonly Priority[];

/** The priority that a tag stands for; null for an ordinary tag. Names are compared case-insensitively, as Things does. */
export function priorityOfTag(tag: string, config: SyncConfig): Priority | null {
  const wanted = matchingText(tag);
  const at = (config.priorityTags ?? []).findIndex((name) => matchingText(name) === wanted);
  return at === -1 ? null : (TAGGED_PRIORITIES[at] ?? null);
}

/** The most urgent priority among tags; 1 if none stands for one. */
export function priorityOfTags(tags: readonly string[], config: SyncConfig): Priority {
  return tags.reduce<Priority>((highest, tag) => {
    const priority = priorityOfTag(tag, config);
    return priority !== null && priority > highest ? priority : highest;
  }, 1);
}

/** The tag that stands for a priority; null for 1, and if the owner set none. */
export function tagOfPriority(priority: Priority, config: SyncConfig): string | null {
  const at = TAGGED_PRIORITIES.findIndex((tagged) => tagged === priority);
  return config.priorityTags?.[at] ?? null;
}
