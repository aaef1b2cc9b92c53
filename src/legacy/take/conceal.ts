// A value with a secret in it on its way into the working state: the value is sealed, and its entry holds a mark in its place.

import type { SealedSecret, SecretPlace } from '../../hub/secrets.ts';
import type { LegacyEntry, LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import { holdsSecret, legacyFamilyOf } from '../legacy-keys.ts';
import type { MigrationParts } from '../parts.ts';
import type { Concealed, Shown } from './shown.ts';

/** Noted while entries of an older layout may hold secrets in clear. */
const IN_CLEAR = 'secrets_in_clear';
/** Entries that are looked at at once. */
const PAGE = 500;

const MARK = 'sealed:';
/** Of what was sealed, so much tells it from what it was before. */
const MARK_LENGTH = 16;

/** Where the value of an entry is kept. */
export function placeOfEntry(key: string): SecretPlace {
  return { purpose: 'legacy entry', id: key };
}

/** Tells whether an entry has only a mark in place of its value. */
export function isSealed(raw: string): boolean {
  return raw.startsWith(MARK);
}

/** Seals what of this is secret. Where that can't be done, it is left where it is, with the reason. */
export async function conceal(
  parts: Pick<MigrationParts, 'legacy' | 'vault'>,
  shown: readonly Shown[],
): Promise<readonly Shown[]> {
  const concealed: Shown[] = [];
  for (const one of shown) concealed.push(await concealOne(parts, one));
  return concealed;
}

async function concealOne(
  { legacy, vault }: Pick<MigrationParts, 'legacy' | 'vault'>,
  shown: Shown,
): Promise<Shown> {
  const { key, value } = shown;
  if (value === null || !holdsSecret(legacyFamilyOf(key))) return shown;
  const problem = vault.problem();
  if (problem !== null) return { ...shown, refused: `it has a secret in it: ${problem}` };
  const raw = legacy.entries.get(key)?.raw ?? '';
  if (raw.startsWith(MARK)) {
    const known = await vault.open(placeOfEntry(key));
    if (known.ok && known.value === value) return { ...shown, concealed: { mark: raw, sealed: null } };
  }
  return { ...shown, concealed: await sealedAs(vault, key, value) };
}

async function sealedAs(
  vault: MigrationParts['vault'],
  key: string,
  value: string,
): Promise<Concealed & { readonly sealed: SealedSecret }> {
  const sealed = await vault.seal(placeOfEntry(key), value);
  return { mark: `${MARK}${sealed.box.slice(0, MARK_LENGTH)}`, sealed };
}

/** Tells whether entries of an older layout may hold secrets in clear. */
export function isAnyInClear({ progress }: Pick<LegacyRecords, 'progress'>): boolean {
  return progress.get(IN_CLEAR) === true;
}

/** Tells whether there is something to seal, and a key for it. */
export function canSeal({ legacy, vault }: Pick<MigrationParts, 'legacy' | 'vault'>): boolean {
  return isAnyInClear(legacy) && vault.problem() === null;
}

/** Seals what an older layout left in clear. Does nothing where it can't. */
export async function sealWhatIsInClear(parts: Pick<MigrationParts, 'legacy' | 'vault'>): Promise<void> {
  const { legacy } = parts;
  if (!canSeal(parts)) return;
  for (let after = ''; ;) {
    const page = legacy.entries.page({ states: ['taken', 'landed', 'deleted'], after, limit: PAGE });
    for (const entry of page) if (isInClear(entry)) await sealEntry(parts, entry);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.key;
  }
  legacy.progress.set(IN_CLEAR, undefined);
}

function isInClear({ family, raw }: LegacyEntry): boolean {
  return holdsSecret(family) && raw !== '' && !raw.startsWith(MARK);
}

async function sealEntry(
  { legacy, vault }: Pick<MigrationParts, 'legacy' | 'vault'>,
  entry: LegacyEntry,
): Promise<void> {
  const { mark, sealed } = await sealedAs(vault, entry.key, entry.raw);
  legacy.transaction(() => {
    if (legacy.entries.get(entry.key)?.raw !== entry.raw) return;
    vault.put(sealed);
    legacy.entries.put({ ...entry, raw: mark, base: null });
  });
}
