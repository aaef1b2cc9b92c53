// Reads one document from KV, including its parts. Its schema interprets it.

import { err, ok, type Result } from '../../model/result.ts';
import type { Kv } from './kv.ts';
import { isRecord, mergeParts, utf8Length, type PartName } from './pack.ts';
import { sha256Hex } from '../../model/sha256.ts';

/**
 * Why a document can't be read. `unreadable`: the value is in no format of any version. `incomplete`: the head names parts that KV
 * does not show, or shows in an older state; that may resolve within a minute.
 */
export type DocumentProblem = {
  readonly kind: 'unreadable' | 'incomplete';
  readonly detail: string;
};

/** A document as read. */
export interface FetchedDocument {
  /** All members, including those of the parts. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly bytes: number;
  /** How many keys it takes, including the head. */
  readonly parts: number;
  readonly partKeys: readonly string[];
}

/** Reads a document; null if there is none. Costs one read for the head and one for each part. Throws `KvError`. */
export async function fetchDocument(
  kv: Kv,
  key: string,
): Promise<Result<FetchedDocument | null, DocumentProblem>> {
  const text = await kv.get(key);
  if (text === null) return ok(null);
  const head = parseRecord(text);
  if (head === null) return err({ kind: 'unreadable', detail: `${key} holds no JSON object` });
  const names = partNamesOf(head);
  const parts: Readonly<Record<string, unknown>>[] = [];
  let bytes = utf8Length(text);
  for (const name of names) {
    // One at a time: a response with several keys is limited to 25 MB (Cloudflare, KV bulk reads).
    const value = await kv.get(name.key);
    const part = value === null || (await sha256Hex(value)) !== name.digest ? null : parseRecord(value);
    if (value === null || part === null)
      return err({ kind: 'incomplete', detail: `${name.key} is not what ${key} refers to` });
    bytes += utf8Length(value);
    parts.push(part);
  }
  return ok({
    value: mergeParts(head, parts),
    bytes,
    parts: 1 + parts.length,
    partKeys: names.map((name) => name.key),
  });
}

/** Parses the JSON text of an object; null if it is not one. */
export function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function partNamesOf(head: Readonly<Record<string, unknown>>): readonly PartName[] {
  const { parts } = head;
  if (!Array.isArray(parts)) return [];
  return (parts as readonly unknown[]).flatMap((part) => {
    if (!isRecord(part)) return [];
    const { key, digest } = part;
    return typeof key === 'string' && typeof digest === 'string' ? [{ key, digest }] : [];
  });
}
