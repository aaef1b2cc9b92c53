// What a device reports, and what it is answered. Types only.

import type { FieldName, SomeFields } from '../../model/task.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Calendar } from './mobile-task.ts';
import type { ChangeKind, ReportedItem } from './reported-items.ts';

/** One request of a device. */
export interface DeviceReport extends Calendar {
  readonly device: string;
  /** Up to when it has certainly seen what changed, epoch ms by our clock; null: it has seen nothing. */
  readonly seenAt: number | null;
  /** Up to when it says it has; not before `seenAt`. */
  readonly claimedAt: number | null;
  /** How far the device's clock is ahead of ours, ms: times that it tells are by that. */
  readonly aheadMs: number;
  readonly items: readonly ReportedItem[];
}

/**
 * What became of one change. `done`: the hub has it. `conflict`: another replica had changed the same since, and that stays, or a
 * person has to decide. `unknown`: there is no such task. `refused`: it can't be taken.
 */
export interface ItemOutcome {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly intent: string | null;
  readonly outcome: 'done' | 'conflict' | 'unknown' | 'refused';
  /** Why, in plain words; null where it is done. */
  readonly reason: string | null;
  /** The hub's task; null if there is none. */
  readonly taskId: TaskId | null;
}

/** An answer as it is kept. `digest`: of what was sent; answers from before have none. */
export interface KeptAnswer extends ItemOutcome {
  readonly digest?: string;
}

/** What an item is expected to bring about. */
export interface Expected {
  readonly item: ReportedItem;
  readonly taskId: TaskId | null;
  /** It can't be processed; null: it can. */
  readonly failure: Pick<ItemOutcome, 'outcome' | 'reason'> | null;
  readonly fields: SomeFields;
  /** Fields of which it is not known what the device had seen, and that differ now. */
  readonly uncertain: readonly FieldName[];
  readonly deletes: boolean;
  /** The same edit was answered before. */
  readonly answered: ItemOutcome | null;
}
