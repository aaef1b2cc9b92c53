// Translates task ids of older API versions to current ones. Independent of their use.

import * as z from 'zod';
import { err, ok, type Result } from '../../../model/result.ts';
import type { TodoistFailure } from '../todoist-port.ts';
import { send, type ClientOptions } from './client.ts';

const answerSchema = z.array(z.looseObject({ old_id: z.string().nullable(), new_id: z.string().nullable() }));

/**
 * Returns the current ids for at most 100 old ones; null for one that Todoist no longer knows. Costs one request
 * (developer.todoist.com, "ID mappings"). Fails as a whole if any id has no result.
 */
export async function translateTaskIds(
  options: ClientOptions,
  ids: readonly string[],
): Promise<Result<ReadonlyMap<string, string | null>, TodoistFailure>> {
  const path = `/id_mappings/tasks/${ids.map((id) => encodeURIComponent(id)).join(',')}`;
  const answer = await send(options, { path, hadCursor: false, hadCommands: false });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  const rows = status === 404 ? null : answerSchema.safeParse(json);
  if (rows?.success !== true)
    return err({ kind: 'api_changed', detail: `HTTP ${status} without a list of ids` });
  const newIdByOld = new Map(rows.data.map((row) => [row.old_id ?? row.new_id, row.new_id]));
  const translated = new Map(ids.map((id) => [id, newIdByOld.get(id)]));
  const missing = ids.filter((id) => translated.get(id) === undefined).length;
  if (missing > 0) return err({ kind: 'api_changed', detail: `${missing} ids without an answer` });
  return ok(new Map(ids.map((id) => [id, newIdByOld.get(id) ?? null])));
}
