/**
 * The account's change log: which object changed at which position, and how to take back the open transaction.
 * Knows nothing about what the objects are.
 */

/** The kinds of object that the log tells apart; each is one table of the account. */
const FAMILIES = [
  'items',
  'projects',
  'sections',
  'labels',
  'notes',
  'project_notes',
  'reminders',
  'user',
  'filters',
  'view_options',
  'project_view_options_defaults',
  'workspaces',
  'workspace_users',
  'workspace_filters',
  'folders',
  'project_places',
  'collaborators',
  'collaborator_states',
  'settings',
  'subscriptions',
  'apps',
  'ui_extensions',
  'app_installations',
] as const;

/** One table's name; equal to the resource's name on the wire where there is one. */
export type Family = (typeof FAMILIES)[number];

/** One change: its position, and the object that changed. */
export interface LogEntry {
  readonly position: number;
  readonly family: Family;
  readonly id: string;
}

const COMPACT_SLACK = 10_000;

/** A growing log with one open transaction at most; a position never goes back, except by a rollback. */
export class Journal {
  #entries: LogEntry[] = [];
  #position = 0;
  #sizeAfterCompaction = 0;
  readonly #undo: (() => void)[] = [];

  /** The position of the newest change; 0 when nothing ever changed. */
  get position(): number {
    return this.#position;
  }

  /** Logs one change and remembers how to undo it until the next commit. */
  record(family: Family, id: string, undo: () => void): void {
    this.#position += 1;
    this.#entries.push({ position: this.#position, family, id });
    this.#undo.push(undo);
  }

  /** Remembers one more step to take back should the open transaction be undone; it is no change of its own. */
  whenUndone(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Runs `change` as a whole: if it throws, every recorded change in it is undone and the error goes on. */
  transact<T>(change: () => T): T {
    const size = this.#entries.length;
    const position = this.#position;
    try {
      return change();
    } catch (error) {
      while (this.#undo.length > 0) this.#undo.pop()?.();
      this.#entries.length = size;
      this.#position = position;
      throw error;
    } finally {
      this.#undo.length = 0;
      this.#compactIfLong();
    }
  }

  /** Lists the ids per family that changed after `position`, each once, oldest change first. Costs the changes. */
  changedSince(position: number): ReadonlyMap<Family, readonly string[]> {
    const seen = new Set<string>();
    const changed = new Map<Family, string[]>();
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.position <= position) break;
      const key = `${entry.family}/${entry.id}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const ids = changed.get(entry.family);
      if (ids === undefined) changed.set(entry.family, [entry.id]);
      else ids.push(entry.id);
    }
    for (const ids of changed.values()) ids.reverse();
    return changed;
  }

  /** The log with only the newest entry of each object, which is all that any reader needs. */
  compacted(): readonly LogEntry[] {
    const newest = new Map<string, number>();
    for (const entry of this.#entries) newest.set(`${entry.family}/${entry.id}`, entry.position);
    return this.#entries.filter((entry) => newest.get(`${entry.family}/${entry.id}`) === entry.position);
  }

  /** Replaces the log by a stored one. */
  restore(entries: readonly LogEntry[], position: number): void {
    this.#entries = [...entries];
    this.#position = position;
    this.#sizeAfterCompaction = entries.length;
  }

  #compactIfLong(): void {
    if (this.#entries.length < 2 * this.#sizeAfterCompaction + COMPACT_SLACK) return;
    this.#entries = [...this.compacted()];
    this.#sizeAfterCompaction = this.#entries.length;
  }
}
