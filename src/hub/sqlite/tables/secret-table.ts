// Secrets in SQL: each as it was sealed. Whoever reads the rows learns what they are for, and nothing else.

import type { SealedSecret, SecretRecords } from '../../secrets.ts';
import { textOf, type SqlDatabase, type SqlRow } from '../sql.ts';

/** Opens the secrets. */
export function openSecrets(sql: SqlDatabase): SecretRecords {
  return {
    transaction: sql.transaction,
    get: ({ purpose, id }) =>
      sql.run(`SELECT * FROM secrets WHERE purpose = ? AND id = ?`, purpose, id).map(toSealed)[0] ?? null,
    put: ({ purpose, id, keyId, box }) => {
      sql.run(
        `INSERT OR REPLACE INTO secrets (purpose, id, key_id, box) VALUES (?, ?, ?, ?)`,
        purpose,
        id,
        keyId,
        box,
      );
    },
    remove: ({ purpose, id }) => {
      sql.run(`DELETE FROM secrets WHERE purpose = ? AND id = ?`, purpose, id);
    },
    all: () => sql.run(`SELECT * FROM secrets ORDER BY purpose, id`).map(toSealed),
    keyIds: () => sql.run(`SELECT DISTINCT key_id FROM secrets`).map((row) => textOf(row, 'key_id')),
  };
}

function toSealed(row: SqlRow): SealedSecret {
  return {
    purpose: textOf(row, 'purpose'),
    id: textOf(row, 'id'),
    keyId: textOf(row, 'key_id'),
    box: textOf(row, 'box'),
  };
}
