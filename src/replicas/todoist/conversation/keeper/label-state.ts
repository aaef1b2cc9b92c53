// What is stored about the labels that mark installations in Todoist.

import type { RemoteId } from '../../../../model/ids.ts';
import type { AccountParts } from '../../../../sync/unit-of-work.ts';

const LABELS_KEY = 'keeper_labels';

/** A label that names an installation, or did. */
export interface KnownLabel {
  readonly id: RemoteId;
  readonly name: string;
}

/** The labels that Todoist last showed. */
export interface KnownLabels {
  /** This installation's; a person may have renamed it. */
  readonly own: KnownLabel | null;
  readonly foreign: readonly KnownLabel[];
  /** Whose labels they are; null before Todoist reported it. */
  readonly userId: string | null;
  /** The access they were read with. A label is only created without checking first if they were read with the current access. */
  readonly access?: string;
  /** How many label requests were sent, so that each gets an id of its own. */
  readonly told: number;
  /** Why Todoist does not accept the label, and when it is tried again (epoch ms). */
  readonly refused: { readonly reason: string; readonly retryAt: number } | null;
}

/** What is known of the labels; null before they were ever read. */
export function knownLabels({ store }: Pick<AccountParts, 'store'>): KnownLabels | null {
  return (store.meta.get(LABELS_KEY) as KnownLabels | undefined) ?? null;
}

/** Saves what is known of the labels. Runs in the caller's transaction. */
export function putLabels({ store }: Pick<AccountParts, 'store'>, labels: KnownLabels): void {
  store.meta.set(LABELS_KEY, labels);
}
