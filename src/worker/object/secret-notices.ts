// What the owner has to know of stored secrets.

import type { Vault } from '../../hub/secrets.ts';
import type { LegacyRecords } from '../../hub/sqlite/tables/legacy-tables.ts';
import { isAnyInClear } from '../../legacy/take/conceal.ts';

/** In plain words; nothing where all is well. */
export async function secretNotices({
  vault,
  legacy,
}: {
  readonly vault: Vault;
  readonly legacy: LegacyRecords;
}): Promise<readonly string[]> {
  const notices = await vault.notices();
  const problem = vault.problem();
  if (problem === null || !isAnyInClear(legacy)) return notices;
  return [...notices, `Secrets of devices or webhooks that older code left are stored unsealed: ${problem}`];
}
