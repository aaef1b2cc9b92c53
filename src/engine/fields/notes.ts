// Three-way merge of texts by lines. Never drops a line that a person wrote: if both sides changed the same lines, both versions
// stay.

/** At most this many pairs of lines are compared (2,000 by 2,000 lines). A longer changed part counts as changed as a whole. */
const MAX_LINE_PAIRS = 4_000_000;

/** A merged text, and whether both sides changed the same lines. */
export interface MergedNotes {
  readonly text: string | null;
  readonly overlapped: boolean;
}

/**
 * Merges two texts that derive from `base`. Lines changed on only one side are taken from that side; if both changed the same
 * lines, ours come first and theirs follow. null is the empty text, both as input and as output.
 */
export function mergeNotes(base: string | null, ours: string | null, theirs: string | null): MergedNotes {
  const [was, mine, yours] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const merged: string[] = [];
  let overlapped = false;
  for (const region of regionsOf(was, mine, yours)) {
    const settled = settleRegion(region);
    overlapped ||= settled.overlapped;
    merged.push(...settled.lines);
  }
  const text = merged.join('\n');
  return { text: text === '' ? null : text, overlapped };
}

type Lines = readonly string[];

interface Region {
  readonly was: Lines;
  readonly mine: Lines;
  readonly yours: Lines;
}

function linesOf(text: string | null): Lines {
  return text === null || text === '' ? [] : text.split('\n');
}

/** Splits the three texts at the base lines that both sides kept. */
function* regionsOf(was: Lines, mine: Lines, yours: Lines): Generator<Region> {
  const toMine = keptLines(was, mine);
  const toYours = keptLines(was, yours);
  let [fromWas, fromMine, fromYours] = [0, 0, 0];
  for (let at = 0; at < was.length; at += 1) {
    const inMine = toMine.get(at);
    const inYours = toYours.get(at);
    if (inMine === undefined || inYours === undefined) continue;
    yield {
      was: was.slice(fromWas, at),
      mine: mine.slice(fromMine, inMine),
      yours: yours.slice(fromYours, inYours),
    };
    yield { was: was.slice(at, at + 1), mine: was.slice(at, at + 1), yours: was.slice(at, at + 1) };
    [fromWas, fromMine, fromYours] = [at + 1, inMine + 1, inYours + 1];
  }
  yield { was: was.slice(fromWas), mine: mine.slice(fromMine), yours: yours.slice(fromYours) };
}

function settleRegion({ was, mine, yours }: Region): { readonly lines: Lines; readonly overlapped: boolean } {
  if (areSameLines(mine, was)) return { lines: yours, overlapped: false };
  if (areSameLines(yours, was) || areSameLines(mine, yours)) return { lines: mine, overlapped: false };
  const head = commonHead(mine, yours);
  const tail = commonTail(mine.slice(head), yours.slice(head));
  const lines = [
    ...mine.slice(0, mine.length - tail),
    ...yours.slice(head, yours.length - tail),
    ...mine.slice(mine.length - tail),
  ];
  return { lines, overlapped: true };
}

/** Maps each line of `was` that is still in `now` to its position there: a longest common subsequence. */
function keptLines(was: Lines, now: Lines): ReadonlyMap<number, number> {
  const head = commonHead(was, now);
  const tail = commonTail(was.slice(head), now.slice(head));
  const kept = new Map<number, number>();
  for (let at = 0; at < head; at += 1) kept.set(at, at);
  for (let at = 1; at <= tail; at += 1) kept.set(was.length - at, now.length - at);
  const middle = longestCommon(was.slice(head, was.length - tail), now.slice(head, now.length - tail));
  for (const [from, to] of middle) kept.set(head + from, head + to);
  return kept;
}

function longestCommon(a: Lines, b: Lines): readonly (readonly [number, number])[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > MAX_LINE_PAIRS) return [];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        a[row] === b[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  return tracePairs(a, b, lengthAt);
}

function tracePairs(
  a: Lines,
  b: Lines,
  lengthAt: (row: number, column: number) => number,
): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let [row, column] = [0, 0];
  while (row < a.length && column < b.length) {
    if (a[row] === b[column]) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

function areSameLines(a: Lines, b: Lines): boolean {
  return a.length === b.length && commonHead(a, b) === a.length;
}

function commonHead(a: Lines, b: Lines): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at < limit && a[at] === b[at]) at += 1;
  return at;
}

function commonTail(a: Lines, b: Lines): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at < limit && a[a.length - 1 - at] === b[b.length - 1 - at]) at += 1;
  return at;
}
