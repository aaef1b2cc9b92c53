// What follows from each failure of Todoist: exhaustive. Pure.

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

/** How the plan changes. */
export type TodoistChange =
  /** The account's plan has no deadlines, no durations. */
  | { readonly kind: 'no_deadlines' }
  | { readonly kind: 'no_durations' }
  /** Look up whether the object still exists. */
  | { readonly kind: 'look_up' }
  /** Forget the place that it was to be filed in; it is created again. */
  | { readonly kind: 'forget_place'; readonly what: 'project' | 'section' }
  /** Forget the container itself. */
  | { readonly kind: 'forget_container' }
  /** The replica can't have the container: its tasks are put in the nearest existing place. */
  | { readonly kind: 'stand_in' };

/** The context of a command's failure. */
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

/** What follows from a request without a usable response. `again`: no request to Todoist before then (epoch ms). */
export type AfterRequest = { readonly kind: 'read_whole' } | { readonly kind: 'again'; readonly at: number };

/** What follows from the `failures`th consecutive failed request. */
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

/** After this many consecutive server errors the cursor is suspected. */
const ERRORS_OF_A_CURSOR = 2;

/**
 * Tells whether the cursor may be the cause, so that everything has to be read: Todoist does not document its response to an
 * unknown cursor. `failures`: how many consecutive requests failed before this one.
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

/** What follows from a lookup without a usable response. `side_waits`: the same as after any other request. */
export type AfterLookUp = { readonly kind: 'side_waits' } | { readonly kind: 'again'; readonly at: number };

/** What follows from the failed lookup of one task: only that task waits, whatever the response was, unless Todoist asks for a pause. */
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
  // Todoist does not say which of the two projects is missing; the next read will show it.
  if (kind === 'move_container')
    return what === 'section' ? changed({ kind: 'forget_container' }, otherwise) : otherwise;
  if (what !== 'object') return changed({ kind: 'forget_place', what }, otherwise);
  if (kind === 'create_container') return changed({ kind: 'forget_place', what: 'project' }, otherwise);
  return changed({ kind: 'look_up' }, otherwise);
}

/** It was carried out before and the result can't be found: a task is not created a second time, a container is requested again later. */
function afterUnfound(failed: FailedCommand, detail: string): Follows {
  if (failed.entry.kind === 'create_container') return whenThereIsRoom(failed, detail);
  const reason = `Todoist says that it did this already, but not to which task (${detail})`;
  return { kind: 'never', reason };
}

/** A refused container is replaced by the nearest place; a refused name stays, with its reason. */
function afterRefusal(failed: FailedCommand, detail: string, ofTask: Follows): Follows {
  const { kind } = failed.entry;
  if (kind === 'create_container')
    return changed({ kind: 'stand_in' }, again(failed, { ladder: RETRY_SOON, reason: detail }));
  return kind === 'rename_container' ? { kind: 'never', reason: detail } : ofTask;
}

function whenThereIsRoom(failed: FailedCommand, reason: string): Again {
  return again(failed, { ladder: QUOTA_EXCEEDED, reason, state: 'held' });
}
