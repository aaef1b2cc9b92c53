// What is stored of the labels by which installations show in Todoist.

import type { RemoteId } from '../../../../model/ids.ts';
import type { AccountParts } from '../../../../sync/unit-of-work.ts';

const LABELS_KEY = 'keeper_labels';

/** A label that names an installation, or did. */
export interface KnownLabel {
  readonly id: RemoteId;
  readonly name: string;
}

/** What Todoist last showed. */
export interface KnownLabels {
  /** This installation's; its name may be one that a person gave it. */
  readonly own: KnownLabel | null;
  readonly foreign: readonly KnownLabel[];
  /** Whose labels they are; null before Todoist said so. */
  readonly userId: string | null;
  /** With which access they were read: a label is made unseen only where they were read with the present one. */
  readonly access?: string;
  /** How often something was told about labels: it makes each telling another one. */
  readonly told: number;
  /** Why Todoist does not take the label, and when it is asked again (epoch ms). */
  readonly refused: { readonly reason: string; readonly retryAt: number } | null;
}

/** What is known of the labels; null before they were ever read. */
export function knownLabels({ store }: Pick<AccountParts, 'store'>): KnownLabels | null {
  return (store.meta.get(LABELS_KEY) as KnownLabels | undefined) ?? null;
}

/** Puts down what is known of the labels. Within the caller's transaction. */
export function putLabels({ store }: Pick<AccountParts, 'store'>, labels: KnownLabels): void {
  store.meta.set(LABELS_KEY, labels);
}
