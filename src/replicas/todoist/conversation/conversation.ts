// The communication with Todoist: read first, then send what waits; each request also returns the next read. Reading first costs
// one request, and makes an edit on both sides a conflict instead of a loss: Todoist has no compare-and-set.

import { err, ok, type Result } from '../../../model/result.ts';
import { adoptUnanswered } from './send/adopt-unanswered.ts';
import { countRequest, mustWait, noteFailure, type Budget } from './budget.ts';
import { withEarlierEffects } from './send/earlier-effects.ts';
import { returnToOutbox, processOutcomes } from './send/process-outcomes.ts';
import { basisOf } from '../../../sync/run/basis.ts';
import { observePass } from '../../../sync/run/pass.ts';
import { todoistRead, type TodoistRead } from './read/replica-read.ts';
import { isHeld } from '../../../sync/plan/stored-plan.ts';
import { planUncounted } from '../../../sync/plan/plan-task.ts';
import { beginPass, type Session } from '../../../sync/unit-of-work.ts';
import { MAX_PARTS, takeBatch, takeUnansweredCreations, type Batch } from './send/draft-request.ts';
import { standsAside } from '../../../sync/plan/keeper.ts';
import { knownLabels } from './keeper/label-state.ts';
import { noteLabels } from './keeper/note-labels.ts';
import { markersShown, noteMarkers } from './marker-labels.ts';
import { noteOdd } from './read/odd-objects.ts';
import { claimAlong, mayContinueReading, waitsToTakeOver } from './keeper/keep-pair.ts';
import { contactWith, noteSeen } from '../../../sync/run/contact.ts';
import { mayBeTheCursor } from './send/what-follows.ts';
import { configOf, beginPassNow } from '../../../sync/run/session.ts';
import { accountOf, portOf, storeAccount, storedAccount, storedCursor, TODOIST } from '../known.ts';
import type { TodoistAccount, TodoistAnswer, TodoistCommand, TodoistFailure } from '../todoist-port.ts';

/**
 * Reads what changed; null if Todoist can't be read now (the session has the reason). Creations whose response was lost are settled
 * first, so that what they created is not taken for new tasks: they are recognized by their content, or else sent again, byte for
 * byte. One that can't be settled yet is a reason not to read on. With `dryRun` nothing is sent.
 */
export async function readTodoist(
  session: Session,
  budget: Budget,
  dryRun: boolean,
): Promise<TodoistRead | null> {
  const { parts } = session;
  if (mustWait(session) || !(await mayContinueReading(session, budget, dryRun))) return null;
  const answer = await readOn(session, budget, dryRun);
  if (answer === null || dryRun || !hasUnanswered(session) || standsAside(parts)) return answer;
  if (!(await adoptUnanswered(session, budget, answer))) return null;
  const batch = parts.store.transaction(() => takeUnansweredCreations(beginPassNow(session)));
  if (batch === null) return answer;
  const again = await askAnew(
    session,
    budget,
    batch.parts.flatMap((part) => part.commands),
  );
  if (again.ok) return settle(session, batch, again.value);
  if (again.error.kind !== 'refused') return null;
  // What exists of them was found in the read just now; the rest was never created, and the cause is found step by step.
  if (batch.parts.length === 1) settle(session, batch, refusalOfAll(session, batch, again.error.detail));
  else parts.store.transaction(() => returnToOutbox(beginPassNow(session), batch));
  return answer;
}

/** If the owner's request could not be carried out before the account was known, it is carried out now, and everything is read again. */
async function readOn(session: Session, budget: Budget, dryRun: boolean): Promise<TodoistRead | null> {
  const isWhole = storedCursor(session.parts.store) === null;
  const answer = await askAnew(session, budget, isWhole && !dryRun ? claimAlong(session) : []);
  if (!answer.ok) return null;
  if (dryRun || !waitsToTakeOver(session) || !(await mayContinueReading(session, budget, false)))
    return answer.value;
  const again = await askAnew(session, budget, []);
  return again.ok ? again.value : null;
}

function hasUnanswered(session: Session): boolean {
  return session.parts.store.outbox.count(TODOIST, ['sent']) > 0;
}

/**
 * Reads from the end of the last read, or everything if that is no longer known. The stored state stays until the full read is
 * processed. A request that is refused because of its commands says nothing about Todoist; any other failure is recorded in the
 * session.
 */
async function askAnew(
  session: Session,
  budget: Budget,
  commands: readonly TodoistCommand[],
): Promise<Result<TodoistRead, TodoistFailure>> {
  const { failures } = contactWith(session, TODOIST);
  const isPlain = commands.length === 0;
  const answer = await ask(session, budget, commands);
  if (answer.ok || (answer.error.kind === 'refused' && !isPlain)) return answer;
  noteFailure(session, answer.error);
  const hadCursor = storedCursor(session.parts.store) !== null;
  if (!hadCursor || !mayBeTheCursor(answer.error, { isPlain, failures })) return answer;
  const whole = await ask(session, budget, commands, null);
  if (!whole.ok) noteFailure(session, whole.error);
  return whole;
}

/**
 * Sends what waits for Todoist, request by request, until nothing is due, something blocks it, or the budget is used up. A request
 * that is refused as a whole is sent again in halves until the offending operation is found.
 */
export async function sendToTodoist(session: Session, budget: Budget): Promise<void> {
  let mostParts = MAX_PARTS;
  while (budget.requests > 0 && !isHeld(session.parts, TODOIST)) {
    const batch = session.parts.store.transaction(() => takeBatch(beginPassNow(session, TODOIST), mostParts));
    if (batch === null) return;
    if (batch.parts.length === 0) continue;
    const basis = basisOf(session.parts);
    const answer = await ask(
      session,
      budget,
      batch.parts.flatMap((part) => part.commands),
    );
    if (!answer.ok && answer.error.kind === 'refused') {
      mostParts = Math.max(1, Math.floor(batch.parts.length / 2));
      if (batch.parts.length === 1) settle(session, batch, refusalOfAll(session, batch, answer.error.detail));
      else returnUndone(session, batch);
      continue;
    }
    if (!answer.ok) {
      noteFailure(session, answer.error);
      if (isSurelyUndone(answer.error)) returnUndone(session, batch);
      return;
    }
    mostParts = Math.min(MAX_PARTS, mostParts * 2);
    const passed = observePass(session, {
      shown: [todoistRead({ answer: settle(session, batch, answer.value), lookedUp: new Map() })],
      dryRun: false,
      basis,
    });
    if (passed.kind !== 'committed') return;
  }
}

/** The refusal says nothing about the first attempt, whose response was lost: the operation then stays `sent`. */
function returnUndone(session: Session, batch: Batch): void {
  if (!batch.isRetry) session.parts.store.transaction(() => returnToOutbox(beginPassNow(session), batch));
}

/** Processes the outcomes of a request, and returns the part of its response that can be trusted. */
function settle(session: Session, batch: Batch, answer: TodoistRead): TodoistRead {
  const shownStale = session.parts.store.transaction(() => {
    const pass = beginPassNow(session, TODOIST);
    const learned = processOutcomes(pass, batch, withEarlierEffects(pass, batch, answer));
    const account = withLearned(accountOf(pass), learned);
    if (account !== null && account !== accountOf(pass)) storeAccount(pass.store, account);
    const read = { replica: TODOIST, known: account, isWhole: false, outcomesKnown: true };
    const next = beginPass(session.parts, { config: pass.config, reads: [read] }, session.mark);
    for (const id of pass.touched) next.touched.add(id);
    planUncounted(next);
    return learned.shownStale;
  });
  return { ...answer, tasks: answer.tasks.filter((task) => !shownStale.has(task.remoteId)) };
}

/** The outcome of the only operation in a refused request. Todoist was read just before, so it is not down. */
function refusalOfAll({ parts }: Session, { parts: told }: Batch, detail: string): TodoistRead {
  const since = storedCursor(parts.store);
  const commands = told.flatMap((part) => part.commands);
  const outcome = {
    kind: 'refused',
    detail: `Todoist refuses every request that contains this: ${detail}`,
  } as const;
  return {
    cursor: since ?? '',
    since,
    complete: false,
    account: null,
    tasks: [],
    containers: [],
    labels: [],
    outcomes: new Map(commands.map(({ uuid }) => [uuid, outcome])),
    ids: new Map(),
  };
}

function withLearned(
  account: TodoistAccount | null,
  learned: { readonly noDeadlines: boolean; readonly noDurations: boolean },
): TodoistAccount | null {
  if (account === null || (!learned.noDeadlines && !learned.noDurations)) return account;
  return {
    ...account,
    deadlines: account.deadlines && !learned.noDeadlines,
    durations: account.durations && !learned.noDurations,
  };
}

/** One request. `from`: null reads everything, wherever the last read ended. */
async function ask(
  session: Session,
  budget: Budget,
  commands: readonly TodoistCommand[],
  from?: null,
): Promise<Result<TodoistRead, TodoistFailure>> {
  countRequest(session, budget);
  const { parts } = session;
  const since = storedCursor(parts.store);
  // If labels were never read, a cursor would hide the existing ones.
  const cursor = knownLabels(parts) === null ? null : since;
  const answer = await portOf(parts).sync({
    cursor: from === undefined ? cursor : from,
    commands,
    config: configOf(parts),
    markers: markersShown(parts),
    account: storedAccount(parts.store),
  });
  if (!answer.ok) return answer;
  if (isAnotherAccount(session, answer.value)) return err({ kind: 'another_account' });
  noteLabels(session, answer.value);
  noteMarkers(session, answer.value);
  noteOdd(parts, answer.value);
  forgetLookUps(session, answer.value);
  noteSeen(session, TODOIST);
  return ok({ ...answer.value, since });
}

/** What another account does not have was not deleted, so nothing of its responses is processed. */
function isAnotherAccount(session: Session, { account }: TodoistAnswer): boolean {
  const known = storedAccount(session.parts.store);
  return known !== null && account !== null && account.userId !== known.userId;
}

/** A read is newer than the result of a lookup that has not been evaluated yet. */
function forgetLookUps({ parts: { store } }: Session, answer: TodoistAnswer): void {
  const kept = new Set(store.suspects.of(TODOIST).kept());
  const shown = answer.tasks.map((task) => task.remoteId).filter((id) => kept.has(id));
  if (shown.length > 0)
    store.transaction(() => {
      for (const id of shown) store.suspects.of(TODOIST).keep(id, undefined);
    });
}

/** A response that refuses the whole request proves that nothing was carried out; no response does not. */
function isSurelyUndone(failure: TodoistFailure): boolean {
  return failure.kind !== 'unavailable' && failure.kind !== 'api_changed';
}
