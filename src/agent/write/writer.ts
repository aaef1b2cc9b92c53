// Applies operations to Things: in order, in batches, each journaled before it is begun and never applied twice. For how a single
// one is carried out see write-todos.ts and write-containers.ts.

import type { ThingsAcknowledgement, ThingsOperation } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { WriteStop, type AppSession, type WriteFailure } from './app-session.ts';
import type { AgentJournal } from '../state/journal.ts';
import type { JournalEntry } from '../state/journal-rows.ts';
import { MAX_CRASHES, MAX_OPERATIONS_PER_BATCH } from '../limits.ts';
import { findPlace, type PlaceFinding } from './places.ts';
import type { LibraryView } from '../read/reader.ts';
import type { WantedFields } from '../read/row-fields.ts';
import type { TodoEntry, TodoOperation } from './todo-entry.ts';
import { markerOf } from '../../protocol/marker.ts';
import { awaitUnseen } from './unseen.ts';
import { repairId, repairs } from './late-writes.ts';
import { writeContainer, type ContainerOperation } from './write-containers.ts';
import { writeTodos, type WriteContext } from './write-todos.ts';

/** What a writer needs. */
export interface WriterOptions {
  readonly session: AppSession;
  readonly journal: AgentJournal;
  /** Called with each outcome as soon as it is journaled. */
  readonly onOutcome: (answer: ThingsAcknowledgement) => void;
}

/** Failures after which it is certain that nothing was done beyond the counted effects. */
const CERTAIN: ReadonlySet<WriteFailure['kind']> = new Set([
  'permission',
  'app_not_running',
  'no_auth_token',
  'urls_off',
  'busy',
  'not_found',
  'no_permission',
  'not_a_database',
  'unknown_schema',
  'incomplete',
]);

/** Failures that mean that Things crashed, if it was asked for anything. */
const DOWN: ReadonlySet<WriteFailure['kind']> = new Set(['app_not_running', 'app_error']);

/** Applies operations for one run. */
export class Writer {
  readonly #context: WriteContext;
  readonly #onOutcome: WriterOptions['onOutcome'];
  #isReady = false;

  constructor({ session, journal, onOutcome }: WriterOptions) {
    this.#context = { session, journal };
    this.#onOutcome = onOutcome;
  }

  /** Finishes what an earlier run began, looking for its effects first. Throws WriteStop if the app can't be used. */
  async recover(): Promise<void> {
    const { journal } = this.#context;
    const unfinished = journal.unfinished();
    await awaitUnseen(unfinished, this.#context);
    for (const entry of unfinished) {
      if (isContainerOperation(entry.operation)) await this.#writeContainer(entry.operation, entry);
    }
    const todos = unfinished.filter(({ operation }) => !isContainerOperation(operation));
    const calm = todos.filter(({ crashes }) => crashes === 0);
    for (let at = 0; at < calm.length; at += MAX_OPERATIONS_PER_BATCH) {
      await this.#resume(calm.slice(at, at + MAX_OPERATIONS_PER_BATCH));
    }
    // One by one, to isolate the one that crashes Things.
    for (const entry of todos.filter(({ crashes }) => crashes > 0)) await this.#resume([entry]);
  }

  /**
   * Abandons operations that are no longer pending in the hub. One whose marker still exists in Things is finished all the same,
   * because no other agent will do it.
   */
  giveUp(operationIds: readonly string[]): void {
    const { session, journal } = this.#context;
    if (operationIds.length === 0) return;
    const marks = operationIds.map((id) => markerOf(id));
    const shown = [...session.view([], marks).todos.values()].filter(({ trashed }) => !trashed);
    const todos = shown.map(({ notes }) => notes);
    const isMarked = (mark: string): boolean =>
      todos.includes(mark) || session.projectsWithNotes(mark).length > 0;
    journal.withdraw(operationIds.filter((id) => !isMarked(markerOf(id))));
  }

  /**
   * Applies received operations. One that already has an outcome is answered again instead (but a failed one is retried once its
   * failure was delivered); one that was begun is left to `recover`. Throws WriteStop if the app can't be used; what was not begun
   * is then received again in the next exchange.
   */
  async apply(operations: readonly ThingsOperation[]): Promise<void> {
    let batch: TodoOperation[] = [];
    for (const operation of operations) {
      if (this.#isBegun(operation)) continue;
      if (
        batch.length >= MAX_OPERATIONS_PER_BATCH ||
        isContainerOperation(operation) ||
        touches(batch, operation)
      ) {
        await this.#applyBatch(batch);
        batch = [];
      }
      if (isContainerOperation(operation)) await this.#writeContainer(operation, null);
      else batch.push(operation);
    }
    await this.#applyBatch(batch);
  }

  /** Restores what late writes have overwritten. Throws WriteStop if the app can't be used. */
  async putBackLate(): Promise<void> {
    const { session, journal } = this.#context;
    const late = journal.lateWrites().filter(({ isOverwritten }) => isOverwritten);
    if (late.length === 0) return;
    const { todos } = session.view(late.map(({ sent }) => sent.thingsId));
    const begun = repairs(journal, session.today(), todos).filter(({ id }) => journal.find(id) === null);
    for (const repair of begun) await this.#applyBatch([repair]);
    for (const each of late) {
      if (journal.find(repairId(each)) !== null) journal.forgetLate(each.sent.id);
    }
  }

  #isBegun({ id }: ThingsOperation): boolean {
    const { journal } = this.#context;
    const entry = journal.find(id);
    if (entry === null || entry.acknowledgement === null) return entry !== null;
    // A failed operation whose failure the Worker knows was sent again to be retried.
    if (entry.acknowledgement.outcome === 'failed' && !entry.isAnswerWaiting) {
      journal.forget(id);
      return false;
    }
    journal.repeatAnswer(id);
    return true;
  }

  async #applyBatch(batch: readonly TodoOperation[]): Promise<void> {
    if (batch.length === 0) return;
    const { session, journal } = this.#context;
    const view = session.view(batch.flatMap((operation) => thingsIdOf(operation) ?? []));
    const prepared = batch.map((operation) => this.#prepare(operation, view, null));
    const begun = prepared.filter((each) => each !== null);
    if (begun.some(({ acknowledgement }) => acknowledgement === null)) await this.#expectReady();
    journal.begin(
      begun.map(({ operation, before, id }) => ({ operation, before, thingsId: id })),
      session.now(),
    );
    await this.#writeTodos(begun);
  }

  async #resume(unfinished: readonly JournalEntry[]): Promise<void> {
    const { session } = this.#context;
    const view = session.view(unfinished.flatMap(({ thingsId }) => thingsId ?? []));
    const entries = unfinished.flatMap((entry) =>
      isContainerOperation(entry.operation) ? [] : (this.#prepare(entry.operation, view, entry) ?? []),
    );
    if (entries.some(({ acknowledgement }) => acknowledgement === null)) await this.#expectReady();
    await this.#writeTodos(entries);
  }

  /** Once per run, before the first write. */
  async #expectReady(): Promise<void> {
    if (this.#isReady) return;
    await this.#context.session.expectReady();
    this.#isReady = true;
  }

  async #writeTodos(entries: readonly TodoEntry[]): Promise<void> {
    const answered = entries.flatMap(({ acknowledgement }) => acknowledgement ?? []);
    this.#context.journal.answer(answered);
    const open = entries.filter(({ acknowledgement }) => acknowledgement === null);
    const written =
      open.length === 0 ? [] : await this.#withdrawing(open, () => writeTodos(open, this.#context));
    for (const answer of [...answered, ...written]) this.#onOutcome(answer);
  }

  async #writeContainer(operation: ContainerOperation, earlier: JournalEntry | null): Promise<void> {
    const { session, journal } = this.#context;
    const { containers } = session.view([]);
    const found = findPlace(areaOf(operation), containers, journal);
    if (found.kind === 'waiting') return;
    await this.#expectReady();
    journal.begin([{ operation, before: null, thingsId: null }], session.now());
    const isGivenUp = (earlier?.crashes ?? 0) >= MAX_CRASHES;
    if (found.kind === 'missing' || isGivenUp) {
      const reason = isGivenUp ? BROUGHT_DOWN : 'the area of the project is not in Things';
      const answer = refused(operation, null, reason);
      journal.answer([answer]);
      this.#onOutcome(answer);
      return;
    }
    const entry = {
      operation,
      thingsId: operation.kind === 'create_container' ? (earlier?.thingsId ?? null) : operation.thingsId,
      areaId: found.place?.id ?? null,
      isRecovered: earlier !== null,
    };
    this.#onOutcome(await this.#withdrawing([entry], () => writeContainer(entry, this.#context)));
  }

  /** Runs `work`, and removes new intents if it stopped before the app was asked for anything. */
  async #withdrawing<T>(entries: readonly Begun[], work: () => Promise<T>): Promise<T> {
    const { session, journal } = this.#context;
    const effects = session.effects;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WriteStop)) throw error;
      const { kind } = error.failure;
      const idsOf = (chosen: readonly Begun[]) => chosen.map(({ operation }) => operation.id);
      if (session.effects > effects && DOWN.has(kind)) journal.countCrash(idsOf(entries));
      if (session.effects === effects && CERTAIN.has(kind)) {
        journal.withdraw(idsOf(entries.filter(({ isRecovered }) => !isRecovered)));
      }
      throw error;
    }
  }

  /** Examines the target of an operation; null if it has to wait for the place that it needs. */
  #prepare(operation: TodoOperation, view: LibraryView, earlier: JournalEntry | null): TodoEntry | null {
    const id = earlier?.thingsId ?? thingsIdOf(operation);
    const row = id === null ? null : (view.todos.get(id) ?? null);
    const aside = id === null ? undefined : view.setAside.get(id);
    const found = findPlace(placeOf(operation), view.containers, this.#context.journal);
    if (found.kind === 'waiting') return null;
    const wanted = wantedOf(operation, found);
    return {
      operation,
      wanted,
      before: earlier === null ? row : earlier.before,
      isRecovered: earlier !== null,
      wasSent: earlier?.isSent ?? false,
      id,
      refusal: null,
      settable: wanted,
      timesSent: 0,
      acknowledgement:
        (aside === undefined
          ? null
          : refused(operation, null, `the to-do could not be read: ${aside.reason}`)) ??
        // A deletion is never recovered halfway: a to-do that still exists may have been edited since.
        (earlier === null || operation.kind === 'trash_todo' ? answerAtOnce(operation, row) : null) ??
        ((earlier?.crashes ?? 0) >= MAX_CRASHES ? refused(operation, row, BROUGHT_DOWN) : null) ??
        (found.kind === 'missing' && !isHalfMade(operation, earlier)
          ? refused(operation, row, 'its place is not in Things')
          : null),
    };
  }
}

const BROUGHT_DOWN = 'Things crashed each time it was asked to do this';

interface Begun {
  readonly operation: ThingsOperation;
  readonly isRecovered: boolean;
}

/** The area that an operation on a container needs. */
function areaOf(operation: ContainerOperation) {
  if (operation.kind === 'move_container') return operation.area;
  return operation.kind === 'create_container' ? operation.parent : null;
}

function isContainerOperation(operation: ThingsOperation): operation is ContainerOperation {
  const { kind } = operation;
  return kind === 'create_container' || kind === 'rename_container' || kind === 'move_container';
}

/** A to-do that may exist with its marker is finished, if necessary outside of its place: otherwise it would never be reported. */
function isHalfMade(operation: TodoOperation, earlier: JournalEntry | null): boolean {
  return operation.kind === 'create_todo' && earlier !== null;
}

/** The outcome if nothing needs to be written: the to-do is gone, or it is not what the Worker saw. */
function answerAtOnce(operation: TodoOperation, row: ThingsTodo | null): ThingsAcknowledgement | null {
  if (operation.kind === 'create_todo') return null;
  const answer = { operation: operation.id, thingsId: operation.thingsId, row, error: null };
  if (row === null) return { ...answer, outcome: 'gone' };
  if (operation.kind === 'restore_todo') return null;
  if (operation.kind === 'trash_todo' && row.trashed) return { ...answer, outcome: 'done' };
  const isStale = operation.expect !== null && operation.expect !== row.digest;
  return isStale || row.trashed ? { ...answer, outcome: 'stale' } : null;
}

/** A created to-do is never reported as failed: the operation would be sent again and create another. */
function refused(operation: ThingsOperation, row: ThingsTodo | null, error: string): ThingsAcknowledgement {
  const outcome = operation.kind === 'create_todo' && row !== null ? 'ignored' : 'failed';
  return { operation: operation.id, outcome, thingsId: row?.id ?? null, row, error };
}

function wantedOf(operation: TodoOperation, found: PlaceFinding): WantedFields {
  if (operation.kind === 'trash_todo') return {};
  const { place, ...rest } = operation.fields;
  return place === undefined || found.kind !== 'found' ? rest : { ...rest, place: found.place };
}

function placeOf(operation: TodoOperation) {
  return operation.kind === 'trash_todo' ? null : (operation.fields.place ?? null);
}

function thingsIdOf(operation: TodoOperation): string | null {
  return operation.kind === 'create_todo' ? null : operation.thingsId;
}

/** Two operations on one to-do are never in the same batch: the second one builds on the result of the first. */
function touches(batch: readonly TodoOperation[], operation: ThingsOperation): boolean {
  if (isContainerOperation(operation)) return false;
  const id = thingsIdOf(operation);
  return id !== null && batch.some((other) => thingsIdOf(other) === id);
}
