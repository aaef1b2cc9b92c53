// Keeps rows of tasks that were just done where they were, for the moment in which a person looks. Pure.

/** Something in a list, by its name. */
interface Named {
  readonly key: string;
}

/** The rows of now, with those of before that are leaving put in behind what they stood behind. */
export function withLeaving<T extends Named>(
  before: readonly T[],
  now: readonly T[],
  leaving: ReadonlySet<string>,
): readonly T[] {
  if (leaving.size === 0) return now;
  const present = new Set(now.map(({ key }) => key));
  const staying = before.filter(({ key }) => leaving.has(key) && !present.has(key));
  if (staying.length === 0) return now;
  const rows = [...now];
  for (const row of staying) {
    const previous = before[before.indexOf(row) - 1];
    const at = previous === undefined ? 0 : rows.findIndex(({ key }) => key === previous.key) + 1;
    rows.splice(at, 0, row);
  }
  return rows;
}
