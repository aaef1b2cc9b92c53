// The agent's own small database: what the Worker last took, and every operation from intent to acknowledgement. It is what makes
// a crash harmless. Never holds the auth token; knows nothing of Things' database.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { receiptSchema, type Receipt } from '../protocol/exchange.ts';
import {
  thingsAcknowledgementSchema,
  thingsOperationSchema,
  type ThingsAcknowledgement,
  type ThingsOperation,
} from '../protocol/things-operation.ts';
import { assert } from '../model/assert.ts';
import { thingsContainerSchema, thingsTodoSchema, type ThingsTodo } from '../protocol/things-row.ts';
import type { Difference, KnownLibrary } from './read/changes.ts';

const FILE = 'agent.sqlite';
/** Rises with every change of the tables or of what is stored in them. */
const FORMAT = 4;

const TABLES = `
  CREATE TABLE IF NOT EXISTS base (only INTEGER PRIMARY KEY CHECK (only = 1), snapshot TEXT NOT NULL, stamp TEXT NOT NULL,
    receipt TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS known_todo (id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS known_container (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS operation (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, before TEXT, things_id TEXT,
    acknowledgement TEXT, waits INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL, unseen TEXT, sent INTEGER NOT NULL DEFAULT 1) STRICT;
  CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS late_write (operation TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS operation_waiting ON operation (sequence) WHERE waits = 1 OR acknowledgement IS NULL;
`;

/** Another agent has this state directory open: two of them would do everything twice. */
export class StateInUse extends Error {
  constructor(directory: string, cause: unknown) {
    super(`another agent is using ${directory}`, { cause });
  }
}

/** The state directory can't be used: not writable, not ours, or made by a newer version. */
export class StateUnreadable extends Error {
  constructor(directory: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the agent's state in ${directory} can't be used: ${reason}`, { cause });
  }
}

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

/** What is kept by name. `shown_in`: the file in which a creation last showed. */
export type FactName = 'shown_in';

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

/** The journal of one state directory. All calls are synchronous and durable when they return. */
export class AgentJournal {
  readonly #db: DatabaseSync;

  /**
   * Opens the journal, making directory and file when they are not there. Throws `StateInUse` while another agent has it, and
   * `StateUnreadable` when it can't be used.
   */
  constructor(directory: string) {
    this.#db = openFile(directory);
    try {
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      refuseDamaged(this.#db);
      this.#inTransaction(() => prepareTables(this.#db));
    } catch (error) {
      this.#db.close();
      const isLocked = error instanceof Error && /database is locked/.test(error.message);
      throw isLocked ? new StateInUse(directory, error) : new StateUnreadable(directory, error);
    }
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

  /** Makes a difference that was taken the new base. Costs what changed; with `whole`, it replaces all that was known. */
  take(base: Base, difference: Difference, options: { readonly whole: boolean }): void {
    this.#inTransaction(() => {
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
    this.#inTransaction(() => {
      for (const { operation, before, thingsId } of intents) {
        const row = before === null ? null : JSON.stringify(before);
        insert.run(operation.id, JSON.stringify(operation), row, thingsId, Math.round(at));
      }
    });
  }

  /** Forgets an intent of which surely nothing was done. */
  withdraw(operationIds: readonly string[]): void {
    const drop = this.#db.prepare('DELETE FROM operation WHERE id = ? AND acknowledgement IS NULL');
    this.#inTransaction(() => {
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
    this.#inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Writes down that operations are about to be sent: from then on what shows may be what Things made of them. */
  markSent(operationIds: readonly string[]): void {
    const update = this.#db.prepare('UPDATE operation SET sent = 1 WHERE id = ? AND sent = 0');
    this.#inTransaction(() => {
      for (const id of operationIds) update.run(id);
    });
  }

  /** Notes of creations that Things has made them, and that the file that is read does not show them. */
  markUnseen(operationIds: readonly string[], reason: string): void {
    const update = this.#db.prepare('UPDATE operation SET unseen = ? WHERE id = ? AND unseen IS NOT ?');
    this.#inTransaction(() => {
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
      .map((row) => lateOf(JSON.parse(text(row['body'])) as Readonly<Record<string, unknown>>));
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
    this.#inTransaction(() => {
      for (const [operation, thingsId] of idByOperation) mustChangeOne(update.run(thingsId, operation));
    });
  }

  /** Keeps outcomes; they wait for the next exchange. */
  answer(acknowledgements: readonly ThingsAcknowledgement[]): void {
    const update = this.#db.prepare(
      'UPDATE operation SET acknowledgement = ?, things_id = coalesce(?, things_id), waits = 1 WHERE id = ?',
    );
    this.#inTransaction(() => {
      for (const each of acknowledgements)
        mustChangeOne(update.run(JSON.stringify(each), each.thingsId, each.operation));
    });
  }

  /** One operation; null when it was never begun, or is forgotten. */
  find(operationId: string): JournalEntry | null {
    const row = this.#db.prepare('SELECT * FROM operation WHERE id = ?').get(operationId);
    return row === undefined ? null : entryOf(row);
  }

  /** Operations that were begun and have no outcome, in their order. */
  unfinished(): readonly JournalEntry[] {
    return this.#db
      .prepare('SELECT * FROM operation WHERE acknowledgement IS NULL ORDER BY sequence')
      .all()
      .map((row) => entryOf(row));
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
    this.#inTransaction(() => {
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

  #inTransaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      // A full disk has rolled it back already; what went wrong is what is to be told.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

function openFile(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true });
    return new DatabaseSync(join(directory, FILE), { timeout: 0 });
  } catch (error) {
    throw new StateUnreadable(directory, error);
  }
}

/** One flipped bit in an index hides an operation that was done, which is then done again, without end: better not to begin. */
function refuseDamaged(db: DatabaseSync): void {
  const found = db.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok') throw new Error(`it is damaged (${String(found)})`);
}

/** An outcome that finds no row to be written into would be lost, and the operation done again. */
function mustChangeOne({ changes }: { readonly changes: number | bigint }): void {
  assert(Number(changes) === 1, 'the journal does not know the operation whose outcome it is to keep');
}

function prepareTables(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > FORMAT) throw new Error(`it has format ${version}, this version knows ${FORMAT}`);
  db.exec(TABLES);
  if (version === 1) db.exec('ALTER TABLE operation ADD COLUMN unseen TEXT');
  // Of what an earlier version has begun it is not known: it counts as sent.
  if (version > 0 && version < 4) db.exec('ALTER TABLE operation ADD COLUMN sent INTEGER NOT NULL DEFAULT 1');
  db.exec(`PRAGMA user_version = ${FORMAT}`);
}

function entryOf(row: Readonly<Record<string, unknown>>): JournalEntry {
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

function lateOf({ sent, before, seen, at, isOverwritten }: Readonly<Record<string, unknown>>): LateWrite {
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

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('the journal holds something else than text');
  return value;
}
