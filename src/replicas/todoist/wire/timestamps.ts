// Todoist's timestamps.

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?Z$/;

/** Parses an instant as epoch ms; null if invalid. */
export function readTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const time = Date.parse(`${match[1]}.${(match[2] ?? '').padEnd(3, '0')}Z`);
  return Number.isNaN(time) ? null : time;
}
