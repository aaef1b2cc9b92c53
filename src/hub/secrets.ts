// What is stored of secrets, and how one is asked for. Types only; how they are sealed is in vault.ts.

import type { Result } from '../model/result.ts';
import type { Transaction } from './store.ts';

/** Which secret: what it is for, and the name of what it belongs to. Both are bound to it: in another row it does not open. */
export interface SecretPlace {
  readonly purpose: string;
  readonly id: string;
}

/** A secret as it is stored. */
export interface SealedSecret extends SecretPlace {
  /** Names the key under which it is sealed; says nothing of it. */
  readonly keyId: string;
  /** Nonce and ciphertext, in base64. */
  readonly box: string;
}

/** The rows of secrets. */
export interface SecretRecords {
  readonly transaction: Transaction;
  readonly get: (place: SecretPlace) => SealedSecret | null;
  readonly put: (sealed: SealedSecret) => void;
  readonly remove: (place: SecretPlace) => void;
  readonly all: () => readonly SealedSecret[];
  /** Names of the keys under which anything is sealed. */
  readonly keyIds: () => readonly string[];
}

/** Why a secret can't be had. */
export type VaultFailure =
  | { readonly kind: 'not_configured'; readonly detail: string }
  | { readonly kind: 'not_found'; readonly detail: string }
  /** It is not what was put there: another row's, or changed. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/** What a change of the key came to. */
export interface Rekeyed {
  /** Names the key under which all is sealed now. */
  readonly keyId: string;
  /** Secrets that are stored. */
  readonly total: number;
  /** Of these, those that were under another key. */
  readonly rekeyed: number;
}

/** The secrets of an account. */
export interface Vault {
  /** Why nothing can be sealed, in plain words; null: it can. */
  readonly problem: () => string | null;
  /** Seals a secret; nothing is stored yet. Throws where there is a problem. */
  readonly seal: (place: SecretPlace, secret: string) => Promise<SealedSecret>;
  /** Stores what was sealed; within the transaction of what it belongs to. */
  readonly put: (sealed: SealedSecret) => void;
  readonly open: (place: SecretPlace) => Promise<Result<string, VaultFailure>>;
  readonly remove: (place: SecretPlace) => void;
  /** Seals everything anew under the present key, in one transaction. What is under it already stays; safe to repeat. */
  readonly rekey: () => Promise<Result<Rekeyed, VaultFailure>>;
  /** What the owner has to know, in plain words. */
  readonly notices: () => Promise<readonly string[]>;
}
