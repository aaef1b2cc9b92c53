// How older code knows a task again: a fingerprint of title, notes and due. Kept to the letter, odd corners included, so that
// older code finds what we write and we find what it wrote.

import { sha256Hex } from './sha.ts';

/** What older code keeps of a task to know it again. */
export interface TaskFingerprint {
  /** The first 12 hex digits of SHA-256 over normalized title, normalized notes and due, with bars between. */
  readonly primaryHash: string;
  readonly titleVariations: readonly string[];
  readonly fuzzySearchable: string;
}

/** Takes a text down to lower-case ASCII words. Deletion comes last, so this is not idempotent: two blanks may stay. */
export function normalizeText(text: string): string {
  return text
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9_\s]/g, '');
}

/** The fingerprint's hash. `due` goes in as it is; null, undefined and '' are the same. */
export async function primaryHash(
  title: string,
  notes: string | null | undefined,
  due: string | null | undefined,
): Promise<string> {
  const text = `${normalizeText(title)}|${normalizeText(notes ?? '')}|${due ?? ''}`;
  return (await sha256Hex(text)).slice(0, 12);
}

/** The whole fingerprint. */
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
