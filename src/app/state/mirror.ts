// The tasks of this device in memory, as pages are shown them: read once, then kept up to date by what the client library tells. What
// is told of one task costs the work for one task.

import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { MobileClient, Snapshot } from '../../mobile-client/client-types.ts';
import type { ClientConflict } from '../../mobile-client/types.ts';
import type { ShownTask } from '../../mobile-client/view.ts';
import type { ClientChange } from '../../mobile-client/watched-store.ts';
import { isSame } from '../../model/same.ts';
import { appConflict } from './conflicts.ts';
import { compareText } from './order.ts';
import { Places } from './places.ts';
import { TaskIndex } from './task-index.ts';
import { taskOf } from './task-of.ts';
import type { AppConflict, Task } from './types.ts';

/** What a mirror is made of. */
export interface MirrorParts {
  readonly client: Pick<MobileClient, 'snapshot' | 'containers' | 'conflicts'>;
  /** Everything was read anew. */
  readonly loaded: (snapshot: Snapshot) => void;
  /** A record of this device's store is damaged, or all are sound again. */
  readonly damaged: (isAny: boolean) => void;
}

/** Keeps what pages are shown. */
export class Mirror {
  readonly index = new TaskIndex();
  readonly #parts: MirrorParts;
  readonly #places = signal(new Places([]));
  readonly #conflicts = signal<readonly AppConflict[]>([]);
  readonly #shown = new Map<string, ShownTask>();
  readonly #damaged = new Set<string>();
  #lost: readonly ClientConflict[] = [];

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  get places(): ReadonlySignal<Places> {
    return this.#places;
  }

  get conflicts(): ReadonlySignal<readonly AppConflict[]> {
    return this.#conflicts;
  }

  /** What the person had wanted of a task, as the library keeps it. */
  conflictOf(task: string): ClientConflict | null {
    return this.#lost.find((one) => one.task === task) ?? null;
  }

  /** Reads everything. */
  async load(): Promise<void> {
    const snapshot = await this.#parts.client.snapshot();
    batch(() => {
      this.#places.value = new Places(snapshot.containers);
      const gone = new Map([...this.#shown.keys()].map((id) => [id, null] as const));
      const there = snapshot.tasks.map((task) => [task.id, task] as const);
      this.#put(new Map<string, ShownTask | null>([...gone, ...there]));
      this.#lost = snapshot.conflicts;
      this.#showConflicts();
      this.#parts.loaded(snapshot);
    });
  }

  /** Takes over what the library tells. */
  async follow(change: ClientChange): Promise<void> {
    if (change.tasks === 'all') {
      await this.load();
      return;
    }
    const { tasks } = change;
    batch(() => {
      this.#put(tasks);
      if (this.#lost.some(({ task }) => tasks.has(task))) this.#showConflicts();
    });
    if (change.containers) await this.#readPlaces();
    if (!change.conflicts) return;
    this.#lost = await this.#parts.client.conflicts();
    this.#showConflicts();
  }

  async #readPlaces(): Promise<void> {
    const places = new Places(await this.#parts.client.containers());
    if (isSame([...places.byId], [...this.#places.peek().byId])) return;
    batch(() => {
      this.#places.value = places;
      // What holds a task may have moved.
      this.#put(new Map(this.#shown));
    });
  }

  #put(changes: ReadonlyMap<string, ShownTask | null>): void {
    const places = this.#places.peek();
    const tasks: (readonly [string, Task | null])[] = [];
    for (const [id, shown] of changes) {
      const task = shown === null ? null : taskOf(shown, places);
      this.#note(id, shown, task);
      const former = this.index.get(id);
      if (!isSame(former, task)) tasks.push([id, task]);
    }
    this.index.put(tasks);
    this.#parts.damaged(this.#damaged.size > 0);
  }

  #note(id: string, shown: ShownTask | null, task: Task | null): void {
    if (shown !== null && task === null) this.#damaged.add(id);
    else this.#damaged.delete(id);
    if (shown === null || task === null) this.#shown.delete(id);
    else this.#shown.set(id, shown);
  }

  #showConflicts(): void {
    this.#conflicts.value = this.#lost
      .map((one) => appConflict(one, this.#shown.get(one.task) ?? null))
      .toSorted((a, b) => compareText(b.at, a.at));
  }
}
