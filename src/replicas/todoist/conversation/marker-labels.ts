// Marker labels that a person renames in Todoist: the setting follows, so that no task loses what the label marks. Sends nothing.

import type { MarkerLabels } from '../../../model/config.ts';
import { isSame } from '../../../model/same.ts';
import { configOf } from '../../../sync/run/session.ts';
import type { AccountParts, Pass, Session } from '../../../sync/unit-of-work.ts';
import type { ShownMarkers, TodoistAnswer } from '../todoist-port.ts';
import { followMarkers, shownMarkers, type Marker } from '../translate/marker-names.ts';

const MARKERS_KEY = 'marker_labels';
/** How long the owner is told that a setting followed, in ms. */
const TOLD_FOR_MS = 7 * 86_400_000;
const MARKED: Readonly<Record<Marker, string>> = {
  someday: 'Someday',
  evening: 'This Evening',
  canceled: 'canceled tasks',
};

/** The marker labels as last shown, and what became of their names. */
interface KnownMarkers {
  readonly shown: ShownMarkers;
  /** Renames that the settings followed; `at` is epoch ms. */
  readonly followed: readonly { readonly marker: Marker; readonly name: string; readonly at: number }[];
}

/** The marker labels as Todoist last showed them. */
export function markersShown(parts: Pick<AccountParts, 'store'>): ShownMarkers {
  return knownMarkers(parts).shown;
}

/** Processes labels that Todoist shows: all of them, or those that changed. Writes nothing if there is no news. */
export function noteMarkers(
  { parts }: Session,
  { labels, complete }: Pick<TodoistAnswer, 'labels' | 'complete'>,
): void {
  if (labels.length === 0 && !complete) return;
  const config = configOf(parts);
  const known = knownMarkers(parts);
  const names = followMarkers(config.markerLabels, known.shown, labels);
  const shown = shownMarkers(names, known.shown, { labels, isWhole: complete });
  const renamed = (Object.keys(MARKED) as Marker[]).filter(
    (each) => names[each] !== config.markerLabels[each],
  );
  if (renamed.length === 0 && isSame(shown, known.shown)) return;
  const now = parts.now();
  const news = renamed.map((marker) => ({ marker, name: names[marker], at: now }));
  const former = known.followed.filter(
    ({ at, marker }) => at > now - TOLD_FOR_MS && !renamed.includes(marker),
  );
  parts.store.transaction(() => {
    parts.store.meta.set(MARKERS_KEY, { shown, followed: [...former, ...news] } satisfies KnownMarkers);
    if (renamed.length > 0) follow(parts, config.markerLabels, names);
  });
}

/** What the settings followed lately, for the owner. */
export function markerNotices({ parts, now }: Pick<Pass, 'parts' | 'now'>): readonly string[] {
  return knownMarkers(parts)
    .followed.filter(({ at }) => at > now - TOLD_FOR_MS)
    .map(
      ({ marker, name }) =>
        `The label for ${MARKED[marker]} was renamed in Todoist: it is “${name}” now, and so is the setting markerLabels.${marker}.`,
    );
}

/** Todoist renamed the label on every task itself, so no shadow changes. Names that are still to be adopted stay the owner's. */
function follow({ store }: Pick<AccountParts, 'store'>, former: MarkerLabels, names: MarkerLabels): void {
  const config = configOf({ store });
  store.meta.set('config', { ...config, markerLabels: names });
  const waiting = store.meta.get('names_to_adopt') as { readonly markerLabels: MarkerLabels } | undefined;
  if (waiting === undefined) return;
  const adopted = Object.fromEntries(
    Object.entries(waiting.markerLabels).map(([marker, name]) => [
      marker,
      name === former[marker as Marker] ? names[marker as Marker] : name,
    ]),
  );
  store.meta.set('names_to_adopt', { ...waiting, markerLabels: adopted });
}

function knownMarkers({ store }: Pick<AccountParts, 'store'>): KnownMarkers {
  return (store.meta.get(MARKERS_KEY) as KnownMarkers | undefined) ?? { shown: {}, followed: [] };
}
