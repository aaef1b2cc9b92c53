// Undoes everything that a run decided, or everything since a time. With a dry run, nothing is kept.

import type { HubEvent } from '../../hub/events.ts';
import type { Store } from '../../hub/store.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { UndoneRun } from '../../protocol/history.ts';
import { planUncounted } from '../plan/plan-task.ts';
import { noteDecision } from '../run/basis.ts';
import { beginOwnersPass } from '../run/session.ts';
import type { Session } from '../unit-of-work.ts';
import type { AccountFailure, TakeBackOptions } from './account-port.ts';
import { historyEntry } from './history.ts';
import { undoEvents, type LeftAsItIs } from './undo-run.ts';

/** How many events are read at once, and at most, on the way back to a time. */
const PAGE_EVENTS = 500;
const MAX_EVENTS = 10_000;

type Answer = Result<UndoneRun, AccountFailure>;

/** Undoes what a run decided. */
export function takeRunBack(session: Session, run: number, options: TakeBackOptions): Answer {
  const events = [...session.parts.store.events.ofRun(run)];
  if (events.length === 0)
    return err({ kind: 'not_found', detail: `there is no run ${run}, or it is no longer kept` });
  return takeBack(session, { run, since: null, events }, options);
}

/** Undoes everything decided at a time (epoch ms) or later, by any run, so that everything is as it was then. */
export function takeBackSince(session: Session, since: number, options: TakeBackOptions): Answer {
  const events = eventsSince(session.parts.store, since);
  if (events === null) {
    const detail = `more than ${MAX_EVENTS} changes were made since then: choose a later time`;
    return err({ kind: 'invalid', detail });
  }
  if (events.length === 0) return err({ kind: 'not_found', detail: 'nothing has been done since then' });
  return takeBack(session, { run: null, since, events }, options);
}

interface Asked {
  readonly run: number | null;
  readonly since: number | null;
  /** Oldest first. */
  readonly events: readonly HubEvent[];
}

function takeBack(session: Session, asked: Asked, { dryRun }: TakeBackOptions): Answer {
  const { run, since, events } = asked;
  const { store } = session.parts;
  const work = (): Answer => {
    const pass = beginOwnersPass(session);
    const { undone, left } = undoEvents(pass, events, since);
    if (undone.length === 0) return err({ kind: 'out_of_date', detail: whyNothing(left, asked) });
    planUncounted(pass);
    noteDecision(session.parts);
    const undoneAt = dryRun ? null : pass.now;
    return ok({
      run,
      ...(since !== null && { since }),
      ...(dryRun && { dryRun }),
      undone: undone.map((event) => historyEntry(session.parts, { ...event, undoneAt })),
      left: left.map(({ event, why }) => ({ ...historyEntry(session.parts, event), why })),
    });
  };
  return keepIf(store, (answer) => answer.ok && !dryRun, work);
}

/** What `work` returns. Unless that is to be kept, everything it did is rolled back. */
function keepIf(
  store: Pick<Store, 'transaction'>,
  isKept: (answer: Answer) => boolean,
  work: () => Answer,
): Answer {
  try {
    return store.transaction((): Answer => {
      const answer = work();
      if (!isKept(answer)) throw new Rehearsed(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.answer;
    throw error;
  }
}

class Rehearsed extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('rehearsed');
    this.answer = answer;
  }
}

/**
 * Oldest first; null if there are too many. If the clock was set back, a newer event may have an earlier time; anything after an
 * included event is included, too.
 */
function eventsSince(store: Store, since: number): readonly HubEvent[] | null {
  const found: HubEvent[] = [];
  for (let before: number | null = null; ;) {
    const page: readonly HubEvent[] = store.events.list({ before, limit: PAGE_EVENTS, withDecisions: true });
    const first = page.findLastIndex(({ at }) => at >= since);
    found.push(...page.slice(0, first + 1));
    if (found.length > MAX_EVENTS) return null;
    if (first < page.length - 1 || page.length < PAGE_EVENTS) return found.toReversed();
    before = page.at(-1)?.seq ?? null;
  }
}

function whyNothing(left: readonly LeftAsItIs[], { run, since, events }: Asked): string {
  const [first] = left;
  const what = run === null ? 'nothing done since then' : 'nothing of that run';
  if (first !== undefined) return `${what} can be taken back: \u201c${first.event.title}\u201d: ${first.why}`;
  const isUndone = events.some(({ undoneAt }) => undoneAt !== null && undoneAt >= (since ?? undoneAt));
  if (run === null && isUndone) return 'everything since then has been taken back already';
  return run === null
    ? 'nothing since then can be taken back: a first sync can\u2019t be'
    : 'nothing of this run can be taken back: it was the first sync, or only carried out earlier decisions';
}
