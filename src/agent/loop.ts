// The agent: one exchange with the Worker at a time. Reads what changed in Things, reports it, and applies the operations it
// receives. Everything that must survive a crash is in the journal or in Things, never in memory only.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { err, ok, type Result } from '../model/result.ts';
import type { ExchangeRequest } from '../protocol/exchange.ts';
import type { ExchangeResponse } from '../protocol/exchange-answer.ts';
import type { ThingsAcknowledgement, ThingsOperation } from '../protocol/things-operation.ts';
import { askWorker, type Conversation, type Exchanged } from './exchange/ask-worker.ts';
import type { AgentFailure, ExchangeFailure } from './failures.ts';
import { AgentJournal } from './state/journal.ts';
import { MAX_OPERATIONS_PER_BATCH, WRITE_WITHIN_MS } from './limits.ts';
import { fileStamp } from './read/file-stamp.ts';
import { originOf } from './read/origin.ts';
import { localZone } from './read/zone.ts';
import type { ThingsApp } from './write/app.ts';
import { AppSession, WriteStop, type AgentClock, type WriteFailure } from './write/app-session.ts';
import { Writer } from './write/writer.ts';

/** Events that the agent reports about its work; no task text. */
export type AgentEvent =
  | ({ readonly kind: 'exchanged' } & Exchanged)
  | {
      readonly kind: 'operation';
      readonly operation: string;
      readonly outcome: ThingsAcknowledgement['outcome'];
    }
  /** Operations of an earlier run are still unfinished; their to-dos are not reported until they are. */
  | { readonly kind: 'unfinished'; readonly operations: number };

/** What an agent needs. */
export interface AgentOptions {
  /** `main.sqlite` of Things. */
  readonly databasePath: string;
  /** Where the agent keeps its journal; only one agent at a time may use it. */
  readonly stateDirectory: string;
  readonly app: ThingsApp;
  readonly exchange: (request: ExchangeRequest) => Promise<Result<ExchangeResponse, ExchangeFailure>>;
  readonly clock: AgentClock;
  /** IANA zone of the Mac; that of the process by default. */
  readonly zone?: string;
  /** The Mac's name, for display; the host name by default. */
  readonly host?: string;
  /** Take over from the agent that syncs, as soon as this library shows what that one reported. */
  readonly takeOver?: boolean;
  /** Generates ids for snapshots; random by default. */
  readonly newId?: () => string;
  readonly onEvent?: (event: AgentEvent) => void;
}

/** The result of one exchange. */
export interface ExchangeOutcome {
  readonly response: ExchangeResponse;
  /** Operations that this run finished in Things; they are acknowledged in the next exchange. */
  readonly applied: number;
}

/** An agent. */
export interface Agent {
  /**
   * Exchanges once and applies the operations it receives. With `dryRun` nothing is saved or written. Concurrent calls are queued.
   * If writing fails, the exchange has been made and its snapshot saved.
   */
  readonly exchangeOnce: (options?: {
    readonly dryRun?: boolean;
  }) => Promise<Result<ExchangeOutcome, AgentFailure>>;
  /** Tells whether acknowledgements wait for the next exchange. */
  readonly hasNews: () => boolean;
  /** Closes the journal, so that another agent may use it. */
  readonly close: () => void;
}

/** Creates an agent on its state directory. Throws `StateInUse` while another agent uses it. */
export function createAgent(options: AgentOptions): Agent {
  const journal = new AgentJournal(options.stateDirectory);
  const agent = new RunningAgent(options, journal);
  let last: Promise<unknown> = Promise.resolve();
  return {
    exchangeOnce: (run) => {
      const next = last.then(() => agent.exchangeOnce(run?.dryRun ?? false));
      // The caller gets the failure; the next call in the queue only waits for the end.
      last = next.then(
        () => undefined,
        () => undefined,
      );
      return next;
    },
    hasNews: () => journal.waitingAcknowledgements(1).length > 0,
    close: () => journal.close(),
  };
}

class RunningAgent {
  readonly #options: AgentOptions;
  readonly #journal: AgentJournal;
  readonly #zone: string;
  /** The owner's request to take over, until it was carried out. */
  #takeOver: boolean;

  constructor(options: AgentOptions, journal: AgentJournal) {
    this.#options = options;
    this.#journal = journal;
    this.#zone = options.zone ?? localZone();
    this.#takeOver = options.takeOver === true;
  }

  async exchangeOnce(dryRun: boolean): Promise<Result<ExchangeOutcome, AgentFailure>> {
    let applied = 0;
    const writer = this.#newWriter(() => (applied += 1));
    const isDoubtful = this.#isDoubtful();
    const askedAt = this.#options.clock.now();
    const answered = await askWorker(this.#conversation(), dryRun);
    if (!answered.ok) return answered;
    const { value: response } = answered;
    if (response.snapshot === 'taken') this.#takeOver = false;
    // An operation that is no longer pending in the hub would otherwise be withheld forever, and this library would never count as
    // complete.
    if (!dryRun && response.standby !== undefined) {
      const failure = await stopOf(async () => writer.giveUp(response.notAwaited ?? []));
      return failure === null ? ok({ response, applied }) : err(failure);
    }
    // The response says whether this installation may still write. That also applies to what an earlier run left unfinished.
    if (dryRun || !mayWrite(response) || this.#isTooLate(askedAt)) return ok({ response, applied });
    // In a restored backup none of it shows, and it would be carried out again. The Worker has to process what the database shows
    // first.
    const isEarlierDue = !isDoubtful || response.snapshot === 'taken';
    const stopped = isEarlierDue ? await this.#stopOfEarlier(writer, response.notAwaited) : null;
    const failure =
      stopped ?? (await stopOf(() => this.#applyAll(writer, { operations: response.operations, askedAt })));
    return failure === null ? ok({ response, applied }) : err(failure);
  }

  #isDoubtful(): boolean {
    const { databasePath } = this.#options;
    const stamp = fileStamp(databasePath);
    return originOf(databasePath, stamp, this.#journal.base()).continued === false;
  }

  async #stopOfEarlier(writer: Writer, notAwaited: readonly string[] = []): Promise<WriteFailure | null> {
    const stopped = await stopOf(() => this.#finishEarlier(writer, notAwaited));
    if (stopped !== null) this.#tell({ kind: 'unfinished', operations: this.#journal.unfinished().length });
    return stopped;
  }

  async #finishEarlier(writer: Writer, notAwaited: readonly string[]): Promise<void> {
    writer.giveUp(notAwaited);
    await writer.recover();
    await writer.putBackLate();
  }

  /** What can't be started in time is requested again: if this Mac was asleep, another one may have taken over. */
  #isTooLate(askedAt: number): boolean {
    return this.#options.clock.now() - askedAt > WRITE_WITHIN_MS;
  }

  async #applyAll(
    writer: Writer,
    { operations, askedAt }: { readonly operations: readonly ThingsOperation[]; readonly askedAt: number },
  ): Promise<void> {
    await writer.putBackLate();
    for (let at = 0; at < operations.length; at += MAX_OPERATIONS_PER_BATCH) {
      if (this.#isTooLate(askedAt)) return;
      await writer.apply(operations.slice(at, at + MAX_OPERATIONS_PER_BATCH));
    }
  }

  #conversation(): Conversation {
    const { databasePath, clock, exchange, host, newId } = this.#options;
    return {
      databasePath,
      journal: this.#journal,
      zone: this.#zone,
      now: () => clock.now(),
      exchange,
      newSnapshot: newId ?? randomUUID,
      naming: { host: host ?? hostname(), newId: randomUUID, takeOver: this.#takeOver },
      onExchanged: (exchanged) => this.#tell({ kind: 'exchanged', ...exchanged }),
    };
  }

  #newWriter(onDone: () => void): Writer {
    const { app, clock, databasePath } = this.#options;
    const session = new AppSession({ app, clock, databasePath, zone: this.#zone });
    return new Writer({
      session,
      journal: this.#journal,
      onOutcome: ({ operation, outcome }) => {
        if (outcome === 'done') onDone();
        this.#tell({ kind: 'operation', operation, outcome });
      },
    });
  }

  #tell(event: AgentEvent): void {
    this.#options.onEvent?.(event);
  }
}

/**
 * Tells whether anything may be written: this agent is the one that syncs, no plan stops Things, and the Worker got far enough to
 * check for one. If another installation keeps the pair, nothing is written until the takeover was carried out, even if it is
 * approved already.
 */
function mayWrite({ plan, snapshot, standby }: ExchangeResponse): boolean {
  if (snapshot === 'resync' || standby !== undefined) return false;
  return plan === null || plan.holds.what === 'items' || (plan.approved && plan.reason !== 'not_keeper');
}

/** Runs `write` and returns why it stopped; null if it finished. Anything unforeseen is rethrown. */
async function stopOf(write: () => Promise<void>): Promise<WriteFailure | null> {
  try {
    await write();
    return null;
  } catch (error) {
    if (error instanceof WriteStop) return error.failure;
    throw error;
  }
}
