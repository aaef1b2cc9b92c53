// What migration, verification and rollback need, and the result of one piece of their work. Only types, and one shared message.

import type { Governor, KvPurpose } from '../checkpoint/kv/governor.ts';
import type { Kv } from '../checkpoint/kv/kv.ts';
import type { PublishOutcome, PublishParts } from '../checkpoint/publish.ts';
import type { BatchSettings } from '../checkpoint/settings.ts';
import type { Result } from '../model/result.ts';
import type { Vault } from '../hub/secrets.ts';
import type { LegacyRecords } from '../hub/sqlite/tables/legacy-tables.ts';
import type { BatchRecords, KvCounts } from '../hub/batch-records.ts';
import type { Store } from '../hub/store.ts';

/** Why Todoist did not translate ids. `retryAfterSeconds`: null if not reported. */
interface TranslateFailure {
  readonly kind: string;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
}

/** Returns the current ids for at most 100 numeric task ids; null for one that Todoist no longer knows. */
export type Translate = (
  ids: readonly string[],
) => Promise<Result<ReadonlyMap<string, string | null>, TranslateFailure>>;

/** What the work needs. */
export interface MigrationParts {
  readonly kv: Kv;
  readonly governor: Governor;
  readonly publishing: PublishParts;
  /** Writes `sync-state:batch` now, with the whole working state. */
  readonly keepState: () => Promise<PublishOutcome>;
  readonly settings: Pick<BatchSettings, 'expiryDays'>;
  /** How many operations of each kind a day's work may use. */
  readonly dailyRoom: KvCounts;
  readonly legacy: LegacyRecords;
  readonly state: BatchRecords['state'];
  readonly store: Pick<Store, 'meta' | 'legacy' | 'metrics'>;
  readonly translate: Translate;
  /** Keeps what is secret in an entry. */
  readonly vault: Pick<Vault, 'problem' | 'seal' | 'put' | 'open' | 'remove'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The result of one piece of work. `calls`: an upper bound for its KV requests. `done`: nothing of this kind is left. `waits`:
 * until `resumesAt`, epoch ms.
 */
export type Piece =
  | { readonly kind: 'more'; readonly calls: number }
  | { readonly kind: 'done'; readonly calls: number }
  | { readonly kind: 'waits'; readonly reason: string; readonly resumesAt: number };

/** Requests a part of the day's budget; null if it is granted. */
export function refusalOf(
  parts: Pick<MigrationParts, 'governor'>,
  wanted: Partial<KvCounts>,
  purpose: KvPurpose,
): Extract<Piece, { kind: 'waits' }> | null {
  const grant = parts.governor.ask(wanted, purpose);
  return grant.granted ? null : { kind: 'waits', reason: grant.reason, resumesAt: grant.resumesAt };
}
