// The mark that a to-do or project bears in its notes from the moment it is made until its id is written down: by it a crashed
// agent finds what it made instead of making it again.

const MARKER = /^ttsync:([\w:.-]{1,80})$/;

/** The marker of an operation; nobody else's notes say exactly this. */
export function markerOf(operationId: string): string {
  return `ttsync:${operationId}`;
}

/**
 * The id of the operation that notes would be the marker of; null where they are none. Anybody can write such notes: they count
 * only where the journal knows that operation.
 */
export function operationOfMarker(notes: string): string | null {
  return MARKER.exec(notes)?.[1] ?? null;
}
