// What there is to tell of each round of the sync: what was done, and the conflicts, one line each.

import type { ApiClient } from '../../client/api-client.ts';
import { formatHistoryLine } from '../output/history-line.ts';
import { createConflictNews } from './conflict-news.ts';

/** Most lines of history that are fetched for one round of changes. */
const MAX_NEWS = 200;

type Api = Pick<ApiClient, 'conflicts' | 'history'>;

/** What an exchange showed: whether anything moved, and how many conflicts wait; null: it is not known. */
interface Shown {
  readonly moved: boolean;
  readonly conflicts: number | null;
}

/** Gives the lines. Throws `ApiError`; what was not told for that is told at the next call. */
export type News = (shown: Shown) => Promise<readonly string[]>;

/** Answers, at each call, with the lines of what was done and of the conflicts since the last, oldest first. Throws `ApiError`. */
export async function createNews(api: Api): Promise<News> {
  const conflictNews = await createConflictNews(api);
  let told = await newestOf(api);
  let waiting: number | null = null;
  const doneLines = async (): Promise<readonly string[]> => {
    const latest = await api.history({ query: { limit: MAX_NEWS } });
    const fresh = latest.filter((entry) => Number(entry.id) > told);
    told = Math.max(told, ...fresh.map((entry) => Number(entry.id)));
    if (fresh.length === 0) return [];
    const lines = fresh.toReversed().map(formatHistoryLine);
    return fresh.length < MAX_NEWS ? lines : ['\u2026', ...lines];
  };
  const untold: string[] = [];
  const due = { conflicts: false, done: false };
  return async ({ moved, conflicts }) => {
    // A conflict that waits moves nothing.
    due.conflicts ||= moved || conflicts !== waiting;
    due.done ||= moved;
    waiting = conflicts;
    if (due.conflicts) untold.push(...(await conflictNews()));
    due.conflicts = false;
    if (due.done) untold.push(...(await doneLines()));
    due.done = false;
    return untold.splice(0);
  };
}

/** The place of what was done last. */
async function newestOf(api: Api): Promise<number> {
  const [newest] = await api.history({ query: { limit: 1 } });
  return Number(newest?.id ?? 0);
}
