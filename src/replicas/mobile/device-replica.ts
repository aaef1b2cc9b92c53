// A paired device as a source that only reports: it pulls what changed by itself, so nothing is ever planned for it, and a change in
// the hub writes no row for it.

import { isSameField } from '../../engine/fields/agree.ts';
import type { ReplicaName } from '../../model/ids.ts';
import { FIELD_NAMES } from '../../model/task.ts';
import type { Replica } from '../../sync/unit-of-work.ts';

const PREFIX = 'mobile:';

/** The name of a device as a replica. */
export function replicaOfDevice(deviceId: string): ReplicaName {
  return `${PREFIX}${deviceId}`;
}

/** Finds the replica of a name, if it is that of a device. `nameOf`: what the owner called a device, by its id; null: not known. */
export function findDevices(
  nameOf: (deviceId: string) => string | null,
): (name: ReplicaName) => Replica | null {
  return (name) =>
    name.startsWith(PREFIX)
      ? createDevice(name, nameOf(name.slice(PREFIX.length)) ?? 'a mobile device')
      : null;
}

function createDevice(name: ReplicaName, title: string): Replica {
  return {
    name,
    title,
    isFounding: false,
    own: null,
    known: () => ({}),
    profile: () => ({
      replica: name,
      title: 'A mobile device',
      holds: () => new Set(FIELD_NAMES),
      project: (fields) => fields,
      satisfies: (field, held, wanted) => isSameField(field, held[field], wanted[field]),
      unsendable: () => [],
      keepsLineIds: true,
    }),
    reinterpret: (shadow) => shadow,
    lines: { areTasks: false },
    restoresAnew: false,
    hidesUnfinished: false,
    places: {
      heldName: (_kind, text) => text,
      fixedKinds: new Set(),
      tellsKinds: false,
      forgivesWithPlace: false,
    },
    readAnew: () => undefined,
    notices: () => [],
    standing: () => null,
  };
}
