// What was agreed on with former marker labels, as it reads with the present ones. Pure.

import type { MarkerLabels } from '../../../model/config.ts';
import { canonicalTags, isScheduled, type SomeFields, type Start } from '../../../model/task.ts';
import { readLabels, writeLabels, type LabelMeaning } from './labels.ts';

/**
 * Reads a shadow anew after the owner chose other marker labels: a label that was a marker is an ordinary one now, as Todoist
 * will show it. Tags that were agreed on stay tags, also one that is a marker now: that Todoist shows it as one is news.
 */
export function reinterpretMarkers(
  shadow: SomeFields,
  former: MarkerLabels,
  present: MarkerLabels,
): SomeFields {
  const { start = 'anytime', status = 'open' } = shadow;
  const meaning = readLabels(writeLabels({ tags: [], start, status }, former), present);
  return {
    ...shadow,
    ...(shadow.tags !== undefined && { tags: canonicalTags([...shadow.tags, ...meaning.tags]) }),
    ...(shadow.start !== undefined && { start: startOf(shadow.start, meaning, shadow.place ?? null) }),
    ...(status !== 'open' && { status: meaning.canceled ? 'canceled' : 'completed' }),
  };
}

function startOf(start: Start, meaning: LabelMeaning, place: SomeFields['place']): Start {
  if (isScheduled(start)) return { ...start, evening: meaning.evening };
  if (meaning.someday) return 'someday';
  if (start !== 'someday') return start;
  return place === null ? 'inbox' : 'anytime';
}
