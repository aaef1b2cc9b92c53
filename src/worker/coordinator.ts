// The single writer of one account: a Durable Object around `createAccount`. It parses, calls and answers; every decision
// about tasks is made behind the account.

import { DurableObject } from 'cloudflare:workers';
import type { Result } from '../model/result.ts';
import type { ConfigChange } from '../protocol/config.ts';
import { exchangeRequestSchema } from '../protocol/exchange.ts';
import { openStore } from '../store/open-store.ts';
import { createAccount } from '../sync/account.ts';
import type { Account, AccountFailure } from '../sync/ports/account.ts';
import { createThingsPort } from '../things/port.ts';
import { createTodoistPort } from '../todoist/port.ts';
import type { CallAnswer, CallFailure, CoordinatorCalls } from './calls.ts';
import { createDurableSql } from './durable-sql.ts';
import type { Env } from './env.ts';
import { parseJson } from './parse-input.ts';
import { nextWakeAt } from './wake.ts';

const POKE = JSON.stringify({ type: 'poke' });

/** An alarm is only ever moved nearer, and by more than this, ms: setting one is a write. One that comes too soon sets itself anew. */
const ALARM_SLACK_MS = 1000;

/** One account. Its state is in the object's SQLite, so an eviction at any point loses nothing. */
export class Coordinator extends DurableObject<Env> implements CoordinatorCalls {
  readonly #account: Account;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#account = createAccount({
      store: openStore(createDurableSql(state.storage)),
      todoist: createTodoistPort({
        fetch: (request) => fetch(request),
        baseUrl: env.TODOIST_API_URL ?? '',
        token: env.TODOIST_API_TOKEN ?? '',
      }),
      things: createThingsPort(),
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
    });
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** Accepts the agent's socket, over which only pokes are sent. The Worker has checked who asks. */
  override async fetch(): Promise<Response> {
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  /** Runs Todoist when a retry is due. */
  override async alarm(): Promise<void> {
    if (this.env.ALARMS === 'off' || this.#missing() !== null) return;
    await this.#runTodoist();
  }

  /** Takes the JSON text of an exchange request; see `Account.exchange`. */
  async exchange(body: string): Promise<CallAnswer> {
    const missing = this.#missing();
    if (missing !== null) return refused(missing);
    // Here and not in the Worker: a whole library takes longer to check than the Worker's CPU limit allows.
    const request = parseJson(body, exchangeRequestSchema);
    if (!request.ok) return refused(request.error);
    const response = await this.#account.exchange(request.value);
    if (request.value.dryRun !== true) await this.#setAlarm();
    return answered(response);
  }

  /** See `Account.poll`. */
  async poll(): Promise<CallAnswer> {
    const missing = this.#missing();
    if (missing !== null) return refused(missing);
    return answered(await this.#runTodoist());
  }

  /** See `Account.status`. */
  async status(): Promise<CallAnswer> {
    return answered(this.#account.status());
  }

  /** See `Account.plan`. Answers with `null` when none waits. */
  async plan(): Promise<CallAnswer> {
    return answered(this.#account.plan());
  }

  /** See `Account.approve`. */
  async approve(hash: string): Promise<CallAnswer> {
    return this.#decided(this.#account.approve(hash));
  }

  /** See `Account.discard`. */
  async discard(hash: string): Promise<CallAnswer> {
    return this.#decided(this.#account.discard(hash));
  }

  /** See `Account.history`. */
  async history(query: Parameters<Account['history']>[0]): Promise<CallAnswer> {
    return answered(this.#account.history(query));
  }

  /** See `Account.undo`. */
  async undo(entry: string): Promise<CallAnswer> {
    return this.#decided(this.#account.undo(entry));
  }

  /** See `Account.conflicts`. */
  async conflicts(query: Parameters<Account['conflicts']>[0]): Promise<CallAnswer> {
    return answered(this.#account.conflicts(query));
  }

  /** See `Account.resolveConflict`. */
  async resolveConflict(id: string, keep: 'hub' | 'replica'): Promise<CallAnswer> {
    return this.#decided(this.#account.resolveConflict(id, keep));
  }

  /** See `Account.explain`. */
  async explain(task: string): Promise<CallAnswer> {
    const explanation = this.#account.explain(task);
    return explanation.ok ? answered(explanation.value) : refused(explanation.error);
  }

  /** See `Account.config`. */
  async config(): Promise<CallAnswer> {
    return answered(this.#account.config());
  }

  /** See `Account.changeConfig`. */
  async changeConfig(change: ConfigChange): Promise<CallAnswer> {
    const config = this.#account.changeConfig(change);
    this.#poke();
    return answered(config);
  }

  async #runTodoist(): Promise<{ readonly operationsForThings: number }> {
    const polled = await this.#account.poll();
    if (polled.operationsForThings > 0) this.#poke();
    await this.#setAlarm();
    return polled;
  }

  /** A decision of a person is carried out by the next exchange, which the poke asks for, or by the alarm. */
  async #decided(result: Result<unknown, AccountFailure>): Promise<CallAnswer> {
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
    const due = nextWakeAt(this.#account.waiting(), Date.now());
    const set = await this.ctx.storage.getAlarm();
    if (due === null) {
      if (set !== null) await this.ctx.storage.deleteAlarm();
    } else if (set === null || due < set - ALARM_SLACK_MS) {
      await this.ctx.storage.setAlarm(due);
    }
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

function answered(value: unknown): CallAnswer {
  return { ok: true, json: JSON.stringify(value) };
}

function refused(failure: CallFailure): CallAnswer {
  return { ok: false, failure };
}
