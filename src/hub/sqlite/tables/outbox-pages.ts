// The outbox as stored: many operations in one row, because one row per operation, with its indexes, made up most of the writes of
// a first sync. Few operations wait at a time, so all are read once and searched in memory. The rows are authoritative; after a
// rollback they are read again.

import type { ContainerId, OperationId, TaskId } from '../../../model/ids.ts';
import type { OutboxEntry } from '../../store.ts';
import { numberOf, textOf, type SqlDatabase, type TransactionPart } from '../sql.ts';

/** Maximum number of operations in one row. */
const MAX_ENTRIES = 50;
/** Maximum number of characters in one row, except for a single longer operation: a row is limited to 2 MB. */
const MAX_CHARS = 400_000;

interface Held {
  entry: OutboxEntry;
  /** The entry as it is stored. */
  text: string;
  /** null: it has no row yet. */
  page: number | null;
}

interface Loaded {
  /** In sending order. */
  readonly entries: Map<OperationId, Held>;
  readonly pages: Map<number, Set<OperationId>>;
  readonly byTask: Map<TaskId, Set<OperationId>>;
  readonly byContainer: Map<ContainerId, Set<OperationId>>;
  seq: number;
  page: number;
}

/** The entries of all replicas, with the rows that hold them. */
export class OutboxPages implements TransactionPart {
  readonly #sql: SqlDatabase;
  #loaded: Loaded | null = null;
  readonly #changed = new Set<number>();
  /** How many times an entry was added, changed or removed. */
  changesMade = 0;

  constructor(sql: SqlDatabase) {
    this.#sql = sql;
  }

  /** All entries, in sending order. */
  *all(): Iterable<OutboxEntry> {
    for (const { entry } of this.#load().entries.values()) yield entry;
  }

  /** The entry with this id; null if there is none. */
  get(id: OperationId): OutboxEntry | null {
    return this.#load().entries.get(id)?.entry ?? null;
  }

  /** Entries about a task, in sending order. */
  ofTask(task: TaskId): readonly OutboxEntry[] {
    return this.#pick(this.#load().byTask.get(task));
  }

  /** Entries about a container, in sending order. */
  ofContainer(container: ContainerId): readonly OutboxEntry[] {
    return this.#pick(this.#load().byContainer.get(container));
  }

  /** Appends an entry. */
  add(entry: Omit<OutboxEntry, 'seq'>): void {
    const loaded = this.#load();
    this.changesMade += 1;
    loaded.seq += 1;
    if (loaded.entries.has(entry.id)) throw new Error(`operation ${entry.id} is in the outbox already`);
    hold(loaded, JSON.stringify({ ...entry, seq: loaded.seq }), null);
  }

  /** Replaces the entry with the same id. Writes nothing if they are equal. */
  replace(entry: OutboxEntry): void {
    const held = this.#load().entries.get(entry.id);
    const text = JSON.stringify(entry);
    if (held === undefined || held.text === text) return;
    this.changesMade += 1;
    held.entry = JSON.parse(text) as OutboxEntry;
    held.text = text;
    if (held.page !== null) this.#changed.add(held.page);
  }

  /** Removes an entry. */
  remove(id: OperationId): void {
    const loaded = this.#load();
    const held = loaded.entries.get(id);
    if (held === undefined) return;
    this.changesMade += 1;
    loaded.entries.delete(id);
    const { taskId, containerId } = held.entry;
    if (taskId !== null) loaded.byTask.get(taskId)?.delete(id);
    if (containerId !== null) loaded.byContainer.get(containerId)?.delete(id);
    if (held.page === null) return;
    loaded.pages.get(held.page)?.delete(id);
    this.#changed.add(held.page);
  }

  /** Removes all entries. */
  clear(): void {
    this.#sql.run(`DELETE FROM outbox_pages`);
    this.reset(false);
  }

  flush(): void {
    const loaded = this.#loaded;
    if (loaded === null) return;
    const unplaced = [...loaded.entries.values()].filter(({ page }) => page === null);
    for (const page of this.#changed) this.#writePage(loaded, page);
    for (const part of partsOf(unplaced)) this.#write(loaded, (loaded.page += 1), part);
    this.#changed.clear();
  }

  reset(committed: boolean): void {
    this.#changed.clear();
    if (!committed) this.#loaded = null;
  }

  /** An entry that grew may leave no room for the others of its row; these move to a new one. */
  #writePage(loaded: Loaded, page: number): void {
    const ids = loaded.pages.get(page) ?? new Set();
    const [first, ...others] = partsOf([...ids].flatMap((id) => loaded.entries.get(id) ?? []));
    if (first === undefined) {
      this.#sql.run(`DELETE FROM outbox_pages WHERE page = ?`, page);
      loaded.pages.delete(page);
      return;
    }
    this.#write(loaded, page, first);
    for (const part of others) this.#write(loaded, (loaded.page += 1), part);
  }

  #write(loaded: Loaded, page: number, part: readonly Held[]): void {
    for (const held of part) held.page = page;
    loaded.pages.set(page, new Set(part.map(({ entry }) => entry.id)));
    this.#sql.run(
      `INSERT INTO outbox_pages (page, entries) VALUES (?, ?) ON CONFLICT (page) DO UPDATE SET entries = excluded.entries`,
      page,
      rowText(part),
    );
  }

  #pick(ids: ReadonlySet<OperationId> | undefined): readonly OutboxEntry[] {
    const loaded = this.#load();
    const entries = [...(ids ?? [])].flatMap((id) => loaded.entries.get(id)?.entry ?? []);
    return entries.toSorted((a, b) => a.seq - b.seq);
  }

  #load(): Loaded {
    if (this.#loaded !== null) return this.#loaded;
    const loaded: Loaded = {
      entries: new Map(),
      pages: new Map(),
      byTask: new Map(),
      byContainer: new Map(),
      seq: 0,
      page: 0,
    };
    const rows = this.#sql.run(`SELECT page, entries FROM outbox_pages ORDER BY page`);
    const stored = rows.flatMap((row) => {
      const page = numberOf(row, 'page');
      loaded.page = Math.max(loaded.page, page);
      return (JSON.parse(textOf(row, 'entries')) as OutboxEntry[]).map((entry) => ({ entry, page }));
    });
    for (const { entry, page } of stored.toSorted((a, b) => a.entry.seq - b.entry.seq)) {
      loaded.seq = Math.max(loaded.seq, entry.seq);
      hold(loaded, JSON.stringify(entry), page);
    }
    return (this.#loaded = loaded);
  }
}

/** The outbox of a database, shared by everything that shares the database. */
export function outboxOf(sql: SqlDatabase): OutboxPages {
  return sql.part('outbox', () => new OutboxPages(sql));
}

function hold(loaded: Loaded, text: string, page: number | null): void {
  const entry = JSON.parse(text) as OutboxEntry;
  loaded.entries.set(entry.id, { entry, text, page });
  if (entry.taskId !== null) addTo(loaded.byTask, entry.taskId, entry.id);
  if (entry.containerId !== null) addTo(loaded.byContainer, entry.containerId, entry.id);
  if (page !== null) addTo(loaded.pages, page, entry.id);
}

function addTo<Key>(map: Map<Key, Set<OperationId>>, key: Key, id: OperationId): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([id]));
  else known.add(id);
}

/** Splits entries, each with its text, into parts that fit in one row. */
export function partsOf<Entry extends { readonly text: string }>(
  entries: readonly Entry[],
): readonly (readonly Entry[])[] {
  const parts: Entry[][] = [];
  let chars = 0;
  for (const entry of entries) {
    const part = parts.at(-1);
    chars += entry.text.length;
    if (part === undefined || part.length === MAX_ENTRIES || chars > MAX_CHARS) {
      parts.push([entry]);
      chars = entry.text.length;
    } else part.push(entry);
  }
  return parts;
}

/** The text of one row. */
export function rowText(part: readonly { readonly text: string }[]): string {
  return `[${part.map(({ text }) => text).join(',')}]`;
}
