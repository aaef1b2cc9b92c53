// The single writer of one account: a Durable Object around `createAccount`. It parses, calls and answers; every decision
// about tasks is made behind the account.

import { DurableObject } from 'cloudflare:workers';
import { createBatches, type Batches } from '../checkpoint/batches.ts';
import type { RestoreFailure } from '../checkpoint/restore.ts';
import type { Migration } from '../legacy/migration.ts';
import { olderCleanup, olderEstimate, olderPage, olderRun, olderVerify } from '../legacy/older-answers.ts';
import type { Result } from '../model/result.ts';
import type { ConfigChange } from '../protocol/config.ts';
import { exchangeRequestSchema } from '../protocol/exchange.ts';
import { openBatchRecords } from '../hub/sqlite/batch-tables.ts';
import { openStore } from '../hub/sqlite/open-store.ts';
import type { SqlDatabase } from '../hub/sqlite/sql.ts';
import { createAccount } from '../sync/owner/account.ts';
import type { Account, AccountFailure } from '../sync/owner/account-port.ts';
import { createTurns } from '../model/promise-queue.ts';
import { createThingsPort } from '../replicas/things/create-things-port.ts';
import type { ClientOptions } from '../replicas/todoist/wire/client.ts';
import { createTodoistPort } from '../replicas/todoist/create-todoist-port.ts';
import type { CallAnswer, CallFailure, CoordinatorCalls } from './calls.ts';
import { createDurableSql } from './durable-sql.ts';
import type { Env } from './env.ts';
import { openMigration } from './migration.ts';
import { parseJson } from './parse-input.ts';
import { isTodoistDue, nextPollAt, nextWakeAt } from './wake.ts';

const POKE = JSON.stringify({ type: 'poke' });

/** An alarm is only ever moved nearer, and by more than this, ms: setting one is a write. One that comes too soon sets itself anew. */
const ALARM_SLACK_MS = 1000;

/** One account. Its state is in the object's SQLite, so an eviction at any point loses nothing. */
export class Coordinator extends DurableObject<Env> implements CoordinatorCalls {
  readonly #sql: SqlDatabase;
  readonly #account: Account;
  /** Epoch ms; null until this process of the object has polled: after an eviction the next alarm polls. */
  #lastPollAt: number | null = null;
  readonly #batches: Batches;
  readonly #migration: Migration;
  /** Runs and restores keep out of each other's way: a run that began before a restore would go on from what is no more. */
  readonly #inTurn = createTurns();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#sql = createDurableSql(state.storage);
    const store = openStore(this.#sql);
    const newId = (): string => crypto.randomUUID();
    const now = (): number => Date.now();
    const records = openBatchRecords(this.#sql);
    this.#batches = createBatches({
      binding: env.SYNC_METADATA,
      records,
      store,
      settings: env.KV_SETTINGS,
      now,
      newId,
    });
    const todoist: ClientOptions = {
      fetch: (request) => fetch(request),
      baseUrl: env.TODOIST_API_URL ?? '',
      token: env.TODOIST_API_TOKEN ?? '',
    };
    const [batches, sql] = [this.#batches, this.#sql];
    this.#migration = openMigration({ batches, records, store, sql, todoist, now });
    this.#account = createAccount({
      store,
      todoist: createTodoistPort(todoist),
      things: createThingsPort(),
      now,
      newId,
      kvCounts: this.#batches.counts,
      lookUpLegacy: this.#migration.lookUp,
    });
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** Accepts the agent's socket, over which only pokes are sent. The Worker has checked who asks. */
  override async fetch(): Promise<Response> {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    await this.#setAlarm();
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  /** Answers the agent's goodbye, so that it need not wait for it. */
  override async webSocketClose(socket: WebSocket): Promise<void> {
    socket.close(1000);
  }

  /** Does what is due: operations that wait for Todoist, and checkpoints. */
  override async alarm(): Promise<void> {
    if (this.env.ALARMS === 'off') return;
    if ((await this.#obstacle()) === null && this.#isPollDue()) await this.#pollTodoist();
    if (this.#isMigrationDue()) await this.#changing(() => this.#migration.work());
    await this.#batches.checkpoint({ force: false });
    await this.#setAlarm();
  }

  /** Sets the alarm anew where it was lost. */
  async wake(): Promise<void> {
    await this.#setAlarm();
  }

  /** KV use in numbers. Makes no KV operation. */
  async kvStats(): Promise<CallAnswer> {
    return answered(this.#batches.stats());
  }

  /** Writes every document that changed, now. */
  async kvCheckpoint(): Promise<CallAnswer> {
    const ready = await this.#batches.ready();
    if (!ready.ok) return refused(restoreToCallFailure(ready.error));
    const documents = await this.#batches.checkpoint({ force: true });
    await this.#setAlarm();
    return answered({ documents });
  }

  /** Tells what a restore would do; with `confirm`, does it. */
  async kvRestore(confirm: string | null): Promise<CallAnswer> {
    const result = await this.#inTurn(async () =>
      confirm === null ? this.#batches.planRestore() : this.#batches.applyRestore(confirm),
    );
    if (!result.ok) return refused(restoreToCallFailure(result.error));
    if (confirm !== null) await this.#setAlarm();
    return answered(result.value);
  }

  /** Begins a migration, or lets it go on; see `Migration.start`. */
  async kvMigrate(options: Parameters<CoordinatorCalls['kvMigrate']>[0]): Promise<CallAnswer> {
    const { dryRun, ...start } = options;
    return this.#migrating(() => (dryRun ? this.#migration.dryRun() : this.#migration.start(start)));
  }

  /** See `Migration.progress`. */
  async kvMigration(): Promise<CallAnswer> {
    return this.#shown(() => this.#migration.progress());
  }

  /** See `Migration.verify`. */
  async kvVerify(details: boolean): Promise<CallAnswer> {
    return this.#migrating(() => this.#migration.verify({ details }));
  }

  /** See `Migration.rollback`. */
  async kvRollback(options: Parameters<Migration['rollback']>[0]): Promise<CallAnswer> {
    return this.#migrating(() => this.#migration.rollback(options));
  }

  /** See `olderVerify`. */
  async kvOlderVerify(): Promise<CallAnswer> {
    return this.#migrating(() => olderVerify(this.#migration));
  }

  /** See `olderEstimate`. */
  async kvOlderEstimate(): Promise<CallAnswer> {
    return this.#shown(() => olderEstimate(this.#migration));
  }

  /** See `olderRun`. */
  async kvOlderRun(): Promise<CallAnswer> {
    return this.#migrating(() => olderRun(this.#migration, () => Date.now()));
  }

  /** See `olderCleanup`. */
  async kvOlderCleanup(options: { readonly aggressive: boolean }): Promise<CallAnswer> {
    return this.#migrating(() => olderCleanup(this.#migration, options));
  }

  /** See `olderPage`. */
  async kvOlderPage(...page: Parameters<CoordinatorCalls['kvOlderPage']>): Promise<CallAnswer> {
    return this.#migrating(() => olderPage(this.#migration, ...page));
  }

  /**
   * Takes an exchange request as JSON in UTF-8; see `Account.exchange`. Bytes, not text: a call may carry 32 MiB, and a string with
   * a single character outside Latin-1 travels at two bytes each.
   */
  async exchange(body: ArrayBuffer): Promise<CallAnswer> {
    const obstacle = await this.#obstacle();
    if (obstacle !== null) return refused(obstacle);
    // Here and not in the Worker: a whole library takes longer to check than the Worker's CPU limit allows.
    const request = parseJson(new TextDecoder().decode(body), exchangeRequestSchema);
    if (!request.ok) return refused(request.error);
    const exchange = () => this.#inTurn(() => this.#account.exchange(request.value));
    if (request.value.dryRun === true) return answered(await exchange());
    // An exchange reads Todoist too.
    this.#lastPollAt = Date.now();
    const response = await this.#changing(exchange);
    await this.#setAlarm();
    return answered(response);
  }

  /** See `Account.poll`. */
  async poll(): Promise<CallAnswer> {
    const obstacle = await this.#obstacle();
    if (obstacle !== null) return refused(obstacle);
    const polled = await this.#pollTodoist();
    await this.#setAlarm();
    return answered(polled);
  }

  /** See `Account.status`. */
  async status(): Promise<CallAnswer> {
    return this.#shown(() => this.#account.status());
  }

  /** See `Account.plan`. Answers with `null` when none waits. */
  async plan(): Promise<CallAnswer> {
    return this.#shown(() => this.#account.plan());
  }

  /** See `Account.approve`. */
  async approve(hash: string, items: readonly string[] | null): Promise<CallAnswer> {
    return this.#decided(() => this.#account.approve(hash, items));
  }

  /** See `Account.discard`. */
  async discard(hash: string): Promise<CallAnswer> {
    return this.#decided(() => this.#account.discard(hash));
  }

  /** See `Account.history`. */
  async history(query: Parameters<Account['history']>[0]): Promise<CallAnswer> {
    return this.#shown(() => this.#account.history(query));
  }

  /** See `Account.undo`. */
  async undo(entry: string): Promise<CallAnswer> {
    return this.#decided(() => this.#account.undo(entry));
  }

  /** See `Account.conflicts`. */
  async conflicts(query: Parameters<Account['conflicts']>[0]): Promise<CallAnswer> {
    return this.#shown(() => this.#account.conflicts(query));
  }

  /** See `Account.resolveConflict`. */
  async resolveConflict(id: string, keep: 'hub' | 'replica'): Promise<CallAnswer> {
    return this.#decided(() => this.#account.resolveConflict(id, keep));
  }

  /** See `Account.changes`. */
  async changes(query: Parameters<Account['changes']>[0]): Promise<CallAnswer> {
    await this.#batches.ready();
    const page = this.#account.changes(query);
    return page.ok ? answered(page.value) : refused(page.error);
  }

  /** See `Account.explain`. */
  async explain(task: string): Promise<CallAnswer> {
    await this.#batches.ready();
    const explanation = this.#account.explain(task);
    return explanation.ok ? answered(explanation.value) : refused(explanation.error);
  }

  /** See `Account.config`. */
  async config(): Promise<CallAnswer> {
    return this.#shown(() => this.#account.config());
  }

  /** See `Account.changeConfig`. */
  async changeConfig(change: ConfigChange): Promise<CallAnswer> {
    return this.#decided(() => this.#account.changeConfig(change));
  }

  async #pollTodoist(): Promise<{ readonly operationsForThings: number }> {
    this.#lastPollAt = Date.now();
    const polled = await this.#changing(() => this.#inTurn(() => this.#account.poll()));
    if (polled.operationsForThings > 0) this.#poke();
    return polled;
  }

  /** Something waits for Todoist, or an agent listens and it is time to look again. */
  #isPollDue(): boolean {
    const waiting = this.#account.waiting();
    const pollAt = this.#nextPollAt();
    // A process that has just woken up does not know when it last looked: it looks.
    const isTime = pollAt !== null && (this.#lastPollAt === null || pollAt <= Date.now() + ALARM_SLACK_MS);
    return isTodoistDue(waiting, Date.now()) || isTime;
  }

  #nextPollAt(): number | null {
    const listeners = this.ctx.getWebSockets().length;
    const lastPollAt = this.#lastPollAt;
    return nextPollAt(this.#account.waiting(), { listeners, lastPollAt, now: Date.now() });
  }

  #isMigrationDue(): boolean {
    const due = this.#migration.dueAt();
    return due !== null && due <= Date.now() + ALARM_SLACK_MS;
  }

  /** Does a part of a migration and has the alarm do the rest. */
  async #migrating(work: () => Promise<unknown>): Promise<CallAnswer> {
    const ready = await this.#batches.ready();
    if (!ready.ok) return refused(restoreToCallFailure(ready.error));
    const result = await this.#changing(work);
    await this.#setAlarm();
    return answered(result);
  }

  /** Does `work`, and notes for the next checkpoint whether it wrote anything. */
  async #changing<T>(work: () => T | Promise<T>): Promise<T> {
    const before = this.#sql.rowsWritten();
    const result = await work();
    if (this.#sql.rowsWritten() !== before) this.#batches.noteChange();
    return result;
  }

  /** Answers with what is there; an account that can't be restored now is shown as it is. */
  async #shown(show: () => unknown): Promise<CallAnswer> {
    await this.#batches.ready();
    return answered(show());
  }

  /** A decision of a person is carried out by the next exchange, which the poke asks for, or by the alarm. */
  async #decided(decide: () => Result<unknown, AccountFailure>): Promise<CallAnswer> {
    const ready = await this.#batches.ready();
    if (!ready.ok) return refused(restoreToCallFailure(ready.error));
    const result = await this.#changing(decide);
    if (!result.ok) return refused(result.error);
    this.#poke();
    await this.#setAlarm();
    return answered(result.value);
  }

  #poke(): void {
    for (const socket of this.ctx.getWebSockets()) {
      if (socket.readyState === WebSocket.OPEN) socket.send(POKE);
    }
  }

  async #setAlarm(): Promise<void> {
    const waiting = this.#account.waiting();
    const times = [
      nextWakeAt(waiting, Date.now()),
      this.#nextPollAt(),
      this.#batches.dueAt(),
      this.#migration.dueAt(),
    ].filter((time) => time !== null);
    const due = times.length === 0 ? null : Math.min(...times);
    const set = await this.ctx.storage.getAlarm();
    if (due === null) {
      if (set !== null) await this.ctx.storage.deleteAlarm();
    } else if (set === null || due < set - ALARM_SLACK_MS) {
      await this.ctx.storage.setAlarm(due);
    }
  }

  /** Why no run may begin: something is not set up, or the account is empty and KV, which may know better, can't be read. */
  async #obstacle(): Promise<CallFailure | null> {
    const missing = this.#missing();
    if (missing !== null) return missing;
    const ready = await this.#batches.ready();
    return ready.ok ? null : restoreToCallFailure(ready.error);
  }

  #missing(): CallFailure | null {
    if (!this.env.TODOIST_API_TOKEN) {
      return {
        kind: 'not_configured',
        detail: 'TODOIST_API_TOKEN is not set: `npx wrangler secret put TODOIST_API_TOKEN`.',
      };
    }
    if (!this.env.TODOIST_API_URL) return { kind: 'not_configured', detail: 'TODOIST_API_URL is not set.' };
    return null;
  }
}

function restoreToCallFailure(failure: RestoreFailure): CallFailure {
  switch (failure.kind) {
    case 'none':
    case 'legacy':
      return { kind: 'not_found', detail: failure.detail };
    case 'out_of_date':
      return { kind: 'out_of_date', detail: failure.detail };
    case 'unavailable':
    case 'incomplete':
    case 'unreadable':
      return { kind: 'unavailable', detail: failure.detail };
  }
}

function answered(value: unknown): CallAnswer {
  return { ok: true, json: JSON.stringify(value) };
}

function refused(failure: CallFailure): CallAnswer {
  return { ok: false, failure };
}
