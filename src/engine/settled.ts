// The shapes that a decision about one field can take, and who wins where both sides moved.

import { preferredReplica, type Conflict, type Strategy } from '../model/conflict.ts';
import type { FieldName, SomeFields, Stamp, TaskFields } from '../model/task.ts';
import type { Meeting } from './meeting.ts';
import type { Reason } from './reason.ts';
import { compareStamps, newerStamp } from './fields/stamp.ts';

/** What was decided for one changed field. */
export interface Settled {
  readonly name: FieldName;
  /** The hub's new value of that field; empty where the hub keeps its own. */
  readonly taken: SomeFields;
  readonly stamp: Stamp;
  readonly conflict: Conflict | null;
  readonly reason: Reason;
}

/** The rule that decided, and what it said, as the end of a sentence that begins with the replica. */
export type Verdict = readonly [rule: string, text: string];

/** The hub keeps its value, and there is nothing to argue about. */
export function keep(meeting: Meeting, name: FieldName, verdict: Verdict): Settled {
  const reason = reasonOf(meeting, name, verdict);
  return { name, taken: {}, stamp: meeting.hub.stamps[name], conflict: null, reason };
}

/** The hub takes what the replica shows, with the time of the replica's change. */
export function take(meeting: Meeting, name: FieldName, verdict: Verdict): Settled {
  const reason = reasonOf(meeting, name, verdict);
  return {
    name,
    taken: only(name, meeting.told[name]),
    stamp: stampFor(meeting, name),
    conflict: null,
    reason,
  };
}

/** The hub gets a value that has both sides in it, as of the newer of the two. */
export function blend<Name extends FieldName>(
  meeting: Meeting,
  name: Name,
  value: TaskFields[Name],
  verdict: Verdict,
): Settled {
  const stamp = newerStamp(meeting.hub.stamps[name], stampFor(meeting, name));
  const reason = reasonOf(meeting, name, verdict);
  return { name, taken: only(name, value), stamp, conflict: null, reason };
}

/** Adds the record of a conflict to a decision: both values and what was last agreed on stay in it. */
export function withConflict(meeting: Meeting, settled: Settled, outcome: Conflict['outcome']): Settled {
  const { hub, link, observation, told, strategy } = meeting;
  const { name } = settled;
  const conflict: Conflict = {
    taskId: hub.id,
    field: name,
    replica: observation.replica,
    hubValue: hub.fields[name],
    replicaValue: told[name] ?? null,
    base: link.shadow[name] ?? null,
    strategy,
    outcome,
  };
  return { ...settled, conflict };
}

/** Says who wins a field that moved on both sides; see `winnerBy`. */
export function winnerOf(meeting: Meeting, name: FieldName): 'hub' | 'replica' {
  return winnerBy(meeting.strategy, { hub: meeting.hub.stamps[name], seen: stampFor(meeting, name) });
}

/**
 * Says whether the hub's value or the one that a replica shows wins. A strategy that names a replica lets that one win, whether
 * it is the one that is observed or the one that the hub has its value from; where it is neither, and under every other strategy,
 * the newer value wins.
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

/** When the replica changed a field: when it is seen, where its own time of change says nothing about that field. */
function stampFor({ profile, stamp, now }: Meeting, name: FieldName): Stamp {
  return profile.unstamped?.has(name) === true ? { ...stamp, at: now } : stamp;
}

function only(name: FieldName, value: unknown): SomeFields {
  return { [name]: value };
}

function reasonOf(meeting: Meeting, field: FieldName, [rule, text]: Verdict): Reason {
  return { rule, field, text: `${meeting.profile.title} ${text}` };
}
