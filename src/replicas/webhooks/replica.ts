// The senders of webhooks as a source that only tells: what they say of their objects is taken in like any replica's, and nothing is
// ever told to them.

import type { ReplicaName } from '../../model/ids.ts';
import { createTeller } from '../../sync/teller.ts';
import type { Replica } from '../../sync/unit-of-work.ts';

/** Its name in rows. */
export const WEBHOOKS: ReplicaName = 'webhooks';

/** The sender of an object: `github` of `github:issue:owner/repo#12`. */
export function senderOfObject(object: string): string {
  return object.split(':', 1)[0] ?? WEBHOOKS;
}

/** Makes the source. */
export function createWebhookSource(): Replica {
  const teller = createTeller({ name: WEBHOOKS, title: 'a webhook', sentenceTitle: 'A webhook' });
  return { ...teller, senderOf: senderOfObject };
}
