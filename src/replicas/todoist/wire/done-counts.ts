// The counts of completed tasks in `completed_info` of `/sync`. Pure.

import * as z from 'zod';
import { remoteId, type RemoteId } from '../../../model/ids.ts';

const countsSchema = z.object({ completed_info: z.array(z.unknown()) });
const ofItemSchema = z.object({ item_id: z.string().min(1), completed_items: z.number() });

/** How many completed tasks are under each task. Counts of projects and sections, and invalid entries, are skipped. */
export function readDoneCounts(json: unknown): ReadonlyMap<RemoteId, number> {
  const rows = countsSchema.safeParse(json).data?.completed_info ?? [];
  const ofItems = rows.flatMap((row) => ofItemSchema.safeParse(row).data ?? []);
  return new Map(ofItems.map(({ item_id: id, completed_items: count }) => [remoteId(id), count]));
}
