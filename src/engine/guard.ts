// Which changes are too many to go out without approval. Only counts; what a stop leads to is decided in src/sync/plan/.

import { CHANGE_KINDS, type ChangeKind, type GuardLimits } from '../model/config.ts';
import { isSame } from '../model/same.ts';
import { fieldNamesOf, type ChecklistItem, type FieldName, type SomeFields } from '../model/task.ts';

/** With fewer tasks than this, a share means nothing. */
const SHARE_MINIMUM = 5;

/** What is counted of an operation. */
export interface CountedOperation {
  readonly kind: string;
  readonly fields: SomeFields;
  readonly before: SomeFields;
}

/** The changes of one kind within the window. */
export interface KindCount {
  readonly tasks: number;
  /** Lines for checklists, otherwise tasks. */
  readonly weight: number;
}

const KIND_OF_FIELD: { readonly [Name in FieldName]?: ChangeKind } = {
  title: 'titles',
  notes: 'notes',
  start: 'dates',
  deadline: 'dates',
  duration: 'dates',
  tags: 'labels',
  priority: 'labels',
  place: 'moves',
  checklist: 'checklists',
};

/** The fields whose change counts as this kind; null: any field. */
export function fieldsOfKind(kind: ChangeKind): ReadonlySet<FieldName> | null {
  if (kind === 'reverts') return null;
  if (kind === 'completions' || kind === 'reopenings') return new Set(['status']);
  const names = Object.entries(KIND_OF_FIELD).filter(([, of]) => of === kind);
  return new Set(names.map(([name]) => name as FieldName));
}

/** Tells whether an operation ends a task or an occurrence of it. */
export function isCompletion({ kind, fields }: Pick<CountedOperation, 'kind' | 'fields'>): boolean {
  const isClosed = fields.status === 'completed' || fields.status === 'canceled';
  return kind === 'complete_occurrence' || (kind === 'update' && isClosed);
}

/** The kinds of change that an operation counts as, each with its weight. Reverts depend on earlier operations: see `isRevert`. */
export function changesOf(operation: CountedOperation): ReadonlyMap<ChangeKind, number> {
  const { kind, fields, before } = operation;
  if (kind === 'delete') return new Map([['deletions', 1]]);
  if (kind === 'create' || kind === 'restore') return new Map([['creations', 1]]);
  if (kind === 'rename_container') return new Map([['titles', 1]]);
  if (kind === 'move_container') return new Map([['moves', 1]]);
  const changes = new Map<ChangeKind, number>();
  if (isCompletion(operation)) changes.set('completions', 1);
  if (kind !== 'update') return changes;
  if (fields.status === 'open' && before.status !== undefined) changes.set('reopenings', 1);
  for (const name of fieldNamesOf(fields)) {
    const counted = KIND_OF_FIELD[name];
    if (counted !== undefined) changes.set(counted, name === 'checklist' ? linesChanged(fields, before) : 1);
  }
  return changes;
}

/** How many lines changed or disappeared; 1 if lines were only added. */
function linesChanged(fields: SomeFields, before: SomeFields): number {
  const now = new Map((fields.checklist ?? []).map((item) => [item.key, item]));
  const changed = (before.checklist ?? []).filter((item) => !isSameLine(item, now.get(item.key)));
  return Math.max(1, changed.length);
}

function isSameLine(item: ChecklistItem, now: ChecklistItem | undefined): boolean {
  return now !== undefined && now.title === item.title && now.done === item.done;
}

/** Tells whether an update sets a field back to a value that the replica held before an earlier operation. */
export function isRevert(
  { kind, fields }: CountedOperation,
  earlier: readonly { readonly before: SomeFields }[],
): boolean {
  if (kind !== 'update') return false;
  const names = fieldNamesOf(fields).filter((name) => name !== 'status');
  return names.some((name) =>
    earlier.some(({ before }) => before[name] !== undefined && isSame(before[name], fields[name])),
  );
}

/**
 * Lists the kinds that exceed `maxTasks`, or `maxShare` of the `linked` tasks. A share only applies from 5 changed tasks on, and
 * only if there were at least 5 linked tasks.
 */
export function excessiveKinds(input: {
  readonly counts: ReadonlyMap<ChangeKind, KindCount>;
  readonly linked: number;
  readonly limits: GuardLimits;
}): ReadonlySet<ChangeKind> {
  const { counts, linked, limits } = input;
  return new Set(
    CHANGE_KINDS.filter((kind) => {
      const { tasks, weight } = counts.get(kind) ?? { tasks: 0, weight: 0 };
      const { maxTasks, maxShare } = limits[kind];
      const isShareCounted = tasks >= SHARE_MINIMUM && linked >= SHARE_MINIMUM;
      return weight > maxTasks || (isShareCounted && tasks > maxShare * linked);
    }),
  );
}

/** The number of linked tasks beyond which no share is exceeded, so that counting them can stop there. 0: no share applies. */
export function maxLinkedForShares(counts: ReadonlyMap<ChangeKind, KindCount>, limits: GuardLimits): number {
  const numbers = [...counts].map(([kind, { tasks }]) =>
    tasks < SHARE_MINIMUM || limits[kind].maxShare >= 1 ? 0 : tasks / Math.max(limits[kind].maxShare, 0.001),
  );
  return Math.ceil(Math.max(0, ...numbers));
}
