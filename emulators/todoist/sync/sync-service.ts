/**
 * Answers one parsed `/sync` request: token, commands, then the read, so that an answer shows its own commands' effects.
 * Knows nothing of HTTP.
 */
import type { Account } from '../account.ts';
import type { ChaosSwitches } from '../chaos.ts';
import { distorted } from '../distortion.ts';
import { invalidArgument } from '../errors.ts';
import type { RateLimiter } from '../rate-limit.ts';
import type { StatsCounter } from '../stats.ts';
import type { SyncCommand, SyncRequest } from './request.ts';
import { mergeResources, readChanged, readFull, selectTypes } from './resources.ts';
import type { Resources } from './more-resources.ts';
import { runCommands } from './run-commands.ts';
import type { CommandGate, CommandOutcome } from './run-commands.ts';
import { decodeToken, encodeToken } from './tokens.ts';

/** What a sync needs from the emulator around it. */
export interface SyncSurroundings {
  readonly account: Account;
  readonly chaos: ChaosSwitches;
  readonly stats: StatsCounter;
  readonly limiter: RateLimiter;
}

interface FrozenState {
  readonly position: number;
  readonly dateUtc: string;
  readonly resources: ReadonlyMap<string, Resources>;
}

const FULL_TOKEN = '*';

/** Answers sync requests of one account; keeps the old state that a stale full read serves. */
export class SyncService {
  readonly #around: SyncSurroundings;
  #frozen: FrozenState | null = null;

  constructor(around: SyncSurroundings) {
    this.#around = around;
  }

  /** Remembers the present state for stale full reads. */
  freeze(): void {
    const { account } = this.#around;
    this.#frozen = {
      position: account.store.journal.position,
      dateUtc: account.clock.nowSeconds(),
      resources: new Map(selectTypes(['all']).map((type) => [type, readFull(account, [type])])),
    };
  }

  /** Answers one request. Throws ApiError for a token that the account does not know, before any command runs. */
  answer(request: SyncRequest, mayRun: CommandGate = () => true): Readonly<Record<string, unknown>> {
    const { account, chaos, stats, limiter } = this.#around;
    const types = selectTypes(request.resourceTypes ?? []);
    const since = this.#startOf(request.syncToken, types.length > 0);
    limiter.count(since === null && types.length > 0 ? 'full_sync' : 'partial_sync');
    stats.syncRequests += 1;
    stats.commands += request.commands?.length ?? 0;
    if (chaos.isUnbearable(request.commands)) throw invalidArgument('commands');
    const outcome = request.commands === null ? { temp_id_mapping: {} } : this.#run(request.commands, mayRun);
    if (since === null) return { ...this.#fullAnswer(types), ...outcome };
    return {
      ...readChanged(account, types, since),
      full_sync: false,
      sync_token: encodeToken(account.seed, account.store.journal.position),
      ...outcome,
    };
  }

  #run(commands: readonly SyncCommand[], mayRun: CommandGate): CommandOutcome {
    const { account, chaos } = this.#around;
    if (commands.length > 0 && chaos.take('forget_uuids')) account.store.executed.clear();
    const { distortion } = chaos;
    const kept = distortion === null ? commands : commands.map((each) => distorted(each, distortion));
    return runCommands(account, kept, mayRun);
  }

  /** The position to read from, or null for everything; throws for an unknown token. */
  #startOf(token: string | null, reads: boolean): number | null {
    if (token === null || token === FULL_TOKEN) return null;
    const { account, chaos } = this.#around;
    const position = decodeToken(account.seed, token, account.store.journal.position);
    const unknown = chaos.take('unknown_token') || position === null;
    if (reads && chaos.take('force_full_sync')) return null;
    if (unknown) throw invalidArgument('sync_token');
    return position;
  }

  #fullAnswer(types: readonly string[]): Resources {
    const { account, chaos, stats } = this.#around;
    if (types.length > 0) stats.fullSyncs += 1;
    const frozen = types.length > 0 && chaos.take('stale_full_sync') ? this.#frozen : null;
    if (frozen !== null) {
      return {
        ...mergeResources(types.map((type) => frozen.resources.get(type) ?? {})),
        full_sync: true,
        full_sync_date_utc: frozen.dateUtc,
        sync_token: encodeToken(account.seed, frozen.position),
      };
    }
    return {
      ...readFull(account, types),
      full_sync: true,
      full_sync_date_utc: account.clock.nowSeconds(),
      sync_token: encodeToken(account.seed, account.store.journal.position),
    };
  }
}
