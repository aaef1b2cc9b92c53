// Carries out a batch of to-do operations: creates what is missing, sets what differs, and reads back until it shows. Every effect
// is journaled before, or can be found by its marker, so that a crash may happen after any step.

import type { ThingsAcknowledgement } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { WriteStop, type AppSession } from './app-session.ts';
import type { AgentJournal } from '../state/journal.ts';
import { MAX_URL_WAIT_MS, MAX_WAIT_MS } from '../limits.ts';
import { markerOf } from '../../protocol/marker.ts';
import { rememberLateWrites } from './late-writes.ts';
import { areUntouched, hasUrls, sendMissing } from './set-fields.ts';
import { isFulfilled, outcomeOf, type TodoEntry } from './todo-entry.ts';
import {
  DELETED_AT_ONCE,
  hasShown,
  markShown,
  markUnseen,
  markUnseenChanges,
  stopUnseen,
  type Changed,
} from './unseen.ts';

/** What a batch needs. */
export interface WriteContext {
  readonly session: AppSession;
  readonly journal: AgentJournal;
}

/** How often the fields of one operation are set before the app is considered to ignore them. */
const ROUNDS = 2;
/** If this many URLs in one batch have no effect, it is no refusal of single fields. */
const SILENT_URLS = 3;

/** Carries out journaled entries, and journals their outcomes. Throws WriteStop if the app can't be used. */
export async function writeTodos(
  entries: readonly TodoEntry[],
  context: WriteContext,
): Promise<readonly ThingsAcknowledgement[]> {
  try {
    await carryOut(entries, context);
  } finally {
    rememberLateWrites(entries, context);
  }
  return answer(entries, context);
}

async function carryOut(entries: readonly TodoEntry[], context: WriteContext): Promise<void> {
  await makeTodos(entries, context);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const open = settleFinished(entries, context);
    if (open.length === 0) break;
    await setFields(open, context, round);
  }
  await concludeOpen(entries, context);
  await trashDoubles(entries, context);
}

/** Journals the outcomes. What Things has created but the database does not show gets none, and stops the writing. */
function answer(entries: readonly TodoEntry[], context: WriteContext): readonly ThingsAcknowledgement[] {
  const answers = entries.map((entry) => entry.acknowledgement).filter((each) => each !== null);
  context.journal.answer(answers);
  if (entries.some(hasShownMade)) markShown(context);
  if (answers.length < entries.length) stopUnseen(context.session);
  return answers;
}

/** Creates the missing to-dos, after looking for those that an earlier attempt created. */
async function makeTodos(entries: readonly TodoEntry[], { session, journal }: WriteContext): Promise<void> {
  const missing = entries.filter((entry) => entry.id === null);
  if (missing.length === 0) return;
  await adoptMade(missing, { session, journal });
  const toMake = missing.filter((entry) => entry.id === null);
  const [first] = toMake;
  if (first !== undefined && !hasShown({ session, journal })) {
    await makeAll([first], { session, journal });
    if (first.id !== null) await expectToShow(first, { session, journal });
  }
  await makeAll(
    toMake.filter((entry) => entry.id === null && entry.acknowledgement === null),
    { session, journal },
  );
}

/** After the very first creation, nothing else is written until it shows in this file: the app may write to another one. */
async function expectToShow(entry: TodoEntry, context: WriteContext): Promise<void> {
  const { session } = context;
  const thingsId = entry.id ?? '';
  if (await session.waitFor(() => session.present([thingsId]).size > 0)) return markShown(context);
  const unseen = await markUnseen([{ operation: entry.operation.id, kind: 'todo', thingsId }], context);
  if (unseen.size > 0) stopUnseen(session);
}

async function makeAll(toMake: readonly TodoEntry[], { session, journal }: WriteContext): Promise<void> {
  const run = await session.tryScript(
    toMake.map((entry) => ({
      do: 'make_todo',
      title: entry.wanted.title ?? '',
      notes: markerOf(entry.operation.id),
    })),
  );
  for (const [at, result] of run.results.entries()) {
    const entry = toMake[at];
    if (entry === undefined) continue;
    if (result.ok) entry.id = result.id;
    else entry.refusal = result.message;
  }
  keepIds(toMake, journal);
  if (run.failure !== null) throw new WriteStop(run.failure);
  for (const entry of toMake) if (entry.id === null) entry.acknowledgement = notMade(entry);
}

/** Finds created to-dos by their markers: in the database, and for operations begun earlier also in the app, which is ahead of it. */
async function adoptMade(missing: readonly TodoEntry[], { session, journal }: WriteContext): Promise<void> {
  const entryByMarker = new Map(missing.map((entry) => [markerOf(entry.operation.id), entry]));
  for (const row of session.view([], entryByMarker.keys()).todos.values()) {
    const entry = entryByMarker.get(row.notes);
    if (entry !== undefined && !row.trashed) entry.id ??= row.id;
  }
  const unsure = missing.filter((entry) => entry.id === null && entry.isRecovered);
  const found = await session.script(
    unsure.map((entry) => ({ do: 'find_todo', notes: markerOf(entry.operation.id) })),
  );
  for (const [at, entry] of unsure.entries()) {
    const result = found[at];
    if (result?.ok === true) entry.id = await liveOne(result.found ?? [], entry, session);
  }
  keepIds(missing, journal);
}

/** The first of the app's results that the database shows as an active to-do with the marker; if there is none, it is marked as unseen. */
async function liveOne(
  found: readonly string[],
  { operation }: TodoEntry,
  session: AppSession,
): Promise<string | null> {
  const hidden = (): string | undefined => {
    const present = session.present(found);
    return found.find((id) => !present.has(id));
  };
  await session.waitFor(() => hidden() === undefined);
  const rows = [...session.view(found).todos.values()];
  const live = rows.find((row) => !row.trashed && row.notes === markerOf(operation.id));
  return live?.id ?? hidden() ?? null;
}

function keepIds(entries: readonly TodoEntry[], journal: AgentJournal): void {
  journal.keepIds(
    new Map(entries.flatMap(({ id, operation }) => (id === null ? [] : [[operation.id, id] as const]))),
  );
}

/** Settles the entries whose rows show what was requested, and those whose rows are gone; returns the others. */
function settleFinished(entries: readonly TodoEntry[], { session }: WriteContext): readonly TodoEntry[] {
  const open = entries.filter((entry) => entry.acknowledgement === null);
  const { todos } = session.view(idsOf(open));
  return open.filter((entry) => {
    const row = todos.get(entry.id ?? '');
    if (row !== undefined && isFulfilled(entry, row, session.today())) {
      const isWhole = entry.settable === entry.wanted;
      // If the app refused a whole update, it is first asked whether it has the to-do at all.
      if (!isWhole && entry.operation.kind === 'update_todo' && isRefusedWhole(entry)) return true;
      entry.acknowledgement = isWhole ? doneWith(entry, row) : outcomeOf(entry, row, session.today());
    } else if (row?.trashed === true && entry.operation.kind === 'update_todo') {
      // A user trashed it in the meantime, so its fields no longer matter.
      entry.acknowledgement = outcomeOf(entry, row, session.today());
    }
    return entry.acknowledgement === null;
  });
}

function isRefusedWhole({ settable, wanted }: TodoEntry): boolean {
  return Object.keys(settable).length === 0 && Object.keys(wanted).length > 0;
}

/** One round: sends what is missing, and waits for it. */
async function setFields(open: readonly TodoEntry[], context: WriteContext, round: number): Promise<void> {
  const { session } = context;
  if (round > 1) await session.isAppRunning();
  const plans = await sendMissing(open, context, { singly: round > 1 });
  const byUrl = plans.filter(hasUrls);
  const awaited = plans.map(({ entry }) => entry);
  const maxWaitMs = byUrl.length > 0 ? MAX_URL_WAIT_MS : MAX_WAIT_MS;
  await session.waitFor(() => settleFinished(awaited, context).length === 0, maxWaitMs);
  if (round === ROUNDS && byUrl.length >= SILENT_URLS && areUntouched(byUrl, session)) {
    throw new WriteStop({ kind: (await session.isAppRunning()) ? 'urls_without_effect' : 'app_not_running' });
  }
}

function idsOf(entries: readonly TodoEntry[]): readonly string[] {
  return entries.flatMap(({ id }) => id ?? []);
}

/** Determines the outcome of the entries that do not show what was requested. */
async function concludeOpen(entries: readonly TodoEntry[], context: WriteContext): Promise<void> {
  const { session } = context;
  const open = entries.filter((entry) => entry.acknowledgement === null);
  // What an app did not do because it crashed, it did not refuse.
  if (open.length > 0 && !(await session.isAppRunning())) throw new WriteStop({ kind: 'app_not_running' });
  const unseen = await markUnseenChanges(open.flatMap(changeOf), context);
  const { todos } = session.view(idsOf(open));
  const lost: TodoEntry[] = [];
  for (const entry of open) {
    if (unseen.has(entry.operation.id)) continue;
    const row = todos.get(entry.id ?? '');
    if (row !== undefined) entry.acknowledgement = outcomeOf(entry, row, session.today());
    else if (entry.operation.kind === 'create_todo') lost.push(entry);
    else entry.acknowledgement = goneFor(entry);
  }
  await concludeLost(lost, context);
}

function changeOf({ operation, id }: TodoEntry): readonly Changed[] {
  return operation.kind === 'create_todo' || id === null ? [] : [{ operation: operation.id, thingsId: id }];
}

/** A created to-do that does not show stays open as long as the app has it; created again, it would be doubled. */
async function concludeLost(lost: readonly TodoEntry[], context: WriteContext): Promise<void> {
  const made = lost.map(({ operation, id }) => ({
    operation: operation.id,
    kind: 'todo' as const,
    thingsId: id ?? '',
  }));
  const unseen = await markUnseen(made, context);
  for (const entry of lost) {
    if (unseen.has(entry.operation.id)) continue;
    entry.acknowledgement = { ...notMade(entry), error: DELETED_AT_ONCE };
  }
}

function hasShownMade({ operation, acknowledgement }: TodoEntry): boolean {
  return operation.kind === 'create_todo' && acknowledgement?.row != null;
}

/** A command that the app executed twice created two to-dos; the marker identifies the surplus one. */
async function trashDoubles(entries: readonly TodoEntry[], { session }: WriteContext): Promise<void> {
  const made = entries.filter((entry) => entry.operation.kind === 'create_todo');
  if (made.length === 0) return;
  const own = new Set(made.map(({ id }) => id));
  const marked = session
    .view(
      [],
      made.map((entry) => markerOf(entry.operation.id)),
    )
    .todos.values();
  const doubles = [...marked].filter((row) => !own.has(row.id) && !row.trashed);
  await session.script(doubles.map((row) => ({ do: 'trash_todo', id: row.id })));
}

function doneWith(entry: TodoEntry, row: ThingsTodo): ThingsAcknowledgement {
  return { operation: entry.operation.id, outcome: 'done', thingsId: row.id, row, error: null };
}

function goneFor(entry: TodoEntry): ThingsAcknowledgement {
  return {
    operation: entry.operation.id,
    outcome: 'gone',
    thingsId: entry.id,
    row: null,
    error: entry.refusal,
  };
}

function notMade(entry: TodoEntry): ThingsAcknowledgement {
  const error = entry.refusal ?? 'Things did not make the to-do';
  return { operation: entry.operation.id, outcome: 'failed', thingsId: null, row: null, error };
}
