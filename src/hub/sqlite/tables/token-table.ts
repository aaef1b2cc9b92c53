// Tokens in SQL. Only their hashes are stored, so that reading the rows gives no access to the API.

import { TOKEN_KINDS, type Token, type TokenKind } from '../../../model/token.ts';
import { numberOf, numberOrNull, textOf, type SqlDatabase, type SqlRow } from '../sql.ts';

/** The rows of tokens. */
export interface TokenRecords {
  readonly add: (token: Token, hash: string) => void;
  readonly byHash: (hash: string) => Token | null;
  /** Oldest first. */
  readonly all: () => readonly Token[];
  readonly noteUse: (id: string, at: number) => void;
  /** Tells whether it existed. */
  readonly remove: (id: string) => boolean;
}

/** Opens the tokens. */
export function openTokens(sql: SqlDatabase): TokenRecords {
  const byId = (id: string): SqlRow | undefined => sql.run(`SELECT * FROM tokens WHERE id = ?`, id)[0];
  return {
    add: ({ id, name, kind, createdAt, lastUsedAt }, hash) => {
      sql.run(
        `INSERT INTO tokens (id, name, kind, hash, created_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        name,
        kind,
        hash,
        createdAt,
        lastUsedAt,
      );
    },
    byHash: (hash) => {
      const row = sql.run(`SELECT * FROM tokens WHERE hash = ?`, hash)[0];
      return row === undefined ? null : toToken(row);
    },
    all: () => sql.run(`SELECT * FROM tokens ORDER BY created_at, id`).map(toToken),
    noteUse: (id, at) => {
      sql.run(`UPDATE tokens SET last_used_at = ? WHERE id = ?`, at, id);
    },
    remove: (id) => {
      const isThere = byId(id) !== undefined;
      if (isThere) sql.run(`DELETE FROM tokens WHERE id = ?`, id);
      return isThere;
    },
  };
}

function toToken(row: SqlRow): Token {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    kind: kindOf(textOf(row, 'kind')),
    createdAt: numberOf(row, 'created_at'),
    lastUsedAt: numberOrNull(row, 'last_used_at'),
  };
}

/** Throws on a kind that only newer code knows: such a token must not be mistaken for another kind. */
function kindOf(text: string): TokenKind {
  const kind = TOKEN_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error('a token of an unknown kind');
  return kind;
}
