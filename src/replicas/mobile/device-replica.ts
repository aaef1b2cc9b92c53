// A paired device as a source that only reports: it pulls what changed by itself, so nothing is ever planned for it, and a change in
// the hub writes no row for it.

import type { ReplicaName } from '../../model/ids.ts';
import { createTeller } from '../../sync/teller.ts';
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
  return (name) => {
    if (!name.startsWith(PREFIX)) return null;
    const title = nameOf(name.slice(PREFIX.length)) ?? 'a mobile device';
    return { ...createTeller({ name, title, sentenceTitle: 'A mobile device' }), closesUnseen: true };
  };
}
