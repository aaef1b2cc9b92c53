// Writes the events at the end of a transaction: one for each task it changed, and those added explicitly. Assigns each its
// position, its run and its predecessor.

import { isSame } from '../../../model/same.ts';
import { EMPTY_FIELDS, FIELD_NAMES, pickFields, type FieldName, type HubTask } from '../../../model/task.ts';
import type { TaskId } from '../../../model/ids.ts';
import { newRunMark, type DecisionKind, type EventStep, type NewEvent, type RunMark } from '../../events.ts';
import type { Store } from '../../store.ts';
import { buffersOf } from '../buffered-tables.ts';
import { linksOf } from './link-tables.ts';
import { openMeta } from './meta-table.ts';
import {
  firstNumber,
  numberOf,
  numberOrNull,
  type SqlDatabase,
  type SqlRow,
  type TransactionPart,
} from '../sql.ts';
import { readTask } from './task-tables.ts';

/** Events up to this `seq` may have been handed out even if they are no longer here. */
const FLOOR_KEY = 'event_floor';

/** The run that a transaction belongs to. */
interface OpenRun {
  readonly mark: RunMark;
  readonly at: number;
  readonly isFirstSync: boolean;
}

/** The events of the open transaction. */
export class EventWriter implements TransactionPart {
  readonly #sql: SqlDatabase;
  readonly #meta: Store['meta'];
  #run: OpenRun | null = null;
  /** The run of a transaction that was not given one. */
  #nameless: RunMark | null = null;
  /** The state of the mark before this transaction; null if nothing was written under it. */
  #markBefore: { readonly mark: RunMark; readonly id: number | null; readonly names: number } | null = null;
  #added: NewEvent[] = [];
  #steps = new Map<TaskId, EventStep[]>();
  #pruning: { readonly before: number; readonly limit: number } | null = null;
  /** The newest event, and the newest run that this process wrote; null: has to be read, unknown. */
  #last: number | null = null;
  /** As stored, read once per transaction; null: has to be read. */
  #floor: number | null = null;
  #newestRun: number | null = null;

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
    this.#meta = openMeta(sql);
  }

  /** See `EventStream.open`. */
  open(run: OpenRun): void {
    if (this.#sql.isInTransaction()) this.#run = run;
  }

  /** See `EventStream.add`. */
  add(event: NewEvent): void {
    if (event.kind === 'made' && this.#run?.isFirstSync === true) return;
    this.#added.push(event);
  }

  /** See `EventStream.explain`. */
  explain(task: TaskId, step: EventStep): void {
    const known = this.#steps.get(task);
    if (known === undefined) this.#steps.set(task, [step]);
    else known.push(step);
  }

  /** See `EventStream.last`. */
  last(): number {
    return (this.#last ??= firstNumber(
      this.#sql.run(`SELECT seq AS n FROM events ORDER BY seq DESC LIMIT 1`),
      'n',
    ));
  }

  /** Everything up to `floor` counts as handed out. */
  raiseFloor(floor: number): void {
    this.#meta.set(FLOOR_KEY, Math.max(floor, this.last(), this.#storedFloor()));
    this.#floor = null;
    this.#newestRun = null;
  }

  /** See `EventStream.prune`. Deferred to the end of the transaction, whose own events are newer than anything deleted. */
  prune(before: number, limit: number): void {
    this.#pruning = { before, limit };
  }

  /**
   * Writes the transaction's events. Called once, at its end, and before the changed rows are written, which store a link to their
   * last event.
   */
  writeEvents(): void {
    const decided = this.#run === null ? [] : this.#decisions(this.#run);
    const added = this.#added.splice(0);
    this.#steps.clear();
    for (const { event, steps } of decided) this.#write(event, steps);
    for (const event of added) this.#write(event, []);
    if (this.#pruning !== null) this.#prune(this.#pruning);
    this.#pruning = null;
  }

  /** Does nothing: whoever writes the rows calls `tell` first. */
  flush(): void {}

  /** Discards the transaction's state, and what it changed in the run's mark if it was rolled back. */
  reset(committed: boolean): void {
    this.#added = [];
    this.#steps.clear();
    this.#run = null;
    this.#nameless = null;
    this.#pruning = null;
    this.#floor = null;
    if (!committed) {
      this.#last = null;
      this.#newestRun = null;
      if (this.#markBefore !== null) {
        const { mark, id, names } = this.#markBefore;
        mark.id = id;
        mark.names.length = names;
      }
    }
    this.#markBefore = null;
  }

  /** Deletes only from the oldest end, so that a chain of events becomes shorter but gets no gap. */
  #prune({ before, limit }: { readonly before: number; readonly limit: number }): void {
    const oldest = this.#sql.run(`SELECT seq, at FROM events ORDER BY seq LIMIT ?`, limit + 1);
    const kept = oldest.findIndex((row) => numberOf(row, 'at') >= before);
    // The newest is kept: it shows how far the stream got.
    const last = oldest[(kept === -1 ? oldest.length - 1 : kept) - 1];
    if (last !== undefined) this.#sql.run(`DELETE FROM events WHERE seq <= ?`, numberOf(last, 'seq'));
  }

  /** One event for each task that was changed or that something was decided about. */
  #decisions(run: OpenRun): readonly { readonly event: NewEvent; readonly steps: readonly EventStep[] }[] {
    const { tasks } = buffersOf(this.#sql);
    const decided = new Map<TaskId, NewEvent>();
    for (const { before, after } of tasks.changes()) {
      const event = after === null ? null : changeOf(before, after, run);
      if (event?.taskId != null) decided.set(event.taskId, event);
    }
    for (const id of this.#steps.keys()) {
      const row = decided.has(id) ? null : tasks.get(id);
      if (row !== null) decided.set(id, eventOf(readTask(row), 'noted', run.at));
    }
    return [...decided].map(([id, event]) => {
      const steps = this.#steps.get(id) ?? [];
      const by = steps[0]?.replica ?? event.replica;
      return { event: { ...event, replica: by === 'person' ? null : by }, steps };
    });
  }

  #write(event: NewEvent, steps: readonly EventStep[]): void {
    const seq = Math.max(this.last(), this.#storedFloor()) + 1;
    this.#sql.run(
      `INSERT INTO events (seq, at, run, kind, task_id, container_id, replica, operation, title, before, after, steps, previous,
                           took)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      seq,
      event.at,
      this.#runOf(seq),
      event.kind,
      event.taskId,
      event.containerId,
      event.replica,
      event.operation,
      event.title,
      JSON.stringify(event.before),
      JSON.stringify(event.after),
      steps.length === 0 ? null : JSON.stringify(steps),
      this.#takeHead(event, seq),
      this.#took(),
    );
    this.#last = seq;
  }

  #storedFloor(): number {
    return (this.#floor ??= (this.#meta.get(FLOOR_KEY) as number | undefined) ?? 0);
  }

  /** A clock stands still but for what is waited for, and may be set back. */
  #took(): number | null {
    const { mark: { begunAt } = { begunAt: null }, at = 0 } = this.#run ?? {};
    return begunAt === null ? null : Math.max(0, at - begunAt);
  }

  /** The run continues under its id if no other event came in between, otherwise under the id of this event. */
  #runOf(seq: number): number {
    const mark = this.#run?.mark ?? (this.#nameless ??= newRunMark());
    this.#markBefore ??= { mark, id: mark.id, names: mark.names.length };
    if (mark.id === null || mark.id !== this.#newestRun) {
      mark.id = seq;
      mark.names.push(seq);
    }
    this.#newestRun = mark.id;
    return mark.id;
  }

  /** Records an event as the last one of its task or container; returns the previous one. */
  #takeHead({ taskId: task, containerId, replica }: NewEvent, seq: number): number | null {
    if (task === null) return this.#takeContainerHead(containerId, seq);
    const { tasks, links } = buffersOf(this.#sql);
    const hub = tasks.get(task);
    if (hub === null) return null;
    const ofLinks = linksOf(this.#sql, task);
    const heads = [hub, ...ofLinks].map((row) => numberOrNull(row, 'last_event') ?? 0);
    const previous = Math.max(...heads);
    const link = ofLinks.find((row) => row['replica'] === replica);
    // If a row is written anyway, this costs nothing extra.
    if (link === undefined || tasks.isChanged(task)) tasks.put({ ...hub, last_event: seq });
    else links.put({ ...link, last_event: seq });
    return previous === 0 ? null : previous;
  }

  #takeContainerHead(container: NewEvent['containerId'], seq: number): number | null {
    const [row] = this.#sql.run(`SELECT last_event FROM containers WHERE id = ?`, container);
    if (row === undefined) return null;
    this.#sql.run(`UPDATE containers SET last_event = ? WHERE id = ?`, seq, container);
    return numberOrNull(row, 'last_event');
  }
}

/** What a transaction did to a task; null if nothing that a user can see. */
function changeOf(before: SqlRow | null, after: SqlRow, run: OpenRun): NewEvent | null {
  const now = readTask(after);
  if (before === null) {
    if (run.isFirstSync) return null;
    // It was deleted as soon as it was seen: an undo brings it back.
    const made = eventOf(now, now.deletedAt === null ? 'made' : 'deleted', run.at);
    return { ...made, replica: authorOf(now, 'title'), after: pickFields(now.fields, saidFields(now)) };
  }
  const was = readTask(before);
  const changed = FIELD_NAMES.filter((name) => !isSame(was.fields[name], now.fields[name]));
  const kind = kindOf(was, now);
  const [first] = changed;
  if (kind === 'changed' && first === undefined) return null;
  return {
    ...eventOf(now, kind, run.at),
    replica: first === undefined ? null : authorOf(now, first),
    before: pickFields(was.fields, changed),
    after: pickFields(now.fields, changed),
  };
}

function kindOf(was: HubTask, now: HubTask): DecisionKind {
  if ((was.deletedAt === null) === (now.deletedAt === null)) return 'changed';
  return was.deletedAt === null ? 'deleted' : 'brought_back';
}

/** The replica that set a field; null for the owner. */
function authorOf({ stamps }: HubTask, name: FieldName): NewEvent['replica'] {
  const { by } = stamps[name];
  return by === 'person' ? null : by;
}

function saidFields({ fields }: HubTask): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => !isSame(fields[name], EMPTY_FIELDS[name]));
}

function eventOf(task: HubTask, kind: DecisionKind, at: number): NewEvent {
  return {
    at,
    kind,
    taskId: task.id,
    containerId: null,
    replica: null,
    operation: null,
    title: task.fields.title,
    before: {},
    after: {},
  };
}
