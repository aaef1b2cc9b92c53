// What each call about webhooks is given. Types only.

import type { SourceName } from '../model/webhook.ts';
import type { WebhookConfigChange, WebhookTest } from '../protocol/webhooks.ts';

/** What a sender sent, as it travels between Worker and object. */
export interface WebhookRequest {
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ArrayBuffer;
}

/** The input of each call, by name. */
export interface WebhookInputs {
  /** `to`: whose it is by its address; `nobody`: an account that there is none of. */
  readonly receive: {
    readonly source: SourceName;
    readonly request: WebhookRequest;
    readonly to: 'default' | 'named' | 'nobody';
  };
  readonly config: null;
  readonly changeConfig: WebhookConfigChange;
  readonly adoptConfig: null;
  readonly test: WebhookTest;
  readonly takeVerificationToken: null;
}

/** Names a call. */
export type WebhookName = keyof WebhookInputs;
