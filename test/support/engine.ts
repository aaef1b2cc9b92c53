// Builders for the engine's tests: two simple replicas, tasks, links and observations. Used by tests only.

import { civilDate, clockTime } from '../../src/model/dates.ts';
import type { CivilDate } from '../../src/model/dates.ts';
import { containerId, operationId, remoteId, taskId } from '../../src/model/ids.ts';
import type { ContainerId, ReplicaName } from '../../src/model/ids.ts';
import type { Link, Observation, ObservedFields, Operation } from '../../src/model/link.ts';
import type { ReplicaProfile } from '../../src/model/profile.ts';
import { canonicalTags, EMPTY_FIELDS, FIELD_NAMES, isScheduled, pickFields } from '../../src/model/task.ts';
import type {
  ChecklistItem,
  FieldName,
  HubTask,
  SomeFields,
  Stamp,
  Start,
  TaskFields,
} from '../../src/model/task.ts';
import type { ComparisonInput } from '../../src/engine/comparison.ts';
import type { PlannedOperation } from '../../src/engine/plan-operation.ts';

/** The present of the tests, epoch ms. */
export const NOW = 1_000_000;

const PLAIN_FIELDS = new Set<FieldName>(
  FIELD_NAMES.filter((name) => name !== 'priority' && name !== 'duration'),
);

function titleOf(replica: ReplicaName): string {
  return `${replica.slice(0, 1).toUpperCase()}${replica.slice(1)}`;
}

/** A replica that holds every field as it is; of rules, only its own. */
export function fullProfile(replica: ReplicaName): ReplicaProfile {
  return {
    replica,
    title: titleOf(replica),
    holds: () => new Set(FIELD_NAMES),
    project: (fields) => ({ ...fields, repeat: ownRepeat(fields, replica) }),
    satisfies: (name, held, wanted) => JSON.stringify(held[name]) === JSON.stringify(wanted[name]),
    unsendable: () => [],
    keepsLineIds: true,
  };
}

/** A replica with no priority, duration, evening or zone, and only tags that begin with a lower-case letter. */
export function plainProfile(replica: ReplicaName): ReplicaProfile {
  return {
    replica,
    title: titleOf(replica),
    holds: () => PLAIN_FIELDS,
    project: (fields) =>
      pickFields(
        {
          ...fields,
          start: plainStart(fields.start),
          tags: fields.tags.filter((tag) => /^[a-z]/.test(tag)),
          repeat: ownRepeat(fields, replica),
        },
        PLAIN_FIELDS,
      ),
    satisfies: (name, held, wanted) => JSON.stringify(held[name]) === JSON.stringify(wanted[name]),
    unsendable: () => [],
    keepsLineIds: true,
  };
}

/** A day of May 2030. */
export function day(number: number): CivilDate {
  return civilDate(2030, 5, number);
}

/** A whole day of May 2030, as a start. */
export function onDay(number: number): Start {
  return { date: day(number), evening: false, time: null };
}

/** An evening of May 2030 with a time pinned to a zone: what the plain replica can't hold. */
export function onPinnedEvening(number: number): Start {
  return {
    date: day(number),
    evening: true,
    time: { kind: 'fixed', at: clockTime(19, 30), zone: 'Europe/Rome' },
  };
}

/** A container's id. */
export function place(name: string): ContainerId {
  return containerId(name);
}

/** A checklist line. */
export function line(key: string, title: string, done = false): ChecklistItem {
  return { key, title, done };
}

/** Stamps every field alike. */
function stampAll(stamp: Stamp): HubTask['stamps'] {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, stamp])) as Record<FieldName, Stamp>;
}

/** A living hub task, stamped at 0 by things where nothing else is said. */
export function hubTask(fields: Partial<TaskFields>, stamps: Partial<HubTask['stamps']> = {}): HubTask {
  return {
    id: taskId('task'),
    fields: { ...EMPTY_FIELDS, title: 'Buy milk', ...fields, tags: canonicalTags(fields.tags ?? []) },
    stamps: { ...stampAll({ at: 0, by: 'things' }), ...stamps },
    deletedAt: null,
    createdAt: 0,
  };
}

/** An active link whose shadow is what the replica can hold of `fields`. */
export function linkTo(profile: ReplicaProfile, fields: Partial<TaskFields>, more: Partial<Link> = {}): Link {
  return {
    taskId: taskId('task'),
    replica: profile.replica,
    remoteId: remoteId(`${profile.replica}-1`),
    state: 'active',
    revision: 'r0',
    shadow: profile.project({ ...EMPTY_FIELDS, title: 'Buy milk', ...fields }),
    checklistRefs: {},
    occurrence: null,
    refused: {},
    ...more,
  };
}

/** What a replica shows: the fields that are said, and nothing of the others. */
export function shows(
  replica: ReplicaName,
  fields: ObservedFields,
  more: Partial<Observation> = {},
): Observation {
  return {
    replica,
    remoteId: remoteId(`${replica}-1`),
    deleted: false,
    fields,
    changedAt: 500,
    revision: 'r1',
    occurrence: null,
    ...more,
  };
}

/** A case of one task: what was agreed, where the hub is now, what the replica shows. */
export function comparisonInputOf(
  profile: ReplicaProfile,
  sides: {
    readonly base?: Partial<TaskFields>;
    readonly hub?: Partial<TaskFields>;
    readonly hubStamp?: Stamp;
    readonly shows?: ObservedFields;
  },
  more: Partial<ComparisonInput> = {},
): ComparisonInput {
  const base = sides.base ?? {};
  const stamps = sides.hubStamp === undefined ? {} : stampAll(sides.hubStamp);
  return {
    hub: hubTask({ ...base, ...sides.hub }, stamps),
    link: linkTo(profile, base),
    observation: shows(profile.replica, sides.shows ?? {}),
    profile,
    strategy: 'newest_wins',
    now: NOW,
    held: new Set(),
    ...more,
  };
}

/** Gives a planned operation its name and its replica. */
export function operationOf(planned: PlannedOperation, replica: ReplicaName): Operation {
  return { ...planned, id: operationId('operation'), taskId: taskId('task'), replica };
}

/** Fields as a replica shows them that has no lasting ids for checklist lines. */
export function asShown(fields: SomeFields): ObservedFields {
  const { checklist, ...rest } = fields;
  if (checklist === undefined) return rest;
  return { ...rest, checklist: checklist.map(({ title, done }) => ({ ref: null, title, done })) };
}

function ownRepeat(fields: TaskFields, replica: ReplicaName): TaskFields['repeat'] {
  return fields.repeat?.owner === replica ? fields.repeat : null;
}

function plainStart(start: Start): Start {
  if (!isScheduled(start)) return start;
  const time = start.time === null ? null : ({ kind: 'floating', at: start.time.at } as const);
  return { date: start.date, evening: false, time };
}
