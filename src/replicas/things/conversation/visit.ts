// An exchange with the agent as a visit of Things: what it brings, what it still has to bring, and what it is sent.

import type { Store } from '../../../hub/store.ts';
import { operationId, remoteId } from '../../../model/ids.ts';
import { MAX_OPERATIONS_PER_EXCHANGE, type ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsOperation } from '../../../protocol/things-operation.ts';
import { stopPlan } from '../../../sync/plan/stored-plan.ts';
import type { ResyncRequest, Refusal, Stop } from '../../../sync/replica.ts';
import type { Pass, Session, ReplicaRead, Visit } from '../../../sync/unit-of-work.ts';
import { admit, leaseOf, type Admission } from '../agents/lease.ts';
import { storedReceipt, storedSnapshot, THINGS } from '../known.ts';
import { doubtOf } from '../reads/doubts.ts';
import { openBefore, type OpenBefore } from '../reads/open-before.ts';
import { noteRead } from '../reads/last-read.ts';
import { unreadToAsk } from '../reads/unread.ts';
import { thingsRead } from './replica-read.ts';
import { processAcknowledgements } from './process-acknowledgements.ts';
import { takeOperationsForThings } from './take-operations.ts';

/** Wraps an agent's request as a visit. */
export function visitOfThings(request: ExchangeRequest): Visit<ThingsOperation> {
  const { acknowledgements, receipt } = request;
  // Found before acknowledgements are processed; valid for the next pass only.
  let doubt: Stop | null | undefined;
  let admission: Admission | null = null;
  return {
    replica: THINGS,
    dryRun: request.dryRun === true,
    known: receipt,
    admit: ({ parts }): Refusal | null => {
      admission = admit(parts, request);
      return admission.kind === 'refused' ? admission.refusal : null;
    },
    acknowledge:
      acknowledgements.length === 0
        ? null
        : (pass) => {
            // A follower's report about operations from the last time it synced concerns nothing that is still pending.
            if (admission?.kind !== 'follower') doubt = acknowledge(pass, request);
          },
    begun: (request.begun ?? []).map((id) => operationId(id)),
    prepare: (session) => lookUpNewcomers(session, request),
    show: ({ store }) => {
      const [base, holder] = [storedSnapshot(store), leaseOf(store)?.agent];
      const open = openBefore(store, request);
      const isCurrent: ReplicaRead['isCurrent'] = (now) =>
        storedSnapshot(now) === base && leaseOf(now)?.agent === holder;
      const follower = admission?.kind === 'follower' ? admission : null;
      const replicaRead = thingsRead(request, { isCurrent, open, doubt, follower });
      doubt = undefined;
      return { replicaRead, resyncRequest: resyncRequestFor(store, request, open) };
    },
    whyNotWhole: receipt.complete
      ? null
      : 'Not all of Things could be read: the first sync waits for a complete read.',
    take: (pass) => takeOperationsForThings(pass, MAX_OPERATIONS_PER_EXCHANGE),
  };
}

/**
 * If the library may be the wrong one, the agent's outcomes are not processed before its content is. Returns the objection that was
 * found; undefined if it was not checked.
 */
function acknowledge(pass: Pass, request: ExchangeRequest): Stop | null | undefined {
  const isApproved = stopPlan(pass)?.approved === true;
  const doubt = isApproved ? undefined : doubtOf(pass, request, openBefore(pass.store, request));
  if (doubt !== undefined && doubt !== null) return doubt;
  processAcknowledgements(pass, request.acknowledgements);
  noteRead(pass, request, { isNews: pass.touched.size > 0 });
  return doubt;
}

function resyncRequestFor(store: Store, request: ExchangeRequest, open: OpenBefore): ResyncRequest | null {
  if (!isKnownBase(store, request)) return {};
  const ask = [...notShown(request, open), ...unreadToAsk(store, request)];
  return ask.length === 0 ? null : { ask };
}

/** A difference can only be relative to the snapshot we know, and only for the library we know. */
function isKnownBase(store: Store, request: ExchangeRequest): boolean {
  if (request.base === null) return true;
  const known = storedSnapshot(store);
  const receipt = storedReceipt(store);
  if (receipt !== null && receipt.databaseId !== request.receipt.databaseId) return false;
  return known === request.base || known === request.snapshot;
}

/**
 * To-dos that were open when last heard from and that a whole library does not show. An agent that lost its memory tells of open
 * to-dos only: whether these were completed, trashed or are gone has to be asked before it can mean anything. All of them at once,
 * also those that it looked for in the request before: it may look only for what it was asked for last.
 */
function notShown(request: ExchangeRequest, open: OpenBefore): string[] {
  if (request.base !== null || !request.receipt.complete) return [];
  const looked = new Set<string>(request.looked);
  const unshown = [...open.unshown()];
  return unshown.every((id) => looked.has(id)) ? [] : unshown;
}

/** To-dos without a task: older code may have paired them. */
async function lookUpNewcomers({ parts }: Session, request: ExchangeRequest): Promise<void> {
  if (parts.lookUpLegacy === undefined) return;
  const ids = request.todos
    .filter((row) => row.status === 'open' && !row.trashed)
    .map((row) => row.id)
    .filter((id) => parts.store.links.byRemoteId(THINGS, remoteId(id)) === null);
  if (ids.length > 0) await parts.lookUpLegacy(ids);
}
