/**
 * One table of immutable rows with secondary indexes; every write goes through the journal.
 * Rows are replaced whole and never leave: a deletion is a row with `is_deleted`.
 */
import type { Family, Journal } from './journal.ts';

/** What a table needs to know of a row. */
export interface Row {
  readonly id: string;
}

/** Gives the index keys of a row; an empty list keeps the row out of the index. */
export type IndexKeys<T> = (row: T) => readonly string[];

const NO_IDS: ReadonlySet<string> = new Set();

/** A table of one family. `Indexes` names its secondary indexes. */
export class Table<T extends Row, Indexes extends string> {
  readonly #rows = new Map<string, T>();
  readonly #indexes: readonly { readonly keys: IndexKeys<T>; readonly ids: Map<string, Set<string>> }[];
  readonly #indexByName: ReadonlyMap<string, Map<string, Set<string>>>;
  readonly #journal: Journal;
  readonly #family: Family;
  readonly #listeners: ((before: T | undefined, after: T) => void)[] = [];

  constructor(journal: Journal, family: Family, indexes: Readonly<Record<Indexes, IndexKeys<T>>>) {
    this.#journal = journal;
    this.#family = family;
    const entries = Object.entries<IndexKeys<T>>(indexes).map(
      ([name, keys]) => [name, { keys, ids: new Map<string, Set<string>>() }] as const,
    );
    this.#indexes = entries.map(([, index]) => index);
    this.#indexByName = new Map(entries.map(([name, index]) => [name, index.ids]));
  }

  /** Calls `listener` with every later write, inside its transaction; several listeners are called in turn. */
  watch(listener: (before: T | undefined, after: T) => void): void {
    this.#listeners.push(listener);
  }

  /** The row with this id, tombstones included. */
  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  /** Every row, tombstones included, oldest first. Costs the whole table. */
  all(): IterableIterator<T> {
    return this.#rows.values();
  }

  /** How many rows there are under a key of an index. */
  count(index: Indexes, key: string): number {
    return this.#idsAt(index, key).size;
  }

  /** The rows under a key of an index, as a list that stays valid while rows change. */
  at(index: Indexes, key: string): readonly T[] {
    const rows: T[] = [];
    for (const id of this.#idsAt(index, key)) {
      const row = this.#rows.get(id);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** The keys of an index that have at least one row. */
  keys(index: Indexes): readonly string[] {
    const ids = this.#indexByName.get(index);
    return ids === undefined ? [] : [...ids.keys()];
  }

  /** Writes a row, new or changed, and logs the change. */
  put(row: T): T {
    const before = this.#rows.get(row.id);
    this.#journal.record(this.#family, row.id, () => this.#replace(row.id, row, before));
    this.#replace(row.id, before, row);
    for (const listener of this.#listeners) listener(before, row);
    return row;
  }

  /** Puts stored rows in without logging them; for loading only. */
  load(rows: Iterable<T>): void {
    for (const row of rows) this.#replace(row.id, undefined, row);
  }

  #idsAt(index: Indexes, key: string): ReadonlySet<string> {
    return this.#indexByName.get(index)?.get(key) ?? NO_IDS;
  }

  #replace(id: string, before: T | undefined, after: T | undefined): void {
    if (after === undefined) this.#rows.delete(id);
    else this.#rows.set(id, after);
    for (const { keys, ids } of this.#indexes) {
      const oldKeys = before === undefined ? [] : keys(before);
      const newKeys = after === undefined ? [] : keys(after);
      for (const key of oldKeys) if (!newKeys.includes(key)) removeId(ids, key, id);
      for (const key of newKeys) if (!oldKeys.includes(key)) addId(ids, key, id);
    }
  }
}

function addId(ids: Map<string, Set<string>>, key: string, id: string): void {
  const set = ids.get(key);
  if (set === undefined) ids.set(key, new Set([id]));
  else set.add(id);
}

function removeId(ids: Map<string, Set<string>>, key: string, id: string): void {
  const set = ids.get(key);
  if (set === undefined) return;
  set.delete(id);
  if (set.size === 0) ids.delete(key);
}
