// Has Todoist translate ids from older code to current ones. A failure delays nothing else.

import type { Jobs } from '../jobs.ts';
import type { MigrationParts } from '../parts.ts';

/** Maximum number of ids per request (Todoist API v1, `id_mappings`). */
const MAX_IDS_PER_REQUEST = 100;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 60 * 60_000;

/** Translates remaining ids, in at most `requests` requests. Returns how many requests were made. */
export async function translatePairs(parts: MigrationParts, jobs: Jobs, requests: number): Promise<number> {
  const { pairs } = parts.legacy;
  for (let made = 0; made < requests; made += 1) {
    if ((jobs.translating.get()?.retryAt ?? 0) > parts.now()) return made;
    const ids = pairs.untranslated(MAX_IDS_PER_REQUEST);
    if (ids.length === 0) return made;
    const translated = await parts.translate(ids);
    if (!translated.ok) {
      noteFailure(parts, jobs, translated.error.detail, translated.error.retryAfterSeconds);
      return made + 1;
    }
    parts.legacy.transaction(() => {
      for (const id of ids) pairs.setTodoistId(id, translated.value.get(id) ?? '');
      jobs.translating.set(null);
    });
  }
  return requests;
}

function noteFailure(parts: MigrationParts, jobs: Jobs, detail: string, afterSeconds: number | null): void {
  const failures = (jobs.translating.get()?.failures ?? 0) + 1;
  const waitMs =
    afterSeconds === null
      ? Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS)
      : afterSeconds * 1000;
  jobs.translating.set({ retryAt: parts.now() + waitMs, detail, failures });
}
