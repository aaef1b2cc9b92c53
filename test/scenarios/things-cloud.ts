// Things Cloud between libraries: what was changed on one Mac reaches the others row by row, in any order and as late as one likes. Of
// a row that was changed on two Macs each keeps its own fields, and of a field the newer change counts. Must not use anything of the product.

import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

type Row = Readonly<Record<string, SQLInputValue>>;

/** Tables in the order in which their rows have to arrive. */
const TABLES = ['TMArea', 'TMTag', 'TMTask'] as const;
/** Columns that each library counts for itself. */
const OWN_COLUMNS = new Set(['untrashedLeafActionsCount', 'openUntrashedLeafActionsCount', 'todayIndex']);
const STAMP = 'userModificationDate';
/** Rows of other tables that go with a task, as JSON. */
const TAGS = '(tags)';
const LINES = '(lines)';
/** Columns that name a row without which this one can't stand. */
const HOLDERS = ['area', 'project', 'heading', 'rt1_repeatingTemplate'] as const;

/** The server, and what each Mac has had from it. */
export class ThingsCloud {
  readonly #rows = new Map<string, Row>();
  readonly #agreed = new Map<string, Map<string, Row>>();

  /** Connects a library. Its rows are told at once; of one that is a copy nothing is told twice. */
  join(path: string): void {
    const agreed = new Map<string, Row>();
    this.#agreed.set(path, agreed);
    for (const [key, row] of readRows(path)) {
      agreed.set(key, row);
      if (!this.#rows.has(key)) this.#rows.set(key, row);
    }
  }

  /** Sends what was changed in a library. */
  push(path: string): void {
    const agreed = this.#agreedWith(path);
    for (const [key, row] of readRows(path)) {
      const before = agreed.get(key);
      if (before !== undefined && isSame(before, row)) continue;
      this.#rows.set(key, merge({ before, mine: row, theirs: this.#rows.get(key) }));
      // What was changed elsewhere is still to come.
      agreed.set(key, row);
    }
  }

  /** Keys of the rows that have not reached a library, in the order in which they were made. */
  waitingFor(path: string): readonly string[] {
    const local = readRows(path);
    return [...this.#rows].flatMap(([key, row]) => {
      const there = local.get(key);
      return there === undefined || !isSame(there, row) ? [key] : [];
    });
  }

  /** Lets one row reach a library, with those that hold it. What was changed there meanwhile is sent first. */
  pull(path: string, key: string): void {
    this.push(path);
    const row = this.#rows.get(key);
    if (row === undefined) return;
    for (const holder of HOLDERS) {
      const id = row[holder];
      if (typeof id === 'string') this.pull(path, `${holder === 'area' ? 'TMArea' : 'TMTask'} ${id}`);
    }
    for (const tag of tagsOf(row)) this.pull(path, `TMTag ${tag}`);
    writeRow(path, key, row);
    this.#agreedWith(path).set(key, row);
  }

  /** Brings a library up to date. */
  pullAll(path: string): void {
    this.push(path);
    for (const key of this.waitingFor(path)) this.pull(path, key);
  }

  #agreedWith(path: string): Map<string, Row> {
    const agreed = this.#agreed.get(path);
    if (agreed === undefined) throw new Error(`${path} never joined`);
    return agreed;
  }
}

function merge(rows: {
  readonly before: Row | undefined;
  readonly mine: Row;
  readonly theirs: Row | undefined;
}): Row {
  const { before, mine, theirs } = rows;
  if (theirs === undefined || before === undefined) return mine;
  const isMineNewer = Number(mine[STAMP] ?? 0) >= Number(theirs[STAMP] ?? 0);
  const merged = Object.keys(mine).map((column) => {
    const [was, own, other] = [before[column] ?? null, mine[column] ?? null, theirs[column] ?? null];
    if (own === was) return [column, other] as const;
    return [column, other === was || isMineNewer ? own : other] as const;
  });
  return Object.fromEntries(merged);
}

function textOf(value: SQLInputValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isSame(one: Row, other: Row): boolean {
  return Object.keys(one).every((column) => (one[column] ?? null) === (other[column] ?? null));
}

function tagsOf(row: Row): readonly string[] {
  return typeof row[TAGS] === 'string' ? (JSON.parse(row[TAGS]) as readonly string[]) : [];
}

function readRows(path: string): ReadonlyMap<string, Row> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
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
            const whole = table === 'TMTask' ? { ...row, ...belongings(database, id) } : row;
            return [`${table} ${id}`, comparable(whole)] as const;
          }),
      ),
    );
  } finally {
    database.close();
  }
}

/** Bytes are compared by what they are. */
function comparable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value === null || typeof value !== 'object'),
  );
}

function belongings(database: DatabaseSync, task: string): Row {
  const tags = database.prepare('SELECT tags FROM TMTaskTag WHERE tasks = ? ORDER BY tags').all(task);
  const lines = database
    .prepare(
      'SELECT uuid, userModificationDate, creationDate, title, status, stopDate, "index", task FROM TMChecklistItem WHERE task = ? ORDER BY "index", uuid',
    )
    .all(task);
  return {
    [TAGS]: JSON.stringify(tags.map((row) => String(row['tags']))),
    [LINES]: JSON.stringify(lines),
  };
}

function writeRow(path: string, key: string, row: Row): void {
  const [table = '', id = ''] = key.split(' ');
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
    const columns = Object.keys(row).filter((column) => column !== TAGS && column !== LINES);
    const values = columns.map((column) => row[column] ?? null);
    const names = columns.map((column) => `"${column}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    const sets = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
    database
      .prepare(`INSERT INTO ${table} (${names}) VALUES (${places}) ON CONFLICT (uuid) DO UPDATE SET ${sets}`)
      .run(...values);
    if (table === 'TMTask') writeBelongings(database, id, row);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
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
