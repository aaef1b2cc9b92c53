// What the agent keeps through a crash: what the Worker last took, and every operation from intent to acknowledgement.
// Never holds the auth token; knows nothing of Things' database.

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

/** The journal of one state directory. All calls are synchronous and durable when they return. */
export class AgentJournal {
  readonly #file: StateFile;
  readonly #db: DatabaseSync;

  /**
   * Opens the journal, making directory and file when they are not there. Throws `StateInUse` while another agent has it, and
   * `StateUnreadable` when it can't be used.
   */
  constructor(directory: string) {
    this.#file = openStateFile(directory);
    this.#db = this.#file.db;
  }

  /** What the Worker last took; null before the first time. */
  base(): Base | null {
    const row = this.#db.prepare('SELECT snapshot, stamp, receipt FROM base').get();
    if (row === undefined) return null;
    const receipt = receiptSchema.parse(JSON.parse(text(row['receipt'])));
    return { snapshot: text(row['snapshot']), stamp: text(row['stamp']), receipt };
  }

  /** The library as the Worker last took it. */
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

  /** Ids of to-dos whose every state is of interest: told of before, or written to. */
  idsOfInterest(): readonly string[] {
    return this.#db
      .prepare('SELECT id FROM known_todo UNION SELECT things_id FROM operation WHERE things_id IS NOT NULL')
      .all()
      .map((row) => text(row['id']));
  }

  /** Makes a difference that the Worker has taken the new base. Costs what changed; with `whole`, it replaces all that was known. */
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

  /** Writes down what is about to be done, before anything is done. An operation that is begun already stays as it is. */
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

  /** Forgets an intent of which surely nothing was done. */
  withdraw(operationIds: readonly string[]): void {
    const drop = this.#db.prepare('DELETE FROM operation WHERE id = ? AND acknowledgement IS NULL');
    this.#file.inTransaction(() => {
      for (const id of operationIds) drop.run(id);
    });
  }

  /** Forgets an operation that failed, so that it can be tried again under its own id. */
  forget(operationId: string): void {
    this.#db.prepare('DELETE FROM operation WHERE id = ?').run(operationId);
  }

  /** Counts that Things went down while these operations were carried out. */
  countCrash(operationIds: readonly string[]): void {
    const update = this.#db.prepare('UPDATE operation SET crashes = crashes + 1 WHERE id = ?');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Writes down that operations are about to be sent: from then on what shows may be what Things made of them. */
  markSent(operationIds: readonly string[]): void {
    const update = this.#db.prepare('UPDATE operation SET sent = 1 WHERE id = ? AND sent = 0');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Notes of creations that Things has made them, and that the file that is read does not show them. */
  markUnseen(operationIds: readonly string[], reason: string): void {
    const update = this.#db.prepare('UPDATE operation SET unseen = ? WHERE id = ? AND unseen IS NOT ?');
    this.#file.inTransaction(() => {
      for (const id of operationIds) update.run(reason, id, reason);
    });
  }

  /** Keeps a write that may still come, in place of what was kept of the same operation. */
  keepLate(late: LateWrite): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO late_write (operation, body) VALUES (?, ?)')
      .run(late.sent.id, JSON.stringify(late));
  }

  /** Forgets a write that came, or will come no more; writes nothing where none is kept. */
  forgetLate(operationId: string): void {
    this.#db.prepare('DELETE FROM late_write WHERE operation = ?').run(operationId);
  }

  /** The writes that may still come, in the order of their operations. */
  lateWrites(): readonly LateWrite[] {
    return this.#db
      .prepare('SELECT body FROM late_write ORDER BY operation')
      .all()
      .map((row) => lateWriteOfRow(row));
  }

  /** A small thing that must survive, by its name; null where it was never kept. */
  fact(name: FactName): string | null {
    const row = this.#db.prepare('SELECT value FROM fact WHERE name = ?').get(name);
    return row === undefined ? null : text(row['value']);
  }

  /** Keeps a small thing; writes nothing where it is kept already. */
  keepFact(name: FactName, value: string): void {
    if (this.fact(name) === value) return;
    this.#db.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)').run(name, value);
  }

  /** Keeps what operations made: from here on it is found again by its id. */
  keepIds(idByOperation: ReadonlyMap<string, string>): void {
    const update = this.#db.prepare('UPDATE operation SET things_id = ? WHERE id = ?');
    this.#file.inTransaction(() => {
      for (const [operation, thingsId] of idByOperation) mustChangeOne(update.run(thingsId, operation));
    });
  }

  /** Keeps outcomes; they wait for the next exchange. */
  answer(acknowledgements: readonly ThingsAcknowledgement[]): void {
    const update = this.#db.prepare(
      'UPDATE operation SET acknowledgement = ?, things_id = coalesce(?, things_id), waits = 1 WHERE id = ?',
    );
    this.#file.inTransaction(() => {
      for (const each of acknowledgements)
        mustChangeOne(update.run(JSON.stringify(each), each.thingsId, each.operation));
    });
  }

  /** One operation; null when it was never begun, or is forgotten. */
  find(operationId: string): JournalEntry | null {
    const row = this.#db.prepare('SELECT * FROM operation WHERE id = ?').get(operationId);
    return row === undefined ? null : entryOfRow(row);
  }

  /** Operations that were begun and have no outcome, in their order. */
  unfinished(): readonly JournalEntry[] {
    return this.#db
      .prepare('SELECT * FROM operation WHERE acknowledgement IS NULL ORDER BY sequence')
      .all()
      .map((row) => entryOfRow(row));
  }

  /** Outcomes that no exchange took yet, oldest first. */
  waitingAcknowledgements(limit: number): readonly ThingsAcknowledgement[] {
    return this.#db
      .prepare('SELECT acknowledgement FROM operation WHERE waits = 1 ORDER BY sequence LIMIT ?')
      .all(limit)
      .map((row) => thingsAcknowledgementSchema.parse(JSON.parse(text(row['acknowledgement']))));
  }

  /** Lets outcomes go that an exchange took, and forgets operations that are older than `forgetBefore` (epoch ms). */
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

  /** Closes the file; a second call does nothing. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** An outcome that finds no row to be written into would be lost, and the operation done again. */
function mustChangeOne({ changes }: { readonly changes: number | bigint }): void {
  assert(Number(changes) === 1, 'the journal does not know the operation whose outcome it is to keep');
}
