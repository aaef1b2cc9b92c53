// The calls of the earlier API that the Worker makes to the Coordinator, by name, each with what it is given. Types only.

import type { PageRequest } from '../legacy/pages.ts';
import type { OlderConfigChange } from '../protocol/older/config.ts';

/** What each call is given. */
export interface OlderInputs {
  readonly migrationVerify: null;
  readonly migrationEstimate: null;
  readonly migrationRun: null;
  readonly migrationCleanup: { readonly aggressive: boolean };
  readonly migrationPage: {
    readonly name: 'metrics-page' | 'webhooks-page' | 'cleanup-page';
    readonly request: PageRequest;
  };
  readonly config: null;
  readonly changeConfig: OlderConfigChange;
}

/** The name of a call. */
export type OlderName = keyof OlderInputs;
