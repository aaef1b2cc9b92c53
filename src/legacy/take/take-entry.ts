// Imports one legacy value, as KV shows it, into the working state: the exact entry, and the pair in it. Makes no KV call; safe to
// repeat with the same value.

import { changeConfig, configChangeSchema } from '../../protocol/config.ts';
import { assert } from '../../model/assert.ts';
import { DEFAULT_CONFIG } from '../../model/config.ts';
import type { LegacyEntry, LegacyPair, LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import type { Store } from '../../hub/store.ts';
import { noteUnkept } from './keep.ts';
import { targetOf } from './merge-document.ts';
import { holdsSecret, legacyFamilyOf } from '../legacy-keys.ts';
import type { MigrationParts } from '../parts.ts';
import { placeOfEntry } from './conceal.ts';
import type { Shown } from './shown.ts';
import { documentOf, pairOf, readLegacyEntry } from './read-entry.ts';

/** Tells whether what KV shows was already imported, so that there is nothing to do. */
export function isKnown(before: LegacyEntry | null, shown: Shown): boolean {
  if (before === null) return false;
  if (shown.value === null) return before.state !== 'bad';
  return before.raw === storedOf(shown) && isTakenIn(before);
}

function isTakenIn(entry: LegacyEntry | null): boolean {
  return entry?.state === 'taken' || entry?.state === 'landed';
}

/** What an entry holds of what KV shows. */
export function storedOf({ key, value, concealed }: Shown): string {
  assert(value === null || concealed !== undefined || !holdsSecret(legacyFamilyOf(key)), 'a secret in clear');
  return concealed?.mark ?? value ?? '';
}

/** Takes in what KV shows of one key; one that may hold a secret has been through `conceal`. */
export function takeEntry(
  { legacy, store, vault }: Pick<MigrationParts, 'legacy' | 'store' | 'vault'>,
  shown: Shown,
): void {
  const { key, value, expiresAt } = shown;
  const before = legacy.entries.get(key);
  // What was sealed before stays, also where the key is missing now.
  const isKept = shown.refused === undefined ? isKnown(before, shown) : isTakenIn(before);
  if (isKept) return;
  const blank = { key, family: legacyFamilyOf(key), expiresAt, document: null, reason: null, base: null };
  if (value === null) {
    if (before !== null && holdsSecret(before.family)) vault.remove(placeOfEntry(key));
    legacy.entries.put({ ...blank, state: 'gone', raw: '' });
    return;
  }
  const fact = readLegacyEntry(key, value);
  const document = fact.ok ? documentOf(fact.value) : null;
  const wrong = !fact.ok ? fact.error.reason : (shown.refused ?? whyHomeless(document));
  if (!fact.ok || wrong !== null) {
    const bad: LegacyEntry = { ...blank, state: 'bad', raw: '', reason: wrong };
    if (before?.state !== 'bad' || before.reason !== wrong) legacy.entries.put(bad);
    return;
  }
  const pair = pairOf(fact.value);
  if (pair !== null) keepPair(legacy, pair);
  if (key === 'sync:config') takeStrategy(store, value);
  const stored = storedOf(shown);
  const isLanded = document === null || (before?.raw === stored && before.state === 'deleted');
  const isSummed = fact.value.kind === 'metric';
  const base = isLanded || before === null || !isSummed ? null : landedValue(before);
  if (document === null) noteUnkept(legacy);
  if (shown.concealed?.sealed != null) vault.put(shown.concealed.sealed);
  legacy.entries.put({ ...blank, state: isLanded ? 'landed' : 'taken', raw: stored, document, base });
}

/** Why an entry has no document that it could be moved into; null if it has one, or needs none. */
function whyHomeless(document: string | null): string | null {
  return document === null || targetOf(document) !== null ? null : 'the value names no device, hour or day';
}

/** The part of an entry that is in its document already. */
function landedValue(before: LegacyEntry): string | null {
  return before.state === 'landed' || before.state === 'deleted' ? before.raw : before.base;
}

/** Of several pairs with the same Todoist task the newest is used, in whatever order they arrive; one without a Things id never is. */
function keepPair(legacy: LegacyRecords, pair: LegacyPair): void {
  const known = legacy.pairs.get(pair.oldId);
  if (known === null) legacy.pairs.put(pair);
  else if (isBetter(pair, known)) legacy.pairs.put({ ...pair, todoistId: known.todoistId ?? pair.todoistId });
}

function isBetter(pair: LegacyPair, known: LegacyPair): boolean {
  if (pair.thingsId === null || known.thingsId === null)
    return pair.thingsId !== known.thingsId && pair.thingsId !== null;
  if (pair.lastSynced !== known.lastSynced) return pair.lastSynced > known.lastSynced;
  if (pair.thingsId !== known.thingsId) return pair.thingsId < known.thingsId;
  return pair.fingerprint > known.fingerprint;
}

/** The strategy is the only setting that older code applied; it is adopted unless the owner has already changed settings here. */
function takeStrategy(store: Pick<Store, 'meta'>, value: string): void {
  if (store.meta.get('config') !== undefined) return;
  const { conflictStrategy } = JSON.parse(value) as { readonly conflictStrategy?: unknown };
  const change = configChangeSchema.safeParse({ strategy: conflictStrategy });
  if (!change.success || change.data.strategy === undefined) return;
  store.meta.set('config', changeConfig(DEFAULT_CONFIG, change.data));
}
