// The document `mobile-batch:{deviceId}`: one device's tasks and their counterparts. Also reads what older code wrote.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { DocumentProblem } from '../kv/fetch-document.ts';
import { isRecord, type DocumentContent, type Entry } from '../kv/pack.ts';
import { digestOfTexts } from '../sha.ts';

const VERSION = 2;

/** The document's key. */
export function mobileBatchKey(deviceId: string): string {
  return `mobile-batch:${deviceId}`;
}

/** One task of one device. Times are ISO 8601. */
export const mobileMappingSchema = z.looseObject({
  mobileId: z.string().min(1),
  todoistId: z.string().optional(),
  thingsId: z.string().optional(),
  /** Primary hash. */
  fingerprint: z.string(),
  deviceId: z.string(),
  createdAt: z.string(),
  lastSynced: z.string(),
});

/** One task of one device. */
export type MobileMapping = z.infer<typeof mobileMappingSchema>;

/** One device's tasks. */
export interface MobileBatch {
  readonly deviceId: string;
  readonly mappings: ReadonlyMap<string, MobileMapping>;
  /** Ids of mappings in no known format. */
  readonly malformed: readonly string[];
}

/** Parses the document in any version, from its JSON members (including those of its parts). */
export function readMobileBatch(
  value: Readonly<Record<string, unknown>>,
): Result<MobileBatch, DocumentProblem> {
  const { deviceId, version } = value;
  if (typeof deviceId !== 'string')
    return err({ kind: 'unreadable', detail: 'a mobile batch without deviceId' });
  if (typeof version === 'number' && version > VERSION)
    return err({ kind: 'unreadable', detail: `a mobile batch of version ${version}, written by newer code` });
  const mappings = new Map<string, MobileMapping>();
  const malformed: string[] = [];
  for (const [key, entry] of Object.entries(isRecord(value['mappings']) ? value['mappings'] : {})) {
    const mapping = mobileMappingSchema.safeParse(entry);
    if (mapping.success) mappings.set(key, mapping.data);
    else malformed.push(key);
  }
  return ok({ deviceId, mappings, malformed });
}

/** Serializes the document in the current version. `lastUpdated`: epoch ms. */
export async function writeMobileBatch(
  batch: Pick<MobileBatch, 'deviceId' | 'mappings'>,
  lastUpdated: number,
): Promise<DocumentContent> {
  const entries: readonly Entry[] = [...batch.mappings]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, mapping]) => ({ key, json: JSON.stringify(mapping) }));
  return {
    members: { deviceId: batch.deviceId, version: VERSION, lastUpdated: new Date(lastUpdated).toISOString() },
    sections: [{ name: 'mappings', shape: 'map', entries }],
    digest: await digestOfTexts(entries.map((entry) => entry.json)),
  };
}
