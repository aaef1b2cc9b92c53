// What the agent remembers across crashes: what the Worker last accepted, and every operation from intent to acknowledgement. Never
// contains the auth token; independent of Things' database.

import type { DatabaseSync } from 'node:sqlite';
import { receiptSchema } from '../../protocol/exchange.ts';
import { thingsAcknowledgementSchema, type ThingsAcknowledgement } from '../../protocol/things-operation.ts';
import { assert } from '../../model/assert.ts';
import { thingsContainerSchema } from '../../protocol/things-row.ts';
import {
  entryOfRow,
  lateWriteOfRow,
  text,
  type Base,
  type FactName,
  type Intent,
  type JournalEntry,
  type LateWrite,
} from './journal-rows.ts';
import type { Difference, KnownLibrary } from '../read/changes.ts';
import { openStateFile, type StateFile } from './state-file.ts';

/** The journal in one state directory. All calls are synchronous, and durable when they return. */
export class AgentJournal {
  readonly #file: StateFile;
  readonly #db: DatabaseSync;

  /**
   * Opens the journal, creating directory and file if necessary. Throws `StateInUse` while another agent uses it, and
   * `StateUnreadable` if it is unusable.
   */
  constructor(directory: string) {
    this.#file = openStateFile(directory);
    this.#db = this.#file.db;
  }

  /** What the Worker last accepted; null before the first time. */
  base(): Base | null {
    const row = this.#db.prepare('SELECT snapshot, stamp, receipt FROM base').get();
    if (row === undefined) return null;
    const receipt = receiptSchema.parse(JSON.parse(text(row['receipt'])));
    return { snapshot: text(row['snapshot']), stamp: text(row['stamp']), receipt };
  }

  /** The library as the Worker last accepted it. */
  knownLibrary(): KnownLibrary {
    const todos = this.#db.prepare('SELECT id, digest FROM known_todo').all();
    const containers = this.#db.prepare('SELECT id, body FROM known_container').all();
    return {
      digestById: new Map(todos.map((row) => [text(row['id']), text(row['digest'])])),
      containerById: new Map(
        containers.map((row) => [
          text(row['id']),
          thingsContainerSchema.parse(JSON.parse(text(row['body']))),
        ]),
      ),
    };
  }

  /** Ids of to-dos to be read in any state: reported before, or written to. */
  idsOfInterest(): readonly string[] {
    return this.#db
      .prepare('SELECT id FROM known_todo UNION SELECT things_id FROM operation WHERE things_id IS NOT NULL')
      .all()
      .map((row) => text(row['id']));
  }

  /** Adds a difference that the Worker has accepted to the base. The cost depends on what changed; with `whole`, it replaces everything. */
  take(base: Base, difference: Difference, options: { readonly whole: boolean }): void {
    this.#file.inTransaction(() => {
      if (options.whole) this.#db.exec('DELETE FROM known_todo; DELETE FROM known_container;');
      this.#storeDifference(difference);
      this.#db
        .prepare('INSERT OR REPLACE INTO base (only, snapshot, stamp, receipt) VALUES (1, ?, ?, ?)')
        .run(base.snapshot, base.stamp, JSON.stringify(base.receipt));
    });
  }

  #storeDifference({ todos, removed, containers, vanished }: Difference): void {
    const keepTodo = this.#db.prepare('INSERT OR REPLACE INTO known_todo (id, digest) VALUES (?, ?)');
    const dropTodo = this.#db.prepare('DELETE FROM known_todo WHERE id = ?');
    const keepContainer = this.#db.prepare('INSERT OR REPLACE INTO known_container (id, body) VALUES (?, ?)');
    const dropContainer = this.#db.prepare('DELETE FROM known_container WHERE id = ?');
    for (const todo of todos) keepTodo.run(todo.id, todo.digest);
    for (const id of removed) dropTodo.run(id);
    for (const container of containers) keepContainer.run(container.id, JSON.stringify(container));
    for (const container of vanished) dropContainer.run(container.id);
  }

  /** Records what is about to be done, before it is done. An operation that was already begun is left unchanged. */
  begin(intents: readonly Intent[], at: number): void {
    const insert = this.#db.prepare(
      'INSERT OR IGNORE INTO operation (id, body, before, things_id, at, sent) VALUES (?, ?, ?, ?, ?, 0)',
    );
    this.#file.inTransaction(() => {
      for (const { operation, before, thingsId } of intents) {
        const row = before === null ? null : JSON.stringify(before);
        insert.run(operation.id, JSON.stringify(operation), row, thingsId, Math.round(at));
      }
    });
  }

  /** Removes an intent of which nothing was done for certain. */
  withdraw(operationIds: readonly string[]): void {
    const drop = this.#db.prepare('DELETE FROM operation WHERE id = ? AND acknowledgement IS NULL');
    this.#file.inTransaction(() => {
      for (const id of operationIds) drop.run(id);
    });
  }

  /** Removes a failed operation, so that it can be retried under the same id. */
  forget(operationId: string): void {
    this.#db.prepare('DELETE FROM operation WHERE id = ?').run(operationId);
  }

  /** Counts a crash of Things during these operations. */
  countCrash(operationIds: readonly string[]): void {
    const update = this.#db.prepare('UPDATE operation SET crashes = crashes + 1 WHERE id = ?');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Records that operations are about to be sent: from then on the current state may be the result of them. */
  markSent(operationIds: readonly string[]): void {
    const update = this.#db.prepare('UPDATE operation SET sent = 1 WHERE id = ? AND sent = 0');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Records for creations that Things carried them out, but that the database being read does not show them. */
  markUnseen(operationIds: readonly string[], reason: string): void {
    const update = this.#db.prepare('UPDATE operation SET unseen = ? WHERE id = ? AND unseen IS NOT ?');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(reason, id, reason);
    });
  }

  /** Stores a write that may still take effect, replacing an earlier one of the same operation. */
  keepLate(late: LateWrite): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO late_write (operation, body) VALUES (?, ?)')
      .run(late.sent.id, JSON.stringify(late));
  }

  /** Removes a write that took effect, or no longer can; writes nothing if there is none. */
  forgetLate(operationId: string): void {
    this.#db.prepare('DELETE FROM late_write WHERE operation = ?').run(operationId);
  }

  /** The writes that may still take effect, ordered by operation. */
  lateWrites(): readonly LateWrite[] {
    return this.#db
      .prepare('SELECT body FROM late_write ORDER BY operation')
      .all()
      .map((row) => lateWriteOfRow(row));
  }

  /** A stored value by name; null if there is none. */
  fact(name: FactName): string | null {
    const row = this.#db.prepare('SELECT value FROM fact WHERE name = ?').get(name);
    return row === undefined ? null : text(row['value']);
  }

  /** Stores a value by name; writes nothing if it is unchanged. */
  keepFact(name: FactName, value: string): void {
    if (this.fact(name) === value) return;
    this.#db.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)').run(name, value);
  }

  /** Records the ids of what operations created, by which it is found from now on. */
  keepIds(idByOperation: ReadonlyMap<string, string>): void {
    const update = this.#db.prepare('UPDATE operation SET things_id = ? WHERE id = ?');
    this.#file.inTransaction(() => {
      for (const [operation, thingsId] of idByOperation) mustChangeOne(update.run(thingsId, operation));
    });
  }

  /** Stores outcomes; they are sent with the next exchange. */
  answer(acknowledgements: readonly ThingsAcknowledgement[]): void {
    const update = this.#db.prepare(
      'UPDATE operation SET acknowledgement = ?, things_id = coalesce(?, things_id), waits = 1 WHERE id = ?',
    );
    this.#file.inTransaction(() => {
      for (const each of acknowledgements)
        mustChangeOne(update.run(JSON.stringify(each), each.thingsId, each.operation));
    });
  }

  /** One operation; null if it was never begun, or was removed. */
  find(operationId: string): JournalEntry | null {
    const row = this.#db.prepare('SELECT * FROM operation WHERE id = ?').get(operationId);
    return row === undefined ? null : entryOfRow(row);
  }

  /** Operations that were begun and have no outcome, in order. */
  unfinished(): readonly JournalEntry[] {
    return this.#db
      .prepare('SELECT * FROM operation WHERE acknowledgement IS NULL ORDER BY sequence')
      .all()
      .map((row) => entryOfRow(row));
  }

  /** Outcomes that were not sent yet, oldest first. */
  waitingAcknowledgements(limit: number): readonly ThingsAcknowledgement[] {
    return this.#db
      .prepare('SELECT acknowledgement FROM operation WHERE waits = 1 ORDER BY sequence LIMIT ?')
      .all(limit)
      .map((row) => thingsAcknowledgementSchema.parse(JSON.parse(text(row['acknowledgement']))));
  }

  /** Marks outcomes as delivered, and removes operations older than `forgetBefore` (epoch ms). */
  release(operationIds: readonly string[], forgetBefore: number): void {
    const update = this.#db.prepare('UPDATE operation SET waits = 0 WHERE id = ?');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(id);
      this.#db
        .prepare('DELETE FROM operation WHERE waits = 0 AND acknowledgement IS NOT NULL AND at < ?')
        .run(Math.round(forgetBefore));
    });
  }

  /** Sends an outcome again with the next exchange. */
  repeatAnswer(operationId: string): void {
    this.#db
      .prepare('UPDATE operation SET waits = 1 WHERE id = ? AND acknowledgement IS NOT NULL')
      .run(operationId);
  }

  /** Closes the file. Can be called repeatedly. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** If there was no row to store an outcome in, it would be lost, and the operation repeated. */
function mustChangeOne({ changes }: { readonly changes: number | bigint }): void {
  assert(Number(changes) === 1, 'the journal does not know the operation whose outcome it is to keep');
}
