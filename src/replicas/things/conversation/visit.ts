// An exchange with the agent as a visit of Things: what it brings, what it lacks, and what it is told.

import { operationId, remoteId } from '../../../model/ids.ts';
import { MAX_OPERATIONS_PER_EXCHANGE, type ExchangeRequest } from '../../../protocol/exchange.ts';
import type { ThingsOperation } from '../../../protocol/things-operation.ts';
import { stopPlan } from '../../../sync/plan/stored-plan.ts';
import type { Lack } from '../../../sync/replica.ts';
import type { AccountParts, Run, Session, Visit } from '../../../sync/unit-of-work.ts';
import { storedReceipt, storedSnapshot, THINGS } from '../known.ts';
import { doubtOf } from '../reads/doubts.ts';
import { noteRead } from '../reads/last-read.ts';
import { showThings } from './showing.ts';
import { takeAcknowledgements } from './take-acknowledgements.ts';
import { takeOperationsForThings } from './take-operations.ts';

/** Puts what the agent sends as a visit. */
export function visitOfThings(request: ExchangeRequest): Visit<ThingsOperation> {
  const { acknowledgements, receipt } = request;
  return {
    replica: THINGS,
    dryRun: request.dryRun === true,
    known: receipt,
    acknowledge: acknowledgements.length === 0 ? null : (run) => acknowledge(run, request),
    begun: (request.begun ?? []).map((id) => operationId(id)),
    lacks: (session) => lacks(session, request),
    prepare: (session) => lookUpNewcomers(session, request),
    show: ({ store }) => {
      const base = storedSnapshot(store);
      return showThings(request, (now) => storedSnapshot(now) === base);
    },
    whyNotWhole: receipt.complete
      ? null
      : 'Things could not be read to its end: the first sync waits for a whole read of it.',
    take: (run) => takeOperationsForThings(run, MAX_OPERATIONS_PER_EXCHANGE),
  };
}

/** What an agent tells of its work in a library that may be the wrong one is not taken in before what that library shows is. */
function acknowledge(run: Run, request: ExchangeRequest): void {
  if (stopPlan(run)?.approved !== true && doubtOf(run, request) !== null) return;
  takeAcknowledgements(run, request.acknowledgements);
  noteRead(run, request, { isNews: run.touched.size > 0 });
}

function lacks({ parts }: Session, request: ExchangeRequest): Lack | null {
  if (!isKnownBase(parts, request)) return {};
  const ask = notShown(parts, request);
  return ask.length === 0 ? null : { ask };
}

/** A difference can only be taken from the snapshot that we know, and only of the library that we know. */
function isKnownBase({ store }: AccountParts, request: ExchangeRequest): boolean {
  if (request.base === null) return true;
  const known = storedSnapshot(store);
  const receipt = storedReceipt(store);
  if (receipt !== null && receipt.databaseId !== request.receipt.databaseId) return false;
  return known === request.base || known === request.snapshot;
}

/**
 * To-dos that were open when last heard of and that a whole library does not show. An agent that lost its memory tells of open
 * to-dos only: whether these were completed, trashed or are gone has to be asked before it can mean anything.
 */
function notShown({ store }: AccountParts, request: ExchangeRequest): string[] {
  if (request.base !== null || !request.receipt.complete) return [];
  const aside = (request.receipt.setAside ?? []).map(({ id }) => id);
  const shown = new Set<string>([...request.todos.map((row) => row.id), ...(request.looked ?? []), ...aside]);
  return store.links
    .active(THINGS)
    .filter((link) => link.open && !shown.has(link.remoteId))
    .map((link) => link.remoteId);
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
