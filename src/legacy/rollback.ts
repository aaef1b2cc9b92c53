// Writes individual keys again, so that older code finds everything it knew: deleted originals exactly as they were, and for every
// currently linked pair the keys under which older code looks it up. Deletes nothing, and changes no document.

import * as z from 'zod';
import { legacyMappingOf } from '../checkpoint/collect-state.ts';
import { MIN_EXPIRY_SECONDS } from '../checkpoint/kv/kv.ts';
import { taskId } from '../model/ids.ts';
import type { LegacyEntry } from '../hub/sqlite/tables/legacy-tables.ts';
import type { TaskWithLinks } from '../hub/batch-records.ts';
import { refusalOf, type MigrationParts, type Piece } from './parts.ts';
import { takeEntry } from './take/take-entry.ts';

/** How many entries one piece of work writes: each is a request of its own. */
const PAGE = 100;
const TASKS_PER_PAGE = 30;

/** A rollback in progress. `after`: a key, then a task's id. */
export const rollbackSchema = z.object({
  phase: z.enum(['originals', 'pairs', 'done']),
  after: z.string(),
  startedAt: z.number(),
  written: z.number().int().nonnegative(),
});

/** A rollback in progress. */
export type Rollback = z.infer<typeof rollbackSchema>;

/** The result of a piece of a rollback. */
export interface RollbackPage {
  readonly piece: Piece;
  readonly rollback: Rollback;
}

/** Writes one page. Throws `KvError`; what was written before is recorded, and writing it again changes nothing. */
export async function rollbackPage(parts: MigrationParts, rollback: Rollback): Promise<RollbackPage> {
  switch (rollback.phase) {
    case 'originals':
      return writeOriginals(parts, rollback);
    case 'pairs':
      return writePairs(parts, rollback);
    case 'done':
      return { piece: { kind: 'done', calls: 0 }, rollback };
  }
}

async function writeOriginals(parts: MigrationParts, rollback: Rollback): Promise<RollbackPage> {
  const { legacy } = parts;
  for (const limit of [PAGE, 1]) {
    const page = legacy.entries.page({ states: ['deleted'], after: rollback.after, limit });
    const last = page.at(-1)?.key;
    if (last === undefined)
      return { piece: { kind: 'more', calls: 0 }, rollback: { ...rollback, phase: 'pairs', after: '' } };
    const refusal = refusalOf(parts, { writes: page.length }, 'rollback');
    if (refusal !== null && limit > 1) continue;
    if (refusal !== null) return { piece: refusal, rollback };
    let written = 0;
    for (const entry of page) if (await writeBack(parts, entry)) written += 1;
    return {
      piece: { kind: 'more', calls: page.length },
      rollback: { ...rollback, after: last, written: rollback.written + written },
    };
  }
  return { piece: { kind: 'done', calls: 0 }, rollback };
}

/** Writes one original as it was, unless it would have expired by now. */
async function writeBack({ kv, legacy, now }: MigrationParts, entry: LegacyEntry): Promise<boolean> {
  const { key, raw, expiresAt } = entry;
  const ttl = expiresAt === null ? null : expiresAt - Math.floor(now() / 1000);
  if (ttl !== null && ttl < MIN_EXPIRY_SECONDS) return false;
  await kv.put(key, raw, ttl === null ? {} : { expirationTtl: ttl });
  legacy.entries.setState(key, 'landed');
  return true;
}

async function writePairs(parts: MigrationParts, rollback: Rollback): Promise<RollbackPage> {
  const after = rollback.after === '' ? null : taskId(rollback.after);
  const page = parts.state.page(after, TASKS_PER_PAGE);
  const last = page.at(-1)?.task.id;
  if (last === undefined)
    return { piece: { kind: 'done', calls: 0 }, rollback: { ...rollback, phase: 'done', after: '' } };
  const keys = (await Promise.all(page.map((found) => keysOfPair(found)))).flat();
  const unwritten = keys.filter(({ key }) => {
    const state = parts.legacy.entries.get(key)?.state;
    return state === undefined || state === 'gone';
  });
  const refusal = refusalOf(parts, { writes: unwritten.length }, 'rollback');
  if (refusal !== null) return { piece: refusal, rollback };
  for (const { key, value } of unwritten) {
    await parts.kv.put(key, value);
    parts.legacy.transaction(() => takeEntry(parts, { key, value, expiresAt: null }));
  }
  return {
    piece: { kind: 'more', calls: unwritten.length },
    rollback: { ...rollback, after: last, written: rollback.written + unwritten.length },
  };
}

/** The three keys under which older code looks up a pair. */
async function keysOfPair(
  found: TaskWithLinks,
): Promise<readonly { readonly key: string; readonly value: string }[]> {
  const mapping = await legacyMappingOf(found);
  if (mapping === null) return [];
  const { todoistId, thingsId, lastSynced, fingerprint } = mapping;
  const short = JSON.stringify({ todoistId, thingsId, lastSynced, robustHash: fingerprint.primaryHash });
  return [
    { key: `hash:${fingerprint.primaryHash}`, value: JSON.stringify(mapping) },
    { key: `mapping:things:${thingsId}`, value: short },
    { key: `mapping:todoist:${todoistId}`, value: short },
  ];
}
