// What Things itself holds, read from its library in plain words. Must not use anything of the product.

import { DatabaseSync } from 'node:sqlite';

/** A to-do as a person sees it. */
export interface TodoView {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly status: 'open' | 'canceled' | 'completed';
  /** It, its project or its heading's project is in the Trash. */
  readonly trashed: boolean;
  /** `inbox`, `anytime`, `someday`, or a day, with ` evening` and ` HH:MM` where it has them. */
  readonly when: string;
  readonly deadline: string | null;
  readonly tags: readonly string[];
  /** `- title` for an open line, `x title` for a done one. */
  readonly checklist: readonly string[];
  /** Names of area, project and heading, joined by ` › `; '' for none. */
  readonly place: string;
}

interface Row {
  readonly id: string;
  readonly title: string | null;
  readonly notes: string | null;
  readonly status: number;
  readonly trashed: number;
  readonly start: number;
  readonly startDate: number | null;
  readonly startBucket: number;
  readonly reminderTime: number | null;
  readonly deadline: number | null;
  readonly places: string;
}

const TODOS = `SELECT t.uuid AS id, t.title, t.notes, t.status, t.start, t.startDate, t.startBucket, t.reminderTime, t.deadline,
  max(t.trashed, coalesce(p.trashed, 0), coalesce(hp.trashed, 0)) AS trashed,
  json_array(coalesce(a.title, pa.title, hpa.title), coalesce(p.title, hp.title), h.title) AS places
  FROM TMTask t LEFT JOIN TMTask h ON h.uuid = t.heading LEFT JOIN TMTask p ON p.uuid = t.project
  LEFT JOIN TMTask hp ON hp.uuid = h.project LEFT JOIN TMArea a ON a.uuid = t.area
  LEFT JOIN TMArea pa ON pa.uuid = p.area LEFT JOIN TMArea hpa ON hpa.uuid = hp.area
  WHERE t.type = 0 AND t.rt1_recurrenceRule IS NULL ORDER BY t.creationDate, t.uuid`;

/** Reads all to-dos, trashed and closed ones too, templates left out; the oldest first. */
export function readTodos(databasePath: string): readonly TodoView[] {
  return withLibrary(databasePath, (database) =>
    (database.prepare(TODOS).all() as unknown as readonly Row[]).map((row) => ({
      id: row.id,
      title: row.title ?? '',
      notes: row.notes ?? '',
      status: row.status === 0 ? 'open' : row.status === 2 ? 'canceled' : 'completed',
      trashed: row.trashed === 1,
      when: whenOf(row),
      deadline: dayOf(row.deadline),
      tags: titles(
        database,
        'SELECT g.title FROM TMTaskTag l JOIN TMTag g ON g.uuid = l.tags WHERE l.tasks = ? ORDER BY g.title',
        row.id,
      ),
      checklist: titles(
        database,
        `SELECT iif(status = 3, 'x ', '- ') || title AS title FROM TMChecklistItem WHERE task = ? ORDER BY "index", uuid`,
        row.id,
      ),
      place: (JSON.parse(row.places) as readonly (string | null)[])
        .filter((name) => name !== null)
        .join(' › '),
    })),
  );
}

/** Names of the projects that are open and not in the Trash, in order. */
export function readProjects(databasePath: string): readonly string[] {
  return withLibrary(databasePath, (database) =>
    titles(database, 'SELECT title FROM TMTask WHERE type = 1 AND trashed = 0 AND status = 0 ORDER BY title'),
  );
}

/** Ids of headings by their titles. */
export function readHeadingIds(databasePath: string): ReadonlyMap<string, string> {
  return withLibrary(
    databasePath,
    (database) =>
      new Map(
        database
          .prepare('SELECT uuid, title FROM TMTask WHERE type = 2')
          .all()
          .map((row) => [String(row['title']), String(row['uuid'])]),
      ),
  );
}

/** Ids of the headings of one project by their titles. */
export function readHeadingIdsOf(databasePath: string, project: string): ReadonlyMap<string, string> {
  return withLibrary(
    databasePath,
    (database) =>
      new Map(
        database
          .prepare('SELECT uuid, title FROM TMTask WHERE type = 2 AND project = ?')
          .all(project)
          .map((row) => [String(row['title']), String(row['uuid'])]),
      ),
  );
}

/** Titles of the projects without an area, as the app shows them. */
export function readProjectsAsShown(databasePath: string): readonly string[] {
  return withLibrary(databasePath, (database) =>
    database
      .prepare('SELECT title FROM TMTask WHERE type = 1 AND area IS NULL ORDER BY "index"')
      .all()
      .map((row) => String(row['title'])),
  );
}

/** Ids of the lines of a to-do's checklist by their titles. */
export function readLineIds(databasePath: string, todo: string): ReadonlyMap<string, string> {
  return withLibrary(
    databasePath,
    (database) =>
      new Map(
        database
          .prepare('SELECT uuid, title FROM TMChecklistItem WHERE task = ?')
          .all(todo)
          .map((row) => [String(row['title']), String(row['uuid'])]),
      ),
  );
}

/** The lines of a to-do's checklist in order, each with its state. */
export function readLineStates(databasePath: string, todo: string): readonly string[] {
  return withLibrary(databasePath, (database) =>
    titles(
      database,
      `SELECT CASE status WHEN 0 THEN 'open ' WHEN 2 THEN 'canceled ' ELSE 'completed ' END || title AS title
       FROM TMChecklistItem WHERE task = ? ORDER BY "index", uuid`,
      todo,
    ),
  );
}

/** Does to the library what no door of the app offers: damage, another library, a lost half. */
export function tamper(databasePath: string, sql: string): void {
  const database = new DatabaseSync(databasePath);
  try {
    database.exec('PRAGMA foreign_keys = OFF');
    database.exec(sql);
  } finally {
    database.close();
  }
}

function withLibrary<T>(databasePath: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function titles(database: DatabaseSync, sql: string, ...values: readonly string[]): readonly string[] {
  return database
    .prepare(sql)
    .all(...values)
    .map((row) => String(row['title']));
}

function whenOf(row: Row): string {
  const day = dayOf(row.startDate);
  if (day === null) return ['inbox', 'anytime', 'someday'][row.start] ?? '?';
  const evening = row.startBucket === 1 ? ' evening' : '';
  return `${day}${evening}${row.reminderTime === null ? '' : ` ${timeOf(row.reminderTime)}`}`;
}

function dayOf(packed: number | null): string | null {
  if (packed === null) return null;
  return `${packed >> 16}-${pad((packed >> 12) & 15)}-${pad((packed >> 7) & 31)}`;
}

function timeOf(packed: number): string {
  return `${pad(packed >> 26)}:${pad((packed >> 20) & 63)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
