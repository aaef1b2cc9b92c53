// The conflicts that came up since somebody last asked, one line each.

import type { ApiClient } from '../../client/api-client.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import { formatConflictLine } from '../output/conflict-text.ts';

/** Most conflicts that are looked at in one go. */
const LOOKED_AT = 100;
/** … and shown. */
const SHOWN = 20;

/** Answers, at each call, with the lines of what came up since the last, oldest first. */
export type ConflictNews = () => Promise<readonly string[]>;

/** Takes what there is now as told. Throws `ApiError`, as what it gives does. */
export async function createConflictNews(api: Pick<ApiClient, 'conflicts'>): Promise<ConflictNews> {
  const newest = (): Promise<readonly ConflictEntry[]> => api.conflicts({ query: { limit: LOOKED_AT } });
  let told = new Map((await newest()).map((conflict) => [conflict.id, conflict.outcome]));
  return async () => {
    const latest = await newest();
    const before = told;
    told = new Map(latest.map(({ id, outcome }) => [id, outcome]));
    const lines = latest.filter((conflict) => isNews(conflict, before)).map(formatConflictLine);
    const rest = lines.length - SHOWN;
    return rest <= 0
      ? lines.toReversed()
      : [`\u2026 ${rest} more conflicts: npm run cli -- conflicts`, ...lines.slice(0, SHOWN).toReversed()];
  };
}

/** One that waited and is decided now was decided by the person who is told. */
function isNews({ id, outcome }: ConflictEntry, told: ReadonlyMap<string, string>): boolean {
  const before = told.get(id);
  return before === undefined || (outcome === 'waiting' && before !== 'waiting');
}
