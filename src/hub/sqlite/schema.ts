// The tables of the working state, and the migrations from older versions of the schema. docs/storage.md describes every table.

import { matchingText } from '../../model/text.ts';
import { SHARED_ROW } from './tables/meta-table.ts';
import { convertOutboxRows } from './older/older-outbox.ts';
import { convertRecordsToEvents } from './older/older-records.ts';
import type { SqlDatabase } from './sql.ts';
import { firstNumber, textOf } from './sql.ts';

/** The first version of the schema. Never edited; every later change is a step in `STEPS`. */
const TABLES = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE tasks (
     id TEXT PRIMARY KEY, fields TEXT NOT NULL, stamps TEXT NOT NULL, place TEXT, is_open INTEGER NOT NULL,
     in_scope INTEGER NOT NULL, deleted_at INTEGER, created_at INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE links (
     task_id TEXT NOT NULL, replica TEXT NOT NULL, remote_id TEXT NOT NULL, state TEXT NOT NULL, is_open INTEGER NOT NULL,
     revision TEXT, shadow TEXT NOT NULL, checklist_refs TEXT NOT NULL, occurrence INTEGER, refused TEXT NOT NULL,
     PRIMARY KEY (task_id, replica)) WITHOUT ROWID`,
  `CREATE UNIQUE INDEX links_by_remote_id ON links (replica, remote_id)`,
  `CREATE TABLE checklist_refs (
     replica TEXT NOT NULL, remote_id TEXT NOT NULL, task_id TEXT NOT NULL, PRIMARY KEY (replica, remote_id)) WITHOUT ROWID`,
  `CREATE TABLE retired (
     replica TEXT NOT NULL, remote_id TEXT NOT NULL, task_id TEXT NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (replica, remote_id)) WITHOUT ROWID`,
  `CREATE TABLE containers (id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, parent TEXT) WITHOUT ROWID`,
  `CREATE TABLE container_links (
     container_id TEXT NOT NULL, replica TEXT NOT NULL, remote_id TEXT, name TEXT NOT NULL, refused TEXT,
     PRIMARY KEY (container_id, replica)) WITHOUT ROWID`,
  `CREATE TABLE outbox (
     seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, replica TEXT NOT NULL, task_id TEXT, container_id TEXT, kind TEXT NOT NULL,
     remote_id TEXT, fields TEXT NOT NULL, before TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, retry_at INTEGER,
     attempts INTEGER NOT NULL, payload TEXT, request TEXT)`,
  `CREATE INDEX outbox_by_task ON outbox (task_id)`,
  `CREATE TABLE history (
     id TEXT PRIMARY KEY, at INTEGER NOT NULL, task_id TEXT NOT NULL, title TEXT NOT NULL, replica TEXT NOT NULL,
     kind TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, undone_at INTEGER) WITHOUT ROWID`,
  `CREATE INDEX history_by_time ON history (at)`,
  `CREATE TABLE conflicts (
     id TEXT PRIMARY KEY, at INTEGER NOT NULL, task_id TEXT NOT NULL, field TEXT NOT NULL, replica TEXT NOT NULL,
     hub_value TEXT NOT NULL, replica_value TEXT NOT NULL, base TEXT NOT NULL, strategy TEXT NOT NULL, outcome TEXT NOT NULL,
     resolved_at INTEGER) WITHOUT ROWID`,
  `CREATE INDEX conflicts_by_task ON conflicts (task_id)`,
  `CREATE TABLE reasons (
     seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, task_id TEXT NOT NULL, replica TEXT NOT NULL, rule TEXT NOT NULL,
     text TEXT NOT NULL)`,
  `CREATE INDEX reasons_by_task ON reasons (task_id)`,
  `CREATE TABLE suspects (remote_id TEXT PRIMARY KEY) WITHOUT ROWID`,
];

const INDEXES = [
  `CREATE INDEX IF NOT EXISTS links_refused ON links (task_id) WHERE refused <> '{}'`,
  `CREATE INDEX IF NOT EXISTS links_unread ON links (replica, remote_id)
     WHERE state = 'active' AND is_open AND revision IS NULL AND stamps IS NULL`,
  `CREATE INDEX IF NOT EXISTS tasks_by_place ON tasks (place) WHERE place IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS tasks_by_tick ON tasks (changed_tick)`,
  `CREATE INDEX IF NOT EXISTS containers_by_tick ON containers (changed_tick)`,
  `CREATE INDEX IF NOT EXISTS containers_by_parent ON containers (parent, position)`,
  `CREATE INDEX IF NOT EXISTS containers_by_name ON containers (name_key)`,
  `CREATE INDEX IF NOT EXISTS container_links_by_remote_id ON container_links (replica, remote_id) WHERE remote_id IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS container_links_by_holder ON container_links (replica, shown_in) WHERE shown_in <> ''`,
  `CREATE INDEX IF NOT EXISTS container_links_refused ON container_links (replica) WHERE refused IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS conflicts_waiting ON conflicts (at) WHERE outcome = 'waiting'`,
  `CREATE INDEX IF NOT EXISTS metric_hours_due ON metric_hours (bucket) WHERE is_due = 1`,
  `CREATE INDEX IF NOT EXISTS webhook_events_waiting ON webhook_events (seq) WHERE changes IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS deliveries_pending ON deliveries (subscriber, seq) WHERE status = 'pending'`,
  `CREATE INDEX IF NOT EXISTS legacy_to_land ON legacy_entries (document) WHERE state = 'taken'`,
  `CREATE INDEX IF NOT EXISTS legacy_by_document ON legacy_entries (document) WHERE document IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS legacy_untranslated ON legacy_mappings (old_id) WHERE todoist_id IS NULL`,
  `CREATE INDEX IF NOT EXISTS legacy_by_todoist ON legacy_mappings (todoist_id) WHERE todoist_id IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS legacy_by_things ON legacy_mappings (things_id) WHERE things_id IS NOT NULL`,
];

/** One part of a migration step: a statement, or work that needs more than SQL. */
type StepPart = string | ((sql: SqlDatabase) => void);

/**
 * The migration steps: the first entry turns version 1 into 2, and so on. In versions where some single values share a row, use
 * `forget` to remove one.
 */
const STEPS: readonly (readonly StepPart[])[] = [
  [
    `CREATE TABLE kv_counts (
       day INTEGER NOT NULL, operation TEXT NOT NULL, family TEXT NOT NULL, count INTEGER NOT NULL,
       PRIMARY KEY (day, operation, family)) WITHOUT ROWID`,
    `CREATE TABLE kv_spent (day INTEGER PRIMARY KEY)`,
    `CREATE TABLE batch_documents (
       key TEXT PRIMARY KEY, dirty_since INTEGER, writing_since INTEGER, written_at INTEGER, attempted_at INTEGER,
       retry_at INTEGER, failures INTEGER NOT NULL, reason TEXT, digest TEXT, bytes INTEGER NOT NULL,
       parts INTEGER NOT NULL, generation TEXT) WITHOUT ROWID`,
    `CREATE TABLE batch_parts (
       key TEXT PRIMARY KEY, document TEXT NOT NULL, generation TEXT NOT NULL, superseded_at INTEGER) WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE legacy_entries (
       key TEXT PRIMARY KEY, family TEXT NOT NULL, state TEXT NOT NULL, raw TEXT NOT NULL, expires_at INTEGER, document TEXT,
       reason TEXT, base TEXT) WITHOUT ROWID`,
    `CREATE TABLE legacy_mappings (
       old_id TEXT PRIMARY KEY, todoist_id TEXT, things_id TEXT, fingerprint TEXT NOT NULL,
       last_synced TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE legacy_progress (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  ],
  // An older plan has no items and does not say what it holds back; the next run makes it again.
  [`DELETE FROM meta WHERE key = 'plan'`],
  [
    // Everything that exists counts as changed by the first tick.
    `ALTER TABLE tasks ADD COLUMN changed_tick INTEGER NOT NULL DEFAULT 1`,
    `ALTER TABLE containers ADD COLUMN changed_tick INTEGER NOT NULL DEFAULT 1`,
    `CREATE TABLE ticks (hour INTEGER PRIMARY KEY, tick INTEGER NOT NULL)`,
  ],
  [
    `ALTER TABLE containers ADD COLUMN name_key TEXT`,
    `ALTER TABLE containers ADD COLUMN position INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE containers ADD COLUMN stamps TEXT NOT NULL DEFAULT '{}'`,
    `ALTER TABLE container_links ADD COLUMN state TEXT NOT NULL DEFAULT 'active'`,
    `ALTER TABLE container_links ADD COLUMN shown_in TEXT`,
    `ALTER TABLE container_links ADD COLUMN agreed_in TEXT`,
    fillNameKeys,
    // The parents of containers were not recorded before, so both sides are read completely once.
    `DELETE FROM meta WHERE key IN ('todoist_cursor', 'things_snapshot')`,
  ],
  [
    `ALTER TABLE links ADD COLUMN line_details TEXT`,
    // Only a full read includes sub-tasks that have not changed since.
    `DELETE FROM meta WHERE key = 'todoist_cursor'`,
  ],
  [
    `CREATE TABLE contacts (
       replica TEXT PRIMARY KEY, seen_at INTEGER, problem TEXT, retry_at INTEGER, failures INTEGER NOT NULL,
       access TEXT) WITHOUT ROWID`,
    `ALTER TABLE suspects ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE suspects ADD COLUMN retry_at INTEGER`,
    `ALTER TABLE suspects ADD COLUMN reason TEXT`,
    `ALTER TABLE suspects ADD COLUMN found TEXT`,
  ],
  [
    `CREATE TABLE alarms (
       name TEXT PRIMARY KEY, due_at INTEGER, last_at INTEGER, failures INTEGER NOT NULL, failure TEXT) WITHOUT ROWID`,
  ],
  [`ALTER TABLE conflicts ADD COLUMN cause TEXT`],
  [
    `CREATE TABLE events (
       seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, run INTEGER NOT NULL, kind TEXT NOT NULL, task_id TEXT, container_id TEXT,
       replica TEXT, operation TEXT, title TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, steps TEXT,
       previous INTEGER, undone_at INTEGER)`,
    `ALTER TABLE tasks ADD COLUMN last_event INTEGER`,
    `ALTER TABLE links ADD COLUMN last_event INTEGER`,
    `ALTER TABLE containers ADD COLUMN last_event INTEGER`,
    convertRecordsToEvents,
    `DROP TABLE history`,
    `DROP TABLE reasons`,
    `DROP INDEX IF EXISTS checklist_refs_by_task`,
  ],
  [
    `ALTER TABLE links ADD COLUMN stamps TEXT`,
    // Only a full library includes the timestamps of what has not changed since.
    forget('things_snapshot'),
  ],
  [
    `CREATE TABLE nested (
       replica TEXT NOT NULL, remote_id TEXT NOT NULL, below TEXT NOT NULL, PRIMARY KEY (replica, remote_id)) WITHOUT ROWID`,
    // Only a full read tells what is nested under what.
    forget('todoist_cursor'),
  ],
  [
    `CREATE TABLE outbox_pages (page INTEGER PRIMARY KEY, entries TEXT NOT NULL)`,
    convertOutboxRows,
    `DROP TABLE outbox`,
  ],
  [`UPDATE meta SET key = 'names_to_adopt' WHERE key = 'words_to_come'`],
  [`ALTER TABLE retired ADD COLUMN missing INTEGER NOT NULL DEFAULT 0`],
  [
    `UPDATE events SET operation = NULL WHERE kind = 'note'`,
    // Events from an older version were not linked to their containers.
    `UPDATE containers SET last_event = (SELECT max(seq) FROM events WHERE container_id = containers.id) WHERE last_event IS NULL`,
  ],
  [
    `ALTER TABLE suspects RENAME TO suspects_before`,
    `CREATE TABLE suspects (
       replica TEXT NOT NULL, remote_id TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, retry_at INTEGER, reason TEXT,
       found TEXT, PRIMARY KEY (replica, remote_id)) WITHOUT ROWID`,
    // Only Todoist could be queried for an id.
    `INSERT INTO suspects (replica, remote_id, attempts, retry_at, reason, found)
     SELECT 'todoist', remote_id, attempts, retry_at, reason, found FROM suspects_before`,
    `DROP TABLE suspects_before`,
  ],
  [
    `CREATE TABLE agents (
       id TEXT PRIMARY KEY, host TEXT NOT NULL, counter INTEGER NOT NULL, request TEXT NOT NULL, seen_at INTEGER NOT NULL,
       waits_since INTEGER, waits_for TEXT) WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE tokens (
       id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, created_at INTEGER NOT NULL,
       last_used_at INTEGER) WITHOUT ROWID`,
    `CREATE TABLE repeats (
       path TEXT NOT NULL, request TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL, status INTEGER, body TEXT,
       PRIMARY KEY (path, request)) WITHOUT ROWID`,
  ],
  [
    `CREATE TABLE secrets (
       purpose TEXT NOT NULL, id TEXT NOT NULL, key_id TEXT NOT NULL, box TEXT NOT NULL,
       PRIMARY KEY (purpose, id)) WITHOUT ROWID`,
    // What was taken in with its secret in clear can be sealed only by who has the key.
    `INSERT INTO legacy_progress (name, value) SELECT 'secrets_in_clear', 'true' WHERE EXISTS (
       SELECT 1 FROM legacy_entries WHERE family IN ('device', 'subscribers', 'webhook-config') AND raw <> '')`,
  ],
  [`ALTER TABLE events ADD COLUMN took INTEGER`],
  [
    `CREATE TABLE webhook_events (
       seq INTEGER PRIMARY KEY, source TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL, changes TEXT,
       UNIQUE (source, delivery))`,
  ],
  [
    `CREATE TABLE subscribers (
       id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, settings TEXT NOT NULL, paused_at INTEGER, paused_because TEXT,
       missed INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE outbound_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE deliveries (
       seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, subscriber TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL,
       at INTEGER NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, first_tried_at INTEGER,
       tried_at INTEGER, due_at INTEGER, took INTEGER, answered INTEGER, error TEXT)`,
  ],
  [
    `CREATE TABLE metric_hours (
       bucket INTEGER PRIMARY KEY, hour TEXT NOT NULL, is_due INTEGER NOT NULL, progress TEXT)`,
    // What was decided before is not counted: an older version did not say how runs ended.
    `INSERT INTO metric_hours (bucket, hour, is_due, progress)
     SELECT 0, '{}', 0, json_object('totals', json('{}'), 'countedTo', max(seq), 'kv', NULL) FROM events HAVING max(seq) IS NOT NULL`,
  ],
  [
    `CREATE TABLE devices (
       id TEXT PRIMARY KEY, name TEXT NOT NULL, platform TEXT, app_version TEXT, paired_at INTEGER NOT NULL,
       seen_at INTEGER, seen_up_to INTEGER NOT NULL, revoked_at INTEGER) WITHOUT ROWID`,
    `CREATE TABLE pairing_codes (hash TEXT PRIMARY KEY, name TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE device_requests (signature TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE device_intents (
       device TEXT NOT NULL, intent TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (device, intent))`,
    `CREATE TABLE mobile_tasks (
       mobile_id TEXT PRIMARY KEY, task_id TEXT NOT NULL UNIQUE, device TEXT NOT NULL) WITHOUT ROWID`,
  ],
  [
    // Two indexes fewer: each delivery wrote six rows, and what they are for is asked rarely.
    `DROP INDEX IF EXISTS deliveries_by_time`,
    `DROP INDEX IF EXISTS deliveries_pending`,
    `ALTER TABLE deliveries RENAME TO deliveries_before`,
    `CREATE TABLE deliveries (
       seq INTEGER PRIMARY KEY, id TEXT NOT NULL, subscriber TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL,
       at INTEGER NOT NULL, data TEXT NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, first_tried_at INTEGER,
       tried_at INTEGER, due_at INTEGER, took INTEGER, answered INTEGER, error TEXT)`,
    `INSERT INTO deliveries SELECT * FROM deliveries_before`,
    `DROP TABLE deliveries_before`,
  ],
  [
    `ALTER TABLE links ADD COLUMN stray_tags TEXT`,
    // Only a full read shows labels of tasks that have not changed since.
    forget('todoist_cursor'),
  ],
  [
    `ALTER TABLE links ADD COLUMN is_row INTEGER`,
    // Only a full read shows the names of tasks that have not changed since.
    forget('todoist_cursor'),
  ],
];

/** The schema version that this code writes. */
export const STORE_VERSION = 1 + STEPS.length;

/** Creates the tables if there are none, and migrates an older schema, in one transaction. Throws if newer code wrote the database. */
export function prepareTables(sql: SqlDatabase): void {
  const found = schemaVersionOf(sql);
  if (found !== STORE_VERSION) bringUpFrom(sql, found);
  for (const index of INDEXES) sql.run(index);
}

function bringUpFrom(sql: SqlDatabase, found: number): void {
  if (!Number.isInteger(found) || found < 0 || found > STORE_VERSION) {
    throw new Error(`the working state has layout ${found}; this version knows ${STORE_VERSION}`);
  }
  migrateSchema(sql, found, STORE_VERSION);
}

/** Migrates schema `found` (0: an empty database) to `wanted`, without the indexes. Tests use it to create older schemas. */
export function migrateSchema(sql: SqlDatabase, found: number, wanted: number): void {
  const steps = found === 0 ? [TABLES, ...STEPS.slice(0, wanted - 1)] : STEPS.slice(found - 1, wanted - 1);
  sql.transaction(() => {
    for (const part of steps.flat()) {
      if (typeof part === 'string') sql.run(part);
      else part(sql);
    }
    sql.run(`INSERT OR REPLACE INTO meta (key, value) VALUES ('store_version', ?)`, String(wanted));
  });
}

/** Removes a single value, whether it has a row of its own or shares one. */
function forget(key: string): StepPart {
  return (sql) => {
    sql.run(`DELETE FROM meta WHERE key = ?`, key);
    sql.run(`UPDATE meta SET value = json_remove(value, '$.' || ?) WHERE key = ?`, key, SHARED_ROW);
  };
}

function fillNameKeys(sql: SqlDatabase): void {
  for (const row of sql.run(`SELECT id, name FROM containers`)) {
    const key = matchingText(textOf(row, 'name'));
    sql.run(`UPDATE containers SET name_key = ? WHERE id = ?`, key, textOf(row, 'id'));
  }
}

/** The database's schema version; 0: none. */
function schemaVersionOf(sql: SqlDatabase): number {
  const isThere =
    firstNumber(sql.run(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'meta'`), 'n') > 0;
  if (!isThere) return 0;
  const row = sql.run(`SELECT value FROM meta WHERE key = 'store_version'`)[0];
  return Number(row?.['value'] ?? Number.NaN);
}
