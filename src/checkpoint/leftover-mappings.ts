// Pairs from an older document that no task has used yet: they stay in `mappings`, so that older code finds them after a rollback.
// Pure.

import type { LegacyRows } from '../hub/batch-records.ts';
import { SYNC_STATE_KEY, taskMappingSchema, type TaskMapping } from './documents/sync-state.ts';
import { parseRecord } from './kv/fetch-document.ts';

/** The mappings of which neither the Todoist nor the Things id is linked, newest first. */
export function leftoverMappings(
  { entries, mappings }: LegacyRows,
  linked: readonly { readonly todoistId: string; readonly thingsId: string }[],
): readonly TaskMapping[] {
  const todoistIds = new Set(linked.map((pair) => pair.todoistId));
  const thingsIds = new Set(linked.map((pair) => pair.thingsId));
  const idOfToday = new Map(mappings.map((row) => [row['old_id'], row['todoist_id']]));
  const leftovers = entries.flatMap(({ key, raw }) => {
    if (typeof key !== 'string' || typeof raw !== 'string' || !key.startsWith(`${SYNC_STATE_KEY}#`))
      return [];
    const mapping = taskMappingSchema.safeParse(parseRecord(raw));
    if (!mapping.success) return [];
    const { todoistId, thingsId } = mapping.data;
    const today = idOfToday.get(todoistId);
    const isLinked =
      thingsIds.has(thingsId) ||
      todoistIds.has(todoistId) ||
      (typeof today === 'string' && todoistIds.has(today));
    return isLinked ? [] : [mapping.data];
  });
  return leftovers.toSorted((a, b) =>
    a.lastSynced > b.lastSynced ? -1 : a.lastSynced < b.lastSynced ? 1 : 0,
  );
}
