// The conversation with Todoist: read first, then carry out what waits, each request bringing the next read along. Reading first
// costs one request and is what makes an edit on both sides a conflict instead of a loss: Todoist has no compare-and-set.

import { unreachable } from '../../../model/assert.ts';
import type { RemoteId } from '../../../model/ids.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { adoptUnanswered } from './adopt-unanswered.ts';
import { afterRequest } from '../../../sync/run/what-follows.ts';
import { takeBack, takeOutcomes } from './take-outcomes.ts';
import { basisOf } from '../../../sync/run/basis.ts';
import { observePass, type TodoistRead } from '../../../sync/run/pass.ts';
import { isHeld } from '../../../sync/plan/latch.ts';
import { planUncounted } from '../../../sync/plan/plan-task.ts';
import { beginRun } from '../../../sync/unit-of-work.ts';
import { takeBatch, takeUnansweredCreations, type Batch } from './draft-request.ts';
import { configOf, countDone, knownSides, present, type Session } from '../../../sync/run/session.ts';
import type {
  TodoistAccount,
  TodoistAnswer,
  TodoistCommand,
  TodoistFailure,
  TodoistTask,
} from '../todoist-port.ts';

/** Requests that one run makes at most: an invocation of a free Worker has 50 subrequests. */
export const MAX_REQUESTS_PER_RUN = 40;
/** Requests that look-ups leave to the rest of a run. */
const REQUESTS_KEPT_FROM_LOOKUPS = 10;

/** More tasks in doubt than this are judged in parts. */
const MAX_SUSPECTS = 10_000;

/** How much a run may still ask of Todoist. */
export interface Budget {
  requests: number;
}

/**
 * Reads what changed; null when Todoist can't be read now (the session says why). Creations whose answer was lost are settled
 * first, so that what they made is not taken for somebody's new task: found again by what they look like, else told again,
 * byte for byte. With `dryRun` nothing is told.
 */
export async function readTodoist(
  session: Session,
  budget: Budget,
  dryRun: boolean,
): Promise<TodoistRead | null> {
  const { live, parts } = session;
  if (live.retryAt !== null && live.retryAt > parts.now()) return null;
  const answer = await askAnew(session, budget, []);
  if (answer === null || dryRun || !hasUnanswered(session)) return answer;
  adoptUnanswered(session, answer);
  const batch = parts.store.transaction(() => takeUnansweredCreations(present(session)));
  if (batch === null) return answer;
  const again = await askAnew(
    session,
    budget,
    batch.parts.flatMap((part) => part.commands),
  );
  return again === null ? null : settle(session, batch, again);
}

function hasUnanswered(session: Session): boolean {
  return session.parts.store.outbox.count('todoist', ['sent']) > 0;
}

/** Asks from where the last read ended, or for everything where that is not known any more. */
async function askAnew(
  session: Session,
  budget: Budget,
  commands: readonly TodoistCommand[],
): Promise<TodoistRead | null> {
  const answer = await ask(session, budget, commands);
  if (answer.ok) return answer.value;
  if (answer.error.kind !== 'cursor_unknown') return null;
  const { store } = session.parts;
  store.transaction(() => store.meta.set('todoist_cursor', undefined));
  const whole = await ask(session, budget, commands);
  return whole.ok ? whole.value : null;
}

/**
 * Looks up tasks that a whole read, or a refused command, left in doubt. Gives what all of them turned out to be, and null while
 * some are still in doubt: they are judged together, so that many deletions never pass the guard a few at a time.
 */
export async function lookUpSuspects(
  session: Session,
  budget: Budget,
): Promise<ReadonlyMap<RemoteId, TodoistTask | null> | null> {
  const { parts, live } = session;
  const { account } = knownSides(parts);
  const suspects = account === null ? [] : parts.store.suspects.first(MAX_SUSPECTS);
  for (const remoteId of suspects.filter((id) => !live.lookedUp.has(id))) {
    if (account === null || budget.requests <= REQUESTS_KEPT_FROM_LOOKUPS) return null;
    countRequest(session, budget);
    const answer = await parts.todoist.lookUp({ remoteId, config: configOf(parts), account });
    if (!answer.ok) {
      noteFailure(session, answer.error);
      return null;
    }
    live.lookedUp.set(remoteId, answer.value);
  }
  return new Map(suspects.map((id) => [id, live.lookedUp.get(id) ?? null]));
}

/** Carries out what waits for Todoist, request by request, until nothing is due, something stands in the way, or the budget is used. */
export async function sendToTodoist(session: Session, budget: Budget): Promise<void> {
  while (budget.requests > 0 && !isHeld(session.parts, 'todoist')) {
    const batch = session.parts.store.transaction(() => takeBatch(present(session, true)));
    if (batch === null) return;
    if (batch.parts.length === 0) continue;
    const basis = basisOf(session.parts);
    const answer = await ask(
      session,
      budget,
      batch.parts.flatMap((part) => part.commands),
    );
    if (!answer.ok) {
      if (isSurelyUndone(answer.error))
        session.parts.store.transaction(() => takeBack(present(session), batch));
      return;
    }
    const passed = observePass(session, {
      answer: settle(session, batch, answer.value),
      lookedUp: new Map(),
      snapshot: null,
      dryRun: false,
      basis,
    });
    if (passed.kind !== 'committed') return;
  }
}

/** Takes in what became of a request, and gives what its answer can be trusted to show. */
function settle(session: Session, batch: Batch, answer: TodoistRead): TodoistRead {
  const [done, shownStale] = session.parts.store.transaction(() => {
    const run = present(session, true);
    const learned = takeOutcomes(run, batch, answer);
    const account = withLearned(run.account, learned);
    if (account !== null && account !== run.account) run.store.meta.set('todoist_account', account);
    const next = beginRun(session.parts, {
      config: run.config,
      account,
      receipt: run.receipt,
      outcomesKnown: true,
    });
    for (const id of run.touched) next.touched.add(id);
    planUncounted(next);
    return [[...run.done, ...next.done], learned.shownStale] as const;
  });
  countDone(session.live, done);
  return { ...answer, tasks: answer.tasks.filter((task) => !shownStale.has(task.remoteId)) };
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

async function ask(
  session: Session,
  budget: Budget,
  commands: readonly TodoistCommand[],
): Promise<Result<TodoistRead, TodoistFailure>> {
  countRequest(session, budget);
  const { parts, live } = session;
  const since = (parts.store.meta.get('todoist_cursor') as string | undefined) ?? null;
  const answer = await parts.todoist.sync({
    cursor: since,
    commands,
    config: configOf(parts),
    account: knownSides(parts).account,
  });
  if (!answer.ok) {
    noteFailure(session, answer.error);
    return answer;
  }
  if (isAnotherAccount(session, answer.value)) {
    const error = { kind: 'another_account' } as const;
    noteFailure(session, error);
    return err(error);
  }
  // What a read shows is newer than what a look-up showed.
  for (const task of answer.value.tasks) live.lookedUp.delete(task.remoteId);
  live.lastReadAt = parts.now();
  live.problem = null;
  live.retryAt = null;
  live.failures = 0;
  return ok({ ...answer.value, since });
}

/** What another account does not have was not deleted: nothing of its answers is taken in. */
function isAnotherAccount(session: Session, { account }: TodoistAnswer): boolean {
  const known = knownSides(session.parts).account;
  return known !== null && account !== null && account.userId !== known.userId;
}

function countRequest(session: Session, budget: Budget): void {
  budget.requests -= 1;
  session.live.requests += 1;
}

/** An answer that was refused as a whole says that nothing was carried out; silence does not. */
function isSurelyUndone(failure: TodoistFailure): boolean {
  return failure.kind !== 'unavailable' && failure.kind !== 'api_changed';
}

function noteFailure(session: Session, failure: TodoistFailure): void {
  const { live, parts } = session;
  const follows = afterRequest(failure, { failures: live.failures + 1, now: parts.now() });
  if (follows.kind === 'read_whole') return;
  live.failures += 1;
  live.problem = describeFailure(failure);
  live.retryAt = follows.at;
}

/** A failure in plain words, without secrets and without task text. */
function describeFailure(failure: TodoistFailure): string {
  switch (failure.kind) {
    case 'rate_limited':
      return `Todoist asks to wait ${failure.retryAfterSeconds} s (too many requests)`;
    case 'unauthorized':
      return `Todoist does not accept the token: ${failure.detail}`;
    case 'unavailable':
      return `Todoist can't be reached: ${failure.detail}`;
    case 'cursor_unknown':
      return 'Todoist does not know the sync position any more';
    case 'api_changed':
      return `Todoist answers in a way that this version does not understand (the token is not the cause): ${failure.detail}`;
    case 'another_account':
      return 'The token is that of another Todoist account than the one that was synced so far: nothing is read from it and nothing is sent to it';
    case 'refused':
      return `Todoist refused the request: ${failure.detail}`;
    default:
      return unreachable(failure);
  }
}
