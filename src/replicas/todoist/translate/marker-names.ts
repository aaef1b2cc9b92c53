// Which labels of Todoist are the marker labels, by their ids, so that one that a person renames goes on marking what it marked. Pure.

import type { MarkerLabels } from '../../../model/config.ts';
import { canonicalLine, matchingText } from '../../../model/text.ts';
import type { ShownMarkers, TodoistLabel } from '../todoist-port.ts';
import { isKeeperLabel } from './keeper-label.ts';

/** What a marker label marks. */
export type Marker = keyof MarkerLabels;

const MARKERS: readonly Marker[] = ['someday', 'evening', 'canceled'];

/**
 * The marker labels after `labels` were shown: one that has another name than before is followed, unless its new name is taken by
 * another marker or names an installation. Names that the owner chose since count instead of what was shown.
 */
export function followMarkers(
  names: MarkerLabels,
  shown: ShownMarkers,
  labels: readonly TodoistLabel[],
): MarkerLabels {
  let followed = names;
  for (const marker of MARKERS) {
    const known = shown[marker];
    if (known === undefined || !isSameName(known.name, names[marker])) continue;
    const name = labels.find(({ id }) => id === known.id)?.name ?? null;
    if (name === null || isSameName(name, known.name) || isTaken(followed, name)) continue;
    followed = { ...followed, [marker]: canonicalLine(name) };
  }
  return followed;
}

/** Which labels are marker labels, once `labels` were shown: all of them where `isWhole`, otherwise those that changed. */
export function shownMarkers(
  names: MarkerLabels,
  before: ShownMarkers,
  { labels, isWhole }: { readonly labels: readonly TodoistLabel[]; readonly isWhole: boolean },
): ShownMarkers {
  const found = MARKERS.flatMap((marker) => {
    const known = before[marker];
    const isKept =
      known !== undefined &&
      !isWhole &&
      isSameName(known.name, names[marker]) &&
      !labels.some(({ id }) => id === known.id);
    if (isKept) return [[marker, known] as const];
    const label = labels.find(({ name }) => name !== null && isSameName(name, names[marker]));
    return label?.name == null ? [] : [[marker, { id: label.id, name: label.name }] as const];
  });
  return Object.fromEntries(found);
}

function isTaken(names: MarkerLabels, name: string): boolean {
  return isKeeperLabel(name) || MARKERS.some((marker) => isSameName(names[marker], name));
}

function isSameName(a: string, b: string): boolean {
  return matchingText(a) === matchingText(b);
}
