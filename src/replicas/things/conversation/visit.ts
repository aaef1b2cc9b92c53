// An exchange with the agent as a visit of Things: what it brings, what it lacks, and what it is told.

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
import { thingsRead } from './replica-read.ts';
import { takeAcknowledgements } from './take-acknowledgements.ts';
import { takeOperationsForThings } from './take-operations.ts';

/** Puts what an agent sends as a visit. */
export function visitOfThings(request: ExchangeRequest): Visit<ThingsOperation> {
  const { acknowledgements, receipt } = request;
  // What is found before acknowledgements are taken in holds for the pass that follows, and for no later one.
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
            // What a follower was told when it last synced is nobody's any more.
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
      return { replicaRead, resyncRequest: lackOf(store, request, open) };
    },
    whyNotWhole: receipt.complete
      ? null
      : 'Not all of Things could be read: the first sync waits for a complete read.',
    take: (pass) => takeOperationsForThings(pass, MAX_OPERATIONS_PER_EXCHANGE),
  };
}

/**
 * What an agent tells of its work in a library that may be the wrong one is not taken in before what that library shows is. Gives
 * what it found to speak against it; undefined where it did not look.
 */
function acknowledge(pass: Pass, request: ExchangeRequest): Stop | null | undefined {
  const isApproved = stopPlan(pass)?.approved === true;
  const doubt = isApproved ? undefined : doubtOf(pass, request, openBefore(pass.store, request));
  if (doubt !== undefined && doubt !== null) return doubt;
  takeAcknowledgements(pass, request.acknowledgements);
  noteRead(pass, request, { isNews: pass.touched.size > 0 });
  return doubt;
}

function lackOf(store: Store, request: ExchangeRequest, open: OpenBefore): ResyncRequest | null {
  if (!isKnownBase(store, request)) return {};
  const ask = notShown(request, open);
  return ask.length === 0 ? null : { ask };
}

/** A difference can only be taken from the snapshot that we know, and only of the library that we know. */
function isKnownBase(store: Store, request: ExchangeRequest): boolean {
  if (request.base === null) return true;
  const known = storedSnapshot(store);
  const receipt = storedReceipt(store);
  if (receipt !== null && receipt.databaseId !== request.receipt.databaseId) return false;
  return known === request.base || known === request.snapshot;
}

/**
 * To-dos that were open when last heard from and that a whole library does not show. An agent that lost its memory tells of open
 * to-dos only: whether these were completed, trashed or are gone has to be asked before it can mean anything.
 */
function notShown(request: ExchangeRequest, open: OpenBefore): string[] {
  if (request.base !== null || !request.receipt.complete) return [];
  const looked = new Set<string>(request.looked);
  return open.unshown().filter((id) => !looked.has(id));
}

/** To-dos that no task has yet: older code may have known whose counterparts they are. */
async function lookUpNewcomers({ parts }: Session, request: ExchangeRequest): Promise<void> {
  if (parts.lookUpLegacy === undefined) return;
  const ids = request.todos
    .filter((row) => row.status === 'open' && !row.trashed)
    .map((row) => row.id)
    .filter((id) => parts.store.links.byRemoteId(THINGS, remoteId(id)) === null);
  if (ids.length > 0) await parts.lookUpLegacy(ids);
}
