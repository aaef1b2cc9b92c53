// The debugging views of the earlier API: pairs with their fingerprints, and the contents of a key. From the working state alone,
// without any KV call.

import { legacyMappingOf } from '../checkpoint/collect-state.ts';
import type { TaskMapping } from '../checkpoint/documents/sync-state.ts';
import {
  fingerprintOf,
  normalizeText,
  primaryHash,
  type TaskFingerprint,
} from '../checkpoint/fingerprint.ts';
import type { BatchRecords, TaskWithLinks } from '../hub/batch-records.ts';
import type { LegacyRecords } from '../hub/sqlite/tables/legacy-tables.ts';
import { holdsSecret } from '../legacy/legacy-keys.ts';
import type { TaskId } from '../model/ids.ts';
import { dayOfTask } from '../model/task.ts';
import type { LookedAt, OlderHash, OlderKvEntry, OlderMappings } from '../protocol/answers/older/views.ts';
import { OLDER_PAIR, type PageQuery } from './pair.ts';

/** How many tasks are read at a time. */
const PAGE = 500;

/** The sources of the responses. */
interface Parts {
  readonly records: Pick<BatchRecords, 'state' | 'documents'>;
  readonly legacy: LegacyRecords;
}

/** `GET /debug/mappings`: one page of tasks, with statistics about that page. */
export async function olderMappings(
  { records }: Parts,
  { limit, cursor }: PageQuery,
): Promise<OlderMappings> {
  const page = records.state.page(cursor as TaskId | null, limit);
  const looked = await Promise.all(page.map((found) => lookAt(found)));
  const mappings = looked.flatMap(({ mapping }) => mapping ?? []);
  const todoistTasks = looked.flatMap(({ task }) => task ?? []);
  const byHash = Map.groupBy(mappings, ({ fingerprint }) => fingerprint.primaryHash);
  const last = page.at(-1);
  return {
    mappings,
    legacyMappings: [],
    todoistTasks,
    analysis: {
      duplicateFingerprints: [...byHash]
        .filter(([, some]) => some.length > 1)
        .map(([hash, some]) => ({ hash, count: some.length })),
      orphanedMappings: looked.flatMap(({ mapping, isOrphaned }) => (isOrphaned ? (mapping ?? []) : [])),
      tasksWithoutMappings: todoistTasks.filter(({ hasMapping }) => !hasMapping),
    },
    ...(last !== undefined && page.length === limit && { nextCursor: last.task.id }),
  };
}

async function lookAt(found: TaskWithLinks): Promise<{
  readonly mapping: TaskMapping | null;
  readonly isOrphaned: boolean;
  readonly task: LookedAt | null;
}> {
  const mapping = await legacyMappingOf(found);
  const { task, links } = found;
  const [todoist] = OLDER_PAIR.map((name) => links.find(({ replica }) => replica === name));
  const isThere = todoist?.state === 'active';
  const isOpen = task.deletedAt === null && task.fields.status === 'open';
  const { title, notes, tags } = task.fields;
  const looked = {
    id: todoist?.remoteId ?? '',
    title,
    description: notes ?? '',
    labels: tags,
    fingerprint:
      mapping?.fingerprint.primaryHash ?? (await primaryHash(title, notes, dayOfTask(task.fields))),
    hasMapping: mapping !== null,
  };
  return {
    mapping,
    isOrphaned: mapping !== null && isOpen && !isThere,
    task: isThere && isOpen ? looked : null,
  };
}

/** The parameters of `GET /debug/hash`. */
export interface HashInput {
  readonly title: string;
  readonly notes: string;
  readonly due: string | null;
}

/** `GET /debug/hash`: the fingerprint of a text, and the pair that has it. Scans all tasks. */
export async function olderHash({ records }: Parts, input: HashInput): Promise<OlderHash> {
  const fingerprint = await fingerprintOf(input.title, input.notes, input.due);
  const existingMapping = await findMapping(records.state, fingerprint);
  return { input, fingerprint, hashKey: `hash:${fingerprint.primaryHash}`, existingMapping };
}

async function findMapping(
  { page }: BatchRecords['state'],
  { primaryHash: wanted, fuzzySearchable }: TaskFingerprint,
): Promise<TaskMapping | null> {
  for (let after: TaskId | null = null; ;) {
    const tasks = page(after, PAGE);
    const alike = tasks.filter(({ task }) => normalizeText(task.fields.title) === fuzzySearchable);
    for (const mapping of await Promise.all(alike.map((found) => legacyMappingOf(found))))
      if (mapping?.fingerprint.primaryHash === wanted) return mapping;
    const last = tasks.at(-1);
    if (last === undefined || tasks.length < PAGE) return null;
    after = last.task.id;
  }
}

/** Members that may hold a secret; a callback URL often contains one. */
const SECRET_NAME = /secret|token|password|signature|authorization|credential|url$/i;

/** `GET /debug/kv/{key}`: what is known of a key, without secrets. KV itself is not read, because that would use up the day's budget. */
export function olderKvEntry({ records, legacy }: Parts, key: string): OlderKvEntry {
  const document = records.documents.get(key);
  if (document?.writtenAt != null) {
    const { writtenAt, bytes, parts, dirtySince } = document;
    const value = {
      lastUpdated: new Date(writtenAt).toISOString(),
      bytes,
      parts,
      isDirty: dirtySince !== null,
    };
    return { key, value, exists: true, note: 'a document of this account: how it stands, not what is in it' };
  }
  const entry = legacy.entries.get(key);
  if (entry === null || entry.state === 'gone' || entry.state === 'deleted')
    return { key, value: null, exists: false, note: 'nothing is known of this key; KV itself was not asked' };
  if (holdsSecret(entry.family))
    return { key, value: null, exists: true, note: 'it holds secrets, which are not shown' };
  if (entry.state === 'bad')
    return {
      key,
      value: null,
      exists: true,
      note: `it is in no shape that was ever written: ${entry.reason ?? ''}`,
    };
  return { key, value: shown(entry.raw), exists: true, note: 'as it was when it was taken in' };
}

/** The value without potential secrets. A text that is not JSON is shown unchanged. */
function shown(raw: string): unknown {
  try {
    return withoutSecrets(JSON.parse(raw));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return raw === '' ? null : raw;
  }
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => [
    name,
    SECRET_NAME.test(name) ? '(hidden)' : withoutSecrets(inner),
  ]);
  return Object.fromEntries(members);
}
