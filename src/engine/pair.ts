// First pairing: which unlinked tasks of two sides are the same, and what a pair agrees on. Only equal tasks are paired; similar
// ones are suggested.

import type { ObservedFields } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import { stableText } from '../model/same.ts';
import {
  canonicalTags,
  EMPTY_FIELDS,
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type SomeFields,
  type TaskFields,
} from '../model/task.ts';
import { canonicalLine, canonicalNotes, matchingText } from '../model/text.ts';
import { suggestPairs } from './near-matches.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciled, ReconcileInput } from './reconcile.ts';

/** An unlinked task of one side. */
export interface PairCandidate {
  /** Unique within its side. */
  readonly key: string;
  readonly fields: ObservedFields;
  /** The name of its container; '' if it has none. */
  readonly placeName: string;
  /** Where others see it; only a task that is in the same place is the same. null or absent: nobody else sees it. */
  readonly seenIn?: string | null;
}

/** One task of each side, by key. */
export interface Pair {
  readonly left: string;
  readonly right: string;
}

/**
 * Pairs the tasks of two sides one to one: first by everything that identifies a task, then by title, notes and place, then by
 * title and notes. If two equal tasks on one side match one on the other, one stays unpaired. The result does not depend on the
 * order of the input. Up to 50 similar pairs among the rest are suggested. O(n log n).
 */
export function pairTasks(
  left: readonly PairCandidate[],
  right: readonly PairCandidate[],
): { readonly pairs: readonly Pair[]; readonly suggestions: readonly Pair[] } {
  let rest = { left: left.toSorted(byKey), right: right.toSorted(byKey) };
  const pairs: Pair[] = [];
  for (const identify of [exactTextWithLines, exactText, looseTextWithPlace, looseText]) {
    const found = pairBy(rest, identify);
    pairs.push(...found);
    const [goneLeft, goneRight] = [
      new Set(found.map((pair) => pair.left)),
      new Set(found.map((pair) => pair.right)),
    ];
    rest = {
      left: rest.left.filter((one) => !goneLeft.has(one.key)),
      right: rest.right.filter((one) => !goneRight.has(one.key)),
    };
  }
  return { pairs, suggestions: suggestPairs(rest.left, rest.right) };
}

/**
 * The form in which the fields of one side are compared with the other's: as every one of `profiles` can hold them, one after the
 * other, in any fixed order. What a replica writes in place of an empty title is an empty one again.
 */
export function commonForm(fields: ObservedFields, profiles: readonly ReplicaProfile[]): ObservedFields {
  const lines = fields.checklist?.map(({ title, done }, at) => ({ key: String(at), title, done }));
  const held = asHeldByAll({ ...EMPTY_FIELDS, ...fields, checklist: lines ?? [] }, profiles);
  const isUntitled = held.title === asHeldByAll(EMPTY_FIELDS, profiles).title;
  const checklist = held.checklist?.map(({ title, done }) => ({ ref: null, title, done })) ?? [];
  return { ...held, ...(isUntitled && { title: '' }), checklist };
}

function asHeldByAll(fields: TaskFields, profiles: readonly ReplicaProfile[]): SomeFields {
  let full = fields;
  let held = new Set<FieldName>(FIELD_NAMES);
  for (const profile of profiles) {
    const projected = shownAs(profile, profile.project(full));
    held = held.intersection(new Set(fieldNamesOf(projected)));
    full = { ...full, ...projected };
  }
  return pickFields(full, held);
}

function shownAs(profile: ReplicaProfile, held: SomeFields): SomeFields {
  return profile.shownForm?.(held) ?? held;
}

/**
 * Reconciles a hub task with its new pair, on which nothing had been agreed: equal values are agreed on, a blank takes the other
 * side's value, tags and checklist lines are united, a value that another side shows as much of as it can hold is taken whole, and any
 * other difference is a conflict that the strategy decides. The shadow becomes what was observed.
 */
export function pairFields(input: Omit<ReconcileInput, 'held'>): Reconciled {
  const link = { ...input.link, shadow: {}, checklistRefs: {}, refused: {}, state: 'active' as const };
  return reconcile({ ...input, link, held: new Set() });
}

type Identify = (one: PairCandidate) => string | null;

/** Only the open lines: a replica may hide the others. */
function exactTextWithLines(one: PairCandidate): string {
  const open = (one.fields.checklist ?? []).filter(({ done }) => !done);
  return stableText([exactText(one), open.map(({ title }) => canonicalLine(title)).toSorted()]);
}

function exactText({ fields, placeName, seenIn }: PairCandidate): string {
  return stableText([
    canonicalLine(fields.title ?? ''),
    canonicalNotes(fields.notes ?? null),
    typeof fields.start === 'object' || fields.start === 'someday' ? fields.start : null,
    fields.deadline ?? null,
    fields.priority ?? null,
    fields.duration ?? null,
    canonicalTags((fields.tags ?? []).map((tag) => matchingText(tag))),
    matchingText(placeName),
    seenIn ?? null,
  ]);
}

/** A task without a title is only paired if everything else matches. */
function looseText({ fields, seenIn }: PairCandidate): string | null {
  const title = matchingText(fields.title ?? '');
  return title === '' ? null : stableText([title, matchingText(fields.notes ?? ''), seenIn ?? null]);
}

function looseTextWithPlace(one: PairCandidate): string | null {
  const text = looseText(one);
  return text === null ? null : stableText([text, matchingText(one.placeName)]);
}

function pairBy(
  sides: { readonly left: readonly PairCandidate[]; readonly right: readonly PairCandidate[] },
  identify: Identify,
): readonly Pair[] {
  const waiting = new Map<string, string[]>();
  for (const one of sides.right) {
    const text = identify(one);
    if (text === null) continue;
    const alike = waiting.get(text);
    if (alike === undefined) waiting.set(text, [one.key]);
    else alike.push(one.key);
  }
  for (const alike of waiting.values()) alike.reverse();
  return sides.left.flatMap((one) => {
    const text = identify(one);
    const match = text === null ? undefined : waiting.get(text)?.pop();
    return match === undefined ? [] : [{ left: one.key, right: match }];
  });
}

function byKey(a: PairCandidate, b: PairCandidate): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
