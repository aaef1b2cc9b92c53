// One exchange with the agent, step by step: acknowledgements, read Todoist, one pass over both sides, send to Todoist, hand
// operations for Things down. Each step leaves a state from which the next exchange goes on, whatever dies in between.

import { remoteId } from '../../model/ids.ts';
import {
  MAX_OPERATIONS_PER_EXCHANGE,
  type ExchangeRequest,
  type ExchangeResponse,
} from '../../protocol/exchange.ts';
import { newRunMark } from '../../hub/events.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { ThingsOperation } from '../../protocol/things-operation.ts';
import { isFirstSyncDone, isHeld, latchedPlan } from '../plan/latch.ts';
import { takeAcknowledgements } from '../../replicas/things/conversation/take-acknowledgements.ts';
import { basisOf } from './basis.ts';
import { observePass, type PassResult } from './pass.ts';
import { planUncounted } from '../plan/plan-task.ts';
import { areWordsDue, takeUpWords } from '../owner/marker-names.ts';
import { beginRun } from '../unit-of-work.ts';
import { contactWith, noteSeen } from './contact.ts';
import { configOf, countDone, knownSides, present, takeSummary, type Session } from './session.ts';
import { takeOperationsForThings } from '../../replicas/things/conversation/take-operations.ts';
import { MAX_REQUESTS_PER_RUN, type Budget } from '../../replicas/todoist/conversation/budget.ts';
import { readTodoist, sendToTodoist } from '../../replicas/todoist/conversation/conversation.ts';
import { keepLookUps, lookUpSuspects } from '../../replicas/todoist/conversation/look-up.ts';
import type { TodoistAnswer } from '../../replicas/todoist/todoist-port.ts';

/** Passes over look-ups that one run makes at most. */
const MAX_LOOKUP_ROUNDS = 4;

/** How often a run is begun anew because what it rests on changed while it waited for an answer. */
const MAX_ATTEMPTS = 4;

/** Answers one exchange. What the owner decides while it waits for Todoist is taken into account by beginning anew. */
export async function exchangeOnce(session: Session, request: ExchangeRequest): Promise<ExchangeResponse> {
  session.mark = newRunMark();
  noteSeen(session, 'things');
  if (request.dryRun !== true) acknowledge(session, request);
  const budget: Budget = { requests: MAX_REQUESTS_PER_RUN };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const response = await tryExchange(session, request, budget);
    if (response !== null) return response;
  }
  return respond(session, { snapshot: 'not_taken', operations: [], more: true });
}

/** One exchange on what stands now; null when that changed meanwhile: nothing was taken. */
async function tryExchange(
  session: Session,
  request: ExchangeRequest,
  budget: Budget,
): Promise<ExchangeResponse | null> {
  const dryRun = request.dryRun === true;
  const basis = basisOf(session.parts);
  if (!isKnownBase(session, request))
    return respond(session, { snapshot: 'resync', operations: [], more: true });
  const ask = notShown(session, request);
  if (ask.length > 0) return { ...respond(session, { snapshot: 'resync', operations: [], more: true }), ask };
  const answer = await readTodoist(session, budget, dryRun);
  if (mustWaitForBoth(session, request, answer)) return waitForBoth(session, request);
  const lookedUp = dryRun || answer === null ? null : await lookUpSuspects(session, budget);
  if (!dryRun) await lookUpNewcomers(session, request);
  const looks = lookedUp ?? new Map();
  const passed = observePass(session, { answer, lookedUp: looks, snapshot: request, dryRun, basis });
  if (passed.kind !== 'committed') keepLookUps(session, looks);
  if (passed.kind === 'out_of_date') return null;
  if (passed.kind === 'stopped' && !passed.wentOn) return stopped(session, passed.plan);
  const after = await carryOn(session, budget, answer);
  const snapshot = passed.kind === 'stopped' ? 'not_taken' : 'taken';
  if (after.kind === 'out_of_date') return respond(session, { snapshot, operations: [], more: true });
  if (after.kind === 'stopped' || isHeld(session.parts, 'things'))
    return respond(session, { snapshot, operations: [], more: false });
  if (answer !== null) session.parts.store.transaction(() => takeUpWords(session));
  const operations = session.parts.store.transaction(() =>
    takeOperationsForThings(present(session), MAX_OPERATIONS_PER_EXCHANGE),
  );
  return respond(session, { snapshot, operations, more: isMoreDue(session, operations) });
}

/** One run without the agent: what Todoist tells is taken in, what waits for it is carried out. */
export async function pollOnce(session: Session): Promise<{ readonly operationsForThings: number }> {
  session.mark = newRunMark();
  const { store } = session.parts;
  const budget: Budget = { requests: MAX_REQUESTS_PER_RUN };
  if (!isFirstSyncDone(session.parts)) return { operationsForThings: 0 };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (await tryPoll(session, budget)) break;
  }
  return {
    operationsForThings: isHeld(session.parts, 'things') ? 0 : store.outbox.count('things', ['queued']),
  };
}

/** Tells whether it came to an end; false when what it rests on changed meanwhile: nothing was taken. */
async function tryPoll(session: Session, budget: Budget): Promise<boolean> {
  const basis = basisOf(session.parts);
  const answer = await readTodoist(session, budget, false);
  if (answer === null) return true;
  const lookedUp = (await lookUpSuspects(session, budget)) ?? new Map();
  const passed = observePass(session, { answer, lookedUp, snapshot: null, dryRun: false, basis });
  if (passed.kind !== 'committed') keepLookUps(session, lookedUp);
  if (passed.kind === 'out_of_date') return false;
  if (passed.kind === 'stopped' && !passed.wentOn) return true;
  const after = await carryOn(session, budget, answer);
  if (after.kind === 'committed' && !isHeld(session.parts, 'things'))
    session.parts.store.transaction(() => takeUpWords(session));
  return true;
}

function acknowledge(session: Session, request: ExchangeRequest): void {
  if (request.acknowledgements.length === 0) return;
  const run = session.parts.store.transaction(() => {
    const { account } = knownSides(session.parts);
    const config = configOf(session.parts);
    const known = { config, account, receipt: request.receipt, outcomesKnown: false };
    const pass = beginRun(session.parts, known, session.mark);
    takeAcknowledgements(pass, request.acknowledgements);
    planUncounted(pass);
    return pass;
  });
  countDone(session.figures, run.done);
}

/** A difference can only be taken from the snapshot that we know, and only of the library that we know. */
function isKnownBase(session: Session, request: ExchangeRequest): boolean {
  if (request.base === null) return true;
  const known = session.parts.store.meta.get('things_snapshot');
  const { receipt } = knownSides(session.parts);
  if (receipt !== null && receipt.databaseId !== request.receipt.databaseId) return false;
  return known === request.base || known === request.snapshot;
}

/**
 * To-dos that were open when last heard of and that a whole library does not show. An agent that lost its memory tells of open
 * to-dos only: whether these were completed, trashed or are gone has to be asked before it can mean anything.
 */
function notShown(session: Session, request: ExchangeRequest): string[] {
  if (request.base !== null || !request.receipt.complete) return [];
  const aside = (request.receipt.setAside ?? []).map(({ id }) => id);
  const shown = new Set<string>([...request.todos.map((row) => row.id), ...(request.looked ?? []), ...aside]);
  return session.parts.store.links
    .active('things')
    .filter((link) => link.open && !shown.has(link.remoteId))
    .map((link) => link.remoteId);
}

/** To-dos that no task has yet: older code may have known whose twins they are. */
async function lookUpNewcomers({ parts }: Session, request: ExchangeRequest): Promise<void> {
  if (parts.lookUpLegacy === undefined) return;
  const ids = request.todos
    .filter((row) => row.status === 'open' && !row.trashed)
    .map((row) => row.id)
    .filter((id) => parts.store.links.byRemoteId('things', remoteId(id)) === null);
  if (ids.length > 0) await parts.lookUpLegacy(ids);
}

/** The first pairing needs both sides whole. */
function mustWaitForBoth(
  session: Session,
  { receipt }: ExchangeRequest,
  answer: TodoistAnswer | null,
): boolean {
  return !isFirstSyncDone(session.parts) && !(answer?.complete === true && receipt.complete);
}

function waitForBoth(session: Session, { receipt }: ExchangeRequest): ExchangeResponse {
  const response = respond(session, { snapshot: 'not_taken', operations: [], more: false });
  if (receipt.complete) return response;
  const detail = 'Things could not be read to its end: the first sync waits for a whole read of it.';
  return { ...response, problems: [...response.problems, { kind: 'things', detail, retryAt: null }] };
}

/** What follows a committed pass: look-ups in doubt, then what waits for Todoist. */
async function carryOn(session: Session, budget: Budget, answer: TodoistAnswer | null): Promise<PassResult> {
  if (answer === null) return { kind: 'committed' };
  for (let round = 0; round < MAX_LOOKUP_ROUNDS; round += 1) {
    const basis = basisOf(session.parts);
    const lookedUp = await lookUpSuspects(session, budget);
    if (lookedUp === null || lookedUp.size === 0) break;
    const passed = observePass(session, { answer: null, lookedUp, snapshot: null, dryRun: false, basis });
    if (passed.kind !== 'committed') {
      keepLookUps(session, lookedUp);
      return passed;
    }
  }
  await sendToTodoist(session, budget);
  return { kind: 'committed' };
}

function stopped(session: Session, plan: Plan): ExchangeResponse {
  return { ...respond(session, { snapshot: 'not_taken', operations: [], more: false }), plan };
}

/**
 * Places were told whose to-dos follow, other settings are to be used, Todoist is to be read whole, or the budget of requests ran
 * out before the outbox or the look-ups did.
 */
function isMoreDue(session: Session, operations: readonly ThingsOperation[]): boolean {
  const { store } = session.parts;
  if (operations.length > 0) return true;
  if (contactWith(session, 'todoist').problem !== null) return false;
  return (
    areWordsDue(session.parts) ||
    store.meta.get('todoist_cursor') === undefined ||
    store.outbox.due('todoist', session.parts.now(), 1).length > 0 ||
    store.suspects.due(session.parts.now(), 1).length > 0
  );
}

function respond(
  session: Session,
  answer: Pick<ExchangeResponse, 'snapshot' | 'more'> & { readonly operations: readonly ThingsOperation[] },
): ExchangeResponse {
  const { problem, retryAt } = contactWith(session, 'todoist');
  return {
    ...answer,
    operations: [...answer.operations],
    run: takeSummary(session),
    plan: latchedPlan(session.parts),
    problems: problem === null ? [] : [{ kind: 'todoist', detail: problem, retryAt }],
  };
}
