// What the senders of webhooks have in common. Each has a file of its own that knows how it signs, and what its events mean.

import type { SourceChange, SourceName } from '../../model/webhook.ts';

/** One request of a sender, before anything of it is believed. */
export interface Delivery {
  /** Gives a header, by its name in any case; null where it was not sent. */
  readonly header: (name: string) => string | null;
  /** The body as it came: signatures are over these bytes. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/** What became of reading an event. */
export type Reading =
  | { readonly kind: 'changes'; readonly changes: readonly [SourceChange, ...SourceChange[]] }
  /** It is understood, and nothing follows from it. `why`: in plain words. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** Something changed at a replica: it is to be read soon. */
  | { readonly kind: 'poke' }
  /** The sender introduces itself. `answer`: the body that it expects. `secret`: what it told, which its owner has to see once. */
  | {
      readonly kind: 'handshake';
      readonly answer: { readonly received: true } | { readonly challenge: string };
      readonly secret: string | null;
    }
  /** It has not the shape that the sender's events have. */
  | { readonly kind: 'malformed'; readonly why: string };

/** How one sender is understood. `Settings`: what its owner configured of it. */
export interface Source<Settings> {
  readonly name: SourceName;
  /** As a person calls it. */
  readonly title: string;
  /** Its events share one read, however many come: they are never too many, and none that is refused is lost. */
  readonly isJoined?: true;
  /** Tells whether whoever sent it knows the secret. */
  readonly verify: (delivery: Delivery, secret: string) => Promise<boolean>;
  /** What may come before there is a secret to verify it with; null: it is no such thing. */
  readonly introduce?: (payload: unknown) => Reading | null;
  /** The sender's own name of this delivery: the same when it is sent again. null: it gives none. */
  readonly deliveryId: (delivery: Delivery, payload: unknown) => string | null;
  /** Says what an event means. Pure. */
  readonly read: (payload: unknown, delivery: Delivery, settings: Settings) => Reading;
}

/** Nothing follows from an event. */
export function nothing(why: string): Reading {
  return { kind: 'nothing', why };
}
