// One key for anything that a replica names by an id of its own.

/** Names a counterpart, or a line of one, across replicas. */
export function remoteKey(replica: string, remoteId: string): string {
  return `${replica}:${remoteId}`;
}
