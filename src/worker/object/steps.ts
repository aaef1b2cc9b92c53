// The steps that an object does by itself. When each is due is asked of what it works on.

import type { Batches } from '../../checkpoint/batches.ts';
import type { Migration } from '../../legacy/migration.ts';
import type { Account } from '../../sync/owner/account-port.ts';
import { ALARM_SLACK_MS, type Step } from './schedule.ts';
import { isAskDue, nextPollAt, nextWakeAt } from './wake.ts';

/** What the steps work on. */
export interface StepParts {
  readonly account: Account;
  readonly batches: Batches;
  readonly migration: Migration;
  /** How many agents listen for pokes. */
  readonly listeners: () => number;
  /** Events of senders that wait to be taken in. */
  readonly webhooks: Pick<Step, 'dueAt' | 'work'>;
  /** Events on their way to subscribers. */
  readonly deliveries: { readonly dueAt: () => number | null; readonly work: () => Promise<unknown> };
  /** Reads Todoist and carries out what waits for it, unless something is not set up. */
  readonly poll: () => Promise<unknown>;
  readonly migrate: () => Promise<unknown>;
  readonly now: () => number;
}

/** The steps, in the order in which they are done when several are due. */
export function stepsOf(parts: StepParts): readonly Step[] {
  const { migration, batches, now } = parts;
  const isNow = (due: number | null): boolean => due !== null && due <= now() + ALARM_SLACK_MS;
  const { webhooks, deliveries } = parts;
  return [
    { name: 'webhooks', ...webhooks, isDue: (lastAt) => isNow(webhooks.dueAt(lastAt)) },
    pollStep(parts, isNow),
    { name: 'migration', dueAt: migration.dueAt, isDue: () => isNow(migration.dueAt()), work: parts.migrate },
    {
      name: 'checkpoint',
      dueAt: batches.dueAt,
      isDue: () => isNow(batches.dueAt()),
      work: () => batches.checkpoint({ force: false }),
    },
    // The last: it waits for others, and tells what the steps before it did.
    { name: 'deliveries', ...deliveries, isDue: () => isNow(deliveries.dueAt()) },
  ];
}

/** Something waits for Todoist, or an agent listens and it is time to look again. */
function pollStep(parts: StepParts, isNow: (due: number | null) => boolean): Step {
  const { account, listeners, now, poll } = parts;
  const pollAt = (lastPollAt: number | null): number | null =>
    nextPollAt(account.waiting(), { listeners: listeners(), lastPollAt, now: now() });
  return {
    name: 'poll',
    dueAt: (lastAt) => {
      const times = [nextWakeAt(account.waiting(), now()), pollAt(lastAt)].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    // Where nobody knows when it was last read, it is read.
    isDue: (lastAt) =>
      isAskDue(account.waiting(), now()) || (lastAt === null ? pollAt(null) !== null : isNow(pollAt(lastAt))),
    work: poll,
  };
}
