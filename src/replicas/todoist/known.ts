// What is stored about Todoist between runs, and its own part of the account. The only file here that knows the keys.

import type { Store } from '../../hub/store.ts';
import type { AccountParts, Pass } from '../../sync/unit-of-work.ts';
import type { TodoistAccount, TodoistPort } from './todoist-port.ts';

type Stored = Pick<Store, 'meta'>;

/** Its name among replicas. */
export const TODOIST = 'todoist' as const;

/** The port of the account's Todoist. */
export function portOf({ replicas }: Pick<AccountParts, 'replicas'>): TodoistPort {
  return replicas.get(TODOIST).own as TodoistPort;
}

/** The account as a run knows it; null before it was ever read. */
export function accountOf({ known }: Pick<Pass, 'known'>): TodoistAccount | null {
  return (known.get(TODOIST) ?? null) as TodoistAccount | null;
}

/** The account as stored; null before it was ever read. */
export function storedAccount({ meta }: Stored): TodoistAccount | null {
  return (meta.get('todoist_account') as TodoistAccount | undefined) ?? null;
}

/** Saves what is known of the account. */
export function storeAccount({ meta }: Stored, account: TodoistAccount): void {
  meta.set('todoist_account', account);
}

/** Where the last read ended; null: everything has to be read. */
export function storedCursor({ meta }: Stored): string | null {
  return (meta.get('todoist_cursor') as string | undefined) ?? null;
}

/** Saves where a read ended; null makes the next read a full one. */
export function storeCursor({ meta }: Stored, cursor: string | null): void {
  meta.set('todoist_cursor', cursor ?? undefined);
}
