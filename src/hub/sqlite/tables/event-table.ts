// The stream of events in SQL. `seq` is the key and the only index: the events of a task or container are chained by `previous`,
// and those of a run are contiguous.

import { containerId, taskId, type ContainerId, type TaskId } from '../../../model/ids.ts';
import type { EventKind, EventStream, HubEvent } from '../../events.ts';
import { buffersOf } from '../buffered-tables.ts';
import { EventWriter } from './event-writer.ts';
import { linksOf } from './link-tables.ts';
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull, within, type SqlDatabase } from '../sql.ts';
import type { SqlRow } from '../sql.ts';

/** How many events of a run are read at a time. */
const PAGE = 200;

/** The stream. */
export function openEvents(sql: SqlDatabase): EventStream {
  const writer = writerOf(sql);
  return {
    open: (mark, now) => writer.open({ mark, ...now }),
    add: (event) => within(sql, () => writer.add(event)),
    explain: (task, step) => within(sql, () => writer.explain(task, step)),
    get: (seq) => readAt(sql, seq),
    ofTask: (task) => chainFrom(sql, newestOfTask(sql, task)),
    ofContainer: (container) => chainFrom(sql, newestOfContainer(sql, container)),
    ofRun: (run) => runOf(sql, run),
    list: ({ before, limit, withDecisions }) =>
      sql
        .run(
          `SELECT * FROM events WHERE seq < ? AND (operation IS NOT NULL OR kind = 'note' OR ?) ORDER BY seq DESC LIMIT ?`,
          before ?? Number.MAX_SAFE_INTEGER,
          withDecisions ? 1 : 0,
          limit,
        )
        .map(readEvent),
    after: (seq, limit) => rowsAfter(sql, seq, limit).map(readEvent),
    last: () => writer.last(),
    markUndone: (seq, at) => {
      sql.run(`UPDATE events SET undone_at = ? WHERE seq = ?`, at, seq);
    },
    prune: (before, limit) => within(sql, () => writer.prune(before, limit)),
    startAnew: (now) =>
      within(sql, () => {
        // There is never an event per second for years, so a `seq` derived from the time is beyond every one handed out so far.
        writer.raiseFloor(Math.floor(now / 1000));
        findHeads(sql);
      }),
  };
}

function writerOf(sql: SqlDatabase): EventWriter {
  return sql.part('events', () => {
    const writer = new EventWriter(sql);
    buffersOf(sql).atEnd = () => writer.writeEvents();
    return writer;
  });
}

function readAt(sql: SqlDatabase, seq: number): HubEvent | null {
  const [row] = sql.run(`SELECT * FROM events WHERE seq = ?`, seq);
  return row === undefined ? null : readEvent(row);
}

function rowsAfter(sql: SqlDatabase, seq: number, limit: number): readonly SqlRow[] {
  return sql.run(`SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit);
}

/** Newest first. Ends where the previous event was deleted. */
function* chainFrom(sql: SqlDatabase, newest: number | null): Iterable<HubEvent> {
  for (let seq = newest; seq !== null;) {
    const event = readAt(sql, seq);
    if (event === null) return;
    yield event;
    seq = event.previous;
  }
}

function newestOfTask(sql: SqlDatabase, task: TaskId): number {
  const hub = buffersOf(sql).tasks.get(task);
  const heads = [...(hub === null ? [] : [hub]), ...linksOf(sql, task)];
  return Math.max(0, ...heads.map((row) => numberOrNull(row, 'last_event') ?? 0));
}

function newestOfContainer(sql: SqlDatabase, container: ContainerId): number | null {
  const [row] = sql.run(`SELECT last_event FROM containers WHERE id = ?`, container);
  return row === undefined ? null : numberOrNull(row, 'last_event');
}

function* runOf(sql: SqlDatabase, run: number): Iterable<HubEvent> {
  for (let seq = run - 1; ;) {
    const events = rowsAfter(sql, seq, PAGE).map(readEvent);
    for (const event of events) {
      if (event.run !== run) return;
      yield event;
      ({ seq } = event);
    }
    if (events.length < PAGE) return;
  }
}

/** Restored tasks and containers have lost the link to their last event. */
function findHeads(sql: SqlDatabase): void {
  const { tasks } = buffersOf(sql);
  const heads = sql.run(
    `SELECT task_id, max(seq) AS seq FROM events WHERE task_id IS NOT NULL GROUP BY task_id`,
  );
  for (const row of heads) {
    const hub = tasks.get(textOf(row, 'task_id'));
    if (hub !== null) tasks.put({ ...hub, last_event: numberOf(row, 'seq') });
  }
  sql.run(
    `UPDATE containers SET last_event = newest.seq
     FROM (SELECT container_id, max(seq) AS seq FROM events WHERE container_id IS NOT NULL GROUP BY container_id) AS newest
     WHERE containers.id = newest.container_id`,
  );
}

function readEvent(row: SqlRow): HubEvent {
  const [task, container] = [textOrNull(row, 'task_id'), textOrNull(row, 'container_id')];
  return {
    seq: numberOf(row, 'seq'),
    at: numberOf(row, 'at'),
    run: numberOf(row, 'run'),
    kind: textOf(row, 'kind') as EventKind,
    taskId: task === null ? null : taskId(task),
    containerId: container === null ? null : containerId(container),
    replica: textOrNull(row, 'replica'),
    operation: textOrNull(row, 'operation'),
    title: textOf(row, 'title'),
    before: jsonOf<HubEvent['before']>(row, 'before'),
    after: jsonOf<HubEvent['after']>(row, 'after'),
    steps: textOrNull(row, 'steps') === null ? [] : jsonOf<HubEvent['steps']>(row, 'steps'),
    previous: numberOrNull(row, 'previous'),
    took: numberOrNull(row, 'took'),
    undoneAt: numberOrNull(row, 'undone_at'),
  };
}
