// The agent: one exchange with the Worker at a time. Reads what changed in Things, tells it, and applies what comes back.
// Everything that must survive a crash is in the journal or in Things; nothing is in memory only.

import { randomUUID } from 'node:crypto';
import { err, ok, type Result } from '../model/result.ts';
import { dayInZone } from '../model/zones.ts';
import {
  MAX_SET_ASIDE,
  type ExchangeRequest,
  type ExchangeResponse,
  type Receipt,
} from '../protocol/exchange.ts';
import type { ThingsAcknowledgement, ThingsOperation } from '../protocol/things-operation.ts';
import type { ThingsTodo } from '../protocol/things-row.ts';
import type { ThingsApp } from './write/app.ts';
import { AppSession, WriteStop, type AgentClock, type WriteFailure } from './write/app-session.ts';
import {
  confirmAbsences,
  differenceTo,
  hasAbsences,
  NO_DIFFERENCE,
  NOTHING_KNOWN,
  type Difference,
  type SpecialRows,
} from './read/changes.ts';
import type { AgentFailure, ExchangeFailure } from './failures.ts';
import { halfMadeContainers, isHalfMade } from './half-made.ts';
import { fileStamp } from './read/file-stamp.ts';
import { originOf } from './read/origin.ts';
import { AgentJournal } from './journal.ts';
import type { Base, JournalEntry } from './journal-rows.ts';
import {
  CLOSED_ALONG_MS,
  MAX_ACKNOWLEDGEMENTS,
  MAX_OPERATIONS_PER_BATCH,
  OPERATION_MEMORY_MS,
  MAX_RESYNCS,
} from './limits.ts';
import { readSnapshot, type ReadFailure } from './read/reader.ts';
import { localZone } from './read/zone.ts';
import { isRepair, noticeLate } from './write/late-writes.ts';
import { Writer } from './write/writer.ts';

/** What the agent tells of its work; no task text. */
export type AgentEvent =
  | {
      readonly kind: 'exchanged';
      readonly sent: number;
      readonly removed: number;
      readonly received: number;
      readonly snapshot: ExchangeResponse['snapshot'];
    }
  | {
      readonly kind: 'operation';
      readonly operation: string;
      readonly outcome: ThingsAcknowledgement['outcome'];
    }
  /** Operations of an earlier run could not be finished yet; their to-dos are left out until they are. */
  | { readonly kind: 'unfinished'; readonly operations: number };

/** What an agent works with. */
export interface AgentOptions {
  /** `main.sqlite` of Things. */
  readonly databasePath: string;
  /** Where the agent keeps its journal; no two agents at a time. */
  readonly stateDirectory: string;
  readonly app: ThingsApp;
  readonly exchange: (request: ExchangeRequest) => Promise<Result<ExchangeResponse, ExchangeFailure>>;
  readonly clock: AgentClock;
  /** IANA zone of the Mac; that of the process by default. */
  readonly zone?: string;
  /** Names snapshots; random by default. */
  readonly newId?: () => string;
  readonly onEvent?: (event: AgentEvent) => void;
}

/** What one exchange did. */
export interface ExchangeOutcome {
  readonly response: ExchangeResponse;
  /** Operations that this run finished in Things; their acknowledgements go with the next exchange. */
  readonly applied: number;
}

/** An agent. */
export interface Agent {
  /**
   * Exchanges once and applies what came down. With `dryRun` nothing is kept and nothing is written. Calls wait for one
   * another. A failure to write comes after the exchange was made and its snapshot kept.
   */
  readonly exchangeOnce: (options?: {
    readonly dryRun?: boolean;
  }) => Promise<Result<ExchangeOutcome, AgentFailure>>;
  /** Tells whether acknowledgements wait for the next exchange. */
  readonly hasNews: () => boolean;
  /** Closes the journal; another agent may then have it. */
  readonly close: () => void;
}

/** Makes an agent on its state directory. Throws `StateInUse` while another agent has it. */
export function createAgent(options: AgentOptions): Agent {
  const journal = new AgentJournal(options.stateDirectory);
  const agent = new RunningAgent(options, journal);
  let last: Promise<unknown> = Promise.resolve();
  return {
    exchangeOnce: (run) => {
      const next = last.then(() => agent.exchangeOnce(run?.dryRun ?? false));
      // The caller gets the failure; the one who waits behind it only needs its end.
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

interface Reading {
  readonly difference: Difference;
  readonly receipt: Receipt;
  readonly stamp: string;
  /** The difference is the whole library. */
  readonly isWhole: boolean;
}

class RunningAgent {
  readonly #options: AgentOptions;
  readonly #journal: AgentJournal;
  readonly #zone: string;

  constructor(options: AgentOptions, journal: AgentJournal) {
    this.#options = options;
    this.#journal = journal;
    this.#zone = options.zone ?? localZone();
  }

  async exchangeOnce(dryRun: boolean): Promise<Result<ExchangeOutcome, AgentFailure>> {
    let applied = 0;
    const writer = this.#newWriter(() => (applied += 1));
    const isDoubtful = this.#isDoubtful();
    const answered = await this.#exchange(dryRun);
    if (!answered.ok) return answered;
    const { value: response } = answered;
    // The answer tells whether this installation may still write: what an earlier run left waits for it like anything new.
    if (dryRun || !mayWrite(response)) return ok({ response, applied });
    // In a backup that was put back nothing of it shows, and it would be done again: there the Worker has to take first what the
    // file shows.
    const isEarlierDue = !isDoubtful || response.snapshot === 'taken';
    const stopped = isEarlierDue ? await this.#stopOfEarlier(writer, response.notAwaited) : null;
    const failure = stopped ?? (await stopOf(() => this.#applyAll(writer, response.operations)));
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

  async #applyAll(writer: Writer, operations: readonly ThingsOperation[]): Promise<void> {
    await writer.putBackLate();
    await writer.apply(operations);
  }

  /** One request, and where the Worker knows another base, or misses something of the whole, another with the whole library. */
  async #exchange(dryRun: boolean): Promise<Result<ExchangeResponse, AgentFailure>> {
    let asked: readonly string[] = [];
    let answer = await this.#send({ base: this.#journal.base(), asked, dryRun });
    for (let round = 0; round < MAX_RESYNCS && answer.ok && answer.value.snapshot === 'resync'; round += 1) {
      asked = answer.value.ask ?? [];
      const again = await this.#send({ base: null, asked, dryRun });
      if (!again.ok) return again;
      answer = ok({ ...again.value, operations: together(answer.value.operations, again.value.operations) });
    }
    return answer;
  }

  async #send(sent: {
    readonly base: Base | null;
    readonly asked: readonly string[];
    readonly dryRun: boolean;
  }): Promise<Result<ExchangeResponse, AgentFailure>> {
    const { base, asked, dryRun } = sent;
    const acknowledgements = [
      ...this.#journal.waitingAcknowledgements(MAX_ACKNOWLEDGEMENTS - MAX_OPERATIONS_PER_BATCH),
      ...unseenOf(this.#journal.unfinished()).slice(0, MAX_OPERATIONS_PER_BATCH),
    ];
    const reading = this.#read(base, { acknowledgements, asked });
    if (!reading.ok) return reading;
    const { difference, stamp, isWhole } = reading.value;
    const receipt = {
      ...reading.value.receipt,
      ...originOf(this.#options.databasePath, stamp, this.#journal.base()),
    };
    const snapshot = difference === NO_DIFFERENCE && base !== null ? base.snapshot : this.#newId();
    const answer = await this.#options.exchange({
      receipt,
      base: isWhole ? null : (base?.snapshot ?? null),
      snapshot,
      todos: [...difference.todos],
      containers: [...difference.containers, ...difference.vanished.map((each) => ({ ...each, gone: true }))],
      removed: [...difference.removed],
      acknowledgements: [...acknowledgements],
      ...(asked.length > 0 ? { looked: [...asked] } : {}),
      ...begunOf(this.#journal.unfinished()),
      ...(dryRun ? { dryRun } : {}),
    });
    if (!answer.ok) return answer;
    this.#tell({
      kind: 'exchanged',
      sent: difference.todos.length,
      removed: difference.removed.length,
      received: answer.value.operations.length,
      snapshot: answer.value.snapshot,
    });
    if (!dryRun && answer.value.snapshot === 'taken') {
      this.#keep({ snapshot, stamp, receipt }, reading.value, acknowledgements);
    }
    return answer;
  }

  /** What was taken is the new base; where nothing is new, nothing is written. */
  #keep(taken: Base, { difference, isWhole }: Reading, told: readonly ThingsAcknowledgement[]): void {
    const base = this.#journal.base();
    if (isWhole || base?.stamp !== taken.stamp || base.snapshot !== taken.snapshot) {
      const current = new Set(difference.todos.map(({ id }) => id));
      const acknowledged = rowsOf(told).filter(({ id }) => !current.has(id));
      this.#journal.take(
        taken,
        { ...difference, todos: [...acknowledged, ...difference.todos] },
        { whole: isWhole },
      );
    }
    if (told.length === 0) return;
    const forgetBefore = this.#options.clock.now() - OPERATION_MEMORY_MS;
    this.#journal.release(
      told.map(({ operation }) => operation),
      forgetBefore,
    );
  }

  /** What is to be told: nothing is read when neither the files nor the day changed since the base. */
  #read(
    base: Base | null,
    {
      acknowledgements,
      asked,
    }: { readonly acknowledgements: readonly ThingsAcknowledgement[]; readonly asked: readonly string[] },
  ): Result<Reading, ReadFailure> {
    const takenAt = this.#options.clock.now();
    const today = dayInZone(takenAt, this.#zone);
    const unfinished = this.#journal.unfinished();
    const special = {
      withheld: new Set<string>([
        ...unfinished.flatMap(({ thingsId }) => thingsId ?? []),
        ...this.#overwritten(),
      ]),
      answered: new Set<string>(acknowledgements.flatMap(({ row }) => row?.id ?? [])),
      isHalfMade: (todo: ThingsTodo) => isHalfMade(todo, this.#journal),
      isHalfMadeContainer: halfMadeContainers(this.#journal),
    };
    const heldBack = unfinished.length + special.withheld.size;
    // What is held back must be told once it is finished, whether the files change then or not.
    const suffix = heldBack > 0 ? '/unfinished' : '';
    const stamp = `${today}/${fileStamp(this.#options.databasePath)}${suffix}`;
    if (base?.stamp === stamp && heldBack + special.answered.size === 0) {
      const receipt = { ...base.receipt, takenAt, today, zone: this.#zone };
      return ok({ difference: NO_DIFFERENCE, receipt, stamp, isWhole: false });
    }
    return this.#compare(base, { special, stamp, asked });
  }

  /** Reads, and where something is missing (or the whole library is told) a second time: an absence counts if both see it. */
  #compare(
    base: Base | null,
    {
      special: given,
      stamp,
      asked,
    }: { readonly special: SpecialRows; readonly stamp: string; readonly asked: readonly string[] },
  ): Result<Reading, ReadFailure> {
    const first = this.#readSnapshot(asked, { isWhole: base === null, verify: base === null });
    if (!first.ok) return first;
    const isWhole = base === null || base.receipt.databaseId !== first.value.receipt.databaseId;
    const known = isWhole ? NOTHING_KNOWN : this.#journal.knownLibrary();
    const special = this.#withLate(given, first.value.todos);
    const difference = differenceTo(known, first.value, special);
    const { receipt } = first.value;
    if (!isWhole && !hasAbsences(difference)) {
      return ok({ difference: settled(difference), receipt, stamp, isWhole });
    }
    const second = this.#readSnapshot(asked, { isWhole, verify: true });
    if (!second.ok) return second;
    const confirmed = confirmAbsences(difference, differenceTo(known, second.value, special));
    if (!isWhole) {
      return ok({ difference: settled(confirmed), receipt: second.value.receipt, stamp, isWhole });
    }
    // A row that went between the reads, or is held back, is no absence: then the whole is not told as complete.
    const kept = [...first.value.todos.keys()].every((id) => second.value.todos.has(id));
    // What is set aside is named, and nothing follows from it; of more than can be named, from nothing that is missing.
    const { size } = second.value.setAside;
    const complete = kept && special.withheld.size === 0 && size <= MAX_SET_ASIDE;
    return ok({ difference: confirmed, receipt: { ...second.value.receipt, complete }, stamp, isWhole });
  }

  /** What a late write of ours has written over is withheld, until it is put back. */
  #withLate(special: SpecialRows, todos: ReadonlyMap<string, ThingsTodo>): SpecialRows {
    const now = this.#options.clock.now();
    noticeLate(todos, { journal: this.#journal, today: dayInZone(now, this.#zone), now });
    return { ...special, withheld: new Set([...special.withheld, ...this.#overwritten()]) };
  }

  #overwritten(): readonly string[] {
    return this.#journal.lateWrites().flatMap((late) => (late.isOverwritten ? [late.sent.thingsId] : []));
  }

  #readSnapshot(
    asked: readonly string[],
    { isWhole, verify }: { readonly isWhole: boolean; readonly verify: boolean },
  ) {
    const { databasePath, clock } = this.#options;
    const now = clock.now();
    const known = [...this.#journal.idsOfInterest(), ...asked];
    const closedSince = isWhole ? now - CLOSED_ALONG_MS : null;
    return readSnapshot(databasePath, { known, closedSince, zone: this.#zone, now, verify });
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

  #newId(): string {
    return (this.#options.newId ?? randomUUID)();
  }

  #tell(event: AgentEvent): void {
    this.#options.onEvent?.(event);
  }
}

/**
 * Tells whether anything may be written: no plan holds Things, and the Worker got as far as looking whether one does. Another keeper is
 * there until the takeover is carried out, approved or not.
 */
function mayWrite({ plan, snapshot }: ExchangeResponse): boolean {
  if (snapshot === 'resync') return false;
  return plan === null || plan.holds.what === 'items' || (plan.approved && plan.reason !== 'not_keeper');
}

/** Runs writing and returns why it stopped; null when it came to its end. Anything unforeseen is thrown on. */
async function stopOf(write: () => Promise<void>): Promise<WriteFailure | null> {
  try {
    await write();
    return null;
  } catch (error) {
    if (error instanceof WriteStop) return error.failure;
    throw error;
  }
}

/** A difference in which nothing differs is told as such: the snapshot keeps its name. */
function settled(difference: Difference): Difference {
  const { todos, removed, containers, vanished } = difference;
  return todos.length + removed.length + containers.length + vanished.length === 0
    ? NO_DIFFERENCE
    : difference;
}

function rowsOf(acknowledgements: readonly ThingsAcknowledgement[]): readonly ThingsTodo[] {
  return acknowledgements.flatMap(({ row }) => row ?? []);
}

/** What is begun is asked for: a journal that was put back takes for unfinished what was finished and told since. */
function begunOf(unfinished: readonly JournalEntry[]): Pick<ExchangeRequest, 'begun'> {
  const begun = unfinished.map(({ operation }) => operation.id).filter((id) => !isRepair(id));
  return begun.length === 0 ? {} : { begun };
}

/** Creations that the file does not show: nothing is settled, but a person is to know why they wait. */
function unseenOf(unfinished: readonly JournalEntry[]): readonly ThingsAcknowledgement[] {
  return unfinished.flatMap(({ operation, thingsId, unseen }) =>
    unseen === null
      ? []
      : [{ operation: operation.id, outcome: 'unseen' as const, thingsId, row: null, error: unseen }],
  );
}

function together(first: readonly ThingsOperation[], second: readonly ThingsOperation[]): ThingsOperation[] {
  const known = new Set(second.map(({ id }) => id));
  return [...first.filter(({ id }) => !known.has(id)), ...second];
}
