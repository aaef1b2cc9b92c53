// What KV shows of one key, on its way into the working state. Types only.

import type { SealedSecret } from '../../hub/secrets.ts';

/** What an entry with a secret holds in the place of its value. */
export interface Concealed {
  /** Stands in the entry; the same for as long as the value is. */
  readonly mark: string;
  /** To be stored with the entry; null: it is there already. */
  readonly sealed: SealedSecret | null;
}

/** What KV shows of one key. `value`: null where there is none. */
export interface Shown {
  readonly key: string;
  readonly value: string | null;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  /** What stands in the entry in the place of a value with a secret in it. */
  readonly concealed?: Concealed;
  /** Why it can't be taken in now, in plain words. */
  readonly refused?: string;
}
