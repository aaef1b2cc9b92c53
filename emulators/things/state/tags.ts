// Tags and their links: lookup by name without case, making, nesting, renaming and deleting.
// Tags have no stamps; inheritance is never stored.
import { decodeBase58 } from '../encodings/ids.ts';
import type { TagRow } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { indexAtEnd } from './order.ts';

/** Makes names comparable the way the app compares them: without case and outer space. */
export function foldName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

/** Returns all tags in list order. */
export function allTags(state: AppState): TagRow[] {
  return state.library.all<TagRow>(
    'SELECT uuid, title, shortcut, parent, "index" FROM TMTag ORDER BY "index", uuid',
  );
}

/** Finds a tag by name, without case. */
function findTagByName(state: AppState, name: string): TagRow | undefined {
  const wanted = foldName(name);
  return allTags(state).find((tag) => foldName(tag.title ?? '') === wanted);
}

/** Returns a tag by id. */
export function findTag(state: AppState, id: string): TagRow | undefined {
  return state.library.get<TagRow>(
    'SELECT uuid, title, shortcut, parent, "index" FROM TMTag WHERE uuid = ?',
    id,
  );
}

/** Returns the id of the tag with this name, and makes the tag when there is none. */
export function ensureTag(state: AppState, name: string): string {
  const known = findTagByName(state, name);
  if (known !== undefined) return known.uuid;
  const uuid = state.ids.nextId();
  state.library.run(
    'INSERT INTO TMTag (uuid, title, "index") VALUES (?, ?, ?)',
    uuid,
    name.trim(),
    indexAtEnd(state, 'TMTag'),
  );
  return uuid;
}

/** Returns ids of existing tags for names, without doubles; unknown names are left out. */
export function knownTagIds(state: AppState, names: readonly string[]): string[] {
  const byName = new Map(allTags(state).map((tag) => [foldName(tag.title ?? ''), tag.uuid]));
  const ids = names.map((name) => byName.get(foldName(name)));
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Returns ids for names, making missing tags; blank names are left out. */
export function ensureTagIds(state: AppState, names: readonly string[]): string[] {
  const ids = names.filter((name) => name.trim() !== '').map((name) => ensureTag(state, name));
  return [...new Set(ids)];
}

/** Returns the ids of the direct tags of a task or an area. */
export function linkedTagIds(state: AppState, owner: TagOwner): string[] {
  const { table, column } = LINKS[owner.kind];
  return state.library
    .all<{ tags: string }>(`SELECT tags FROM ${table} WHERE ${column} = ?`, owner.id)
    .map((row) => row.tags);
}

/** Returns the direct tag names of an owner, in tag list order. */
export function linkedTagNames(state: AppState, owner: TagOwner): string[] {
  const ids = new Set(linkedTagIds(state, owner));
  if (ids.size === 0) return [];
  return allTags(state)
    .filter((tag) => ids.has(tag.uuid))
    .map((tag) => tag.title ?? '');
}

/** A row that can carry tags. */
interface TagOwner {
  readonly kind: 'task' | 'area';
  readonly id: string;
}

const LINKS = {
  task: { table: 'TMTaskTag', column: 'tasks', ownerTable: 'TMTask' },
  area: { table: 'TMAreaTag', column: 'areas', ownerTable: 'TMArea' },
} as const;

/** Replaces the direct tags of an owner; stamps a task only when the set differs. Returns whether it did. */
export function setTags(state: AppState, owner: TagOwner, tagIds: readonly string[]): boolean {
  const before = linkedTagIds(state, owner);
  const after = [...new Set(tagIds)];
  if (before.length === after.length && after.every((id) => before.includes(id))) return false;
  const { table, column } = LINKS[owner.kind];
  state.library.run(`DELETE FROM ${table} WHERE ${column} = ?`, owner.id);
  for (const id of after) {
    state.library.run(`INSERT INTO ${table} (${column}, tags) VALUES (?, ?)`, owner.id, id);
  }
  refreshCachedTags(state, owner);
  if (owner.kind === 'task') state.stampTask(owner.id);
  return true;
}

/** Writes the derived tag blob of an owner from its links, without a stamp. */
function refreshCachedTags(state: AppState, owner: TagOwner): void {
  const blob = cachedTagsOf(linkedTagIds(state, owner));
  state.library.run(
    `UPDATE ${LINKS[owner.kind].ownerTable} SET cachedTags = ? WHERE uuid = ?`,
    blob,
    owner.id,
  );
  if (owner.kind === 'task') state.touched.add(owner.id);
}

/** Builds the blob of direct tags: raw ids, ascending by bytes, concatenated. */
export function cachedTagsOf(tagIds: readonly string[]): Uint8Array {
  const raw = tagIds.map((id) => Buffer.from(decodeBase58(id) ?? new TextEncoder().encode(id)));
  return new Uint8Array(Buffer.concat(raw.toSorted((left, right) => Buffer.compare(left, right))));
}

/** Renames a tag. No task is stamped. */
export function renameTag(state: AppState, id: string, title: string): void {
  state.library.run('UPDATE TMTag SET title = ? WHERE uuid = ?', title, id);
}

/** Nests a tag below another one, or lifts it to the root (null). Throws when that would make a ring. */
export function setParentTag(state: AppState, id: string, parent: string | null): void {
  for (let above = parent; above !== null; above = findTag(state, above)?.parent ?? null) {
    if (above === id) throw new Error('a tag cannot be below itself');
  }
  state.library.run('UPDATE TMTag SET parent = ? WHERE uuid = ?', parent, id);
}

/** Sets the keyboard shortcut of a tag: one character, or null. */
export function setTagShortcut(state: AppState, id: string, shortcut: string | null): void {
  state.library.run('UPDATE TMTag SET shortcut = ? WHERE uuid = ?', shortcut, id);
}

/** Deletes a tag with its links and the tags below it. No task is stamped. */
export function deleteTag(state: AppState, id: string): void {
  for (const child of allTags(state).filter((tag) => tag.parent === id)) deleteTag(state, child.uuid);
  const tasks = state.library.all<{ id: string }>('SELECT tasks AS id FROM TMTaskTag WHERE tags = ?', id);
  const areas = state.library.all<{ id: string }>('SELECT areas AS id FROM TMAreaTag WHERE tags = ?', id);
  state.library.run('DELETE FROM TMTaskTag WHERE tags = ?', id);
  state.library.run('DELETE FROM TMAreaTag WHERE tags = ?', id);
  state.library.run('DELETE FROM TMTag WHERE uuid = ?', id);
  for (const task of tasks) refreshCachedTags(state, { kind: 'task', id: task.id });
  for (const area of areas) refreshCachedTags(state, { kind: 'area', id: area.id });
}
