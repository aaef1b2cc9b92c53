// The changes of the last 60 minutes, by kind and task. Stored, so that neither a restart nor a change in small steps slips past
// the guard.

import type { KindCount } from '../../engine/guard.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../model/config.ts';
import { taskId, type ContainerId, type TaskId } from '../../model/ids.ts';
import type { Pass } from '../unit-of-work.ts';

/** How far back changes are counted together, in ms. */
const WINDOW_MS = 60 * 60_000;
/** How many changes of one kind are kept, newest first; one row holds them all. */
const MAX_REMEMBERED = 2000;

/** A counted change. */
export interface CountedChange {
  readonly kind: ChangeKind;
  /** The id of the task, project, area or heading. */
  readonly task: TaskId | ContainerId;
  readonly weight: number;
}

/** By kind and task: the time and the weight. */
type Stored = { readonly [Kind in ChangeKind]?: Readonly<Record<string, readonly [number, number]>> };

/** The current window. */
export class GuardWindow {
  readonly #run: Pick<Pass, 'store' | 'now'>;
  readonly #tasks: ReadonlyMap<ChangeKind, Map<string, readonly [number, number]>>;

  constructor(pass: Pick<Pass, 'store' | 'now'>) {
    this.#run = pass;
    const stored = (pass.store.meta.get('guard_window') as Stored | undefined) ?? {};
    const since = pass.now - WINDOW_MS;
    this.#tasks = new Map(
      CHANGE_KINDS.map((kind) => {
        const recent = Object.entries(stored[kind] ?? {}).filter(([, [at]]) => at > since && at <= pass.now);
        return [kind, new Map(recent)] as const;
      }),
    );
  }

  /** Counts a change; the same task twice counts once. */
  add({ kind, task, weight }: CountedChange): void {
    const known = this.#tasks.get(kind)?.get(task)?.[1] ?? 0;
    this.#tasks.get(kind)?.set(task, [this.#run.now, Math.max(known, weight)]);
  }

  /** Removes all changes of these tasks: they were undone, or the owner approved them. */
  forget(tasks: Iterable<TaskId | ContainerId>): void {
    for (const task of tasks) for (const changed of this.#tasks.values()) changed.delete(task);
  }

  /** The tasks that were deleted or completed, and therefore were open before. */
  ended(): ReadonlySet<TaskId> {
    const ended = (['deletions', 'completions'] as const).flatMap((kind) => [
      ...(this.#tasks.get(kind)?.keys() ?? []),
    ]);
    return new Set(ended.map((id) => taskId(id)));
  }

  /** The counts per kind. */
  counts(): ReadonlyMap<ChangeKind, KindCount> {
    return new Map(
      [...this.#tasks].map(([kind, changed]) => {
        const weight = [...changed.values()].reduce((sum, [, each]) => sum + each, 0);
        return [kind, { tasks: changed.size, weight }] as const;
      }),
    );
  }

  /** Saves the window. Runs in the caller's transaction. */
  save(): void {
    const kept = [...this.#tasks].flatMap(([kind, changed]) => {
      const newest = [...changed].toSorted(([, [a]], [, [b]]) => a - b).slice(-MAX_REMEMBERED);
      return newest.length === 0 ? [] : [[kind, Object.fromEntries(newest)] as const];
    });
    this.#run.store.meta.set('guard_window', kept.length === 0 ? undefined : Object.fromEntries(kept));
  }
}
