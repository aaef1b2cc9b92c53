// One run, step by step: process a visitor's acknowledgements, read the replicas that we poll, make one pass over all of it, send,
// and give the visitor its operations. After each step the state is such that the next run can continue from it, even after a
// crash.

import { newRunMark } from '../../hub/events.ts';
import type { ReplicaName } from '../../model/ids.ts';
import { areMarkerNamesDue, adoptMarkerNames } from '../owner/marker-names.ts';
import { isFirstSyncDone, isHeld, isPiecemeal, stopPlan, storedPlan, toldPlan } from '../plan/stored-plan.ts';
import { isKeeping, standsAside } from '../plan/keeper.ts';
import { planUncounted } from '../plan/plan-task.ts';
import type { Refusal, TalkOf, Visited } from '../replica.ts';
import {
  beginPass,
  type Pass,
  type Replica,
  type Session,
  type ReplicaRead,
  type Visit,
} from '../unit-of-work.ts';
import { basisOf } from './basis.ts';
import { contactWith, noteSeen } from './contact.ts';
import { observePass, type PassResult } from './pass.ts';
import { configOf, beginPassNow, takeSummary } from './session.ts';

/** Maximum number of passes over lookups in one run. */
const MAX_LOOKUP_ROUNDS = 4;

/** How often a run is restarted because its basis changed while it waited for a response. */
const MAX_ATTEMPTS = 4;

/** One of the polled replicas, in one run. */
interface Talk extends TalkOf<Pass, Session> {
  readonly replica: ReplicaName;
}

/** Handles one visit. If the owner decides something while it waits for a response, it starts over. */
export async function visitOnce<Operation>(
  session: Session,
  visit: Visit<Operation>,
): Promise<Visited<Operation>> {
  session.mark = newRunMark(session.parts.now());
  const refusal = visit.admit?.(session) ?? null;
  if (refusal !== null) return { ...refuse(session, visit, refusal), ...notAwaitedOf(session, visit) };
  if (visit.by === undefined) noteSeen(session, visit.replica);
  // Only this part: the rest of a visit may be a whole library, and a session lives on.
  session.visitor = { replica: visit.replica, known: visit.known };
  if (!visit.dryRun) acknowledge(session, visit);
  const talks = talksOf(session);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const answer = await tryVisit(session, visit, talks);
    if (answer !== null) return { ...answer, ...notAwaitedOf(session, visit) };
  }
  return respond(session, { snapshot: 'not_taken', more: true });
}

/** No replica was contacted. A client that does not know about standby is told why in a problem. */
function refuse<Operation>(
  session: Session,
  { replica }: Visit<Operation>,
  refusal: Refusal,
): Visited<Operation> {
  const response = respond<Operation>(session, { snapshot: refusal.snapshot, more: false });
  const told =
    refusal.standby === undefined ? [] : [{ kind: replica, detail: refusal.standby.detail, retryAt: null }];
  return { ...response, ...refusal, problems: [...response.problems, ...told] };
}

/** What the visitor has begun but was settled or given up here since: its memory is older than ours. */
function notAwaitedOf<Operation>(
  { parts }: Session,
  { replica, begun = [] }: Visit<Operation>,
): Pick<Visited<Operation>, 'notAwaited'> {
  const notAwaited = begun.filter((id) => {
    const entry = parts.store.outbox.get(id);
    return entry?.replica !== replica || entry.state !== 'sent';
  });
  return notAwaited.length === 0 ? {} : { notAwaited };
}

/** One attempt at a visit, based on the current state; null if that changed in the meantime, in which case nothing was processed. */
async function tryVisit<Operation>(
  session: Session,
  visit: Visit<Operation>,
  talks: readonly Talk[],
): Promise<Visited<Operation> | null> {
  const { parts } = session;
  const { replica, dryRun } = visit;
  const basis = basisOf(parts);
  const { replicaRead: brought, resyncRequest } = visit.show(parts);
  if (resyncRequest !== null)
    return { ...respond(session, { snapshot: 'resync', more: true }), ...resyncRequest };
  const reads = await readAll(talks, dryRun);
  if (standsAside(parts)) return respond(session, { snapshot: 'not_taken', more: false });
  if (mustWaitForAll(session, [...reads.values(), brought])) return waitForAll(session, visit);
  const looked = dryRun ? reads : await lookUpAll(talks, reads);
  if (!dryRun) await visit.prepare?.(session);
  const passed = observePass(session, { shown: [...looked.values(), brought], dryRun, basis });
  if (passed.kind === 'out_of_date') return null;
  if (passed.kind === 'stopped' && !passed.wentOn)
    return { ...respond(session, { snapshot: 'not_taken', more: false }), plan: toldPlan(passed.plan) };
  const after = await carryOn(session, talks, reads);
  const snapshot = passed.kind === 'stopped' ? 'not_taken' : 'taken';
  if (after.kind === 'out_of_date') return respond(session, { snapshot, more: true });
  if (after.kind === 'stopped' || isHeld(parts, replica)) return respond(session, { snapshot, more: false });
  if (reads.size > 0) parts.store.transaction(() => adoptMarkerNames(session));
  const operations = mayGiveOperations(session, talks, reads)
    ? parts.store.transaction(() => [...visit.take(beginPassNow(session))])
    : [];
  const more = operations.length > 0 || isMoreDue(session);
  return { ...respond(session, { snapshot, more }), operations };
}

/** One run without a visitor: reads the replicas that we poll, and sends what waits for them. */
export async function pollOnce(session: Session): Promise<{ readonly waitingForVisit: number }> {
  session.mark = newRunMark(session.parts.now());
  const { store } = session.parts;
  if (!mayPoll(session)) return { waitingForVisit: 0 };
  const talks = talksOf(session);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (await tryPoll(session, talks)) break;
  }
  const waiting = visitorsOf(session)
    .filter((replica) => !isHeld(session.parts, replica))
    .map((replica) => store.outbox.count(replica, ['queued']));
  return { waitingForVisit: waiting.reduce((sum, count) => sum + count, 0) };
}

/** Before the first sync nothing is processed without a visitor, unless a side is reported piece by piece. */
function mayPoll({ parts }: Session): boolean {
  return isFirstSyncDone(parts) || (isPiecemeal(parts) && stopPlan(parts) === null);
}

/** Tells whether it finished; false if its basis changed in the meantime, in which case nothing was processed. */
async function tryPoll(session: Session, talks: readonly Talk[]): Promise<boolean> {
  const basis = basisOf(session.parts);
  const reads = await readAll(talks, false);
  if (reads.size === 0 || standsAside(session.parts)) return true;
  const looked = await lookUpAll(talks, reads);
  const passed = observePass(session, { shown: [...looked.values()], dryRun: false, basis });
  if (passed.kind === 'out_of_date') return false;
  if (passed.kind === 'stopped' && !passed.wentOn) return true;
  const after = await carryOn(session, talks, reads);
  const isFree = visitorsOf(session).every((replica) => !isHeld(session.parts, replica));
  if (after.kind === 'committed' && isFree) session.parts.store.transaction(() => adoptMarkerNames(session));
  return true;
}

function talksOf(session: Session): readonly Talk[] {
  return session.parts.replicas.all.flatMap(({ name, polled }) =>
    polled === undefined ? [] : [{ ...polled.talk(session), replica: name }],
  );
}

/** The replicas that come by themselves. */
function visitorsOf({ parts }: Session): readonly ReplicaName[] {
  return parts.replicas.all.filter(({ polled }) => polled === undefined).map(({ name }) => name);
}

/** What the currently readable replicas show. */
type Reads = ReadonlyMap<ReplicaName, ReplicaRead>;

async function readAll(talks: readonly Talk[], dryRun: boolean): Promise<Reads> {
  const reads = new Map<ReplicaName, ReplicaRead>();
  for (const { replica, read } of talks) {
    const replicaRead = await read({ dryRun });
    if (replicaRead !== null) reads.set(replica, replicaRead);
  }
  return reads;
}

/** The reads, extended by what lookups found. Nothing is looked up in a replica that can't be read. */
async function lookUpAll(talks: readonly Talk[], reads: Reads): Promise<Reads> {
  const looked = new Map<ReplicaName, ReplicaRead>();
  for (const { replica, lookUp } of talks) {
    const read = reads.get(replica);
    const replicaRead = read === undefined ? null : await lookUp(read);
    if (replicaRead !== null) looked.set(replica, replicaRead);
  }
  return looked;
}

function acknowledge<Operation>(
  session: Session,
  { replica, known, acknowledge: takeIn }: Visit<Operation>,
): void {
  if (takeIn === null) return;
  const { parts } = session;
  parts.store.transaction(() => {
    const read = { replica, known, isWhole: false, outcomesKnown: false };
    const pass = beginPass(parts, { config: configOf(parts), reads: [read] }, session.mark);
    takeIn(pass);
    planUncounted(pass);
  });
}

/** The first pairing needs a full read of every replica that takes part in it; piecemeal reports don't wait for anything. */
function mustWaitForAll({ parts }: Session, reads: readonly ReplicaRead[]): boolean {
  if (isFirstSyncDone(parts)) return false;
  const whole = new Set(reads.filter(({ isComplete }) => isComplete).map(({ replica }) => replica));
  const told = reads.filter((one) => one.isPiecemeal === true).map(({ replica }) => replica);
  // A polled replica was read in full before the first piece was processed: what it shows now is a difference, or waits.
  const isKnown = ({ polled, known }: Replica): boolean =>
    polled !== undefined && (told.length > 0 || isPiecemeal(parts)) && known(parts.store) !== null;
  const isThere = (replica: Replica): boolean =>
    whole.has(replica.name) || told.includes(replica.name) || isKnown(replica);
  return parts.replicas.all.some((replica) => replica.isFounding && !isThere(replica));
}

function waitForAll<Operation>(
  session: Session,
  { replica, whyNotWhole }: Visit<Operation>,
): Visited<Operation> {
  const response = respond<Operation>(session, { snapshot: 'not_taken', more: false });
  if (whyNotWhole === null) return response;
  const problem = { kind: replica, detail: whyNotWhole, retryAt: null };
  return { ...response, problems: [...response.problems, problem] };
}

/** What follows a pass: lookups of suspects, then sending to the replicas that could be read. */
async function carryOn(session: Session, talks: readonly Talk[], reads: Reads): Promise<PassResult> {
  for (const { replica, lookUp } of talks) {
    if (!reads.has(replica)) continue;
    for (let round = 0; round < MAX_LOOKUP_ROUNDS; round += 1) {
      const basis = basisOf(session.parts);
      const looked = await lookUp(null);
      if (looked === null) break;
      const passed = observePass(session, { shown: [looked], dryRun: false, basis });
      if (passed.kind !== 'committed') return passed;
    }
  }
  if (reads.size === 0) return { kind: 'committed' };
  for (const { mayWrite } of talks) {
    if (mayWrite !== undefined && !(await mayWrite())) return { kind: 'committed' };
  }
  for (const { replica, send } of talks) if (reads.has(replica)) await send();
  return { kind: 'committed' };
}

/**
 * If this installation is marked in some replica, a visitor receives nothing before the mark is there, nor in a run that could not
 * read that replica: another installation may have taken over since.
 */
function mayGiveOperations({ parts }: Session, talks: readonly Talk[], reads: Reads): boolean {
  const shownTo = talks.filter(({ mayWrite }) => mayWrite !== undefined);
  return shownTo.length === 0 || (isKeeping(parts) && shownTo.every(({ replica }) => reads.has(replica)));
}

/** Changed settings are waiting to take effect, or a replica could be read or written right now. */
function isMoreDue(session: Session): boolean {
  const asked = session.parts.replicas.all.flatMap((replica) =>
    replica.polled === undefined ? [] : [{ name: replica.name, asked: replica.polled }],
  );
  const reachable = asked.filter(({ name }) => contactWith(session, name).problem === null);
  if (reachable.length === 0) return false;
  return areMarkerNamesDue(session.parts) || reachable.some((one) => one.asked.isMoreDue(session));
}

function respond<Operation>(
  session: Session,
  answer: Pick<Visited<Operation>, 'snapshot' | 'more'>,
): Visited<Operation> {
  const problems = session.parts.replicas.all.flatMap(({ name, polled }) => {
    const { problem, retryAt } = contactWith(session, name);
    return polled === undefined || problem === null ? [] : [{ kind: name, detail: problem, retryAt }];
  });
  return { ...answer, operations: [], run: takeSummary(session), plan: storedPlan(session.parts), problems };
}
