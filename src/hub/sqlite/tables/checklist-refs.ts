// Which task has which line of which replica. Held back like the links that it is written with.

import { taskId, type RemoteId, type ReplicaName, type TaskId } from '../../../model/ids.ts';
import { remoteKey } from '../remote-key.ts';
import { textOf, type SqlDatabase } from '../sql.ts';

/** Ids that one query takes: a Durable Object binds at most 100 values. A list as JSON would cost a row for each id. */
const MAX_IDS = 90;

/** One line in the open transaction. `null`: it is no task's. */
interface Line {
  readonly replica: ReplicaName;
  readonly id: RemoteId;
  /** Whose it is in the database. */
  stored: TaskId | null;
  /** Whose it is now. */
  owner: TaskId | null;
}

/** The owners of checklist lines, by the lines' ids in their replicas. */
export class ChecklistRefs {
  readonly #sql: SqlDatabase;
  /** Lines that this transaction has looked at. */
  readonly #lines = new Map<string, Line>();
  #isKept: (replica: ReplicaName) => boolean = () => true;

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /** Keeps lines of these replicas only: each costs a row, and most are never looked for by their ids alone. */
  limitTo(replicas: readonly ReplicaName[]): void {
    this.#isKept = (replica) => replicas.includes(replica);
  }

  /** The task whose line this is; null where it is none, or lines of that replica are not kept. */
  ownerOf(replica: ReplicaName, id: RemoteId): TaskId | null {
    const line = this.#lines.get(remoteKey(replica, id));
    return line === undefined ? (this.#read(replica, [id]).get(id) ?? null) : line.owner;
  }

  /** Puts the lines of a task down, within a transaction. One that went over to another task stays there. */
  replace(
    { taskId: task, replica }: { readonly taskId: TaskId; readonly replica: ReplicaName },
    before: readonly RemoteId[],
    now: readonly RemoteId[],
  ): void {
    if (!this.#isKept(replica)) return;
    const has = new Set(now);
    for (const line of this.#linesOf(replica, new Set([...before, ...now]))) {
      if (has.has(line.id)) line.owner = task;
      else if (line.owner === task) line.owner = null;
    }
  }

  /** Writes what is different. */
  write(): void {
    for (const line of this.#lines.values()) {
      const { replica, id, stored, owner } = line;
      if (stored === owner) continue;
      if (stored !== null)
        this.#sql.run(`DELETE FROM checklist_refs WHERE replica = ? AND remote_id = ?`, replica, id);
      if (owner !== null)
        this.#sql.run(
          `INSERT INTO checklist_refs (replica, remote_id, task_id) VALUES (?, ?, ?)`,
          replica,
          id,
          owner,
        );
      line.stored = owner;
    }
  }

  /** Forgets the transaction. */
  reset(): void {
    this.#lines.clear();
  }

  /** Those that were not looked at yet are read together. */
  #linesOf(replica: ReplicaName, ids: ReadonlySet<RemoteId>): readonly Line[] {
    const unknown = [...ids].filter((id) => !this.#lines.has(remoteKey(replica, id)));
    const stored = this.#read(replica, unknown);
    for (const id of unknown) {
      const owner = stored.get(id) ?? null;
      this.#lines.set(remoteKey(replica, id), { replica, id, stored: owner, owner });
    }
    return [...ids].flatMap((id) => this.#lines.get(remoteKey(replica, id)) ?? []);
  }

  #read(replica: ReplicaName, ids: readonly RemoteId[]): ReadonlyMap<string, TaskId> {
    const owners = new Map<string, TaskId>();
    for (let from = 0; from < ids.length; from += MAX_IDS) {
      const some = ids.slice(from, from + MAX_IDS);
      const rows = this.#sql.run(
        `SELECT remote_id, task_id FROM checklist_refs
         WHERE replica = ? AND remote_id IN (${some.map(() => '?').join(', ')})`,
        replica,
        ...some,
      );
      for (const row of rows) owners.set(textOf(row, 'remote_id'), taskId(textOf(row, 'task_id')));
    }
    return owners;
  }
}
