// Which task has which line of which replica. Buffered like the links that are written with it.

import { taskId, type RemoteId, type ReplicaName, type TaskId } from '../../../model/ids.ts';
import { remoteKey } from '../remote-key.ts';
import { textOf, type SqlDatabase } from '../sql.ts';

/** Ids per query: a Durable Object binds at most 100 values. Passing the list as JSON would cost one row read per id. */
const MAX_IDS = 90;

/** The task that owns one line, in the open transaction. `null`: no task. */
interface Line {
  readonly replica: ReplicaName;
  readonly id: RemoteId;
  /** Its owner in the database. */
  stored: TaskId | null;
  /** Its owner now. */
  owner: TaskId | null;
}

/** The owners of checklist lines, by the lines' ids in their replicas. */
export class ChecklistRefs {
  readonly #sql: SqlDatabase;
  /** Lines that this transaction has looked up. */
  readonly #lines = new Map<string, Line>();
  #isKept: (replica: ReplicaName) => boolean = () => true;

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /** Restricts this to the lines of some replicas: each costs a row, and most are never looked up by id alone. */
  limitTo(replicas: readonly ReplicaName[]): void {
    this.#isKept = (replica) => replicas.includes(replica);
  }

  /** The task that has this line; null if there is none, or if lines of that replica are not recorded. */
  ownerOf(replica: ReplicaName, id: RemoteId): TaskId | null {
    const line = this.#lines.get(remoteKey(replica, id));
    return line === undefined ? (this.#read(replica, [id]).get(id) ?? null) : line.owner;
  }

  /** Records the lines of a task, within a transaction. A line that has moved to another task stays there. */
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

  /** Writes the differences. */
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

  /** Discards the transaction's state. */
  reset(): void {
    this.#lines.clear();
  }

  /** Loads all lines that were not looked up yet in one go. */
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
