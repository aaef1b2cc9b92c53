// The steps that an object does by itself. When each is due is asked of what it works on.

import type { Batches } from '../../checkpoint/batches.ts';
import type { Migration } from '../../legacy/migration.ts';
import type { Account, WhatWaits } from '../../sync/owner/account-port.ts';
import type { AccountMetrics } from './open-metrics.ts';
import { ALARM_SLACK_MS, type Step } from './schedule.ts';
import { MINUTE_MS } from './poll-interval.ts';
import type { TodoistEvents } from './todoist-events.ts';
import { isAskDue, nextEventReadAt, nextPollAt, nextWakeAt } from './wake.ts';

/** What the steps work on. */
export interface StepParts {
  readonly account: Account;
  readonly batches: Batches;
  readonly migration: Migration;
  readonly metrics: Pick<AccountMetrics, 'copies'>;
  /** How many agents listen for pokes. */
  readonly listeners: () => number;
  readonly todoistEvents: Pick<TodoistEvents, 'record' | 'activeAt'>;
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
  const { migration, batches, metrics, now } = parts;
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
    {
      name: 'metrics',
      isUnkept: true,
      dueAt: metrics.copies.dueAt,
      isDue: () => isNow(metrics.copies.dueAt()),
      work: metrics.copies.work,
    },
    // The last: it waits for others, and tells what the steps before it did.
    { name: 'deliveries', ...deliveries, isDue: () => isNow(deliveries.dueAt()) },
  ];
}

/** Something waits for Todoist, an event told of a change there, or an agent listens and it is time to look again. */
function pollStep(parts: StepParts, isNow: (due: number | null) => boolean): Step {
  const { account, listeners, now, poll, todoistEvents } = parts;
  const timesOf = (lastAt: number | null) => {
    const status = account.waiting();
    const heard = {
      listeners: listeners(),
      readAt: later(lastAt, oldestRead(status)),
      webhook: todoistEvents.record(),
      activeAt: todoistEvents.activeAt,
      now: now(),
    };
    // An attempt that failed was one, too; only the time of a read that worked is stored.
    const forEvent = nextEventReadAt(status, { ...heard, readAt: lastAt });
    return { status, forEvent, poll: nextPollAt(status, heard) };
  };
  return {
    name: 'poll',
    isUnkept: true,
    dueAt: (lastAt) => {
      const { status, forEvent, poll: pollAt } = timesOf(lastAt);
      // A new process does not know of attempts that failed, and must not try again with each call; the alarm that is set comes.
      const soonest = lastAt === null ? now() + MINUTE_MS : now();
      const times = [
        nextWakeAt(status, now()),
        forEvent,
        pollAt === null ? null : Math.max(pollAt, soonest),
      ].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
    isDue: (lastAt) => {
      const { status, forEvent, poll: pollAt } = timesOf(lastAt);
      // A new process reads what is nearly due: the alarm that brought it would have to be set once more.
      const isNearly = lastAt === null && pollAt !== null && pollAt <= now() + MINUTE_MS;
      return isAskDue(status, now()) || isNow(forEvent) || isNow(pollAt) || isNearly;
    },
    work: poll,
  };
}

/** When the replicas that are polled were all read; null: one never was. */
function oldestRead({ polled }: Pick<WhatWaits, 'polled'>): number | null {
  const times = polled.map(({ seenAt }) => seenAt);
  return times.some((time) => time === null) ? null : Math.min(...times.filter((time) => time !== null));
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
