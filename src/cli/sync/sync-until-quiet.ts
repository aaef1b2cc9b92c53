// One run: exchanges until nothing can be done now. Prints nothing; a plan is put to `decide`.

import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from '../../agent/failures.ts';
import type { ExchangeResponse } from '../../protocol/exchange-answer.ts';
import type { Plan } from '../../protocol/plan.ts';
import type { Applied } from '../../protocol/run.ts';
import type { Status } from '../../protocol/status.ts';
import { unlessAborted } from './unless-aborted.ts';
import { addApplied, kvBetween, NOTHING_APPLIED, type RunReport } from './run-report.ts';
import type { Session } from '../../local/session.ts';

/** A run ends after this many exchanges, whatever is left. */
const MAX_ROUNDS = 1000;
/** … and after this many in a row that brought nothing on, although something waits. */
const MAX_IDLE_ROUNDS = 5;
/** How long a run waits for retries that are due soon, ms, all in all. */
const MAX_WAIT_MS = 10_000;
const SHORTEST_WAIT_MS = 200;
/** Approving one plan may lead to another; more than this many show that something is wrong. */
const MAX_PLANS = 5;

/** What a run asks for while it goes on. */
export interface RunOptions {
  /** Tells whether a plan may be applied now. */
  readonly decide: (plan: Plan) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** What some exchanges in a row came to. */
export interface Exchanges {
  readonly applied: { readonly todoist: Applied; readonly things: Applied };
  /** The last answer; null when there was none. */
  readonly response: ExchangeResponse | null;
  /** Why there was none, in one line. */
  readonly error: string | null;
  /** Something was carried out on either side. */
  readonly moved: boolean;
}

/** Exchanges as long as that alone brings things on. */
export async function exchangeWhileBusy(session: Session, signal: AbortSignal): Promise<Exchanges> {
  let todoist = NOTHING_APPLIED;
  let things = NOTHING_APPLIED;
  let moved = false;
  let response: ExchangeResponse | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    signal.throwIfAborted();
    const step = await unlessAborted(session.agent.exchangeOnce(), signal);
    if (!step.ok) {
      const error = describeFailure(step.error);
      return { applied: { todoist, things }, response, error, moved };
    }
    response = step.value.response;
    todoist = addApplied(todoist, response.run.applied.todoist);
    things = addApplied(things, response.run.applied.things);
    const isBusy = response.more || response.operations.length > 0 || step.value.applied > 0;
    moved ||= isBusy || countOf(response.run.applied) > 0;
    if (!isBusy || holdsEverything(response.plan)) break;
  }
  return { applied: { todoist, things }, response, error: null, moved };
}

/** Runs until both sides are in sync, a plan stops the run, or what is left can't be done now. Throws `ApiError`. */
export async function syncUntilQuiet(session: Session, options: RunOptions): Promise<RunReport> {
  const before = await session.api.status();
  const run = { todoist: NOTHING_APPLIED, things: NOTHING_APPLIED };
  let status = before;
  let errors: readonly string[] = [];
  let idleRounds = 0;
  let waitedMs = 0;
  let plans = 0;
  while (idleRounds <= MAX_IDLE_ROUNDS) {
    const exchanges = await exchangeWhileBusy(session, options.signal);
    run.todoist = addApplied(run.todoist, exchanges.applied.todoist);
    run.things = addApplied(run.things, exchanges.applied.things);
    errors = errorsOf(exchanges);
    if (exchanges.error !== null) break;
    const plan = exchanges.response?.plan ?? null;
    if (plan !== null && !plan.approved) {
      if (++plans > MAX_PLANS || !(await options.decide(plan))) break;
      await session.api.approve({ path: { hash: plan.hash } });
      continue;
    }
    status = await session.api.status();
    const waitMs = nextTryAfterMs(status, Date.now());
    if (waitMs === null || waitedMs + waitMs > MAX_WAIT_MS) break;
    idleRounds = exchanges.moved ? 0 : idleRounds + 1;
    waitedMs += waitMs;
    await sleep(waitMs, undefined, { signal: options.signal });
  }
  status = await session.api.status();
  const plan = isWaiting(status.plan) ? status.plan : null;
  return { applied: run, status, kv: kvBetween(before.kv, status.kv), plan, errors };
}

/** How long to wait before it is worth trying again; null: nothing will come of itself. */
export function nextTryAfterMs(status: Status, now: number): number | null {
  if (isWaiting(status.plan)) return null;
  const dueTimes = status.waiting
    .filter((waiting) => waiting.state === 'queued' || waiting.state === 'sent')
    .map((waiting) => waiting.retryAt ?? now);
  if (status.todoist.problem !== null && status.todoist.retryAt !== null)
    dueTimes.push(status.todoist.retryAt);
  return dueTimes.length === 0 ? null : Math.max(Math.min(...dueTimes) - now, SHORTEST_WAIT_MS);
}

function holdsEverything(plan: Plan | null): boolean {
  return isWaiting(plan) && plan.holds.what === 'everything';
}

function isWaiting(plan: Plan | null): plan is Plan {
  return plan !== null && !plan.approved;
}

function errorsOf({ error, response }: Exchanges): readonly string[] {
  if (error !== null) return [error];
  return (response?.problems ?? []).map((problem) => problem.detail);
}

/** How many operations a run applied, all in all. */
function countOf(applied: { readonly todoist: Applied; readonly things: Applied }): number {
  return [applied.todoist, applied.things]
    .flatMap(({ created, updated, completed, deleted }) => [created, updated, completed, deleted])
    .reduce((sum, count) => sum + count, 0);
}
