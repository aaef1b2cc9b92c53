// The settings by which a file says what the other app has no field for: the same words that the sync itself uses.

import type { ApiClient } from '../../client/api-client.ts';

/** What formats need to know besides the tasks. */
export interface ExportSettings {
  /** Labels that say Someday and This Evening in Todoist. */
  readonly labels: { readonly someday: string; readonly evening: string };
  /** Tags for the priorities 1, 2 and 3 in Things; null: none stand for them. */
  readonly priorityTags: readonly string[] | null;
  /** The day of this machine, `YYYY-MM-DD`: only its evening is This Evening. */
  readonly today: string;
}

/** Reads them from the account. Throws `ApiError`. */
export async function exportSettings(api: ApiClient, now: Date): Promise<ExportSettings> {
  const { markerLabels, priorityTags } = await api.config({});
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const today = day.map((part) => String(part).padStart(2, '0')).join('-');
  return { labels: markerLabels, priorityTags, today };
}

/** A priority as both apps show it: 1 is the most urgent; null: none. */
export function shownPriority(priority: number): number | null {
  return priority === 1 ? null : 5 - priority;
}
