// The contents of the journal, and how its rows are parsed. A row that can't be parsed stops the agent: without it, it might repeat
// what it has already done.

import type { Receipt } from '../../protocol/exchange.ts';
import {
  thingsAcknowledgementSchema,
  thingsOperationSchema,
  type ThingsAcknowledgement,
  type ThingsOperation,
} from '../../protocol/things-operation.ts';
import { thingsTodoSchema, type ThingsTodo } from '../../protocol/things-row.ts';

/** What the Worker last accepted. */
export interface Base {
  readonly snapshot: string;
  /** The stamp of the database files when they were read, and the date. */
  readonly stamp: string;
  readonly receipt: Receipt;
}

/** One operation that was begun. */
export interface JournalEntry {
  readonly operation: ThingsOperation;
  /** The row before the operation; null for a creation. */
  readonly before: ThingsTodo | null;
  /** What it concerns, or what it created, once known. */
  readonly thingsId: string | null;
  /** null while it is unfinished. */
  readonly acknowledgement: ThingsAcknowledgement | null;
  /** Its outcome has not been sent in an exchange yet. */
  readonly isAnswerWaiting: boolean;
  /** How often Things crashed during it. */
  readonly crashes: number;
  /** A part of it may have reached Things. */
  readonly isSent: boolean;
  /** Why it is not finished although Things carried it out; otherwise null. */
  readonly unseen: string | null;
}

/** Values stored by name. `shown_in`: the file in which a creation last showed; `agent`, `requests`: see identity.ts. */
export type FactName = 'shown_in' | 'agent' | 'requests';

/** A write that may still take effect. */
export interface LateWrite {
  /** What was sent, with the id of its operation. */
  readonly sent: Extract<ThingsOperation, { readonly kind: 'update_todo' }>;
  /** The to-do before the write. */
  readonly before: ThingsTodo;
  /** The to-do as last seen without the write. */
  readonly seen: ThingsTodo;
  /** When it was sent, epoch ms. */
  readonly at: number;
  /** It took effect, and overwrote what `seen` shows. */
  readonly isOverwritten: boolean;
}

/** An operation at its start. */
export type Intent = Pick<JournalEntry, 'operation' | 'before' | 'thingsId'>;

/** Parses a row of the operations table. */
export function entryOfRow(row: Readonly<Record<string, unknown>>): JournalEntry {
  const { body, before, things_id: thingsId, acknowledgement, waits, crashes, unseen, sent } = row;
  return {
    operation: thingsOperationSchema.parse(JSON.parse(text(body))),
    before: before === null ? null : thingsTodoSchema.parse(JSON.parse(text(before))),
    thingsId: thingsId === null ? null : text(thingsId),
    acknowledgement:
      acknowledgement === null ? null : thingsAcknowledgementSchema.parse(JSON.parse(text(acknowledgement))),
    isAnswerWaiting: waits === 1,
    crashes: Number(crashes),
    isSent: sent === 1,
    unseen: unseen === null ? null : text(unseen),
  };
}

/** Parses a row of the late writes table. */
export function lateWriteOfRow(row: Readonly<Record<string, unknown>>): LateWrite {
  const { sent, before, seen, at, isOverwritten } = JSON.parse(text(row['body'])) as Readonly<
    Record<string, unknown>
  >;
  const operation = thingsOperationSchema.parse(sent);
  if (operation.kind !== 'update_todo') throw new Error('the journal holds a late write that is no update');
  return {
    sent: operation,
    before: thingsTodoSchema.parse(before),
    seen: thingsTodoSchema.parse(seen),
    at: Number(at),
    isOverwritten: isOverwritten === true,
  };
}

/** A text column. Throws if it holds something else. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the journal holds something else than text');
  return value;
}
