// The batches of one account: puts meter, governor, checkpoints and restore together over one KV binding. Decides nothing itself.

import { assert } from '../model/assert.ts';
import { ok, type Result } from '../model/result.ts';
import type { BatchRecords, KvCounts } from '../hub/batch-records.ts';
import type { Store } from '../hub/store.ts';
import {
  createCheckpoints,
  type CheckpointLine,
  type Checkpoints,
  type DocumentSource,
} from './checkpoint.ts';
import { collectState } from './collect-state.ts';
import { mobileBatchKey } from './documents/mobile-batch.ts';
import { SYNC_STATE_KEY } from './documents/sync-state.ts';
import { ceilingOf, createGovernor, type Governor } from './kv/governor.ts';
import { meteredKv, withKeyPrefix, type Kv, type KvBinding } from './kv/kv.ts';
import { legacyObstacle } from './legacy-batch.ts';
import { createMeter, type Meter } from './kv/meter.ts';
import { mobileSource, type TasksOfDevice } from './mobile-source.ts';
import type { PublishOutcome, PublishParts } from './publish.ts';
import { applyRestore, mustLook, planRestore, restoreIfEmpty, type RestoreFailure } from './restore.ts';
import { limitsOf, readSettings, sharedSettings, type BatchSettings } from './settings.ts';
import type { KvStats, RestorePlan, RestoreReport } from '../protocol/answers/kv.ts';
import { createKvStats } from './stats.ts';
import { noteDelivery, webhookSource, type WebhookDay } from './webhook-source.ts';

const MINUTE_MS = 60_000;
/** After a failed check of KV, the next one is made this much later, ms. */
const LOOK_AGAIN_MS = 30_000;

/** What the batches need. */
export interface BatchesParts {
  readonly binding: KvBinding;
  /** Prefix of every key of this account; '' for the default account. */
  readonly keyPrefix?: string;
  /** How many accounts share the daily limits, in equal parts. Default 1. */
  readonly sharedBy?: number;
  readonly records: BatchRecords;
  readonly store: Store;
  /** JSON text of the settings; undefined: the defaults. */
  readonly settings: string | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  /** What a device's `mobile-batch` holds. Without it, none is written. */
  readonly tasksOfDevice?: TasksOfDevice;
  /** What a day's `webhook-batch` holds. Without it, none is written. */
  readonly webhookDay?: WebhookDay;
  /** Documents are split above this size, bytes; for tests. */
  readonly maxPartBytes?: number;
}

/** The batches of one account. */
export interface Batches {
  readonly meter: Meter;
  readonly governor: Governor;
  /** KV for ordinary work: no call brings a counter above limit minus reserve. */
  readonly kv: Kv;
  /** KV for safety work: no call brings a counter above the limit. */
  readonly safetyKv: Kv;
  readonly settings: BatchSettings;
  /** The dependencies for writing documents; see `publishDocument`. */
  readonly publishing: PublishParts;
  /** Today's KV operations. */
  readonly counts: () => KvCounts;
  /**
   * Makes sure that an empty working state is restored if KV has a document, before it is used for anything else. Only reads KV
   * while the state is empty and KV was not checked yet. After a failure the account must wait.
   */
  readonly ready: () => Promise<Result<RestoreReport | null, RestoreFailure>>;
  /** Records that the working state changed. */
  readonly noteChange: () => void;
  /** Records that the tasks of a device, or its access, changed. */
  readonly noteDevice: (device: string) => void;
  /** Records that a delivery of this time (epoch ms) changed. */
  readonly noteDelivery: (at: number) => void;
  /** Epoch ms at which a checkpoint is due; null: nothing is dirty. */
  readonly dueAt: () => number | null;
  readonly checkpoint: (options: { readonly force: boolean }) => Promise<readonly CheckpointLine[]>;
  /** Writes `sync-state:batch` now, with the whole working state, whether or not a change was recorded. */
  readonly keepState: () => Promise<PublishOutcome>;
  readonly planRestore: () => Promise<Result<RestorePlan, RestoreFailure>>;
  readonly applyRestore: (confirm: string) => Promise<Result<RestoreReport, RestoreFailure>>;
  readonly stats: () => KvStats;
}

/** Opens the batches, without any KV operation. */
export function createBatches(parts: BatchesParts): Batches {
  const { records, store, now } = parts;
  const { settings: read, problem } = readSettings(parts.settings);
  const settings = sharedSettings(read, parts.sharedBy ?? 1);
  const limits = limitsOf(settings);
  const binding = withKeyPrefix(parts.binding, parts.keyPrefix ?? '');
  const meter = createMeter({ records, now });
  const governor = createGovernor({ meter, now, limits, reserve: settings.reserve });
  const wrap = (ceiling: KvCounts): Kv => meteredKv({ binding, meter, now, ceiling });
  const kv = wrap(ceilingOf(limits, settings.reserve, 'checkpoint'));
  const publishing: PublishParts = {
    kv,
    governor,
    records,
    now,
    newId: parts.newId,
    ...(parts.maxPartBytes === undefined ? {} : { maxPartBytes: parts.maxPartBytes }),
  };
  const syncState = stateSource(parts, { kv, settings });
  const checkpoints = createCheckpoints({
    parts: publishing,
    sourceOf: (key) => {
      if (key === SYNC_STATE_KEY) return syncState;
      return mobileSource({ ...parts, settings }, key) ?? webhookSource({ ...parts, settings }, key);
    },
    settleMs: settings.settleMinutes * MINUTE_MS,
  });
  const safetyKv = wrap(ceilingOf(limits, settings.reserve, 'safety'));
  const restoring = { kv, safetyKv, governor, records, store, now };
  const look = createLook(() => restoreIfEmpty(restoring), now);
  return {
    meter,
    governor,
    kv,
    safetyKv,
    settings,
    publishing,
    counts: () => meter.today(),
    ready: () => (mustLook(restoring) ? look() : Promise.resolve(ok(null))),
    noteChange: () => {
      if (!records.state.isEmpty() || records.state.holdsLegacy()) checkpoints.markDirty(SYNC_STATE_KEY);
    },
    noteDevice: (device) => checkpoints.markDirty(mobileBatchKey(device)),
    noteDelivery: (at) => noteDelivery({ records, checkpoints, now }, at),
    dueAt: checkpoints.dueAt,
    checkpoint: ({ force }) => checkpoints.run(force),
    keepState: () => keepState(checkpoints),
    planRestore: () => planRestore(restoring),
    applyRestore: (confirm) => applyRestore(restoring, confirm),
    stats: createKvStats({
      meter,
      governor,
      records,
      limits,
      reserve: settings.reserve,
      now,
      problems: problem === null ? [] : [problem],
    }),
  };
}

function stateSource(
  { records, store, now }: BatchesParts,
  { kv, settings }: { readonly kv: Kv; readonly settings: BatchSettings },
): DocumentSource {
  return {
    content: (lastDigest) => collectState({ records, store, now }, lastDigest),
    obstacle: () => legacyObstacle({ store, kv }),
    everyMs: settings.everyMinutes.syncState * MINUTE_MS,
    ttlSeconds: null,
  };
}

async function keepState(checkpoints: Checkpoints): Promise<PublishOutcome> {
  checkpoints.markDirty(SYNC_STATE_KEY);
  const lines = await checkpoints.run(true);
  const line = lines.find(({ key }) => key === SYNC_STATE_KEY);
  assert(line !== undefined, 'a document that is dirty is not in its checkpoint');
  return line.outcome;
}

type Look = Awaited<ReturnType<typeof restoreIfEmpty>>;

/**
 * Concurrent calls share one result, and a failure is returned again for a while, so that KV is read once however many callers
 * there are at startup.
 */
function createLook(work: () => Promise<Look>, now: () => number): () => Promise<Look> {
  let underWay: Promise<Look> | null = null;
  let failed: { readonly until: number; readonly answer: Look } | null = null;
  const lookOnce = async (): Promise<Look> => {
    const answer = await work();
    failed = answer.ok ? null : { until: now() + LOOK_AGAIN_MS, answer };
    return answer;
  };
  return () => {
    if (failed !== null && now() < failed.until) return Promise.resolve(failed.answer);
    underWay ??= lookOnce().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}
