// What follows from each failure of Todoist: exhaustive, no fall-through. Pure.

import { unreachable } from '../../../../model/assert.ts';
import {
  backoffMs,
  NEEDS_A_PERSON,
  LOOK_UP_FAILED,
  RETRY_SOON,
  SERVER_DOWN,
  QUOTA_EXCEEDED,
  type BackoffPolicy,
} from '../../../../sync/run/backoff.ts';
import {
  again,
  changed,
  type Again,
  type Failed,
  type WhatFollows,
} from '../../../../sync/run/what-follows.ts';
import type { CommandOutcome, TodoistAccount, TodoistFailure } from '../../todoist-port.ts';

/** Why a command was not carried out. */
export type CommandFailure = Exclude<CommandOutcome, { readonly kind: 'ok' }>;

/** How the plan becomes another one. */
export type TodoistChange =
  /** The account's plan has no deadlines, no durations. */
  | { readonly kind: 'no_deadlines' }
  | { readonly kind: 'no_durations' }
  /** Whether the object is still there is looked up. */
  | { readonly kind: 'look_up' }
  /** The place that it was to be put into is forgotten, and made anew. */
  | { readonly kind: 'forget_place'; readonly what: 'project' | 'section' }
  /** The container itself is forgotten. */
  | { readonly kind: 'forget_container' }
  /** The replica can't have the container: its tasks stand in the nearest place that exists. */
  | { readonly kind: 'stand_in' };

/** What a command's failure is of. */
export interface FailedCommand extends Failed {
  /** What is known of the account; null before it was ever read. */
  readonly account: Pick<TodoistAccount, 'deadlines' | 'durations'> | null;
}

type Follows = WhatFollows<TodoistChange>;

/** What follows from a command that Todoist did not carry out. */
export function afterCommand(failed: FailedCommand, failure: CommandFailure): Follows {
  const { detail } = failure;
  switch (failure.kind) {
    case 'retry':
      return again(failed, { ladder: RETRY_SOON, reason: detail, sameId: true });
    case 'dependency':
      return again(failed, { ladder: RETRY_SOON, reason: detail });
    case 'premium':
      return afterPremium(failed, detail);
    case 'gone':
      return afterGone(failed, failure.what, detail);
    case 'limit':
      return afterRefusal(failed, detail, whenThereIsRoom(failed, detail));
    case 'done_before':
      return afterUnfound(failed, detail);
    case 'refused':
      return afterRefusal(failed, detail, { kind: 'never', reason: detail });
    default:
      return unreachable(failure);
  }
}

/** What follows from a request that has no answer that can be used. `again`: nothing is asked of Todoist before then (epoch ms). */
export type AfterRequest = { readonly kind: 'read_whole' } | { readonly kind: 'again'; readonly at: number };

/** What follows from the `failures`th request in a row that failed. */
export function afterRequest(
  failure: TodoistFailure,
  met: { readonly failures: number; readonly now: number },
): AfterRequest {
  const { failures, now } = met;
  const wait = (ladder: BackoffPolicy): AfterRequest => ({
    kind: 'again',
    at: now + backoffMs(ladder, failures, String(now)),
  });
  const told = (seconds: number): AfterRequest => ({ kind: 'again', at: now + seconds * 1000 });
  switch (failure.kind) {
    case 'cursor_unknown':
      return { kind: 'read_whole' };
    case 'rate_limited':
      return told(failure.retryAfterSeconds);
    case 'unavailable':
      return failure.retryAfterSeconds === null ? wait(SERVER_DOWN) : told(failure.retryAfterSeconds);
    case 'unauthorized':
    case 'api_changed':
    case 'another_account':
    case 'refused':
      return wait(NEEDS_A_PERSON);
    default:
      return unreachable(failure);
  }
}

/** Server errors in a row after which the cursor is doubted. */
const ERRORS_OF_A_CURSOR = 2;

/**
 * Tells whether the cursor may be the cause, so that everything is to be read: nothing public says how Todoist answers to one that it
 * does not know. `failures`: how many requests failed before this one, in a row.
 */
export function mayBeTheCursor(
  failure: TodoistFailure,
  { isPlain, failures }: { readonly isPlain: boolean; readonly failures: number },
): boolean {
  switch (failure.kind) {
    case 'cursor_unknown':
      return true;
    case 'refused':
    case 'api_changed':
      return isPlain;
    case 'unavailable':
      return isPlain && failures >= ERRORS_OF_A_CURSOR;
    case 'rate_limited':
    case 'unauthorized':
    case 'another_account':
      return false;
    default:
      return unreachable(failure);
  }
}

/** What follows from a look-up of one task that has no answer that can be used. `side_waits`: as after a request like any other. */
export type AfterLookUp = { readonly kind: 'side_waits' } | { readonly kind: 'again'; readonly at: number };

/** What follows from the failed look-up of one task: it alone waits, whatever the answer was, unless Todoist asks for a pause. */
export function afterLookUp(
  failure: TodoistFailure,
  met: { readonly attempts: number; readonly now: number; readonly name: string },
): AfterLookUp {
  const { attempts, now, name } = met;
  switch (failure.kind) {
    case 'rate_limited':
      return { kind: 'side_waits' };
    case 'unavailable':
    case 'unauthorized':
    case 'cursor_unknown':
    case 'api_changed':
    case 'another_account':
    case 'refused':
      return { kind: 'again', at: now + backoffMs(LOOK_UP_FAILED, attempts + 1, name) };
    default:
      return unreachable(failure);
  }
}

/** The plan has no deadlines or no durations, or it lacks something else. */
function afterPremium(failed: FailedCommand, detail: string): Follows {
  const { entry, account } = failed;
  const otherwise = whenThereIsRoom(failed, detail);
  if (entry.fields.deadline != null && account?.deadlines !== false)
    return changed({ kind: 'no_deadlines' }, otherwise);
  if (entry.fields.duration != null && account?.durations !== false)
    return changed({ kind: 'no_durations' }, otherwise);
  return afterRefusal(failed, detail, otherwise);
}

function afterGone(failed: FailedCommand, what: 'object' | 'project' | 'section', detail: string): Follows {
  const { kind } = failed.entry;
  const otherwise = whenThereIsRoom(failed, detail);
  if (kind === 'rename_container') return changed({ kind: 'forget_container' }, otherwise);
  // Which of the two projects is not there isn't said; the next read tells.
  if (kind === 'move_container')
    return what === 'section' ? changed({ kind: 'forget_container' }, otherwise) : otherwise;
  if (what !== 'object') return changed({ kind: 'forget_place', what }, otherwise);
  if (kind === 'create_container') return changed({ kind: 'forget_place', what: 'project' }, otherwise);
  return changed({ kind: 'look_up' }, otherwise);
}

/** What was carried out before and can't be found: a task is not made a second time, a container is asked for again later. */
function afterUnfound(failed: FailedCommand, detail: string): Follows {
  if (failed.entry.kind === 'create_container') return whenThereIsRoom(failed, detail);
  const reason = `Todoist says that it did this already, but not to which task (${detail})`;
  return { kind: 'never', reason };
}

/** A container that can't be had is stood in for; a name that can't be had stays with its reason. */
function afterRefusal(failed: FailedCommand, detail: string, ofTask: Follows): Follows {
  const { kind } = failed.entry;
  if (kind === 'create_container')
    return changed({ kind: 'stand_in' }, again(failed, { ladder: RETRY_SOON, reason: detail }));
  return kind === 'rename_container' ? { kind: 'never', reason: detail } : ofTask;
}

function whenThereIsRoom(failed: FailedCommand, reason: string): Again {
  return again(failed, { ladder: QUOTA_EXCEEDED, reason, state: 'held' });
}
