// Rows of the Things database as stored, one statement per table. Decodes nothing; see decode-rows.ts.

import type { DatabaseSync } from 'node:sqlite';

/** A to-do, project or heading as stored. Days and times are packed, timestamps are unix seconds. */
export interface RawTask {
  readonly uuid: string;
  readonly type: number;
  readonly status: number;
  readonly trashed: number;
  readonly title: string | null;
  readonly notes: string | null;
  readonly start: number;
  readonly startDate: number | null;
  readonly startBucket: number | null;
  readonly reminderTime: number | null;
  readonly deadline: number | null;
  readonly area: string | null;
  readonly project: string | null;
  readonly heading: string | null;
  readonly rt1_repeatingTemplate: string | null;
  readonly isTemplate: number;
  readonly creationDate: number | null;
  readonly userModificationDate: number | null;
}

/** A row with a title that belongs to another row. */
export interface RawOwned {
  readonly uuid: string;
  readonly owner: string;
  readonly title: string | null;
}

/** A checklist line as stored. */
export interface RawChecklistItem extends RawOwned {
  readonly status: number;
  readonly userModificationDate: number | null;
}

/** Everything that one snapshot reads; to-dos, parents and areas in the order of their lists. */
export interface RawLibrary {
  readonly todos: readonly RawTask[];
  /** Projects and headings. */
  readonly parents: readonly RawTask[];
  readonly areas: readonly { readonly uuid: string; readonly title: string | null }[];
  readonly tags: readonly { readonly uuid: string; readonly title: string | null }[];
  /** Tag titles, by to-do. */
  readonly taskTags: readonly RawOwned[];
  readonly checklist: readonly RawChecklistItem[];
  readonly authToken: string | null;
  /** The newest timestamp of any task, project or heading up to `now`, unix seconds; null if there is none. */
  readonly newest: number | null;
}

/** The columns that are read, by table. Their existence is checked before anything is read. */
export const NEEDED_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  TMTask: [
    'uuid',
    'type',
    'status',
    'stopDate',
    'trashed',
    'title',
    'notes',
    'start',
    'startDate',
    'startBucket',
    'reminderTime',
    'deadline',
    'area',
    'project',
    'heading',
    'rt1_repeatingTemplate',
    'rt1_recurrenceRule',
    'creationDate',
    'userModificationDate',
    'index',
  ],
  TMArea: ['uuid', 'title', 'index'],
  TMTag: ['uuid', 'title'],
  TMTaskTag: ['tasks', 'tags'],
  TMChecklistItem: ['uuid', 'title', 'status', 'index', 'task', 'userModificationDate'],
  TMSettings: ['uriSchemeAuthenticationToken'],
};

const TASK = `SELECT uuid, type, status, trashed, title, notes, start, startDate, startBucket, reminderTime, deadline, area,
  project, heading, rt1_repeatingTemplate, rt1_recurrenceRule IS NOT NULL AS isTemplate, creationDate, userModificationDate
  FROM TMTask`;

/** The app's display order within one list. */
const AS_SHOWN = 'ORDER BY "index", uuid';

/**
 * Reads the library, with those to-dos that satisfy `condition` (an SQL expression over TMTask with one parameter). The caller
 * holds the transaction.
 */
export function readLibrary(
  db: DatabaseSync,
  condition: string,
  parameter: string,
  nowSeconds = 0,
): RawLibrary {
  const chosen = `SELECT uuid FROM TMTask WHERE type = 0 AND (${condition})`;
  return {
    todos: select<RawTask>(db, `${TASK} WHERE type = 0 AND (${condition}) ${AS_SHOWN}`, parameter),
    parents: select(db, `${TASK} WHERE type IN (1, 2) ${AS_SHOWN}`),
    areas: select(db, `SELECT uuid, title FROM TMArea ${AS_SHOWN}`),
    tags: select(db, 'SELECT uuid, title FROM TMTag'),
    taskTags: select(
      db,
      `SELECT TMTag.uuid AS uuid, TMTaskTag.tasks AS owner, TMTag.title AS title FROM TMTaskTag
       JOIN TMTag ON TMTag.uuid = TMTaskTag.tags WHERE TMTaskTag.tasks IN (${chosen})`,
      parameter,
    ),
    checklist: select(
      db,
      `SELECT uuid, task AS owner, title, status, userModificationDate FROM TMChecklistItem WHERE task IN (${chosen})
       ORDER BY task, "index", uuid`,
      parameter,
    ),
    authToken: readAuthToken(db),
    newest: readNewest(db, nowSeconds),
  };
}

/** Reads the token that allows a URL to change existing items; null if none was ever created. */
function readAuthToken(db: DatabaseSync): string | null {
  const [row] = select<{ readonly token: string | null }>(
    db,
    'SELECT uriSchemeAuthenticationToken AS token FROM TMSettings',
  );
  return row?.token === undefined || row.token === '' ? null : row.token;
}

function readNewest(db: DatabaseSync, nowSeconds: number): number | null {
  const sql = 'SELECT max(userModificationDate) AS newest FROM TMTask WHERE userModificationDate <= ?';
  const [row] = db.prepare(sql).all(nowSeconds) as unknown as readonly { readonly newest: number | null }[];
  return row?.newest ?? null;
}

/** The existence of the columns was checked before; for their types we rely on the app. */
function select<Row>(db: DatabaseSync, sql: string, ...parameters: readonly string[]): readonly Row[] {
  return db.prepare(sql).all(...parameters) as unknown as readonly Row[];
}
