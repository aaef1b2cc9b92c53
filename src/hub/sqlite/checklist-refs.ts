// Which task has a sub-task of Todoist as a line. Held back like the links that it is written with.

import { taskId, type RemoteId, type TaskId } from '../../model/ids.ts';
import { textOf, type SqlDatabase } from './sql.ts';

/** The owners of checklist lines, by the lines' ids in Todoist. */
export class ChecklistRefs {
  readonly #sql: SqlDatabase;
  /** Owners that this transaction changed; null: it has none any more. */
  readonly #changed = new Map<RemoteId, TaskId | null>();

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /** The task whose line this is; null where it is none. */
  ownerOf(id: RemoteId): TaskId | null {
    const changed = this.#changed.get(id);
    return changed === undefined ? this.#stored(id) : changed;
  }

  /** Puts the lines of a task down. One that went over to another task stays there. */
  replace(task: TaskId, before: readonly RemoteId[], now: readonly RemoteId[]): void {
    const [had, has] = [new Set(before), new Set(now)];
    for (const id of had) if (!has.has(id) && this.ownerOf(id) === task) this.#changed.set(id, null);
    for (const id of has) if (!had.has(id) || this.ownerOf(id) !== task) this.#changed.set(id, task);
  }

  /** Writes what is different. */
  write(): void {
    for (const [id, task] of this.#changed) {
      const stored = this.#stored(id);
      if (stored === task) continue;
      if (stored !== null)
        this.#sql.run(`DELETE FROM checklist_refs WHERE replica = 'todoist' AND remote_id = ?`, id);
      if (task !== null)
        this.#sql.run(
          `INSERT INTO checklist_refs (replica, remote_id, task_id) VALUES ('todoist', ?, ?)`,
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

  #stored(id: RemoteId): TaskId | null {
    const [row] = this.#sql.run(
      `SELECT task_id FROM checklist_refs WHERE replica = 'todoist' AND remote_id = ?`,
      id,
    );
    return row === undefined ? null : taskId(textOf(row, 'task_id'));
  }
}
