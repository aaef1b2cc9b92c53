// What a device sent, change by change: each is looked at by itself, and one that is no good keeps no other from being processed.

import { digestOf } from '../../engine/fields/digest.ts';
import { elementsOf, type Element } from '../../protocol/older/elements.ts';
import {
  intentSchema,
  mobileEditSchema,
  mobileIdOnly,
  mobileTaskSchema,
  type MobileEdit,
  type MobileSync,
  type MobileTaskInput,
} from '../../protocol/mobile.ts';

/** The lists of a report, in the order in which they are processed. */
const CHANGE_KINDS = ['created', 'updated', 'edited', 'completed', 'reopened', 'deleted'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One change of a device. `id`: the task's, as the device knows it. */
export type ReportedItem =
  | { readonly kind: 'created' | 'updated'; readonly id: string; readonly task: MobileTaskInput }
  | { readonly kind: 'edited'; readonly id: string; readonly edit: MobileEdit }
  | { readonly kind: 'completed' | 'reopened' | 'deleted'; readonly id: string }
  /** It can't be read. `intent`: null where it has none, or none that can be read; `why`: in plain words. */
  | {
      readonly kind: 'unreadable';
      readonly of: ChangeKind;
      readonly id: string;
      readonly intent: string | null;
      readonly why: string;
    };

/** The changes of a report, in order. */
export function itemsOf(changes: MobileSync['changes']): readonly ReportedItem[] {
  return CHANGE_KINDS.flatMap((kind) => readList(kind, changes[kind]));
}

/** The name under which the answer to a change is kept, as the device sent it; null: it is not kept. */
export function answerNameOf(item: ReportedItem): string | null {
  if (item.kind === 'edited') return item.edit.intent ?? null;
  // Line feeds keep it apart from whatever clients call their intents.
  return item.kind === 'created' ? `created\n${item.id}\n${digestOf(item.task)}` : null;
}

/** Tells apart what a device sent under one name. Without the time: the same edit may be told with another one. */
export function answerDigestOf(item: ReportedItem): string {
  return digestOf(item.kind === 'edited' ? item.edit.fields : null);
}

/** How many changes a report has. */
export function countChanges(changes: MobileSync['changes']): number {
  return CHANGE_KINDS.reduce((sum, kind) => sum + changes[kind].length, 0);
}

function readList(kind: ChangeKind, list: readonly unknown[]): readonly ReportedItem[] {
  switch (kind) {
    case 'created':
    case 'updated':
      return elementsOf(list, mobileTaskSchema, ['id']).map((one) =>
        read(kind, one, (task) => ({ kind, id: task.id, task })),
      );
    case 'edited':
      return elementsOf(list, mobileEditSchema, ['id', 'intent']).map((one) =>
        read(kind, one, (edit) => ({ kind, id: edit.id, edit })),
      );
    case 'completed':
    case 'reopened':
    case 'deleted':
      return elementsOf(list, mobileIdOnly, []).map((one) => read(kind, one, (id) => ({ kind, id })));
  }
}

function read<T>(kind: ChangeKind, one: Element<T>, make: (value: T) => ReportedItem): ReportedItem {
  if (one.ok) return make(one.value);
  const { id = '', intent } = one.named;
  const named = intentSchema.safeParse(intent);
  return { kind: 'unreadable', of: kind, id, intent: named.success ? named.data : null, why: one.why };
}
