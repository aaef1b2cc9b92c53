// Prevents overwriting a `sync-state:batch` of older code before its entries were imported.

import type { Obstacle } from './checkpoint.ts';
import type { Store } from '../hub/store.ts';
import { SYNC_STATE_KEY } from './documents/sync-state.ts';
import { parseRecord } from './kv/fetch-document.ts';
import { KvError, type Kv } from './kv/kv.ts';

/** True: a document of older code exists and is not imported yet. False: it does not exist, or was imported. Absent: not checked yet. */
export const LEGACY_BATCH_KEY = 'legacy_batch';

const MINUTE_MS = 60_000;

/** Only the owner can change this, so it is rarely checked. */
const LEGACY: Obstacle = {
  reason:
    'KV holds a sync-state:batch of older code, which is not written over: take it in with POST /kv/migrate',
  retryMs: 60 * MINUTE_MS,
};

/** Records whether a document of older code exists. The migration records `false` once everything is in the working state. */
export function noteLegacyBatch(store: Pick<Store, 'meta'>, isThere: boolean): void {
  store.meta.set(LEGACY_BATCH_KEY, isThere);
}

/** Why the document must not be overwritten; null: it may. Reads KV once if that was not checked yet. */
export async function legacyObstacle(options: {
  readonly store: Pick<Store, 'meta'>;
  readonly kv: Kv;
}): Promise<Obstacle | null> {
  const noted = options.store.meta.get(LEGACY_BATCH_KEY);
  if (noted !== undefined) return noted === true ? LEGACY : null;
  try {
    const text = await options.kv.get(SYNC_STATE_KEY);
    // Only the current writer includes `tasks`; something unreadable must not be overwritten either.
    const isLegacy = text !== null && parseRecord(text)?.['tasks'] === undefined;
    noteLegacyBatch(options.store, isLegacy);
    return isLegacy ? LEGACY : null;
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return { reason: `what KV holds can\u2019t be looked at: ${error.message}`, retryMs: 5 * MINUTE_MS };
  }
}
