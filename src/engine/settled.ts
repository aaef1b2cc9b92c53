// The possible decisions about one field, and who wins when both sides changed it.

import { preferredReplica, type Conflict, type Strategy } from '../model/conflict.ts';
import type { FieldName, SomeFields, Stamp, TaskFields } from '../model/task.ts';
import { strategyFor, type Comparison } from './comparison.ts';
import type { Reason } from './reason.ts';
import { compareStamps, newerStamp } from './fields/stamp.ts';

/** The decision about one changed field. */
export interface Settled {
  readonly name: FieldName;
  /** The hub's new value of that field; empty if the hub keeps its own. */
  readonly taken: SomeFields;
  readonly stamp: Stamp;
  readonly conflict: Conflict | null;
  readonly reason: Reason;
}

/** The rule behind a decision, and its explanation, worded as the end of a sentence that begins with the replica's name. */
export type Verdict = readonly [rule: string, text: string];

/** The hub keeps its value, and there is no conflict. */
export function keep(comparison: Comparison, name: FieldName, verdict: Verdict): Settled {
  const reason = reasonOf(comparison, name, verdict);
  return { name, taken: {}, stamp: comparison.hub.stamps[name], conflict: null, reason };
}

/** The hub takes the replica's value, with the time of the replica's change. */
export function take(comparison: Comparison, name: FieldName, verdict: Verdict): Settled {
  const reason = reasonOf(comparison, name, verdict);
  return {
    name,
    taken: only(name, comparison.reported[name]),
    stamp: stampFor(comparison, name),
    conflict: null,
    reason,
  };
}

/** The hub gets a value that combines both sides, with the newer of the two stamps. */
export function blend<Name extends FieldName>(
  comparison: Comparison,
  name: Name,
  value: TaskFields[Name],
  verdict: Verdict,
): Settled {
  const stamp = newerStamp(comparison.hub.stamps[name], stampFor(comparison, name));
  const reason = reasonOf(comparison, name, verdict);
  return { name, taken: only(name, value), stamp, conflict: null, reason };
}

/** Adds a conflict record to a decision, with both values and the one last agreed on. */
export function withConflict(
  comparison: Comparison,
  settled: Settled,
  outcome: Conflict['outcome'],
): Settled {
  const { hub, link, observation, reported } = comparison;
  const { name } = settled;
  const conflict: Conflict = {
    taskId: hub.id,
    field: name,
    replica: observation.replica,
    hubValue: hub.fields[name],
    replicaValue: reported[name] ?? null,
    base: link.shadow[name] ?? null,
    strategy: strategyFor(comparison, name),
    outcome,
  };
  return { ...settled, conflict };
}

/** Says who wins a field that both sides changed; see `winnerBy`. */
export function winnerOf(comparison: Comparison, name: FieldName): 'hub' | 'replica' {
  return winnerBy(strategyFor(comparison, name), {
    hub: comparison.hub.stamps[name],
    seen: stampFor(comparison, name),
  });
}

/**
 * Says whether the hub's value or the observed one wins. If the strategy prefers a replica, a value from that replica wins, whether
 * it is the observed one or the hub's. If neither is, and under every other strategy, the newer value wins.
 */
export function winnerBy(
  strategy: Strategy,
  { hub, seen }: { readonly hub: Stamp; readonly seen: Stamp },
): 'hub' | 'replica' {
  const preferred = preferredReplica(strategy);
  if (preferred !== null && seen.by === preferred) return 'replica';
  if (preferred !== null && hub.by === preferred) return 'hub';
  return compareStamps(seen, hub) >= 0 ? 'replica' : 'hub';
}

/** When the replica changed a field: now, if the replica's timestamp does not cover that field. */
function stampFor({ profile, stamp, now }: Comparison, name: FieldName): Stamp {
  return profile.unstamped?.has(name) === true ? { ...stamp, at: now } : stamp;
}

function only(name: FieldName, value: unknown): SomeFields {
  return { [name]: value };
}

function reasonOf(comparison: Comparison, field: FieldName, [rule, text]: Verdict): Reason {
  return { rule, field, text: `${comparison.profile.title} ${text}` };
}
