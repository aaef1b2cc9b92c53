// A single key for anything that a replica identifies by an id of its own.

/** Identifies a counterpart, or a line of one, across replicas. */
export function remoteKey(replica: string, remoteId: string): string {
  return `${replica}:${remoteId}`;
}
