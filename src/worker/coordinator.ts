// The single writer of one account: a Durable Object that takes calls and answers them, nothing else. What it is made of is in
// `object-parts.ts`, what it does by itself in `schedule.ts`; every decision about tasks is made behind the account.

import { DurableObject } from 'cloudflare:workers';
import type { Migration } from '../legacy/migration.ts';
import { PROMETHEUS_TYPE } from '../metrics/prometheus.ts';
import type { ConfigChange } from '../protocol/config.ts';
import type { Token } from '../model/token.ts';
import { MOBILE } from '../protocol/endpoints/mobile.ts';
import type { NewToken } from '../protocol/endpoints/tokens.ts';
import { exchangeRequestSchema } from '../protocol/exchange.ts';
import { SOCKET_CLOSED } from '../protocol/mobile-socket.ts';
import { visitOfThings } from '../replicas/things/conversation/visit.ts';
import type { Account } from '../sync/owner/account-port.ts';
import { answerOf } from './answer-response.ts';
import { answered, refused, restoreToCallFailure } from './object/answers.ts';
import type { CallAnswer, CoordinatorCalls } from './calls.ts';
import { countCalls } from './object/count-calls.ts';
import { OTHER_CALLS, REQUEST_CALLS } from './object/counted-calls.ts';
import type { DeviceInputs, DeviceName } from './device-inputs.ts';
import type { Env } from './env.ts';
import { parseJson } from './parse-input.ts';
import { dailyMetrics, prometheusMetrics, readiness } from './object/monitor.ts';
import { openObject, type ObjectParts } from './object/object-parts.ts';
import type { OlderInputs, OlderName } from './older-inputs.ts';
import type { Repeat, RepeatableRequest, Repeats } from './object/repeats.ts';
import { secretNotices } from './object/secret-notices.ts';
import type { SubscriberInputs, SubscriberName } from './subscriber-inputs.ts';
import type { WebhookInputs, WebhookName } from './webhook-inputs.ts';

/** One account. Its state is in the object's SQLite, so an eviction at any point loses nothing. */
export class Coordinator extends DurableObject<Env> implements CoordinatorCalls {
  readonly #parts: ObjectParts;

  static {
    countCalls(Coordinator.prototype, REQUEST_CALLS, (self, type, work) =>
      self.#armed(self.#parts.house.metrics.counted(type, work)),
    );
    countCalls(Coordinator.prototype, OTHER_CALLS, (self, _type, work) =>
      self.#parts.house.metrics.used('requests', work),
    );
  }

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#parts = openObject(state, env);
  }

  /** Accepts a socket. Of an agent's the Worker has checked who asks; a device shows it here. */
  override async fetch(request: Request): Promise<Response> {
    return this.#parts.house.metrics.used('requests', async () => {
      if (new URL(request.url).pathname.endsWith(MOBILE.deviceSocket.path)) {
        const opened = await this.#parts.devices.listen(request);
        return opened instanceof Response ? opened : answerOf(opened);
      }
      const answer = this.#parts.pokes.accept();
      await this.#parts.schedule.arm();
      return answer;
    });
  }

  /** Ends a socket that brings anything but a ping, which the platform answers: what is told goes the other way, and each message costs. */
  override async webSocketMessage(socket: WebSocket): Promise<void> {
    socket.close(SOCKET_CLOSED.notForMessages, 'Nothing but ping is taken here.');
  }

  /** Answers a goodbye, so that nobody need wait for it. */
  override async webSocketClose(socket: WebSocket): Promise<void> {
    socket.close(1000);
  }

  /** Does what is due: operations that wait for Todoist, a migration, checkpoints. */
  override async alarm(): Promise<void> {
    const ring = async (): Promise<void> => {
      if (this.env.ALARMS !== 'off') await this.#parts.schedule.ring();
    };
    await this.#armed(this.#parts.house.metrics.used('alarms', ring));
  }

  /** What a call counted is stored after it, and may be the first of an hour that is to be copied when it is over. */
  async #armed<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } finally {
      if (this.#parts.house.metrics.hasNewHour()) await this.#parts.schedule.arm();
    }
  }

  /** Sets the alarm anew where it was lost. */
  async wake(): Promise<void> {
    await this.#parts.schedule.arm();
  }

  /** See `dailyMetrics`. */
  async dailyMetrics(days: number): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => dailyMetrics(this.#parts.monitor, days));
  }

  /** See `prometheusMetrics`. */
  async prometheusMetrics(): Promise<CallAnswer> {
    await this.#parts.house.batches.ready();
    const json = prometheusMetrics(this.#parts.monitor);
    return { ok: true, json, headers: { 'content-type': PROMETHEUS_TYPE } };
  }

  /** See `readiness`. */
  async readiness(details: boolean): ReturnType<CoordinatorCalls['readiness']> {
    const told = readiness(this.#parts.monitor, { details });
    return { ready: told.status === 'ready', json: JSON.stringify(told) };
  }

  /** KV use in numbers. Makes no KV operation. */
  async kvStats(): Promise<CallAnswer> {
    return answered(this.#parts.house.batches.stats());
  }

  /** Writes every document that changed, now. */
  async kvCheckpoint(): Promise<CallAnswer> {
    const obstacle = await this.#parts.calls.notReady();
    if (obstacle !== null) return refused(obstacle);
    const documents = await this.#parts.house.batches.checkpoint({ force: true });
    await this.#parts.schedule.arm();
    return answered({ documents });
  }

  /** Tells what a restore would do; with `confirm`, does it. */
  async kvRestore(confirm: string | null): Promise<CallAnswer> {
    const result = await this.#parts.inTurn(async () =>
      confirm === null
        ? this.#parts.house.batches.planRestore()
        : this.#parts.house.batches.applyRestore(confirm),
    );
    if (!result.ok) return refused(restoreToCallFailure(result.error));
    if (confirm !== null) await this.#parts.schedule.arm();
    return answered(result.value);
  }

  /** Begins a migration, or lets it go on; see `Migration.start`. */
  async kvMigrate(options: Parameters<CoordinatorCalls['kvMigrate']>[0]): Promise<CallAnswer> {
    const { dryRun, ...start } = options;
    return this.#parts.calls.migrating(() =>
      dryRun ? this.#parts.house.migration.dryRun() : this.#parts.house.migration.start(start),
    );
  }

  /** See `Migration.progress`. */
  async kvMigration(): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => this.#parts.house.migration.progress());
  }

  /** See `Migration.verify`. */
  async kvVerify(details: boolean): Promise<CallAnswer> {
    return this.#parts.calls.migrating(() => this.#parts.house.migration.verify({ details }));
  }

  /** See `Migration.rollback`. */
  async kvRollback(options: Parameters<Migration['rollback']>[0]): Promise<CallAnswer> {
    return this.#parts.calls.migrating(() => this.#parts.house.migration.rollback(options));
  }

  /** See `createOlderCalls`. */
  async older<Name extends OlderName>(name: Name, input: OlderInputs[Name]): Promise<CallAnswer> {
    return this.#parts.older[name](input);
  }

  /** See `createWebhookCalls`. */
  async webhooks<Name extends WebhookName>(name: Name, input: WebhookInputs[Name]): Promise<CallAnswer> {
    return this.#parts.webhooks[name](input);
  }

  /** See `createSubscriberCalls`. */
  async subscribers<Name extends SubscriberName>(
    name: Name,
    input: SubscriberInputs[Name],
  ): Promise<CallAnswer> {
    return this.#parts.subscribers[name](input);
  }

  /** See `createDeviceCalls`. */
  async devices<Name extends DeviceName>(name: Name, input: DeviceInputs[Name]): Promise<CallAnswer> {
    return this.#parts.devices.calls[name](input);
  }

  /**
   * Takes an exchange request as JSON in UTF-8; see `Account.visit`. Bytes, not text: a call may carry 32 MiB, and a string with
   * a single character outside Latin-1 travels at two bytes each.
   */
  async exchange(body: ArrayBuffer): Promise<CallAnswer> {
    const obstacle = await this.#parts.calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    // Here and not in the Worker: a whole library takes longer to check than the Worker's CPU limit allows.
    const request = parseJson(new TextDecoder().decode(body), exchangeRequestSchema);
    if (!request.ok) return refused(request.error);
    const { calls, house, inTurn, schedule, todoistEvents } = this.#parts;
    const exchange = () => inTurn(() => house.account.visit(visitOfThings(request.value)));
    if (request.value.dryRun === true) return answered(await exchange());
    // The exchange of the agent that syncs reads Todoist too.
    const isRead = ({ standby, snapshot }: Awaited<ReturnType<typeof exchange>>): boolean =>
      standby === undefined && snapshot !== 'resync';
    const response = await todoistEvents.during(() => calls.changing(exchange), isRead);
    if (isRead(response)) schedule.note('poll');
    await this.#parts.schedule.arm();
    return answered(response);
  }

  /** See `Account.poll`. */
  async poll(): Promise<CallAnswer> {
    const obstacle = await this.#parts.calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    const polled = await this.#parts.poll();
    await this.#parts.schedule.arm();
    return answered(polled);
  }

  /** See `Account.status`. */
  async status(): Promise<CallAnswer> {
    return this.#parts.calls.shown(async () => {
      const secrets = await secretNotices(this.#parts.house);
      const status = this.#parts.house.account.status();
      return { ...status, notices: [...status.notices, ...this.#parts.schedule.problems(), ...secrets] };
    });
  }

  /** See `Account.plan`. Answers with `null` when none waits. */
  async plan(): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => this.#parts.house.account.plan());
  }

  /** See `Account.approve`. */
  async approve(hash: string, items: readonly string[] | null): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.approve(hash, items));
  }

  /** See `Account.catchUp`. */
  async catchUp(hash: string): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.catchUp(hash));
  }

  /** See `Account.discard`. */
  async discard(hash: string): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.discard(hash));
  }

  /** See `Account.history`. */
  async history(query: Parameters<Account['history']>[0]): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => this.#parts.house.account.history(query));
  }

  /** See `Account.undo`. */
  async undo(entry: string): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.undo(entry));
  }

  /** See `Account.undoRun`. */
  async undoRun(run: number, options: { readonly dryRun: boolean }): Promise<CallAnswer> {
    const undo = () => this.#parts.house.account.undoRun(run, options);
    return options.dryRun ? this.#parts.calls.found(undo) : this.#parts.calls.decided(undo);
  }

  /** See `Account.undoSince`. */
  async undoSince(since: number, options: { readonly dryRun: boolean }): Promise<CallAnswer> {
    const undo = () => this.#parts.house.account.undoSince(since, options);
    return options.dryRun ? this.#parts.calls.found(undo) : this.#parts.calls.decided(undo);
  }

  /** See `Account.conflicts`. */
  async conflicts(query: Parameters<Account['conflicts']>[0]): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => this.#parts.house.account.conflicts(query));
  }

  /** See `Account.resolveConflict`. */
  async resolveConflict(id: string, keep: 'hub' | 'replica'): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.resolveConflict(id, keep));
  }

  /** See `Account.changes`. */
  async changes(query: Parameters<Account['changes']>[0]): Promise<CallAnswer> {
    return this.#parts.calls.found(() => this.#parts.house.account.changes(query));
  }

  /** See `Account.resumeField`. */
  async resumeField(replica: string, field: string): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.resumeField(replica, field));
  }

  /** See `Account.explain`. */
  async explain(task: string): Promise<CallAnswer> {
    return this.#parts.calls.found(() => this.#parts.house.account.explain(task));
  }

  /** See `Account.config`. */
  async config(): Promise<CallAnswer> {
    return this.#parts.calls.shown(() => this.#parts.house.account.config());
  }

  /** See `Account.changeConfig`. */
  async changeConfig(change: ConfigChange): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.changeConfig(change));
  }

  /** See `Account.takeOver`. */
  async takeOver(): Promise<CallAnswer> {
    return this.#parts.calls.decided(() => this.#parts.house.account.takeOver());
  }

  /** See `Account.leave`. */
  async leave(): Promise<CallAnswer> {
    const obstacle = await this.#parts.calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    const left = await this.#parts.calls.changing(() =>
      this.#parts.inTurn(() => this.#parts.house.account.leave()),
    );
    return left.ok ? answered(left.value) : refused(left.error);
  }

  /** See `TokenKeeper.all`. */
  async tokens(): Promise<CallAnswer> {
    return answered(this.#parts.tokens.all());
  }

  /** See `TokenKeeper.make`. */
  async makeToken({ name, kind }: NewToken): Promise<CallAnswer> {
    return answered(await this.#parts.tokens.make(name, kind));
  }

  /** See `TokenKeeper.revoke`. */
  async revokeToken(id: string): Promise<CallAnswer> {
    if (this.#parts.tokens.revoke(id)) return answered(this.#parts.tokens.all());
    return refused({ kind: 'not_found', detail: 'No token has this id.' });
  }

  /** See `Vault.rekey`. */
  async rekeySecrets(): Promise<CallAnswer> {
    const rekeyed = await this.#parts.house.vault.rekey();
    return rekeyed.ok ? answered(rekeyed.value) : refused(rekeyed.error);
  }

  /** See `TokenKeeper.check`. */
  async checkToken(hash: string): Promise<Token | null> {
    return this.#parts.tokens.check(hash);
  }

  /** See `Repeats.begin`. */
  async beginRequest(request: RepeatableRequest): Promise<Repeat> {
    return this.#parts.repeats.begin(request);
  }

  /** See `Repeats.end`. */
  async endRequest(...ended: Parameters<Repeats['end']>): Promise<void> {
    this.#parts.repeats.end(...ended);
  }
}
