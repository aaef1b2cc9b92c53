// One hub task, one replica, one observation of it: what hub and link become. Pure: no clock, no ids, no I/O.

import type { Conflict } from '../model/conflict.ts';
import type { Link } from '../model/link.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { applySettled, differingFields } from './apply.ts';
import { deletionConflict, reconcileTombstone } from './deletion.ts';
import { linkAfter } from './link-after.ts';
import { closesForeignOccurrence, isForeignRepeat, meet } from './meeting.ts';
import type { Meeting, MeetingInput } from './meeting.ts';
import type { Reason } from './reason.ts';
import { settleField } from './settle.ts';

/** What a reconcile is given. */
export type ReconcileInput = MeetingInput;

/** What a reconcile decided. */
export interface Reconciled {
  readonly hub: HubTask;
  readonly link: Link;
  readonly conflicts: readonly Conflict[];
  /** What was seen and decided, in plain words; empty when nothing happened. */
  readonly reasons: readonly Reason[];
  /** Fields of the hub that changed. */
  readonly changed: readonly FieldName[];
  /** The replica that owns the rule completed an occurrence: its counter went up. */
  readonly occurrenceClosed: boolean;
  /** A replica that does not own the rule closed its occurrence: the owner is to be told, the hub's status stays open. */
  readonly completesOccurrence: boolean;
}

/**
 * Takes an observation of one replica in, by the rules M and L of docs/spec.md. Total: every observation has an answer.
 * Idempotent: the same observation again changes nothing and has no reasons.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  if (input.observation.deleted) {
    return { ...reconcileTombstone(input), changed: [], occurrenceClosed: false, completesOccurrence: false };
  }
  const meeting = meet(input);
  return input.hub.deletedAt === null ? reconcileLiving(meeting, []) : reconcileDeleted(meeting);
}

/** The hub deleted the task, the replica shows it: its delete is still to come, unless somebody edited or restored it there. */
function reconcileDeleted(meeting: Meeting): Reconciled {
  const { hub, link } = meeting;
  const revived = { ...meeting, hub: { ...hub, deletedAt: null } };
  if (link.state !== 'active') {
    const text = 'shows it again after it was gone there: the hub restores it';
    return reconcileLiving(revived, [spoken(meeting, 'L7', text)]);
  }
  const closing = closesForeignOccurrence(meeting);
  const edited = meeting.changed.filter((name) => !(closing && name === 'status'));
  if (edited.length === 0) return unchanged(meeting);
  const text = 'shows an edit of a task that the hub deleted: the task comes back with it';
  const living = reconcileLiving(revived, [spoken(meeting, 'L6', text)]);
  return { ...living, conflicts: [deletionConflict(meeting, edited, 'replica'), ...living.conflicts] };
}

function reconcileLiving(meeting: Meeting, before: readonly Reason[]): Reconciled {
  const settled = meeting.changed.map((name) => settleField(meeting, name));
  const hub = applySettled(meeting.hub, settled);
  const occurrenceClosed = closesOwnOccurrence(meeting);
  return {
    hub,
    link: linkAfter(meeting, hub, 'active'),
    conflicts: settled.flatMap(({ conflict }) => conflict ?? []),
    reasons: [
      ...before,
      ...wakings(meeting, before),
      ...settled.map(({ reason }) => reason),
      ...(occurrenceClosed
        ? [spoken(meeting, 'M18', 'completed an occurrence of the task that it repeats')]
        : []),
    ],
    changed: differingFields(meeting.hub.fields, hub.fields),
    occurrenceClosed,
    completesOccurrence: closesForeignOccurrence(meeting),
  };
}

function unchanged(meeting: Meeting): Reconciled {
  const { hub } = meeting;
  const link = linkAfter(meeting, hub, 'active');
  return {
    hub,
    link,
    conflicts: [],
    reasons: [],
    changed: [],
    occurrenceClosed: false,
    completesOccurrence: false,
  };
}

/** A counterpart that had been left alone, or was gone, is in use again. */
function wakings(meeting: Meeting, before: readonly Reason[]): readonly Reason[] {
  const { state } = meeting.link;
  if (before.length > 0 || state === 'active') return [];
  const text =
    state === 'dormant'
      ? 'shows it again after it was left alone there'
      : 'shows it again after it was gone there';
  return [spoken(meeting, 'L7', text)];
}

function closesOwnOccurrence(meeting: Meeting): boolean {
  const { hub, link, observation } = meeting;
  if (hub.fields.repeat === null || isForeignRepeat(meeting)) return false;
  const [before, after] = [link.occurrence, observation.occurrence];
  return before !== null && after !== null && after > before;
}

function spoken(meeting: Meeting, rule: string, text: string): Reason {
  return { rule, field: null, text: `${meeting.profile.title} ${text}` };
}
