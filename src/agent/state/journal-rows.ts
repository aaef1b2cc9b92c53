// What the journal holds, and how its rows are read. A row that can't be read stops the agent: without it, the agent would do a second
// time what it has already done.

import type { Receipt } from '../../protocol/exchange.ts';
import {
  thingsAcknowledgementSchema,
  thingsOperationSchema,
  type ThingsAcknowledgement,
  type ThingsOperation,
} from '../../protocol/things-operation.ts';
import { thingsTodoSchema, type ThingsTodo } from '../../protocol/things-row.ts';

/** What the Worker last took. */
export interface Base {
  readonly snapshot: string;
  /** The stamp of the database files that it was read from, and the day. */
  readonly stamp: string;
  readonly receipt: Receipt;
}

/** One operation that was begun. */
export interface JournalEntry {
  readonly operation: ThingsOperation;
  /** The row as it was; null for what is made. */
  readonly before: ThingsTodo | null;
  /** What it is about, or what it made, once that is known. */
  readonly thingsId: string | null;
  /** null while it is unfinished. */
  readonly acknowledgement: ThingsAcknowledgement | null;
  /** Its outcome waits for an exchange to take it. */
  readonly isAnswerWaiting: boolean;
  /** How often Things went down while it was carried out. */
  readonly crashes: number;
  /** Something of it may have reached Things. */
  readonly isSent: boolean;
  /** Why it is not finished although Things made it; null where there is no such thing. */
  readonly unseen: string | null;
}

/** What is kept by name. `shown_in`: the file in which a creation last showed; `agent`, `requests`: see identity.ts. */
export type FactName = 'shown_in' | 'agent' | 'requests';

/** A write that may still come. */
export interface LateWrite {
  /** What was sent, under the id of the operation that it was sent for. */
  readonly sent: Extract<ThingsOperation, { readonly kind: 'update_todo' }>;
  /** The to-do as it was before. */
  readonly before: ThingsTodo;
  /** The to-do as it was last seen without the write. */
  readonly seen: ThingsTodo;
  /** When it was sent, epoch ms. */
  readonly at: number;
  /** It came, and wrote over what `seen` shows. */
  readonly isOverwritten: boolean;
}

/** An operation at its beginning. */
export type Intent = Pick<JournalEntry, 'operation' | 'before' | 'thingsId'>;

/** Reads a row of the table of operations. */
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

/** Reads a row of the table of late writes. */
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

/** A column that holds text. Throws where it holds something else. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the journal holds something else than text');
  return value;
}
