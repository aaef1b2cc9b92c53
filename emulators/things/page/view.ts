// What the page shows, read from the library file by a connection of its own, as any other reader would.
// Must not change anything; lists come from the app, so that the page has no rules of its own.
import { DatabaseSync } from 'node:sqlite';
import { packDay, TEMPLATE_DEADLINE, unpackDay, unpackTime } from '../encodings/packed.ts';
import type { ListName } from '../state/lists.ts';
import type { TaskRow } from '../store/rows.ts';

/** What the view asks of the app. */
export interface ViewedApp {
  readonly isRunning: boolean;
  list(name: ListName): string[];
}

/** One to-do, project or heading, in words. Days are `YYYY-MM-DD`, times `HH:MM`. */
interface ViewItem {
  readonly id: string;
  readonly kind: 'todo' | 'project' | 'heading';
  readonly title: string;
  readonly notes: string;
  readonly status: 'open' | 'canceled' | 'completed';
  readonly trashed: boolean;
  readonly when: string;
  readonly reminder: string | null;
  readonly deadline: string | null;
  readonly tags: readonly string[];
  readonly place: string;
  readonly repeats: boolean;
  readonly checklist: readonly { readonly id: string; readonly title: string; readonly done: boolean }[];
}

/** A titled group of items; `id` is a heading's, else null. */
interface ViewSection {
  readonly id: string | null;
  readonly title: string;
  readonly items: readonly ViewItem[];
}

interface NamedRow {
  readonly id: string;
  readonly title: string;
}

/** Names in the sidebar, with what can be a target of a move. */
interface Sidebar {
  readonly isRunning: boolean;
  readonly areas: readonly NamedRow[];
  readonly projects: readonly (NamedRow & { readonly area: string | null })[];
  readonly counts: Readonly<Record<string, number>>;
}

const STATUS_WORDS = ['open', 'open', 'canceled', 'completed'] as const;
const KIND_WORDS = ['todo', 'project', 'heading'] as const;
const COUNTED: readonly ListName[] = ['Inbox', 'Today', 'Trash'];

/** Reads views from a library file. */
export class LibraryView {
  readonly #db: DatabaseSync;
  readonly #app: ViewedApp;
  constructor(databasePath: string, app: ViewedApp) {
    this.#db = new DatabaseSync(databasePath, { readOnly: true });
    this.#app = app;
  }

  /** Returns what the sidebar names. */
  sidebar(): Sidebar {
    const projects = this.#all<NamedRow & { area: string | null }>(
      `SELECT uuid AS id, title, area FROM TMTask WHERE type = 1 AND trashed = 0 AND status = 0
       AND rt1_recurrenceRule IS NULL ORDER BY "index", uuid`,
    );
    return {
      isRunning: this.#app.isRunning,
      areas: this.#all<NamedRow>('SELECT uuid AS id, title FROM TMArea ORDER BY "index", uuid'),
      projects,
      counts: Object.fromEntries(COUNTED.map((name) => [name, this.#app.list(name).length])),
    };
  }

  /** Returns a list in its sections; Today ends with the evening, Upcoming goes day by day. */
  list(name: ListName): ViewSection[] {
    const ids = this.#app.list(name);
    if (name === 'Today') {
      const evening = new Set(this.#app.list('Evening'));
      return [
        section('', this.#items(ids.filter((id) => !evening.has(id)))),
        section('This Evening', this.#items(ids.filter((id) => evening.has(id)))),
      ];
    }
    if (name !== 'Upcoming') return [section('', this.#items(ids))];
    const items = this.#items([...ids, ...this.#app.list('Forecast')]);
    const byDay = Map.groupBy(items, (item) => (item.when === 'anytime' ? (item.deadline ?? '') : item.when));
    return [...byDay]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([day, own]) => section(day, own));
  }

  /** Returns the to-dos of a project: first the loose ones, then heading by heading; closed ones too. */
  project(id: string): ViewSection[] {
    const children = this.#ids('project = ? AND type = 0 AND trashed = 0', id);
    const headings = this.#items(this.#ids('project = ? AND type = 2 AND trashed = 0', id));
    return [
      section('', this.#items([id, ...children])),
      ...headings.map((heading) => ({
        id: heading.id,
        title: heading.title,
        items: this.#items(this.#ids('heading = ? AND type = 0 AND trashed = 0', heading.id)),
      })),
    ];
  }

  /** Returns what is directly in an area. */
  area(id: string): ViewSection[] {
    return [section('', this.#items(this.#ids('area = ? AND type < 2 AND trashed = 0 AND status = 0', id)))];
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }

  #ids(where: string, id: string): string[] {
    const rows = this.#all<{ uuid: string }>(
      `SELECT uuid FROM TMTask WHERE ${where} AND rt1_recurrenceRule IS NULL ORDER BY status <> 0, "index", uuid`,
      id,
    );
    return rows.map((row) => row.uuid);
  }

  #items(ids: readonly string[]): ViewItem[] {
    return ids
      .flatMap((id) => this.#all<TaskRow>('SELECT * FROM TMTask WHERE uuid = ?', id))
      .map((row) => this.#itemOf(row));
  }

  #itemOf(row: TaskRow): ViewItem {
    const tags = this.#all<{ title: string }>(
      'SELECT title FROM TMTag WHERE uuid IN (SELECT tags FROM TMTaskTag WHERE tasks = ?) ORDER BY "index"',
      row.uuid,
    );
    const checklist = this.#all<{ uuid: string; title: string; status: number }>(
      'SELECT uuid, title, status FROM TMChecklistItem WHERE task = ? ORDER BY "index", uuid',
      row.uuid,
    );
    const { deadline, reminderTime } = row;
    return {
      id: row.uuid,
      kind: KIND_WORDS[row.type] ?? 'todo',
      title: row.title ?? '',
      notes: row.notes ?? '',
      status: STATUS_WORDS[row.status] ?? 'open',
      trashed: row.trashed === 1,
      when: whenWord(row),
      reminder: reminderTime === null ? null : unpackTime(reminderTime),
      deadline: deadline === null || deadline === TEMPLATE_DEADLINE ? null : unpackDay(deadline),
      tags: tags.map((tag) => tag.title),
      place: this.#placeOf(row),
      repeats: row.rt1_repeatingTemplate !== null,
      checklist: checklist.map((item) => ({ id: item.uuid, title: item.title, done: item.status === 3 })),
    };
  }

  #placeOf(row: TaskRow): string {
    const above = row.heading ?? row.project;
    const found =
      above === null
        ? this.#all<{ title: string }>('SELECT title FROM TMArea WHERE uuid = ?', row.area ?? '')
        : this.#all<{ title: string }>(
            'SELECT COALESCE(p.title, t.title) AS title FROM TMTask t LEFT JOIN TMTask p ON p.uuid = t.project WHERE t.uuid = ?',
            above,
          );
    return found[0]?.title ?? '';
  }

  #all<T>(sql: string, ...cells: readonly string[]): T[] {
    return this.#db.prepare(sql).all(...cells) as unknown as T[];
  }
}

function section(title: string, items: readonly ViewItem[]): ViewSection {
  return { id: null, title, items };
}

function whenWord(row: TaskRow): string {
  if (row.startDate !== null && row.startDate > packDay('0001-01-01')) return unpackDay(row.startDate);
  if (row.start === 0) return 'inbox';
  return row.start === 1 ? 'anytime' : 'someday';
}
