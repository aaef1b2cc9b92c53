// What migration, verification and rollback work with, and what one piece of their work may answer. Types and one wording only.

import type { Governor, KvPurpose } from '../checkpoint/kv/governor.ts';
import type { Kv } from '../checkpoint/kv/kv.ts';
import type { PublishOutcome, PublishParts } from '../checkpoint/publish.ts';
import type { BatchSettings } from '../checkpoint/settings.ts';
import type { Result } from '../model/result.ts';
import type { Vault } from '../hub/secrets.ts';
import type { LegacyRecords } from '../hub/sqlite/tables/legacy-tables.ts';
import type { BatchRecords, KvCounts } from '../hub/batch-records.ts';
import type { Store } from '../hub/store.ts';

/** Why Todoist did not translate ids. `retryAfterSeconds`: null where it does not say. */
interface TranslateFailure {
  readonly kind: string;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
}

/** Gives the ids of today of at most 100 task ids of digits; null for one that Todoist does not know any more. */
export type Translate = (
  ids: readonly string[],
) => Promise<Result<ReadonlyMap<string, string | null>, TranslateFailure>>;

/** What the work needs. */
export interface MigrationParts {
  readonly kv: Kv;
  readonly governor: Governor;
  readonly publishing: PublishParts;
  /** Writes `sync-state:batch` now, with all that is in the working state by then. */
  readonly keepState: () => Promise<PublishOutcome>;
  readonly settings: Pick<BatchSettings, 'expiryDays'>;
  /** What a day's work may use of each kind of operation. */
  readonly dailyRoom: KvCounts;
  readonly legacy: LegacyRecords;
  readonly state: BatchRecords['state'];
  readonly store: Pick<Store, 'meta' | 'legacy'>;
  readonly translate: Translate;
  /** Keeps what is secret in an entry. */
  readonly vault: Pick<Vault, 'problem' | 'seal' | 'put' | 'open' | 'remove'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * The outcome of one piece of work. `calls`: how many requests to KV it made at the most. `done`: nothing of this kind is left.
 * `waits`: until `resumesAt`, epoch ms.
 */
export type Piece =
  | { readonly kind: 'more'; readonly calls: number }
  | { readonly kind: 'done'; readonly calls: number }
  | { readonly kind: 'waits'; readonly reason: string; readonly resumesAt: number };

/** Asks for room in the day's budget; null where it is granted. */
export function refusalOf(
  parts: Pick<MigrationParts, 'governor'>,
  wanted: Partial<KvCounts>,
  purpose: KvPurpose,
): Extract<Piece, { kind: 'waits' }> | null {
  const grant = parts.governor.ask(wanted, purpose);
  return grant.granted ? null : { kind: 'waits', reason: grant.reason, resumesAt: grant.resumesAt };
}
