// Labels: a task's tags, and the marker labels for what Todoist has no field for. Must not handle priorities: Todoist has a field
// for them.

import type { MarkerLabels } from '../../../model/config.ts';
import { canonicalTags, isScheduled, type Start, type Status } from '../../../model/task.ts';
import { canonicalLine, matchingText } from '../../../model/text.ts';
import { MAX_LABEL_NAME_UNITS, MAX_LABELS_PER_TASK } from '../wire/limits.ts';
import { isKeeperLabel } from './keeper-label.ts';

/** The meaning of one task's labels. */
export interface LabelMeaning {
  readonly tags: readonly string[];
  readonly someday: boolean;
  readonly evening: boolean;
  readonly canceled: boolean;
}

/** What determines the labels of one task. */
export interface LabelSource {
  readonly tags: readonly string[];
  readonly start: Start;
  readonly status: Status;
}

/** Splits labels into tags and markers. Markers are recognized case-insensitively. */
export function readLabels(labels: readonly string[], markers: MarkerLabels): LabelMeaning {
  const names = new Set(labels.map((label) => matchingText(label.toWellFormed())));
  return {
    tags: tagsAmong(labels, markers),
    someday: names.has(matchingText(markers.someday)),
    evening: names.has(matchingText(markers.evening)),
    canceled: names.has(matchingText(markers.canceled)),
  };
}

/**
 * The labels that are markers but mark nothing on a task: `someday` beside a day, `evening` without one, `canceled` on an open task.
 * In their own spelling, in order.
 */
export function strayMarkers(
  labels: readonly string[],
  markers: MarkerLabels,
  task: { readonly dated: boolean; readonly closed: boolean },
): readonly string[] {
  const strays = [
    ...(task.dated ? [markers.someday] : [markers.evening]),
    ...(task.closed ? [] : [markers.canceled]),
  ].map(matchingText);
  return canonicalTags(labels.filter((label) => strays.includes(matchingText(label.toWellFormed()))));
}

/**
 * The tags of a task as labels can hold them: well-formed, one line each, without markers and labels of installations; none that is too
 * long, and no more than there is room for beside the markers.
 */
export function projectTags(source: LabelSource, markers: MarkerLabels): readonly string[] {
  const room = MAX_LABELS_PER_TASK - markersOf(source, markers).length;
  return tagsAmong(source.tags, markers)
    .filter((tag) => !isTagTooLong(tag))
    .slice(0, room);
}

/** Tells whether a tag is longer than what may be written as a label. */
export function isTagTooLong(tag: string): boolean {
  return tag.length > MAX_LABEL_NAME_UNITS;
}

/** The labels that are tags, or tags as labels, of any length: what is neither a marker nor names an installation. */
export function tagsAmong(tags: readonly string[], markers: MarkerLabels): readonly string[] {
  const taken = new Set([markers.someday, markers.evening, markers.canceled].map(matchingText));
  const names = tags.map((tag) => canonicalLine(tag.toWellFormed()));
  return canonicalTags(names.filter((name) => !taken.has(matchingText(name)) && !isKeeperLabel(name)));
}

/** The complete labels of one task: tags, then those of `others` that mark nothing on it, then markers. */
export function writeLabels(
  source: LabelSource,
  markers: MarkerLabels,
  others: readonly string[] = [],
): readonly string[] {
  const state = { dated: isScheduled(source.start), closed: source.status !== 'open' };
  const beside = [...projectTags(source, markers), ...strayMarkers(others, markers, state)];
  return [...beside, ...markersOf(source, markers)];
}

function markersOf({ start, status }: LabelSource, markers: MarkerLabels): readonly string[] {
  return [
    ...(start === 'someday' ? [markers.someday] : []),
    ...(isScheduled(start) && start.evening ? [markers.evening] : []),
    ...(status === 'canceled' ? [markers.canceled] : []),
  ];
}
