// The senders of webhooks as a source that only tells: what they say of their objects is taken in like any replica's, and nothing is
// ever told to them.

import { isSameField } from '../../engine/fields/agree.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { FIELD_NAMES } from '../../model/task.ts';
import type { Replica } from '../../sync/unit-of-work.ts';

/** Its name in rows. */
export const WEBHOOKS: ReplicaName = 'webhooks';

/** Everything that an event can say of a task is held as it was said. */
const PROFILE: ReplicaProfile = {
  replica: WEBHOOKS,
  title: 'A webhook',
  holds: () => new Set(FIELD_NAMES),
  project: (fields) => fields,
  satisfies: (name, held, wanted) => isSameField(name, held[name], wanted[name]),
  unsendable: () => [],
  keepsLineIds: true,
};

/** The sender of an object: `github` of `github:issue:owner/repo#12`. */
export function senderOfObject(object: string): string {
  return object.split(':', 1)[0] ?? WEBHOOKS;
}

/** Makes the source. */
export function createWebhookSource(): Replica {
  return {
    name: WEBHOOKS,
    title: 'a webhook',
    senderOf: senderOfObject,
    isFounding: false,
    own: null,
    known: () => ({}),
    profile: () => PROFILE,
    reinterpret: (shadow) => shadow,
    lines: { areTasks: false },
    restoresAnew: false,
    hidesUnfinished: false,
    places: {
      heldName: (_kind, name) => name,
      fixedKinds: new Set(),
      tellsKinds: false,
      forgivesWithPlace: false,
    },
    readAnew: () => undefined,
    notices: () => [],
    standing: () => null,
  };
}
