// Three-way merge of checklists, line by line, over keyed lists. The caller says which side wins a conflict.

import type { ChecklistItem } from '../../model/task.ts';

/** The inputs of a merge, all with the same keys. */
export interface ChecklistSides {
  /** What hub and replica last agreed on. */
  readonly base: readonly ChecklistItem[];
  readonly hub: readonly ChecklistItem[];
  /** What the replica can hold of the hub's list. A line that equals its agreed value here was not changed by the hub. */
  readonly projected: readonly ChecklistItem[];
  readonly observed: readonly ChecklistItem[];
  /** Who wins if both changed a line's title, or both changed the order. */
  readonly winner: 'hub' | 'replica';
}

/** A merged list, and the keys of the lines whose titles both sides changed. */
export interface MergedChecklist {
  readonly items: readonly ChecklistItem[];
  readonly clashes: readonly string[];
}

/**
 * Applies what the replica changed since `base` to the hub's list. A line deleted on one side and edited on the other stays; lines
 * that only one side has stay; a changed order is taken from the side that changed it.
 */
export function mergeChecklist(sides: ChecklistSides): MergedChecklist {
  const known = {
    base: byKey(sides.base),
    hub: byKey(sides.hub),
    projected: byKey(sides.projected),
    observed: byKey(sides.observed),
  };
  const merged = new Map<string, ChecklistItem>();
  const clashes: string[] = [];
  for (const key of new Set([...known.hub.keys(), ...known.observed.keys()])) {
    const line = mergeLine(lineAt(known, key), sides.winner);
    if (line.item !== null) merged.set(key, line.item);
    if (line.isClash) clashes.push(key);
  }
  const items = orderOf(sides, merged).flatMap((key) => merged.get(key) ?? []);
  return { items, clashes };
}

type Items = ReadonlyMap<string, ChecklistItem>;

interface Line {
  readonly base: ChecklistItem | undefined;
  readonly hub: ChecklistItem | undefined;
  readonly projected: ChecklistItem | undefined;
  readonly observed: ChecklistItem | undefined;
}

interface MergedLine {
  readonly item: ChecklistItem | null;
  readonly isClash: boolean;
}

function byKey(items: readonly ChecklistItem[]): Items {
  return new Map(items.map((item) => [item.key, item]));
}

function lineAt(known: Readonly<Record<keyof Line, Items>>, key: string): Line {
  return {
    base: known.base.get(key),
    hub: known.hub.get(key),
    projected: known.projected.get(key) ?? known.hub.get(key),
    observed: known.observed.get(key),
  };
}

function mergeLine(line: Line, winner: 'hub' | 'replica'): MergedLine {
  const { base, hub, projected, observed } = line;
  if (hub !== undefined && observed !== undefined)
    return mergeBoth({ base, hub, projected, observed }, winner);
  if (base === undefined) return { item: hub ?? observed ?? null, isClash: false };
  const left = hub === undefined ? observed : projected;
  const wasEdited = left !== undefined && (left.title !== base.title || left.done !== base.done);
  return { item: wasEdited ? (hub ?? observed ?? null) : null, isClash: false };
}

function mergeBoth(
  line: Line & { readonly hub: ChecklistItem; readonly observed: ChecklistItem },
  winner: 'hub' | 'replica',
): MergedLine {
  const { base, hub, observed } = line;
  const now = line.projected ?? hub;
  const isSettled = observed.title === now.title || observed.title === base?.title;
  const isClash = !isSettled && now.title !== base?.title;
  const takesTitle = !isSettled && (!isClash || winner === 'replica');
  const done =
    base === undefined ? hub.done || observed.done : observed.done === base.done ? hub.done : observed.done;
  return { item: { key: hub.key, title: takesTitle ? observed.title : hub.title, done }, isClash };
}

function orderOf(sides: ChecklistSides, merged: Items): readonly string[] {
  const base = keysOf(sides.base);
  const [hub, observed] = [keysOf(sides.hub), keysOf(sides.observed)];
  const replicaMoved = isReordered(base, observed);
  const isReplicaOrder = replicaMoved && (sides.winner === 'replica' || !isReordered(base, hub));
  const [spine, other] = isReplicaOrder ? [observed, hub] : [hub, observed];
  const order = spine.filter((key) => merged.has(key));
  for (const [at, key] of other.entries()) {
    if (!merged.has(key) || order.includes(key)) continue;
    order.splice(
      placeFor(key, { order, before: other.slice(0, at), settled: new Set([...base, ...other]) }),
      0,
      key,
    );
  }
  return order;
}

/** After its nearest remaining neighbor. Lines that both sides added in one place are ordered by key, so that both get the same result. */
function placeFor(
  key: string,
  among: {
    readonly order: readonly string[];
    readonly before: readonly string[];
    readonly settled: ReadonlySet<string>;
  },
): number {
  const neighbor = among.before.findLast((earlier) => among.order.includes(earlier));
  let at = neighbor === undefined ? 0 : among.order.indexOf(neighbor) + 1;
  const isEarlier = (next: string | undefined): boolean =>
    next !== undefined && !among.settled.has(next) && next < key;
  while (isEarlier(among.order[at])) at += 1;
  return at;
}

function keysOf(items: readonly ChecklistItem[]): readonly string[] {
  return items.map((item) => item.key);
}

function isReordered(base: readonly string[], now: readonly string[]): boolean {
  const [was, is] = [new Set(base), new Set(now)];
  const common = now.filter((key) => was.has(key));
  return base.filter((key) => is.has(key)).some((key, at) => common[at] !== key);
}
