// The single writer of one account: a Durable Object that takes calls and answers them, nothing else. What it is made of is in
// `object-parts.ts`, what it does by itself in `schedule.ts`; every decision about tasks is made behind the account.

import { DurableObject } from 'cloudflare:workers';
import type { Migration } from '../legacy/migration.ts';
import type { ConfigChange } from '../protocol/config.ts';
import type { Token } from '../model/token.ts';
import type { NewToken } from '../protocol/endpoints/tokens.ts';
import { exchangeRequestSchema } from '../protocol/exchange.ts';
import { visitOfThings } from '../replicas/things/conversation/visit.ts';
import type { Account } from '../sync/owner/account-port.ts';
import type { AccountHouse } from './object/account-parts.ts';
import { answered, refused, restoreToCallFailure } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import type { CallAnswer, CoordinatorCalls } from './calls.ts';
import type { Env } from './env.ts';
import { parseJson } from './parse-input.ts';
import { openObject, type ObjectParts } from './object/object-parts.ts';
import type { OlderCalls } from './older-calls.ts';
import type { OlderInputs, OlderName } from './older-inputs.ts';
import type { Pokes } from './object/pokes.ts';
import type { Repeat, RepeatableRequest, Repeats } from './object/repeats.ts';
import { secretNotices } from './object/secret-notices.ts';
import type { Schedule } from './object/schedule.ts';
import type { TokenKeeper } from './object/token-keeper.ts';

/** One account. Its state is in the object's SQLite, so an eviction at any point loses nothing. */
export class Coordinator extends DurableObject<Env> implements CoordinatorCalls {
  readonly #house: AccountHouse;
  readonly #account: Account;
  readonly #migration: Migration;
  readonly #pokes: Pokes;
  readonly #schedule: Schedule;
  readonly #calls: CallKinds;
  readonly #older: OlderCalls;
  readonly #tokens: TokenKeeper;
  readonly #repeats: Repeats;
  readonly #inTurn: ObjectParts['inTurn'];
  readonly #poll: ObjectParts['poll'];

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { house, pokes, schedule, calls, older, tokens, repeats, inTurn, poll } = openObject(state, env);
    this.#house = house;
    this.#account = house.account;
    this.#migration = house.migration;
    this.#pokes = pokes;
    this.#schedule = schedule;
    this.#calls = calls;
    this.#older = older;
    this.#tokens = tokens;
    this.#repeats = repeats;
    this.#inTurn = inTurn;
    this.#poll = poll;
  }

  /** Accepts the agent's socket, over which only pokes are sent. The Worker has checked who asks. */
  override async fetch(): Promise<Response> {
    const answer = this.#pokes.accept();
    await this.#schedule.arm();
    return answer;
  }

  /** Answers the agent's goodbye, so that it need not wait for it. */
  override async webSocketClose(socket: WebSocket): Promise<void> {
    socket.close(1000);
  }

  /** Does what is due: operations that wait for Todoist, a migration, checkpoints. */
  override async alarm(): Promise<void> {
    if (this.env.ALARMS !== 'off') await this.#schedule.ring();
  }

  /** Sets the alarm anew where it was lost. */
  async wake(): Promise<void> {
    await this.#schedule.arm();
  }

  /** KV use in numbers. Makes no KV operation. */
  async kvStats(): Promise<CallAnswer> {
    return answered(this.#house.batches.stats());
  }

  /** Writes every document that changed, now. */
  async kvCheckpoint(): Promise<CallAnswer> {
    const obstacle = await this.#calls.notReady();
    if (obstacle !== null) return refused(obstacle);
    const documents = await this.#house.batches.checkpoint({ force: true });
    await this.#schedule.arm();
    return answered({ documents });
  }

  /** Tells what a restore would do; with `confirm`, does it. */
  async kvRestore(confirm: string | null): Promise<CallAnswer> {
    const result = await this.#inTurn(async () =>
      confirm === null ? this.#house.batches.planRestore() : this.#house.batches.applyRestore(confirm),
    );
    if (!result.ok) return refused(restoreToCallFailure(result.error));
    if (confirm !== null) await this.#schedule.arm();
    return answered(result.value);
  }

  /** Begins a migration, or lets it go on; see `Migration.start`. */
  async kvMigrate(options: Parameters<CoordinatorCalls['kvMigrate']>[0]): Promise<CallAnswer> {
    const { dryRun, ...start } = options;
    return this.#calls.migrating(() => (dryRun ? this.#migration.dryRun() : this.#migration.start(start)));
  }

  /** See `Migration.progress`. */
  async kvMigration(): Promise<CallAnswer> {
    return this.#calls.shown(() => this.#migration.progress());
  }

  /** See `Migration.verify`. */
  async kvVerify(details: boolean): Promise<CallAnswer> {
    return this.#calls.migrating(() => this.#migration.verify({ details }));
  }

  /** See `Migration.rollback`. */
  async kvRollback(options: Parameters<Migration['rollback']>[0]): Promise<CallAnswer> {
    return this.#calls.migrating(() => this.#migration.rollback(options));
  }

  /** See `createOlderCalls`. */
  async older<Name extends OlderName>(name: Name, input: OlderInputs[Name]): Promise<CallAnswer> {
    return this.#older[name](input);
  }

  /**
   * Takes an exchange request as JSON in UTF-8; see `Account.visit`. Bytes, not text: a call may carry 32 MiB, and a string with
   * a single character outside Latin-1 travels at two bytes each.
   */
  async exchange(body: ArrayBuffer): Promise<CallAnswer> {
    const obstacle = await this.#calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    // Here and not in the Worker: a whole library takes longer to check than the Worker's CPU limit allows.
    const request = parseJson(new TextDecoder().decode(body), exchangeRequestSchema);
    if (!request.ok) return refused(request.error);
    const exchange = () => this.#inTurn(() => this.#account.visit(visitOfThings(request.value)));
    if (request.value.dryRun === true) return answered(await exchange());
    const response = await this.#calls.changing(exchange);
    // The exchange of the agent that syncs reads Todoist too.
    if (response.standby === undefined) this.#schedule.note('poll');
    await this.#schedule.arm();
    return answered(response);
  }

  /** See `Account.poll`. */
  async poll(): Promise<CallAnswer> {
    const obstacle = await this.#calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    const polled = await this.#poll();
    await this.#schedule.arm();
    return answered(polled);
  }

  /** See `Account.status`. */
  async status(): Promise<CallAnswer> {
    return this.#calls.shown(async () => {
      const secrets = await secretNotices(this.#house);
      const status = this.#account.status();
      return { ...status, notices: [...status.notices, ...this.#schedule.problems(), ...secrets] };
    });
  }

  /** See `Account.plan`. Answers with `null` when none waits. */
  async plan(): Promise<CallAnswer> {
    return this.#calls.shown(() => this.#account.plan());
  }

  /** See `Account.approve`. */
  async approve(hash: string, items: readonly string[] | null): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.approve(hash, items));
  }

  /** See `Account.catchUp`. */
  async catchUp(hash: string): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.catchUp(hash));
  }

  /** See `Account.discard`. */
  async discard(hash: string): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.discard(hash));
  }

  /** See `Account.history`. */
  async history(query: Parameters<Account['history']>[0]): Promise<CallAnswer> {
    return this.#calls.shown(() => this.#account.history(query));
  }

  /** See `Account.undo`. */
  async undo(entry: string): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.undo(entry));
  }

  /** See `Account.undoRun`. */
  async undoRun(run: number, options: { readonly dryRun: boolean }): Promise<CallAnswer> {
    const undo = () => this.#account.undoRun(run, options);
    return options.dryRun ? this.#calls.found(undo) : this.#calls.decided(undo);
  }

  /** See `Account.undoSince`. */
  async undoSince(since: number, options: { readonly dryRun: boolean }): Promise<CallAnswer> {
    const undo = () => this.#account.undoSince(since, options);
    return options.dryRun ? this.#calls.found(undo) : this.#calls.decided(undo);
  }

  /** See `Account.conflicts`. */
  async conflicts(query: Parameters<Account['conflicts']>[0]): Promise<CallAnswer> {
    return this.#calls.shown(() => this.#account.conflicts(query));
  }

  /** See `Account.resolveConflict`. */
  async resolveConflict(id: string, keep: 'hub' | 'replica'): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.resolveConflict(id, keep));
  }

  /** See `Account.changes`. */
  async changes(query: Parameters<Account['changes']>[0]): Promise<CallAnswer> {
    return this.#calls.found(() => this.#account.changes(query));
  }

  /** See `Account.resumeField`. */
  async resumeField(replica: string, field: string): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.resumeField(replica, field));
  }

  /** See `Account.explain`. */
  async explain(task: string): Promise<CallAnswer> {
    return this.#calls.found(() => this.#account.explain(task));
  }

  /** See `Account.config`. */
  async config(): Promise<CallAnswer> {
    return this.#calls.shown(() => this.#account.config());
  }

  /** See `Account.changeConfig`. */
  async changeConfig(change: ConfigChange): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.changeConfig(change));
  }

  /** See `Account.takeOver`. */
  async takeOver(): Promise<CallAnswer> {
    return this.#calls.decided(() => this.#account.takeOver());
  }

  /** See `Account.leave`. */
  async leave(): Promise<CallAnswer> {
    const obstacle = await this.#calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    const left = await this.#calls.changing(() => this.#inTurn(() => this.#account.leave()));
    return left.ok ? answered(left.value) : refused(left.error);
  }

  /** See `TokenKeeper.all`. */
  async tokens(): Promise<CallAnswer> {
    return answered(this.#tokens.all());
  }

  /** See `TokenKeeper.make`. */
  async makeToken({ name, kind }: NewToken): Promise<CallAnswer> {
    return answered(await this.#tokens.make(name, kind));
  }

  /** See `TokenKeeper.revoke`. */
  async revokeToken(id: string): Promise<CallAnswer> {
    if (this.#tokens.revoke(id)) return answered(this.#tokens.all());
    return refused({ kind: 'not_found', detail: 'No token has this id.' });
  }

  /** See `Vault.rekey`. */
  async rekeySecrets(): Promise<CallAnswer> {
    const rekeyed = await this.#house.vault.rekey();
    return rekeyed.ok ? answered(rekeyed.value) : refused(rekeyed.error);
  }

  /** See `TokenKeeper.check`. */
  async checkToken(hash: string): Promise<Token | null> {
    return this.#tokens.check(hash);
  }

  /** See `Repeats.begin`. */
  async beginRequest(request: RepeatableRequest): Promise<Repeat> {
    return this.#repeats.begin(request);
  }

  /** See `Repeats.end`. */
  async endRequest(...ended: Parameters<Repeats['end']>): Promise<void> {
    this.#repeats.end(...ended);
  }
}
