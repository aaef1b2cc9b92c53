/**
 * The account on disk: one JSON file, replaced whole by a rename, so that a killed process leaves the old or the new one.
 * Rows are kept as value lists beside one list of keys per table, and unchanged rows are not printed again.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Account } from './account.ts';
import type { ActivityEvent } from './activity.ts';
import type { SeriesMemory } from './due/resolve-due.ts';
import type { OAuthState, StoredOAuth } from './oauth/oauth-state.ts';
import type { Store } from './store.ts';
import type { Family, LogEntry } from './journal.ts';

const FORMAT_VERSION = 1;

interface StoredRow {
  readonly id: string;
}

interface StoredState {
  readonly version: number;
  readonly seed: number;
  readonly idCounter: number;
  readonly position: number;
  readonly log: readonly (readonly [number, Family, string])[];
  readonly executed: readonly (readonly [string, string | null])[];
  readonly activity: readonly ActivityEvent[];
  /** Absent in files of before it was kept. */
  readonly series?: readonly (readonly [string, SeriesMemory])[];
  readonly oauth?: StoredOAuth;
  readonly oldIds?: readonly (readonly [string, string])[];
  readonly tables: Readonly<
    Record<string, { readonly keys: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>
  >;
}

interface StoredTable {
  all(): Iterable<StoredRow>;
  load(rows: Iterable<never>): void;
}

function tablesOf(store: Store): readonly (readonly [string, StoredTable])[] {
  return [
    ['items', store.items],
    ['projects', store.projects],
    ['sections', store.sections],
    ['labels', store.labels],
    ['notes', store.notes],
    ['project_notes', store.projectNotes],
    ['reminders', store.reminders],
    ['user', store.users],
    ['filters', store.filters],
    ['view_options', store.viewOptions],
    ['project_view_options_defaults', store.projectViewDefaults],
    ['workspaces', store.workspaces],
    ['workspace_users', store.workspaceUsers],
    ['workspace_filters', store.workspaceFilters],
    ['folders', store.folders],
    ['project_places', store.projectPlaces],
    ['collaborators', store.collaborators],
    ['collaborator_states', store.collaboratorStates],
    ['settings', store.settings],
    ['subscriptions', store.subscriptions],
    ['apps', store.apps],
    ['ui_extensions', store.uiExtensions],
    ['app_installations', store.appInstallations],
  ];
}

/** One state file of one account. */
export class StateFile {
  readonly #path: string;
  readonly #printed = new WeakMap<StoredRow, string>();
  #savedMark = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** The seed of the stored account, or null when there is no file yet. */
  storedSeed(): number | null {
    return this.#read()?.seed ?? null;
  }

  /** Loads the stored account into a fresh one; false when there is no file. Throws for a file it can't read. */
  load(account: Account): boolean {
    const state = this.#read();
    if (state === null) return false;
    for (const [name, table] of tablesOf(account.store)) {
      const stored = state.tables[name];
      if (stored === undefined) continue;
      const rows = stored.rows.map((values) =>
        Object.fromEntries(stored.keys.map((key, index) => [key, values[index]])),
      );
      // The file is this program's own output of the same version, so its rows have the table's type.
      table.load(rows as never[]);
    }
    account.activity.restore(state.activity);
    for (const [uuid, id] of state.executed) account.store.executed.set(uuid, id);
    for (const [id, memory] of state.series ?? []) account.store.series.set(id, memory);
    for (const [id, oldId] of state.oldIds ?? []) account.store.oldIds.set(id, oldId);
    const log = state.log.map(([position, family, id]): LogEntry => ({ position, family, id }));
    account.store.journal.restore(log, state.position);
    account.ids.restore(state.idCounter);
    return true;
  }

  /** Loads the stored tokens; none when there is no file. */
  loadOAuth(oauth: OAuthState): void {
    const stored = this.#read()?.oauth;
    if (stored !== undefined) oauth.restore(stored);
  }

  /** Writes the account if it changed since the last call. Costs one write, and printing the changed rows. */
  save(account: Account, oauth: OAuthState): void {
    const { journal, executed } = account.store;
    const { oldIds } = account.store;
    const mark = [journal.position, executed.size, oldIds.size, oauth.counter].join('/');
    if (mark === this.#savedMark) return;
    const temporary = `${this.#path}.tmp`;
    writeFileSync(temporary, this.#print(account, oauth));
    renameSync(temporary, this.#path);
    this.#savedMark = mark;
  }

  #read(): StoredState | null {
    if (!existsSync(this.#path)) return null;
    const state = JSON.parse(readFileSync(this.#path, 'utf8')) as StoredState;
    if (state.version !== FORMAT_VERSION)
      throw new Error(`state file of unknown version ${String(state.version)}`);
    return state;
  }

  #print(account: Account, oauth: OAuthState): string {
    const { journal, executed, series, oldIds } = account.store;
    const log = journal.compacted().map(({ position, family, id }) => [position, family, id]);
    const tables = tablesOf(account.store).map(
      ([name, table]) => `${JSON.stringify(name)}:${this.#printTable(table)}`,
    );
    return [
      `{"version":${FORMAT_VERSION},"seed":${account.seed},"idCounter":${account.ids.counter}`,
      `"position":${journal.position},"log":${JSON.stringify(log)},"executed":${JSON.stringify([...executed])}`,
      `"oauth":${JSON.stringify(oauth.toStored())}`,
      `"series":${JSON.stringify([...series])},"oldIds":${JSON.stringify([...oldIds])}`,
      `"activity":[${account.activity.events.map((event) => this.#printOnce(event, () => event)).join(',')}]`,
      `"tables":{${tables.join(',')}}}\n`,
    ].join(',');
  }

  #printTable(table: StoredTable): string {
    const rows: string[] = [];
    let keys: readonly string[] = [];
    for (const row of table.all()) {
      if (keys.length === 0) keys = Object.keys(row);
      rows.push(this.#printOnce(row, () => keys.map((key): unknown => Reflect.get(row, key))));
    }
    return `{"keys":${JSON.stringify(keys)},"rows":[${rows.join(',')}]}`;
  }

  /** Prints `shape` for an immutable object, once for as long as the object lives. */
  #printOnce(object: StoredRow, shape: () => unknown): string {
    const known = this.#printed.get(object);
    if (known !== undefined) return known;
    const text = JSON.stringify(shape());
    this.#printed.set(object, text);
    return text;
  }
}
