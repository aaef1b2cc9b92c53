// Keeps a `sync-state:batch` that older code wrote from being written over before its entries were taken in.

import type { Obstacle } from './checkpoint.ts';
import type { Store } from '../hub/store.ts';
import { SYNC_STATE_KEY } from './documents/sync-state.ts';
import { parseRecord } from './kv/fetch-document.ts';
import { KvError, type Kv } from './kv/kv.ts';

/** True: older code's document is there and not taken in yet. False: it is not, or it was. Not set: nobody has looked. */
export const LEGACY_BATCH_KEY = 'legacy_batch';

const MINUTE_MS = 60_000;

/** Only a person changes this, so it is not looked at often. */
const LEGACY: Obstacle = {
  reason:
    'KV holds a sync-state:batch of older code, which is not written over: take it in with POST /kv/migrate',
  retryMs: 60 * MINUTE_MS,
};

/** Notes whether older code's document is there. Migration notes `false` once all of it is in the working state. */
export function noteLegacyBatch(store: Pick<Store, 'meta'>, isThere: boolean): void {
  store.meta.set(LEGACY_BATCH_KEY, isThere);
}

/**
 * Why the document must not be written over; null: it may. Reads KV once where nobody has looked yet.
 */
export async function legacyObstacle(options: {
  readonly store: Pick<Store, 'meta'>;
  readonly kv: Kv;
}): Promise<Obstacle | null> {
  const noted = options.store.meta.get(LEGACY_BATCH_KEY);
  if (noted !== undefined) return noted === true ? LEGACY : null;
  try {
    const text = await options.kv.get(SYNC_STATE_KEY);
    // Only today's writer puts `tasks` into it; what can't be read at all is nobody's to write over either.
    const isLegacy = text !== null && parseRecord(text)?.['tasks'] === undefined;
    noteLegacyBatch(options.store, isLegacy);
    return isLegacy ? LEGACY : null;
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return { reason: `what KV holds can\u2019t be looked at: ${error.message}`, retryMs: 5 * MINUTE_MS };
  }
}
