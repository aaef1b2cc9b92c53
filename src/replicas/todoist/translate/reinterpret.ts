// Converts shadows from former marker labels to the current ones. Pure.

import type { MarkerLabels } from '../../../model/config.ts';
import { canonicalTags, isScheduled, type SomeFields, type Start } from '../../../model/task.ts';
import { readLabels, writeLabels, type LabelMeaning } from './labels.ts';

/**
 * Converts a shadow after the owner chose other marker labels: a former marker is now an ordinary label, as Todoist will show it.
 * Agreed tags stay tags, even one that is now a marker: when Todoist shows it as a marker, that is a change.
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
