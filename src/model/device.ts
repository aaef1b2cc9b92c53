// A device that its owner paired: a phone, or any other client that signs what it sends.

/** A device as it is listed: never its secret. Times are epoch ms. */
export interface Device {
  readonly id: string;
  /** As its owner knows it. */
  readonly name: string;
  /** What it says about itself; null if it says nothing. */
  readonly platform: string | null;
  readonly appVersion: string | null;
  readonly pairedAt: number;
  /** When it last changed something, or the last time before that was stored; null: never. */
  readonly seenAt: number | null;
  /** Up to when it has processed what changed here, as far as that is stored; 0: nothing is known of it. */
  readonly seenUpTo: number;
  /** When its owner took its access away; null: it has access. */
  readonly revokedAt: number | null;
}
