// Given one hub task and an observation of it in one replica, computes the new hub task and link. Pure: no clock, no ids, no I/O.

import type { Conflict } from '../model/conflict.ts';
import type { Link } from '../model/link.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { applySettled, differingFields } from './apply.ts';
import { deletionConflict, reconcileTombstone } from './deletion.ts';
import { linkAfter } from './link-after.ts';
import { closesForeignOccurrence, isForeignRepeat, compareWithHub } from './comparison.ts';
import type { Comparison, ComparisonInput } from './comparison.ts';
import type { Reason } from './reason.ts';
import { saysNothing, settleField } from './settle.ts';

/** The input of a reconcile. */
export type ReconcileInput = ComparisonInput;

/** The result of a reconcile. */
export interface Reconciled {
  readonly hub: HubTask;
  readonly link: Link;
  readonly conflicts: readonly Conflict[];
  /** What was seen and decided, in plain words; empty if nothing happened. */
  readonly reasons: readonly Reason[];
  readonly changed: readonly FieldName[];
  /** The replica that owns the rule completed an occurrence: its counter went up. */
  readonly occurrenceClosed: boolean;
  /** A replica that does not own the rule closed its occurrence. The hub's status stays open, and the owner has to be told. */
  readonly completesOccurrence: boolean;
}

/**
 * Reconciles an observation by the rules M and L of docs/spec.md. Total: handles every observation. Idempotent: the same
 * observation again changes nothing and gives no reasons.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  if (input.observation.deleted) {
    return { ...reconcileTombstone(input), changed: [], occurrenceClosed: false, completesOccurrence: false };
  }
  const comparison = compareWithHub(input);
  return input.hub.deletedAt === null ? reconcileLiving(comparison, []) : reconcileDeleted(comparison);
}

/**
 * The hub deleted the task and the replica still shows it. The delete is still to be sent, unless a user edited or restored the
 * task there.
 */
function reconcileDeleted(comparison: Comparison): Reconciled {
  const { hub, link } = comparison;
  const revived = { ...comparison, hub: { ...hub, deletedAt: null } };
  if (link.state !== 'active') {
    const text = 'shows it again after it was gone there: it is restored';
    return reconcileLiving(revived, [spoken(comparison, 'L7', text)]);
  }
  const closing = closesForeignOccurrence(comparison);
  const edited = comparison.changed.filter(
    (name) => !(closing && name === 'status') && !isNothingUnagreed(comparison, name),
  );
  if (edited.length === 0) return unchanged(comparison);
  const text = 'shows an edit of a task that was deleted elsewhere: the task comes back with it';
  const living = reconcileLiving(revived, [spoken(comparison, 'L6', text)]);
  return { ...living, conflicts: [deletionConflict(comparison, edited, 'replica'), ...living.conflicts] };
}

/** What was never agreed on and says nothing there is nobody's edit: a client told of less than an agent does. */
function isNothingUnagreed({ link, reported }: Comparison, name: FieldName): boolean {
  return link.shadow[name] === undefined && saysNothing(name, reported[name]);
}

function reconcileLiving(comparison: Comparison, before: readonly Reason[]): Reconciled {
  const settled = comparison.changed.map((name) => settleField(comparison, name));
  const hub = applySettled(comparison.hub, settled);
  const occurrenceClosed = closesOwnOccurrence(comparison);
  return {
    hub,
    link: linkAfter(comparison, hub, 'active'),
    conflicts: settled.flatMap(({ conflict }) => conflict ?? []),
    reasons: [
      ...before,
      ...reactivationReasons(comparison, before),
      ...settled.map(({ reason }) => reason),
      ...(occurrenceClosed
        ? [spoken(comparison, 'M18', 'completed an occurrence of the task that it repeats')]
        : []),
    ],
    changed: differingFields(comparison.hub.fields, hub.fields),
    occurrenceClosed,
    completesOccurrence: closesForeignOccurrence(comparison),
  };
}

function unchanged(comparison: Comparison): Reconciled {
  const { hub } = comparison;
  const link = linkAfter(comparison, hub, 'active');
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

/** A counterpart that was ignored or gone is in use again. */
function reactivationReasons(comparison: Comparison, before: readonly Reason[]): readonly Reason[] {
  const { state } = comparison.link;
  if (before.length > 0 || state === 'active') return [];
  const text =
    state === 'dormant'
      ? 'shows it again after it was left alone there'
      : 'shows it again after it was gone there';
  return [spoken(comparison, 'L7', text)];
}

function closesOwnOccurrence(comparison: Comparison): boolean {
  const { hub, link, observation } = comparison;
  if (hub.fields.repeat === null || isForeignRepeat(comparison)) return false;
  const [before, after] = [link.occurrence, observation.occurrence];
  return before !== null && after !== null && after > before;
}

function spoken(comparison: Comparison, rule: string, text: string): Reason {
  return { rule, field: null, text: `${comparison.profile.title} ${text}` };
}
