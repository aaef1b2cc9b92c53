// A task that only one replica knows becomes a hub task. Whether it may (scope, pairing, horizon) was decided before.

import type { TaskId } from '../model/ids.ts';
import { stampsOf, type Link, type Observation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { EMPTY_FIELDS, FIELD_NAMES } from '../model/task.ts';
import type { FieldName, HubTask, SomeFields, Stamp } from '../model/task.ts';
import { normalizeFields } from './apply.ts';
import { keyChecklist } from './fields/checklist-keys.ts';
import { lineDetailsAfter } from './fields/line-details.ts';
import { stampOf } from './fields/stamp.ts';

/**
 * Makes the hub task and the link of an observation that has neither: every told field is taken, every other one is
 * blank, and the shadow is what was told. `now` is epoch ms.
 */
export function newHubTask(input: {
  readonly id: TaskId;
  readonly observation: Observation;
  readonly profile: ReplicaProfile;
  readonly now: number;
}): { readonly hub: HubTask; readonly link: Link } {
  const { id, observation, profile, now } = input;
  const { replica } = observation;
  const { checklist, ...told } = observation.fields;
  const keyed = keyChecklist({ observed: checklist ?? [], shadow: [], hub: [], refs: {}, profile });
  const shadow: SomeFields = checklist === undefined ? told : { ...told, checklist: keyed.items };
  const stamp = stampOf(replica, observation.changedAt, now);
  const stamps = Object.fromEntries(FIELD_NAMES.map((name) => [name, stamp])) as Record<FieldName, Stamp>;
  const fields = normalizeFields({ ...EMPTY_FIELDS, ...shadow });
  const hub: HubTask = { id, fields, stamps, deletedAt: observation.deleted ? now : null, createdAt: now };
  const link: Link = {
    taskId: id,
    replica,
    remoteId: observation.remoteId,
    state: observation.deleted ? 'deleted' : 'active',
    revision: observation.revision,
    ...stampsOf(observation),
    shadow,
    checklistRefs: keyed.refs,
    occurrence: observation.occurrence,
    refused: {},
    ...lineDetailsAfter(undefined, checklist, keyed.refs),
  };
  return { hub, link };
}
