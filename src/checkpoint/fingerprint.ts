// How older code recognizes a task: by a fingerprint of title, notes and due. Reproduced exactly, including its quirks, so that
// older code finds what we write and vice versa.

import { sha256Hex } from '../model/sha256.ts';

/** What older code stores to recognize a task. */
export interface TaskFingerprint {
  /** The first 12 hex digits of SHA-256 over normalized title, normalized notes and due, joined by `|`. */
  readonly primaryHash: string;
  readonly titleVariations: readonly string[];
  readonly fuzzySearchable: string;
}

/** Reduces a text to lower-case ASCII words. Characters are deleted last, so this is not idempotent: two spaces may remain. */
export function normalizeText(text: string): string {
  return text
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9_\s]/g, '');
}

/** The fingerprint's hash. `due` is used as it is; null, undefined and '' are the same. */
export async function primaryHash(
  title: string,
  notes: string | null | undefined,
  due: string | null | undefined,
): Promise<string> {
  const text = `${normalizeText(title)}|${normalizeText(notes ?? '')}|${due ?? ''}`;
  return (await sha256Hex(text)).slice(0, 12);
}

/** The complete fingerprint. */
export async function fingerprintOf(
  title: string,
  notes: string | null | undefined,
  due: string | null | undefined,
): Promise<TaskFingerprint> {
  const normalized = normalizeText(title);
  const trimmed = title.trim();
  return {
    primaryHash: await primaryHash(title, notes, due),
    titleVariations: [
      ...new Set([normalized, trimmed, trimmed.toLowerCase(), normalized.replace(/\s/g, '')]),
    ],
    fuzzySearchable: normalized,
  };
}
