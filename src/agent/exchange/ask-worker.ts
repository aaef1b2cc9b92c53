// One exchange with the Worker: sends what changed, sends more if the Worker asks for it, and saves what was accepted as the new
// base. Writes nothing to Things.

import { err, ok, type Result } from '../../model/result.ts';
import type { ExchangeRequest } from '../../protocol/exchange.ts';
import type { ExchangeResponse } from '../../protocol/exchange-answer.ts';
import type { ThingsAcknowledgement, ThingsOperation } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import type { AgentFailure, ExchangeFailure } from '../failures.ts';
import { identify, renameAgent, type Naming } from './identity.ts';
import type { Base, JournalEntry } from '../state/journal-rows.ts';
import {
  MAX_ACKNOWLEDGEMENTS,
  MAX_OPERATIONS_PER_BATCH,
  MAX_RESYNCS,
  OPERATION_MEMORY_MS,
} from '../limits.ts';
import { NO_DIFFERENCE } from '../read/changes.ts';
import { readWhatToReport, type Library, type Reading } from './what-to-report.ts';
import { isRepair } from '../write/late-writes.ts';

/** What one request told, and how its answer took it; no task text. */
export interface Exchanged {
  readonly sent: number;
  readonly removed: number;
  readonly received: number;
  readonly snapshot: ExchangeResponse['snapshot'];
}

/** The parties of an exchange. */
export interface Conversation extends Library {
  readonly exchange: (request: ExchangeRequest) => Promise<Result<ExchangeResponse, ExchangeFailure>>;
  readonly newSnapshot: () => string;
  readonly naming: Naming;
  readonly onExchanged: (exchanged: Exchanged) => void;
}

type Answered = Result<ExchangeResponse, AgentFailure>;

/** One exchange. If another agent has the same id, this one takes a new id and repeats it. */
export async function askWorker(talk: Conversation, dryRun: boolean): Promise<Answered> {
  const answer = await askUntilComplete(talk, dryRun);
  if (dryRun || !answer.ok || answer.value.standby?.why !== 'copied') return answer;
  renameAgent(talk.journal, talk.naming.newId);
  return askUntilComplete(talk, dryRun);
}

/** One request, and another one with the whole library if the Worker knows another base or misses something. */
async function askUntilComplete(talk: Conversation, dryRun: boolean): Promise<Answered> {
  let asked: readonly string[] = [];
  let answer = await send(talk, { base: talk.journal.base(), asked, dryRun });
  for (let round = 0; round < MAX_RESYNCS && answer.ok && answer.value.snapshot === 'resync'; round += 1) {
    // What it asked for before counts as unanswered again in a request that does not look for it.
    asked = [...new Set([...asked, ...(answer.value.ask ?? [])])];
    const again = await send(talk, { base: null, asked, dryRun });
    if (!again.ok) return again;
    answer = ok({ ...again.value, operations: together(answer.value.operations, again.value.operations) });
  }
  return answer.ok && isEndless(answer.value) ? err(ENDLESS) : answer;
}

/** It still asks for more: the next attempt waits like one after any other failure, and the owner is told. */
const ENDLESS: ExchangeFailure = {
  kind: 'unavailable',
  detail: 'the Worker asked for the whole library again and again, and took in nothing of it',
  retryAfterSeconds: null,
};

function isEndless({ snapshot, standby }: ExchangeResponse): boolean {
  return snapshot === 'resync' && standby === undefined;
}

async function send(
  talk: Conversation,
  {
    base,
    asked,
    dryRun,
  }: { readonly base: Base | null; readonly asked: readonly string[]; readonly dryRun: boolean },
): Promise<Answered> {
  const acknowledgements = [
    ...talk.journal.waitingAcknowledgements(MAX_ACKNOWLEDGEMENTS - MAX_OPERATIONS_PER_BATCH),
    ...unseenOf(talk.journal.unfinished()).slice(0, MAX_OPERATIONS_PER_BATCH),
  ];
  const reading = readWhatToReport(talk, base, { acknowledgements, asked });
  if (!reading.ok) return reading;
  const { difference, stamp, receipt, isWhole } = reading.value;
  const snapshot = difference === NO_DIFFERENCE && base !== null ? base.snapshot : talk.newSnapshot();
  const answer = await talk.exchange({
    agent: identify(talk.journal, { ...talk.naming, dryRun }),
    receipt,
    base: isWhole ? null : (base?.snapshot ?? null),
    snapshot,
    todos: [...difference.todos],
    containers: [...difference.containers, ...difference.vanished.map((each) => ({ ...each, gone: true }))],
    removed: [...difference.removed],
    acknowledgements: [...acknowledgements],
    ...(asked.length > 0 ? { looked: [...asked] } : {}),
    ...begunOf(talk.journal.unfinished()),
    ...(dryRun ? { dryRun } : {}),
  });
  if (!answer.ok) return answer;
  talk.onExchanged({
    sent: difference.todos.length,
    removed: difference.removed.length,
    received: answer.value.operations.length,
    snapshot: answer.value.snapshot,
  });
  if (!dryRun && answer.value.snapshot === 'taken') {
    keep(talk, { snapshot, stamp, receipt }, { reading: reading.value, told: acknowledgements });
  }
  return answer;
}

/** What was accepted is the new base. If there was no news, nothing is written. */
function keep(
  { journal, now }: Conversation,
  taken: Base,
  { reading, told }: { readonly reading: Reading; readonly told: readonly ThingsAcknowledgement[] },
): void {
  const { difference, isWhole } = reading;
  const base = journal.base();
  if (isWhole || base?.stamp !== taken.stamp || base.snapshot !== taken.snapshot) {
    const current = new Set(difference.todos.map(({ id }) => id));
    const acknowledged = rowsOf(told).filter(({ id }) => !current.has(id));
    journal.take(taken, { ...difference, todos: [...acknowledged, ...difference.todos] }, { whole: isWhole });
  }
  if (told.length === 0) return;
  journal.release(
    told.map(({ operation }) => operation),
    now() - OPERATION_MEMORY_MS,
  );
}

function rowsOf(acknowledgements: readonly ThingsAcknowledgement[]): readonly ThingsTodo[] {
  return acknowledgements.flatMap(({ row }) => row ?? []);
}

/** Includes unfinished operations: a restored journal may list some that were finished and reported since. */
function begunOf(unfinished: readonly JournalEntry[]): Pick<ExchangeRequest, 'begun'> {
  const begun = unfinished.map(({ operation }) => operation.id).filter((id) => !isRepair(id));
  return begun.length === 0 ? {} : { begun };
}

/** Creations that the database does not show: nothing is settled, but the owner should know why they wait. */
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
