// Moments as text for a person.

/** A moment in local time; `never` for null. */
export function formatTime(at: number | null): string {
  return at === null ? 'never' : new Date(at).toLocaleString('sv-SE');
}
