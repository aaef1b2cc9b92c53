// A sync of a device, from its request to its answer: verified, processed in one transaction, and answered once the hub has it.

import * as z from 'zod';
import { ContainerIndex } from '../../hub/container-index.ts';
import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { Store } from '../../hub/store.ts';
import { dayInZone } from '../../model/zones.ts';
import type { MobileSynced } from '../../protocol/answers/mobile.ts';
import type { ChangesRequest } from '../../protocol/endpoints/mobile.ts';
import { MAX_MOBILE_CHANGES, mobileSyncSchema, type MobileSync } from '../../protocol/mobile.ts';
import { changesPage } from '../../replicas/mobile/changes-page.ts';
import { readOfDevice } from '../../replicas/mobile/device-read.ts';
import type { ItemOutcome } from '../../replicas/mobile/device-report.ts';
import { countChanges, itemsOf } from '../../replicas/mobile/reported-items.ts';
import { mappingOf, shownTask, type Showing } from '../../replicas/mobile/shown-task.ts';
import { signedUpgrade, type SignedRequest } from '../../replicas/mobile/signature.ts';
import { storedAccount } from '../../replicas/todoist/known.ts';
import type { Account } from '../../sync/owner/account-port.ts';
import type { CallAnswer } from '../calls.ts';
import { createThrottle } from '../edge/throttle.ts';
import { parseJson, parseValue } from '../parse-input.ts';
import { answered } from './answers.ts';
import { failed, wrongSignature } from './device-answers.ts';
import type { CallKinds } from './call-kinds.ts';
import type { DeviceKeeper, VerifiedRequest } from './device-keeper.ts';
import type { DeviceSockets } from './device-sockets.ts';
import { endsWithin } from './patience.ts';

/** How long an answer waits for the ids that Todoist gives, ms. */
const PATIENCE_MS = 2000;
/** How many requests of one device are let through in a minute. */
const PER_MINUTE = 60;
/** How many sockets of one device are opened in a minute. */
const SOCKETS_PER_MINUTE = 12;
/** When a device may try again after the hub could not take anything, seconds. */
const RETRY_S = 60;

/** What a device asks of an account. */
export interface DeviceSync {
  readonly sync: (request: SignedRequest) => Promise<CallAnswer>;
  readonly changes: (request: SignedRequest, query: ChangesRequest) => Promise<CallAnswer>;
  /** Opens a socket that tells the device when something changed, or says why not. */
  readonly listen: (request: Request) => Promise<CallAnswer | Response>;
}

/** What a sync works on. */
export interface DeviceSyncParts {
  readonly keeper: DeviceKeeper;
  readonly records: DeviceRecords;
  readonly store: Store;
  readonly account: Pick<Account, 'tell'>;
  readonly sockets: Pick<DeviceSockets, 'isOpenedBy' | 'accept' | 'claim'>;
  readonly calls: Pick<CallKinds, 'changing'>;
  /** Has the device's batch written before long. */
  readonly noteDevice: (device: string) => void;
  /** Sends what waits, in a run that others may have asked for, too. */
  readonly askForRun: () => Promise<void>;
  readonly now: () => number;
}

/** Opens the syncs of an account's devices. */
export function createDeviceSync(parts: DeviceSyncParts): DeviceSync {
  const { keeper, sockets, now } = parts;
  const throttle = createThrottle(now);
  /** Does `work` for a device that has shown who it is. */
  const verified = async <Answer extends CallAnswer | Response>(
    request: SignedRequest,
    body: unknown,
    work: (verified: VerifiedRequest) => Promise<Answer>,
  ): Promise<Answer | CallAnswer> => {
    const known = await keeper.verify(request, body);
    if (known === null || known.isSpent()) return wrongSignature(now());
    const waitMs = throttle.take(known.device.id, PER_MINUTE);
    return waitMs === null ? work(known) : tooMany(now(), waitMs);
  };
  return {
    sync: async (request) => {
      const raw = parseJson(request.body, z.unknown());
      if (!raw.ok) return failed(now(), 400, raw.error.detail);
      return verified(request, raw.value, (known) => takeReport(parts, known, raw.value));
    },
    changes: (request, query) =>
      verified(request, undefined, async ({ device }) => {
        const found = changesPage(showingOf(parts), query, now());
        if (!found.ok) return failed(now(), 400, found.error.detail);
        keeper.noteSeen(device.id, found.value.seenUpTo);
        return answered(found.value.page);
      }),
    listen: (request) =>
      verified<CallAnswer | Response>(signedUpgrade(request), undefined, async ({ device, signature }) => {
        const opening = { device: device.id, signature };
        if (sockets.isOpenedBy(opening)) return wrongSignature(now());
        const waitMs = throttle.take(`socket ${device.id}`, SOCKETS_PER_MINUTE);
        if (waitMs !== null) return tooMany(now(), waitMs);
        const opened = sockets.accept(opening, request);
        return opened ?? failed(now(), 503, 'Too many devices listen at once.', RETRY_S);
      }),
  };
}

function tooMany(now: number, waitMs: number): CallAnswer {
  return failed(now, 429, 'Too many requests from this device.', Math.ceil(waitMs / 1000));
}

async function takeReport(parts: DeviceSyncParts, known: VerifiedRequest, raw: unknown): Promise<CallAnswer> {
  const { now } = parts;
  const body = parseValue(raw, mobileSyncSchema);
  if (!body.ok) return failed(now(), 400, wordsOf(body.error));
  const count = countChanges(body.value.changes);
  if (count > MAX_MOBILE_CHANGES)
    return failed(now(), 413, `At most ${MAX_MOBILE_CHANGES} changes are taken at once; these are ${count}.`);
  if (count === 0) return answered(answerOf(parts, known, []));
  const told = await parts.calls.changing(() => tell(parts, known, body.value));
  if (told.kind === 'replayed') return wrongSignature(now());
  if (told.kind === 'waits') return failed(now(), 503, told.why, RETRY_S);
  // A failure of the run is told by the contact with Todoist.
  await endsWithin(parts.askForRun().then(nothing, nothing), PATIENCE_MS);
  return answered(answerOf(parts, known, told.outcomes));
}

type ToldReport =
  | { readonly kind: 'done'; readonly outcomes: readonly ItemOutcome[] }
  | { readonly kind: 'waits'; readonly why: string }
  | { readonly kind: 'replayed' };

/** Of requests that are alike and arrive at once, one is carried out: nothing waits between the check and the report. */
async function tell(
  parts: DeviceSyncParts,
  known: VerifiedRequest,
  { changes, lastSyncAt }: MobileSync,
): Promise<ToldReport> {
  const { keeper, records, account } = parts;
  if (known.isSpent()) return { kind: 'replayed' };
  const { zone, today } = showingOf(parts);
  const seenUpTo = keeper.seenUpTo(known.device.id);
  // What it was sent, and may not have processed, it has not seen.
  const claimed = lastSyncAt === undefined ? seenUpTo : Date.parse(lastSyncAt ?? '1970-01-01T00:00:00Z');
  let outcomes: readonly ItemOutcome[] = [];
  const report = {
    device: known.device.id,
    seenAt: Math.min(claimed, seenUpTo),
    claimedAt: claimed,
    aheadMs: known.aheadMs,
    zone,
    today,
    items: itemsOf(changes),
  };
  const told = await account.tell(
    readOfDevice({
      records,
      report,
      processed: (all) => {
        outcomes = all;
        known.spend();
        parts.sockets.claim(known.device.id);
      },
    }),
  );
  if (told.kind === 'taken') {
    parts.noteDevice(known.device.id);
    return { kind: 'done', outcomes };
  }
  const why =
    told.plan === null
      ? 'The first sync is not done yet: until then nothing is taken in.'
      : `The sync waits at the plan ${told.plan.hash} until the owner answers it.`;
  return { kind: 'waits', why };
}

function answerOf(
  parts: DeviceSyncParts,
  { device }: VerifiedRequest,
  outcomes: readonly ItemOutcome[],
): MobileSynced {
  const { store } = parts;
  const showing = showingOf(parts);
  const known = new Map(
    outcomes.flatMap(({ id, taskId }) => (taskId === null ? [] : [[id, taskId] as const])),
  );
  const conflicts = outcomes.flatMap(({ id, kind, outcome, reason, taskId }) => {
    const isTold =
      outcome === 'conflict' ||
      outcome === 'refused' ||
      (outcome === 'unknown' && kind !== 'completed' && kind !== 'deleted');
    if (!isTold) return [];
    const task = taskId === null ? null : store.tasks.get(taskId);
    const serverTask =
      task === null || task.deletedAt !== null ? {} : { serverTask: shownTask(showing, task) };
    return [{ mobileId: id, reason: reason ?? outcome, ...serverTask }];
  });
  return {
    success: true,
    ...(conflicts.length > 0 && { conflicts }),
    mappings: [...known].map(([id, task]) => mappingOf(store, task, id)),
    results: outcomes.map(({ taskId: _task, ...result }) => result),
    // Earlier clients go on from this time, and it had seen no more than this.
    serverTime: new Date(Math.max(device.pairedAt, parts.keeper.seenUpTo(device.id))).toISOString(),
  };
}

function showingOf({ store, records, now }: DeviceSyncParts): Showing {
  const zone = storedAccount(store)?.zone ?? 'UTC';
  return {
    store,
    containers: new ContainerIndex(store),
    mobileIdOf: records.mobileIdOf,
    zone,
    today: dayInZone(now(), zone),
  };
}

function wordsOf(failure: {
  readonly detail: string;
  readonly errors?: readonly { readonly at: string; readonly detail: string }[];
}): string {
  const [first] = failure.errors ?? [];
  return first === undefined ? failure.detail : `${first.at}: ${first.detail}`;
}

function nothing(): void {
  // Only the end matters.
}
