// Matches the lines of an observed checklist to the hub's lines, so that a line keeps its key through renames, moves and rewrites.
// Only assigns keys; changes nothing.

import type { RemoteId, ReplicaName } from '../../model/ids.ts';
import type { ObservedChecklistItem } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import type { ChecklistItem } from '../../model/task.ts';
import { digestOf } from './digest.ts';

/** An observed checklist with hub keys, and the replica's own ids by key. */
export interface KeyedChecklist {
  readonly items: readonly ChecklistItem[];
  readonly refs: Readonly<Record<string, RemoteId>>;
}

/** What is known about a checklist when a replica shows it. */
export interface ChecklistKnowledge {
  readonly observed: readonly ObservedChecklistItem[];
  /** What hub and replica last agreed on. */
  readonly shadow: readonly ChecklistItem[];
  readonly hub: readonly ChecklistItem[];
  /** The hub's lines as the replica can hold them; absent: the same. */
  readonly wanted?: readonly ChecklistItem[];
  /** The replica's ids of the hub's lines, by key. */
  readonly refs: Readonly<Record<string, RemoteId>>;
  readonly profile: Pick<ReplicaProfile, 'replica' | 'keepsLineIds'>;
}

/**
 * Assigns a key to each observed line: by the replica's id; otherwise by equal title, in order, first among the lines last agreed
 * on, then among the hub's other lines, those of the same state first, then among those as the replica can hold them; otherwise by position (a rename), if equally many lines are left between the same
 * neighbors on both sides and their ids don't say that they are different lines. A line that is still unmatched is new and gets the
 * key `replica:id`, or `replica:digest of the title:n`.
 */
export function keyChecklist(known: ChecklistKnowledge): KeyedChecklist {
  const keys: (string | null)[] = known.observed.map(() => null);
  matchByRef(known, keys);
  const isRewritten = !known.profile.keepsLineIds && keys.every((key) => key === null);
  matchBy({ textOf: titleOf, lines: known.shadow }, known, keys);
  // Of two lines of one title, a replica may hide the one that is done.
  for (const textOf of [titleAndStateOf, titleOf])
    for (const lines of [known.hub, known.wanted ?? []]) matchBy({ textOf, lines }, known, keys);
  matchByPosition(known, keys, isRewritten);
  return named(known, keys);
}

type Keys = (string | null)[];

function matchByRef(known: ChecklistKnowledge, keys: Keys): void {
  const inShadow = new Set(known.shadow.map((item) => item.key));
  const keyByRef = new Map<string, string>();
  for (const [key, ref] of Object.entries(known.refs)) if (inShadow.has(key)) keyByRef.set(ref, key);
  known.observed.forEach((item, at) => {
    if (item.ref === null) return;
    const key = keyByRef.get(item.ref) ?? firstOf(inShadow, ownLineKey(known.profile.replica, item.ref));
    if (key !== null && !keys.includes(key)) keys[at] = key;
  });
}

/** The key of a line that a replica added under an id of its own. */
export function ownLineKey(replica: ReplicaName, id: string): string {
  return `${replica}:${id}`;
}

function firstOf(keys: ReadonlySet<string>, key: string): string | null {
  return keys.has(key) ? key : null;
}

type Text = Pick<ChecklistItem, 'title' | 'done'>;

function titleOf({ title }: Text): string {
  return title;
}

function titleAndStateOf({ title, done }: Text): string {
  return `${done ? 'x' : '-'} ${title}`;
}

/** Matches the remaining lines of both sides by a text of them, equal ones in order. */
function matchBy(
  { textOf, lines }: { readonly textOf: (line: Text) => string; readonly lines: readonly ChecklistItem[] },
  known: ChecklistKnowledge,
  keys: Keys,
): void {
  const taken = new Set(keys);
  const waiting = new Map<string, string[]>();
  for (const line of lines) {
    const text = textOf(line);
    if (!taken.has(line.key)) waiting.set(text, [...(waiting.get(text) ?? []), line.key]);
  }
  known.observed.forEach((item, at) => {
    if (keys[at] === null) keys[at] = waiting.get(textOf(item))?.shift() ?? null;
  });
}

/** Matches runs of unmatched lines between the same matched neighbors, if they have the same length on both sides. */
function matchByPosition(known: ChecklistKnowledge, keys: Keys, isRewritten: boolean): void {
  const taken = new Set(keys);
  const lost = runsBetween(known.shadow, (item) => (taken.has(item.key) ? item.key : null));
  const found = runsBetween([...keys.keys()], (at) => keys[at] ?? null);
  for (const [neighbor, places] of found) {
    const gone = lost.get(neighbor) ?? [];
    if (gone.length !== places.length) continue;
    gone.forEach((item, nth) => {
      const at = places[nth];
      if (at === undefined) return;
      const isOther = known.observed[at]?.ref !== null && known.refs[item.key] !== undefined;
      if (isRewritten || !isOther) keys[at] = item.key;
    });
  }
}

/** Groups unmatched items by the matched key before them ('' at the start). */
function runsBetween<T>(things: readonly T[], keyOf: (thing: T) => string | null): ReadonlyMap<string, T[]> {
  const runs = new Map<string, T[]>();
  let neighbor = '';
  for (const thing of things) {
    const key = keyOf(thing);
    if (key === null) runs.set(neighbor, [...(runs.get(neighbor) ?? []), thing]);
    else neighbor = key;
  }
  return runs;
}

function named(known: ChecklistKnowledge, keys: Keys): KeyedChecklist {
  const used = new Set([...known.hub, ...known.shadow].map((item) => item.key));
  const matched = new Set(keys);
  const refs = new Map<string, RemoteId>();
  const seenRefs = new Set<string>();
  const items = known.observed.map((item, at) => {
    const key = keys[at] ?? newKey(item, known, { used, matched });
    used.add(key);
    matched.add(key);
    if (item.ref !== null && !seenRefs.has(item.ref)) refs.set(key, item.ref);
    if (item.ref !== null) seenRefs.add(item.ref);
    return { key, title: item.title, done: item.done };
  });
  return { items, refs: Object.fromEntries(refs) };
}

/** A line that the hub already has under this very id is that line; otherwise the key must not be in use. */
function newKey(
  item: ObservedChecklistItem,
  known: ChecklistKnowledge,
  keys: { readonly used: ReadonlySet<string>; readonly matched: ReadonlySet<string | null> },
): string {
  const byRef = item.ref === null ? null : ownLineKey(known.profile.replica, item.ref);
  if (byRef !== null && !keys.matched.has(byRef)) return byRef;
  const stem = `${known.profile.replica}:${digestOf(item.title)}`;
  let nth = 1;
  while (keys.used.has(`${stem}:${nth}`)) nth += 1;
  return `${stem}:${nth}`;
}
