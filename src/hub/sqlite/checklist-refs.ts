// Which task has which line of which replica. Held back like the links that it is written with.

import { taskId, type RemoteId, type ReplicaName, type TaskId } from '../../model/ids.ts';
import { textOf, type SqlDatabase } from './sql.ts';

/** One line that this transaction gave another owner; null: it has none any more. */
interface Changed {
  readonly replica: ReplicaName;
  readonly id: RemoteId;
  readonly task: TaskId | null;
}

/** The owners of checklist lines, by the lines' ids in their replicas. */
export class ChecklistRefs {
  readonly #sql: SqlDatabase;
  readonly #changed = new Map<string, Changed>();
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
    const changed = this.#changed.get(keyOf(replica, id));
    return changed === undefined ? this.#stored(replica, id) : changed.task;
  }

  /** Puts the lines of a task down. One that went over to another task stays there. */
  replace(
    { taskId: task, replica }: { readonly taskId: TaskId; readonly replica: ReplicaName },
    before: readonly RemoteId[],
    now: readonly RemoteId[],
  ): void {
    if (!this.#isKept(replica)) return;
    const [had, has] = [new Set(before), new Set(now)];
    for (const id of had)
      if (!has.has(id) && this.ownerOf(replica, id) === task) this.#change({ replica, id, task: null });
    for (const id of has)
      if (!had.has(id) || this.ownerOf(replica, id) !== task) this.#change({ replica, id, task });
  }

  /** Writes what is different. */
  write(): void {
    for (const { replica, id, task } of this.#changed.values()) {
      const stored = this.#stored(replica, id);
      if (stored === task) continue;
      if (stored !== null)
        this.#sql.run(`DELETE FROM checklist_refs WHERE replica = ? AND remote_id = ?`, replica, id);
      if (task !== null)
        this.#sql.run(
          `INSERT INTO checklist_refs (replica, remote_id, task_id) VALUES (?, ?, ?)`,
          replica,
          id,
          task,
        );
    }
    this.#changed.clear();
  }

  /** Forgets the transaction. */
  reset(): void {
    this.#changed.clear();
  }

  #change(changed: Changed): void {
    this.#changed.set(keyOf(changed.replica, changed.id), changed);
  }

  #stored(replica: ReplicaName, id: RemoteId): TaskId | null {
    const [row] = this.#sql.run(
      `SELECT task_id FROM checklist_refs WHERE replica = ? AND remote_id = ?`,
      replica,
      id,
    );
    return row === undefined ? null : taskId(textOf(row, 'task_id'));
  }
}

function keyOf(replica: ReplicaName, id: RemoteId): string {
  return `${replica}:${id}`;
}
