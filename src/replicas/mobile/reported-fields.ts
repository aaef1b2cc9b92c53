// The fields of an edit as a device sends it, and in the hub's form. Pure.

import { remoteId } from '../../model/ids.ts';
import type { ObservedFields } from '../../model/link.ts';
import type { FieldName, SomeFields } from '../../model/task.ts';
import type { MobileEdit } from '../../protocol/mobile.ts';

/** The new values of an edit, and those that the person saw, as far as they are told. */
export function splitEdit({ fields }: MobileEdit): {
  readonly fields: ObservedFields;
  readonly base: SomeFields;
} {
  const { checklist, ...others } = fields;
  const simple = Object.entries(others).flatMap(([name, change]) =>
    change === undefined ? [] : [{ name, ...change }],
  );
  const to = Object.fromEntries(simple.map((change) => [change.name, change.to]));
  const from = simple.flatMap((change) => (change.from === undefined ? [] : [[change.name, change.from]]));
  const lines = checklist?.to.map(({ key, title, done }) => ({
    ref: key === undefined ? null : remoteId(key),
    title,
    done,
  }));
  const seenLines = checklist?.from?.map(({ key, title, done }, at) => ({
    key: key ?? keyOfUnnamed(at),
    title,
    done,
  }));
  return {
    fields: { ...to, ...(lines !== undefined && { checklist: lines }) },
    base: { ...Object.fromEntries(from), ...(seenLines !== undefined && { checklist: seenLines }) },
  };
}

/** Reported lines in the hub's form. Their keys are the device's own. */
export function asTaskFields({ checklist, ...others }: ObservedFields): SomeFields {
  if (checklist === undefined) return others;
  const lines = checklist.map(({ ref, title, done }, at) => ({ key: ref ?? keyOfUnnamed(at), title, done }));
  return { ...others, checklist: lines };
}

/** Lines that came without keys are told apart by where they stood. */
function keyOfUnnamed(at: number): string {
  return `unnamed:${at}`;
}

/** Picks fields of an observation. */
export function pickObserved(fields: ObservedFields, names: readonly FieldName[]): ObservedFields {
  const wanted: ReadonlySet<string> = new Set(names);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.has(name)));
}
