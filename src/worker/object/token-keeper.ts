// Makes tokens, knows them again by their hash, and takes them back.

import { sha256Hex } from '../../model/sha256.ts';
import type { TokenRecords } from '../../hub/sqlite/tables/token-table.ts';
import type { Token, TokenKind } from '../../model/token.ts';
import type { MadeToken } from '../../protocol/tokens.ts';

/** Every token of ours begins so: whoever scans text for secrets finds it by that. */
const PREFIX = 'ttsync';
const SECRET_BYTES = 32;
const HOUR_MS = 3_600_000;

/** What an account does with its tokens. */
export interface TokenKeeper {
  readonly all: () => readonly Token[];
  /** Makes one; this is the only time that it is shown. */
  readonly make: (name: string, kind: TokenKind) => Promise<MadeToken>;
  /** What a token is, by its SHA-256 (it has 256 random bits, so nothing slower is needed); null: none of ours. Notes that it was used. */
  readonly check: (hash: string) => Token | null;
  /** Tells whether there was such a token. */
  readonly revoke: (id: string) => boolean;
}

/** Opens the tokens of an account. */
export function createTokenKeeper(parts: {
  readonly records: TokenRecords;
  readonly account: string;
  readonly now: () => number;
  readonly newId: () => string;
}): TokenKeeper {
  const { records, account, now, newId } = parts;
  return {
    all: records.all,
    make: async (name, kind) => {
      const text = `${PREFIX}.${account}.${randomText()}`;
      const token: Token = { id: newId(), name, kind, createdAt: now(), lastUsedAt: null };
      records.add(token, await sha256Hex(text));
      return { ...token, token: text };
    },
    check: (hash) => {
      const token = records.byHash(hash);
      // To the hour: a client that asks all day costs a row an hour.
      if (token !== null && now() - (token.lastUsedAt ?? 0) >= HOUR_MS) records.noteUse(token.id, now());
      return token;
    },
    revoke: records.remove,
  };
}

/** The account that a token says to be of; null: it is no token of this kind. Says nothing of whether the token is right. */
export function accountNamedBy(token: string): string | null {
  const [, account = null] = /^ttsync\.([a-z0-9-]{1,32})\.[\w-]{43}$/.exec(token) ?? [];
  return account;
}

function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
