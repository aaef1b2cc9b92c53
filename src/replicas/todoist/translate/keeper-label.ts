// The personal label that marks an installation in Todoist: `ttsync-{pair}-{installation}`. Pure.

import { digestOf } from '../../../engine/fields/digest.ts';
import { MAX_LABEL_NAME_UNITS } from '../wire/limits.ts';

const PATTERN = /^ttsync-([0-9a-f]{8})-(\d{8}-[0-9a-z]{4,}(?:-[0-9a-z-]+)?)$/;

/** The contents of such a label. */
export interface KeeperLabel {
  /** Identifies the combination of Todoist account and Things library. */
  readonly pair: string;
  readonly instance: string;
}

/** Identifies the combination of an account and what it is synced with, such as a library; null while one of them is unknown. */
export function pairName(userId: string, others: readonly (string | null)[]): string | null {
  return others.includes(null) ? null : digestOf([userId, ...others]).slice(-8);
}

/** The name of an installation's label. */
export function keeperLabelName({ pair, instance }: KeeperLabel): string {
  return `ttsync-${pair}-${instance}`.slice(0, MAX_LABEL_NAME_UNITS);
}

/** Parses a label's name; null if it names no installation. Case-insensitive. */
export function readKeeperLabel(name: string): KeeperLabel | null {
  const match = PATTERN.exec(name.trim().toLowerCase());
  const [, pair, instance] = match ?? [];
  return pair === undefined || instance === undefined ? null : { pair, instance };
}

/** Tells whether a label is ours, not a user's. */
export function isKeeperLabel(name: string): boolean {
  return readKeeperLabel(name) !== null;
}
