// Devices that older code had registered: who they are, whether their secret was kept, and which tasks they knew by which ids. Older
// code registered whoever asked, so none of them is let in before its owner says so.

import * as z from 'zod';
import { mobileBatchKey, readMobileBatch, type MobileMapping } from '../checkpoint/documents/mobile-batch.ts';
import { fetchDocument, parseRecord } from '../checkpoint/kv/fetch-document.ts';
import { KvError } from '../checkpoint/kv/kv.ts';
import type { LegacyEntry } from '../hub/sqlite/tables/legacy-tables.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Jobs } from './jobs.ts';
import { refusalOf, type MigrationParts } from './parts.ts';
import { isSealed, placeOfEntry } from './take/conceal.ts';
import { readLegacyEntry } from './take/read-entry.ts';
import { translatePairs } from './take/translate.ts';

/** More of them are not looked at: whoever found the address of older code could register as many as they liked. */
const MAX_DEVICES = 200;
const PAGE = 500;
/** How many reads of KV a device's document may take. */
const DOCUMENT_READS = 8;
/** How many translation requests, of 100 ids each, one device may take. */
const MAX_TRANSLATIONS = 10;

const PREFIX = 'device:';

/** A device of older code. Times are epoch ms; null: not known. */
export interface OlderDevice {
  readonly id: string;
  readonly platform: string | null;
  readonly appVersion: string | null;
  readonly registeredAt: number | null;
  readonly seenAt: number | null;
  /** null: it was not kept, or can't be opened. */
  readonly secret: string | null;
  /** Why its entry could not be taken in; null: it could. */
  readonly reason: string | null;
}

/** A task as a device of older code knew it. */
export interface OlderDeviceTask {
  /** The id that the device gave it. */
  readonly mobileId: string;
  /** Its present id in Todoist; null: none is known. */
  readonly todoistId: string | null;
  readonly thingsId: string | null;
}

type DeviceParts = Pick<MigrationParts, 'legacy' | 'vault'>;

const deviceSchema = z.looseObject({
  secret: z.string().min(1),
  platform: z.string().nullish(),
  appVersion: z.string().nullish(),
  registeredAt: z.unknown(),
  lastSeen: z.unknown(),
});

/** All that were found, ordered by id. */
export async function olderDevices(parts: DeviceParts): Promise<readonly OlderDevice[]> {
  const states = ['bad', 'taken', 'landed', 'deleted'] as const;
  const page = parts.legacy.entries.page({ states, after: PREFIX, limit: MAX_DEVICES });
  const entries = page.filter(({ key }) => key.startsWith(PREFIX));
  return Promise.all(entries.map((entry) => readDevice(parts, entry)));
}

/** One of them; null: there is none of this id. */
export async function olderDevice(parts: DeviceParts, id: string): Promise<OlderDevice | null> {
  const entry = parts.legacy.entries.get(`${PREFIX}${id}`);
  return entry === null || entry.state === 'gone' ? null : readDevice(parts, entry);
}

async function readDevice({ vault }: DeviceParts, { key, raw, reason }: LegacyEntry): Promise<OlderDevice> {
  const opened = isSealed(raw) ? await vault.open(placeOfEntry(key)) : ok(raw);
  const value = deviceSchema.safeParse(opened.ok ? parseRecord(opened.value) : null);
  const { secret = null, platform = null, appVersion = null, registeredAt, lastSeen } = value.data ?? {};
  return {
    id: key.slice(PREFIX.length),
    platform,
    appVersion,
    registeredAt: timeOf(registeredAt),
    seenAt: timeOf(lastSeen),
    secret,
    reason,
  };
}

/** Older code wrote ISO 8601, or epoch ms. */
function timeOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return typeof at === 'number' && Number.isSafeInteger(at) && at >= 0 ? at : null;
}

/** Why a device's tasks can't be told now, in plain words. */
interface TasksFailure {
  readonly kind: 'unavailable';
  readonly detail: string;
}

/** The tasks that a device knew, by entries of their own and by its document in KV, with present ids. */
export async function olderTasksOf(
  parts: MigrationParts,
  jobs: Jobs,
  device: string,
): Promise<Result<readonly OlderDeviceTask[], TasksFailure>> {
  if (jobs.migration.get()?.phase === 'taking')
    return unavailable('What the earlier version left is still being read.');
  const known = await mappingsOf(parts, device);
  if (!known.ok) return known;
  const mappings = known.value;
  noteIds(parts, mappings);
  await translatePairs(parts, jobs, MAX_TRANSLATIONS);
  const { pairs } = parts.legacy;
  const presentId = ({ todoistId }: MobileMapping): string | null =>
    todoistId === undefined ? '' : (pairs.get(todoistId)?.todoistId ?? null);
  if (mappings.some((mapping) => presentId(mapping) === null))
    return unavailable('Todoist has not told yet what ids of the earlier version are called today.');
  return ok(
    mappings.map((mapping) => ({
      mobileId: mapping.mobileId,
      todoistId: presentId(mapping) || null,
      thingsId: mapping.thingsId ?? null,
    })),
  );
}

async function mappingsOf(
  parts: MigrationParts,
  device: string,
): Promise<Result<readonly MobileMapping[], TasksFailure>> {
  const refusal = refusalOf(parts, { reads: DOCUMENT_READS }, 'migration');
  if (refusal !== null) return unavailable(refusal.reason);
  try {
    const fetched = await fetchDocument(parts.kv, mobileBatchKey(device));
    if (!fetched.ok) return unavailable(fetched.error.detail);
    const batch = fetched.value === null ? null : readMobileBatch(fetched.value.value);
    if (batch?.ok === false) return unavailable(batch.error.detail);
    const inDocument = batch === null ? [] : [...batch.value.mappings.values()];
    const mappings = new Map(
      olderMappingsOf(parts.legacy, device).map((mapping) => [mapping.mobileId, mapping]),
    );
    for (const mapping of inDocument) mappings.set(mapping.mobileId, mapping);
    return ok([...mappings.values()]);
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    return unavailable(error.message);
  }
}

/** What older code had noted of a device's tasks under a key for each. */
export function olderMappingsOf(
  legacy: Pick<MigrationParts['legacy'], 'entries'>,
  device: string,
): readonly MobileMapping[] {
  const prefix = `mobile-mapping:${device}:`;
  const found: MobileMapping[] = [];
  for (let after = prefix; ;) {
    const page = legacy.entries.page({ states: ['taken', 'landed', 'deleted'], after, limit: PAGE });
    for (const { key, raw } of page) {
      if (!key.startsWith(prefix)) return found;
      const fact = readLegacyEntry(key, raw);
      if (fact.ok && fact.value.kind === 'mobile') found.push(fact.value.mapping);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.key;
  }
}

/** Has ids translated that only a device's document names. Of a pair, these are no evidence: a device knew no id of Things. */
function noteIds({ legacy }: Pick<MigrationParts, 'legacy'>, mappings: readonly MobileMapping[]): void {
  legacy.transaction(() => {
    for (const { todoistId: oldId } of mappings) {
      if (oldId === undefined || legacy.pairs.get(oldId) !== null) continue;
      const todoistId = /^\d+$/.test(oldId) ? null : oldId;
      legacy.pairs.put({ oldId, todoistId, thingsId: null, fingerprint: '', lastSynced: '' });
    }
  });
}

function unavailable(detail: string): Result<never, TasksFailure> {
  return err({ kind: 'unavailable', detail });
}
