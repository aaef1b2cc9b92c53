// Turns a task that only one replica knows into a hub task. Whether it should be (scope, pairing, horizon) was decided before.

import type { TaskId } from '../model/ids.ts';
import { stampsOf, besideFieldsAfter, type Link, type Observation } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { EMPTY_FIELDS, FIELD_NAMES } from '../model/task.ts';
import type { FieldName, HubTask, SomeFields, Stamp } from '../model/task.ts';
import { normalizeFields } from './apply.ts';
import { keyChecklist } from './fields/checklist-keys.ts';
import { lineDetailsAfter } from './fields/line-details.ts';
import { stampOf } from './fields/stamp.ts';

/**
 * Creates the hub task and the link for an observation that has neither: every reported field is taken over, all others are blank,
 * and the shadow is what was reported. `now` is epoch ms.
 */
export function newHubTask(input: {
  readonly id: TaskId;
  readonly observation: Observation;
  readonly profile: ReplicaProfile;
  readonly now: number;
}): { readonly hub: HubTask; readonly link: Link } {
  const { id, observation, profile, now } = input;
  const { replica } = observation;
  const { checklist, ...reported } = observation.fields;
  const keyed = keyChecklist({ observed: checklist ?? [], shadow: [], hub: [], refs: {}, profile });
  const shadow: SomeFields = checklist === undefined ? reported : { ...reported, checklist: keyed.items };
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
    ...besideFieldsAfter({}, observation),
  };
  return { hub, link };
}
