// Inserting a to-do, project or heading with the columns that a plain new row has.
// Must not look up names or parse anything.
import { NEVER_DAY } from '../encodings/packed.ts';
import { HEADING, OPEN, START_ANYTIME, START_INBOX } from '../store/rows.ts';
import type { Cell, TaskChanges } from '../store/rows.ts';
import type { AppState } from './app-state.ts';
import { initialCounters } from './counters.ts';
import type { Container } from './order.ts';
import { assertContainerExists, indexForArrival, NO_CONTAINER, todayIndexInFront } from './order.ts';
import type { When } from './schedule.ts';
import { deadlineChanges, whenChanges } from './schedule.ts';
import { reopenParents } from './status.ts';

const OLD_SENTINEL_MAX_VERSION = 26;

/** A row to insert. Stamps are unix seconds; days are packed. */
interface NewTask {
  readonly type: number;
  readonly title: string;
  readonly notes?: string;
  readonly container?: Container;
  readonly when?: When;
  readonly deadline?: number | null;
  readonly status?: number;
  readonly creationDate?: number;
  readonly stopDate?: number;
  /** Columns that override what the fields above give (templates and instances). */
  readonly columns?: TaskChanges;
}

/** Inserts a row, reopens closed parents of an open one, and returns its id. */
export function createTask(state: AppState, spec: NewTask): string {
  const container = spec.container ?? NO_CONTAINER;
  assertContainerExists(state, container);
  const columns: Readonly<Record<string, Cell>> = {
    ...baseColumns(state, spec, container),
    ...scheduleColumns(state, spec, container),
    ...spec.columns,
  };
  const names = Object.keys(columns);
  const id = String(columns['uuid']);
  state.library.run(
    `INSERT INTO TMTask (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...Object.values(columns),
  );
  state.touched.add(id);
  state.markParentsStale(container);
  if (columns['status'] === OPEN && spec.type !== HEADING && columns['rt1_recurrenceRule'] === null) {
    reopenParents(state, container);
  }
  return id;
}

function baseColumns(state: AppState, spec: NewTask, container: Container): Record<string, Cell> {
  const now = state.nowSeconds();
  const status = spec.status ?? OPEN;
  return {
    uuid: state.ids.nextId(),
    leavesTombstone: 0,
    creationDate: spec.creationDate ?? now,
    userModificationDate: now,
    type: spec.type,
    status,
    stopDate: status === OPEN ? null : (spec.stopDate ?? now),
    trashed: 0,
    title: spec.title,
    notes: spec.notes ?? '',
    notesSync: 1,
    cachedTags: new Uint8Array(0),
    deadlineSuppressionDate: null,
    t2_deadlineOffset: 0,
    index: indexForArrival(state, container),
    todayIndex: 0,
    area: container.area,
    project: container.project,
    heading: container.heading,
    ...initialCounters(state, spec.type),
    rt1_repeatingTemplate: null,
    rt1_recurrenceRule: null,
    rt1_instanceCreationPaused: 0,
    rt1_instanceCreationCount: 0,
    rt1_nextInstanceStartDate: state.library.version <= OLD_SENTINEL_MAX_VERSION ? NEVER_DAY : null,
  };
}

function scheduleColumns(state: AppState, spec: NewTask, container: Container): Record<string, Cell> {
  const context = { today: state.today(), todayIndexInFront: () => todayIndexInFront(state) };
  const isContained = container.area !== null || container.project !== null || container.heading !== null;
  const blank = {
    start: isContained || spec.type !== 0 ? START_ANYTIME : START_INBOX,
    startDate: null,
    startBucket: 0,
    reminderTime: null,
    deadline: null,
    deadlineSuppressionDate: null,
    todayIndexReferenceDate: null,
  };
  const scheduled = spec.when === undefined ? blank : { ...blank, ...whenChanges(blank, spec.when, context) };
  if (spec.deadline == null) return scheduled;
  return { ...scheduled, ...deadlineChanges(scheduled, spec.deadline, context) };
}
