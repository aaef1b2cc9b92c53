// The mark that a to-do or project bears in its notes from the moment it is made until its id is written down: by it a crashed
// agent finds what it made instead of making it again.

const MARKER = /^ttsync:[\w:.-]{1,80}$/;

/** The marker of an operation; nobody else's notes say exactly this. */
export function markerOf(operationId: string): string {
  return `ttsync:${operationId}`;
}

/** Tells whether notes are a marker and nothing else. */
export function isMarker(notes: string): boolean {
  return MARKER.test(notes);
}
