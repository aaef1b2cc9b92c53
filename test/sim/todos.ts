// The to-dos of a library, read with our own eyes: nothing of the product is used.

import { DatabaseSync } from 'node:sqlite';
import type { ThingsPlace } from './places-oracle.ts';

/** A to-do with all that can be seen of it. */
export interface Todo {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly status: number;
  readonly trashed: number;
  readonly startDate: number | null;
  readonly deadline: number | null;
  readonly template: string | null;
  readonly place: ThingsPlace;
  readonly tags: readonly string[];
  readonly lines: readonly { readonly title: string; readonly done: boolean }[];
}

/** Every to-do of a library but the templates of repeating ones. */
export function readTodos(databasePath: string): readonly Todo[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const tags = group(
      database
        .prepare(
          'SELECT tt.tasks AS task, t.title AS value FROM TMTaskTag tt JOIN TMTag t ON t.uuid = tt.tags',
        )
        .all(),
    );
    const headings = group(
      database
        .prepare('SELECT project AS task, title AS value FROM TMTask WHERE type = 2 AND status = 0')
        .all(),
    );
    const lines = database.prepare('SELECT task, title, status FROM TMChecklistItem').all();
    const rows = database
      .prepare(
        `SELECT t.uuid AS id, t.title, t.notes, t.status, max(t.trashed, coalesce(p.trashed, 0)) AS trashed, t.startDate, t.deadline,
           t.rt1_repeatingTemplate AS template, coalesce(a.title, '') AS area, coalesce(p.title, '') AS project,
           CASE WHEN h.status = 0 THEN h.title ELSE '' END AS heading, p.uuid AS projectId, a.uuid AS areaId, h.uuid AS headingId
         FROM TMTask t LEFT JOIN TMTask h ON h.uuid = t.heading LEFT JOIN TMTask p ON p.uuid = coalesce(t.project, h.project)
           LEFT JOIN TMArea a ON a.uuid = coalesce(t.area, p.area) WHERE t.type = 0 AND t.rt1_recurrenceRule IS NULL`,
      )
      .all();
    return rows.map((row) => ({
      ...(row as unknown as Todo),
      tags: tags.get(String(row['id'])) ?? [],
      place: {
        area: String(row['area']),
        project: String(row['project']),
        heading: String(row['heading']),
        areaId: idOf(row['areaId']),
        projectId: idOf(row['projectId']),
        headingId: idOf(row['headingId']),
        headings: headings.get(String(row['projectId'])) ?? [],
      },
      lines: lines
        .filter((line) => line['task'] === row['id'])
        .map((line) => ({ title: String(line['title']), done: line['status'] === 3 })),
    }));
  } finally {
    database.close();
  }
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function group(rows: readonly Record<string, unknown>[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows)
    groups.set(String(row['task']), [...(groups.get(String(row['task'])) ?? []), String(row['value'])]);
  return groups;
}

/** A day as the library packs it; null where there is none. */
export function unpack(packed: number | null): string | null {
  if (packed === null) return null;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${packed >> 16}-${pad((packed >> 12) & 15)}-${pad((packed >> 7) & 31)}`;
}
