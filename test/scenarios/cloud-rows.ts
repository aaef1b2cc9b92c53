// Rows of a library as Things Cloud carries them: one for each area, tag and task, with what goes with a task. Must not use anything of
// the product.

import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** One row; `(tags)` and `(lines)` are rows of other tables that go with a task, as JSON. */
export type Row = Readonly<Record<string, SQLInputValue>>;

/** Tables in the order in which their rows have to arrive. */
const TABLES = ['TMArea', 'TMTag', 'TMTask'] as const;
/** Columns that each library counts for itself. */
const OWN_COLUMNS = new Set(['untrashedLeafActionsCount', 'openUntrashedLeafActionsCount', 'todayIndex']);
/** Says when a row was changed. */
export const STAMP = 'userModificationDate';
const TAGS = '(tags)';
const LINES = '(lines)';
/** Stands before bytes in hexadecimal digits. */
const BYTES = '(bytes)';

/** Tells whether two rows are the same. */
export function isSame(one: Row, other: Row): boolean {
  return Object.keys(one).every((column) => (one[column] ?? null) === (other[column] ?? null));
}

/** The tags of a task. */
export function tagsOf(row: Row): readonly string[] {
  return typeof row[TAGS] === 'string' ? (JSON.parse(row[TAGS]) as readonly string[]) : [];
}

/** All rows of a library, by table and id. */
export function readRows(path: string): ReadonlyMap<string, Row> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const belongings = readBelongings(database);
    return new Map(
      TABLES.flatMap((table) =>
        database
          .prepare(`SELECT * FROM ${table}`)
          .all()
          .map((found) => {
            const row = Object.fromEntries(
              Object.entries(found).filter(([column]) => !OWN_COLUMNS.has(column)),
            ) as Row;
            const id = textOf(row['uuid']);
            const whole = table === 'TMTask' ? { ...row, ...belongings(id) } : row;
            return [`${table} ${id}`, comparable(whole)] as const;
          }),
      ),
    );
  } finally {
    database.close();
  }
}

/** Bytes are carried as text, so that they can be compared. */
function comparable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? `${BYTES}${Buffer.from(value).toString('hex')}` : value,
    ]),
  );
}

function storable(value: SQLInputValue | undefined): SQLInputValue {
  if (typeof value !== 'string' || !value.startsWith(BYTES)) return value ?? null;
  return Buffer.from(value.slice(BYTES.length), 'hex');
}

function readBelongings(database: DatabaseSync): (task: string) => Row {
  const tags = Map.groupBy(
    database.prepare('SELECT tasks, tags FROM TMTaskTag ORDER BY tags').all(),
    (row) => row['tasks'],
  );
  const lines = Map.groupBy(
    database
      .prepare(
        'SELECT uuid, userModificationDate, creationDate, title, status, stopDate, "index", task FROM TMChecklistItem ORDER BY "index", uuid',
      )
      .all(),
    (row) => row['task'],
  );
  return (task) => ({
    [TAGS]: JSON.stringify((tags.get(task) ?? []).map((row) => String(row['tags']))),
    [LINES]: JSON.stringify(lines.get(task) ?? []),
  });
}

/** Puts a row into a library, in the place of the one that is there. */
export function writeRow(path: string, key: string, row: Row): void {
  const [table = '', id = ''] = key.split(' ');
  change(path, (database) => {
    const columns = Object.keys(row).filter((column) => column !== TAGS && column !== LINES);
    const values = columns.map((column) => storable(row[column]));
    const names = columns.map((column) => `"${column}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    const sets = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
    database
      .prepare(`INSERT INTO ${table} (${names}) VALUES (${places}) ON CONFLICT (uuid) DO UPDATE SET ${sets}`)
      .run(...values);
    if (table === 'TMTask') writeBelongings(database, id, row);
  });
}

/** Takes a row out of a library; what it held is in nothing. */
export function deleteRow(path: string, key: string): void {
  const [table = '', id = ''] = key.split(' ');
  change(path, (database) => {
    database.prepare(`DELETE FROM ${table} WHERE uuid = ?`).run(id);
    if (table === 'TMTag') database.prepare('DELETE FROM TMTaskTag WHERE tags = ?').run(id);
    if (table !== 'TMTask') {
      if (table === 'TMArea') database.prepare('UPDATE TMTask SET area = NULL WHERE area = ?').run(id);
      return;
    }
    database.prepare('DELETE FROM TMTaskTag WHERE tasks = ?').run(id);
    database.prepare('DELETE FROM TMChecklistItem WHERE task = ?').run(id);
    for (const holder of ['project', 'heading'])
      database.prepare(`UPDATE TMTask SET ${holder} = NULL WHERE ${holder} = ?`).run(id);
  });
}

function change(path: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
    work(database);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** A text of a row; '' for everything else. */
export function textOf(value: SQLInputValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function writeBelongings(database: DatabaseSync, task: string, row: Row): void {
  database.prepare('DELETE FROM TMTaskTag WHERE tasks = ?').run(task);
  for (const tag of tagsOf(row))
    database.prepare('INSERT INTO TMTaskTag (tasks, tags) VALUES (?, ?)').run(task, tag);
  database.prepare('DELETE FROM TMChecklistItem WHERE task = ?').run(task);
  const lines = JSON.parse(textOf(row[LINES]) || '[]') as readonly Row[];
  for (const line of lines) {
    const columns = Object.keys(line);
    database
      .prepare(
        `INSERT INTO TMChecklistItem (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      .run(...columns.map((column) => line[column] ?? null));
  }
}
