// What every state operation needs: the library, the clock, new ids, and the set of rows it touched.
// Must not hold rules; those live in the file of each family.
import { packDay } from '../encodings/packed.ts';
import type { IdSource } from '../encodings/ids.ts';
import type { Zone } from '../encodings/zone.ts';
import type { Cell, TaskChanges, TaskRow } from '../store/rows.ts';
import type { Library } from '../store/library.ts';

const TASK_COLUMNS = `uuid, leavesTombstone, creationDate, userModificationDate, type, status, stopDate, trashed, title, notes,
 cachedTags, start, startDate, startBucket, reminderTime, deadline, deadlineSuppressionDate, "index", todayIndex,
 todayIndexReferenceDate, area, project, heading, untrashedLeafActionsCount, openUntrashedLeafActionsCount,
 checklistItemsCount, openChecklistItemsCount, rt1_repeatingTemplate, rt1_recurrenceRule,
 rt1_instanceCreationStartDate, rt1_instanceCreationPaused, rt1_instanceCreationCount,
 rt1_afterCompletionReferenceDate, rt1_nextInstanceStartDate`;

/** Settings of `AppState`. */
interface AppStateOptions {
  readonly library: Library;
  readonly zone: Zone;
  readonly now: () => number;
  readonly ids: IdSource;
}

/** The app's working state over one library. */
export class AppState {
  readonly library: Library;
  readonly ids: IdSource;
  /** Tasks whose row, links or children changed since the last commit check. */
  readonly touched = new Set<string>();
  /** Projects and headings whose leaf counters are stale since the last commit check. */
  readonly staleParents = new Set<string>();
  /** Lowest `todayIndex` and per-bucket `index` handed out, so that new rows need no table scan. */
  readonly lowestIndexes = new Map<string, number>();
  /** Language of the app, which names of lists are in. */
  language: 'en' | 'de' = 'en';
  readonly #now: () => number;
  #zone: Zone;
  constructor(options: AppStateOptions) {
    this.library = options.library;
    this.#zone = options.zone;
    this.ids = options.ids;
    this.#now = options.now;
  }

  /** Zone of the Mac. */
  get zone(): Zone {
    return this.#zone;
  }

  /** Moves the Mac to another zone; no row changes by that. */
  moveToZone(zone: Zone): void {
    this.#zone = zone;
  }

  /** Epoch ms of the app's clock. */
  nowMs(): number {
    return this.#now();
  }

  /** Unix seconds with fraction, as the library keeps stamps. */
  nowSeconds(): number {
    return this.#now() / 1000;
  }

  /** The local day as `YYYY-MM-DD`. */
  todayIso(): string {
    return this.zone.dayOf(this.#now());
  }

  /** The local day, packed. */
  today(): number {
    return packDay(this.todayIso());
  }

  /** Returns a task row of any type, or undefined. */
  task(id: string): TaskRow | undefined {
    return this.library.get<TaskRow>(`SELECT ${TASK_COLUMNS} FROM TMTask WHERE uuid = ?`, id);
  }

  /** Returns a task row that must exist. Throws when it does not. */
  mustTask(id: string): TaskRow {
    const row = this.task(id);
    if (row === undefined) throw new Error(`the Things library has no item ${id}`);
    return row;
  }

  /** Returns the task rows of a WHERE clause (with its own ORDER BY, if any). */
  tasksWhere(where: string, ...cells: readonly Cell[]): TaskRow[] {
    return this.library.all<TaskRow>(`SELECT ${TASK_COLUMNS} FROM TMTask WHERE ${where}`, ...cells);
  }

  /**
   * Writes the columns that differ and returns whether any did. The modification date becomes now unless `quiet`
   * is set or the changes bring their own.
   */
  changeTask(id: string, changes: TaskChanges, quiet = false): boolean {
    const row = this.mustTask(id);
    const differing: [string, Cell][] = [];
    for (const [column, value] of Object.entries(changes)) {
      if (!isSameCell(cellOf(row, column), value)) differing.push([column, value]);
    }
    if (differing.length === 0) return false;
    if (!quiet && !('userModificationDate' in changes))
      differing.push(['userModificationDate', this.nowSeconds()]);
    const assignments = differing.map(([column]) => `"${column}" = ?`).join(', ');
    this.library.run(
      `UPDATE TMTask SET ${assignments} WHERE uuid = ?`,
      ...differing.map(([, cell]) => cell),
      id,
    );
    this.touched.add(id);
    return true;
  }

  /** Sets the modification date of a task to now, for changes kept in other tables. */
  stampTask(id: string): void {
    this.library.run('UPDATE TMTask SET userModificationDate = ? WHERE uuid = ?', this.nowSeconds(), id);
    this.touched.add(id);
  }

  /** Marks the project and heading above a row for a recount of their leaves. */
  markParentsStale(row: { readonly project: string | null; readonly heading: string | null }): void {
    if (row.project !== null) this.staleParents.add(row.project);
    if (row.heading !== null) this.staleParents.add(row.heading);
  }
}

function cellOf(row: TaskRow, column: string): Cell | undefined {
  return (row as unknown as Readonly<Record<string, Cell>>)[column];
}

function isSameCell(left: Cell | undefined, right: Cell): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return Buffer.compare(left, right) === 0;
  }
  return left === right;
}
