// Equality of plain JSON values. The order of lists matters, the order of object keys does not.

/** Tells whether two plain JSON values are equal. A member that is `undefined` counts as absent. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, at) => isSame(item, b[at]))
    );
  }
  return hasSameMembers(a as Record<string, unknown>, b as Record<string, unknown>);
}

function hasSameMembers(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(a[name], b[name]));
}

/** Serializes a plain JSON value so that equal values give equal text: keys sorted, `undefined` members left out. */
export function stableText(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member) ? sortedMembers(member) : member,
  );
}

function sortedMembers(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
