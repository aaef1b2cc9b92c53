// The calls that the Worker makes to the Coordinator, and how they are answered. Types only.
// Answers travel as JSON text: the Coordinator has the CPU time to write it, the Worker only passes it on.

import type { AccountFailure } from '../sync/owner/account-port.ts';
import type { ConfigChange } from '../protocol/config.ts';
import type { Token } from '../model/token.ts';
import type { NewToken } from '../protocol/endpoints/tokens.ts';
import type { InputError } from '../protocol/input-errors.ts';
import type { DeviceInputs, DeviceName } from './device-inputs.ts';
import type { OlderInputs, OlderName } from './older-inputs.ts';
import type { Repeat, RepeatableRequest, RepeatAnswer } from './object/repeats.ts';
import type { SubscriberInputs, SubscriberName } from './subscriber-inputs.ts';
import type { WebhookInputs, WebhookName } from './webhook-inputs.ts';

/** Why a call was refused. `invalid_input`: the body does not have the shape that was asked for; each error says where. */
export type CallFailure =
  | AccountFailure
  | {
      readonly kind: 'invalid_input';
      readonly detail: string;
      readonly errors: readonly InputError[];
    }
  /** A secret or setting is missing; `detail` says how to set it. */
  | { readonly kind: 'not_configured'; readonly detail: string };

/** The answer to a call: JSON text as the API sends it, with a status where that is not 200, and headers of its own; or why not. */
export type CallAnswer =
  | {
      readonly ok: true;
      readonly json: string;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly failure: CallFailure };

/** What the Coordinator offers to the Worker. One method per use. */
export interface CoordinatorCalls extends Rpc.DurableObjectBranded {
  /** `body`: JSON text of an exchange request. */
  exchange(body: ArrayBuffer): Promise<CallAnswer>;
  poll(): Promise<CallAnswer>;
  status(): Promise<CallAnswer>;
  plan(): Promise<CallAnswer>;
  approve(hash: string, items: readonly string[] | null): Promise<CallAnswer>;
  catchUp(hash: string): Promise<CallAnswer>;
  discard(hash: string): Promise<CallAnswer>;
  history(query: {
    task: string | null;
    run: number | null;
    limit: number;
    before: number | null;
  }): Promise<CallAnswer>;
  undo(entry: string): Promise<CallAnswer>;
  undoRun(run: number, options: { dryRun: boolean }): Promise<CallAnswer>;
  undoSince(since: number, options: { dryRun: boolean }): Promise<CallAnswer>;
  conflicts(query: { waitingOnly: boolean; limit: number }): Promise<CallAnswer>;
  resolveConflict(id: string, keep: 'hub' | 'replica'): Promise<CallAnswer>;
  changes(query: { since: string | null; time: number | null; limit: number }): Promise<CallAnswer>;
  resumeField(replica: string, field: string): Promise<CallAnswer>;
  explain(task: string): Promise<CallAnswer>;
  config(): Promise<CallAnswer>;
  changeConfig(change: ConfigChange): Promise<CallAnswer>;
  takeOver(): Promise<CallAnswer>;
  leave(): Promise<CallAnswer>;
  dailyMetrics(days: number): Promise<CallAnswer>;
  prometheusMetrics(): Promise<CallAnswer>;
  /** `json`: with each part where `details` are asked for. */
  readiness(details: boolean): Promise<{ readonly ready: boolean; readonly json: string }>;
  kvStats(): Promise<CallAnswer>;
  kvCheckpoint(): Promise<CallAnswer>;
  /** null: only tell what would be done. */
  kvRestore(confirm: string | null): Promise<CallAnswer>;
  kvMigrate(options: { dryRun: boolean; limit: number | null; keep: boolean }): Promise<CallAnswer>;
  kvMigration(): Promise<CallAnswer>;
  kvVerify(details: boolean): Promise<CallAnswer>;
  kvRollback(options: { dryRun: boolean; verify: boolean }): Promise<CallAnswer>;
  /** Everything that the earlier API offered, by name. */
  older<Name extends OlderName>(name: Name, input: OlderInputs[Name]): Promise<CallAnswer>;
  /** Everything about senders of webhooks, by name. */
  webhooks<Name extends WebhookName>(name: Name, input: WebhookInputs[Name]): Promise<CallAnswer>;
  /** Everything about who is told what the sync did, by name. */
  subscribers<Name extends SubscriberName>(name: Name, input: SubscriberInputs[Name]): Promise<CallAnswer>;
  /** Everything about devices, by name. */
  devices<Name extends DeviceName>(name: Name, input: DeviceInputs[Name]): Promise<CallAnswer>;
  tokens(): Promise<CallAnswer>;
  makeToken(wanted: NewToken): Promise<CallAnswer>;
  revokeToken(id: string): Promise<CallAnswer>;
  /** Seals every stored secret anew under the present key. */
  rekeySecrets(): Promise<CallAnswer>;
  /** What the token of this SHA-256 is; null: none of this account. */
  checkToken(hash: string): Promise<Token | null>;
  beginRequest(request: RepeatableRequest): Promise<Repeat>;
  endRequest(request: RepeatableRequest, answer: RepeatAnswer | null): Promise<void>;
  /** Sets the alarm anew where it was lost. */
  wake(): Promise<void>;
}
