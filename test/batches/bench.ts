// What the suites of the batches share: a working state in memory, tasks in it, a clock, and a KV to be hostile with.

import { createBatches, type Batches } from '../../src/checkpoint/batches.ts';
import type { KvBinding } from '../../src/checkpoint/kv/kv.ts';
import { containerId, operationId, remoteId, taskId } from '../../src/model/ids.ts';
import {
  EMPTY_FIELDS,
  FIELD_NAMES,
  type HubTask,
  type SomeFields,
  type Stamp,
} from '../../src/model/task.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import type { BatchRecords } from '../../src/hub/batch-records.ts';
import type { Store } from '../../src/hub/store.ts';
import { openNodeDatabase } from '../support/node-database.ts';

/** 2026-11-23 00:00 UTC, epoch ms. */
export const MIDNIGHT = Date.UTC(2026, 10, 23);

/** A clock that goes on when it is told. */
export class Clock {
  at: number;
  constructor(at = MIDNIGHT + 3_600_000) {
    this.at = at;
  }
  readonly now = (): number => this.at;
}

/** One coordinator's state with its batches. */
export interface Account {
  readonly store: Store;
  readonly records: BatchRecords;
  readonly batches: Batches;
  readonly rowsWritten: () => number;
  readonly tables: () => Readonly<Record<string, unknown>>;
  readonly restart: () => Account;
}

/** Names what is made one by one, so that two runs make the same. */
function counter(): () => string {
  let count = 0;
  return () => `id-${String((count += 1)).padStart(9, '0')}`;
}

/** Opens an account over a new database in memory. */
export function openAccount(
  binding: KvBinding,
  clock: Clock,
  options: { readonly settings?: unknown; readonly maxPartBytes?: number } = {},
): Account {
  const sql = openNodeDatabase(':memory:');
  const newId = counter();
  const open = (): Account => {
    const store = openStore(sql, { findsLinesOf: ['todoist'] });
    const records = openBatchRecords(sql);
    const batches = createBatches({
      binding,
      records,
      store,
      settings: options.settings === undefined ? undefined : JSON.stringify(options.settings),
      now: clock.now,
      newId,
      ...(options.maxPartBytes === undefined ? {} : { maxPartBytes: options.maxPartBytes }),
    });
    return {
      store,
      records,
      batches,
      rowsWritten: sql.rowsWritten,
      tables: () => stateTables(sql),
      restart: open,
    };
  };
  return open();
}

const NOT_BROUGHT_BACK = new Set([
  'batches_looked',
  'legacy_batch',
  'restored',
  'forgot_on',
  'clock_horizon',
  'event_floor',
]);

const TABLES = [
  'tasks',
  'links',
  'checklist_refs',
  'retired',
  'containers',
  'container_links',
  'conflicts',
  'suspects',
];

/** Every row that a restore must bring back; columns of JSON as values; the order of operations and changes without their numbers. */
function stateTables(sql: ReturnType<typeof openNodeDatabase>): Readonly<Record<string, unknown>> {
  const rows = (query: string): unknown =>
    sql.run(query).map(({ seq: _seq, changed_tick: _tick, ...row }) => mapJson(row));
  const { state } = openBatchRecords(sql);
  return {
    ...Object.fromEntries(TABLES.map((table) => [table, rows(`SELECT * FROM ${table}`)])),
    outbox: state.outbox().map(({ seq: _seq, ...entry }) => entry),
    legacy: rows(`SELECT * FROM legacy_mappings`),
    legacyEntries: rows(`SELECT * FROM legacy_entries WHERE family <> 'device'`),
    meta: state.meta().filter(({ key }) => !NOT_BROUGHT_BACK.has(key)),
  };
}

const JSON_COLUMNS = new Set([
  'fields',
  'stamps',
  'shadow',
  'checklist_refs',
  'line_details',
  'stray_tags',
  'before',
  'value',
]);

function mapJson(row: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && (JSON_COLUMNS.has(name) || (name === 'refused' && value.startsWith('{')))
        ? (JSON.parse(value) as unknown)
        : value,
    ]),
  );
}

/** Puts a task with its two counterparts into the store. */
export function addTask(store: Store, name: string, fields: SomeFields = {}): HubTask {
  const stamp: Stamp = { at: MIDNIGHT - 5000, by: 'things' };
  const stamps = Object.fromEntries(FIELD_NAMES.map((field) => [field, stamp])) as HubTask['stamps'];
  const task: HubTask = {
    id: taskId(`task-${name}`),
    fields: { ...EMPTY_FIELDS, title: `Task ${name}`, ...fields },
    stamps: { ...stamps, title: { at: MIDNIGHT - 1000, by: 'todoist' } },
    deletedAt: null,
    createdAt: MIDNIGHT - 9000,
  };
  store.tasks.put(task, true);
  for (const replica of ['todoist', 'things'] as const) {
    const { duration: _duration, ...shadow } = task.fields;
    store.links.put({
      taskId: task.id,
      replica,
      remoteId: remoteId(`${replica}-${name}`),
      state: 'active',
      revision: replica === 'things' ? `digest-${name}` : null,
      shadow: replica === 'things' ? { ...shadow, priority: 1 } : { ...task.fields, notes: 'as told' },
      checklistRefs: {},
      occurrence: null,
      refused: {},
    });
  }
  return task;
}

/** Fills a store with something of everything. */
export function fillStore(store: Store): void {
  store.containers.put({
    id: containerId('area-1'),
    kind: 'area',
    name: 'Home',
    parent: null,
    position: 1,
    stamps: {},
  });
  store.containers.put({
    id: containerId('project-1'),
    kind: 'project',
    name: 'Käsefondue 🫕',
    parent: containerId('area-1'),
    position: 1,
    stamps: { name: { at: 1, by: 'things' } },
  });
  store.containers.putLink({
    containerId: containerId('project-1'),
    replica: 'todoist',
    state: 'active',
    remoteId: null,
    name: 'Käsefondue',
    refused: 'five projects are all',
    shownIn: null,
    agreedIn: '',
  });
  addTask(store, 'plain');
  addTask(store, 'rich', {
    title: 'Zürich "quotes" \\ 買牛奶',
    notes: 'two\nlines',
    start: {
      date: '2026-12-01',
      evening: true,
      time: { kind: 'fixed', at: '09:30', zone: 'Europe/Rome' },
    } as HubTask['fields']['start'],
    deadline: '2026-12-24' as HubTask['fields']['deadline'],
    repeat: { owner: 'todoist', rule: 'every day' },
    tags: ['a', 'p1'],
    checklist: [{ key: 'k1', title: 'flour', done: true }],
    place: containerId('project-1'),
    priority: 4,
    duration: { amount: 30, unit: 'minute' },
  });
  const gone = addTask(store, 'gone');
  store.tasks.put({ ...gone, deletedAt: MIDNIGHT - 100 }, false);
  const link = store.links.get(taskId('task-rich'), 'todoist');
  if (link !== null) {
    store.links.put({
      ...link,
      state: 'dormant',
      occurrence: 3,
      refused: { deadline: 'abc' },
      checklistRefs: { k1: remoteId('sub-1') },
    });
  }
  store.links.retire('things', remoteId('spent-1'), taskId('task-rich'), MIDNIGHT - 50);
  store.suspects.of('todoist').add(remoteId('doubtful-1'));
  for (const [id, state] of [
    ['op-b', 'sent'],
    ['op-a', 'held'],
  ] as const) {
    store.outbox.add({
      id: operationId(id),
      replica: 'todoist',
      taskId: taskId('task-plain'),
      containerId: null,
      kind: 'update',
      remoteId: null,
      fields: { title: 'New' },
      before: { title: 'Old' },
      state,
      reason: null,
      retryAt: MIDNIGHT,
      attempts: 1,
      payload: state === 'sent' ? '[{"uuid":"u"}]' : null,
      request: null,
    });
  }
  store.conflicts.add({
    id: 'c1',
    at: MIDNIGHT - 10,
    taskId: taskId('task-rich'),
    field: 'notes',
    replica: 'things',
    hubValue: 'a',
    replicaValue: 'b',
    base: null,
    strategy: 'manual',
    outcome: 'waiting',
    resolvedAt: null,
  });
  store.meta.set('first_sync_done', true);
  store.meta.set('todoist_cursor', 'cursor-7');
  store.meta.set('config', { strategy: 'manual' });
  store.meta.set('things_receipt', { databaseId: 'library-1', today: '2026-11-23', takenAt: 0 });
}

/** A random source that gives the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
