// The hub's clock: what a tick is, and what somebody who asks for changes is told. Types and pure functions only.

import type { HubContainer } from '../model/container.ts';
import type { HubTask } from '../model/task.ts';

/** A place in the order of changes: up to the whole of `tick`, or within it up to the task or container `id`. */
export interface ChangePoint {
  /** Where the clock stood when everything was known that is forgotten by now: the walk through the pages began there. */
  readonly began: number;
  readonly tick: number;
  /** null: everything of that tick was seen. */
  readonly id: string | null;
}

/** One task or container as it is now, with the tick that last changed it. A deleted task is a tombstone: `deletedAt` says when. */
export type HubChange =
  | { readonly kind: 'task'; readonly tick: number; readonly task: HubTask; readonly inScope: boolean }
  | { readonly kind: 'container'; readonly tick: number; readonly container: HubContainer };

/** What is new since some point. `start_afresh`: something was forgotten since; only everything, from the beginning, is the truth. */
export type Changes =
  | { readonly kind: 'start_afresh' }
  | {
      readonly kind: 'changes';
      /** In the order of their ticks; each task and container at most once. */
      readonly changes: readonly HubChange[];
      /** Where the next question goes on. */
      readonly upTo: ChangePoint;
      /** There is more behind `upTo` already. */
      readonly more: boolean;
    };

/** Each transaction that changes tasks or containers is one tick; ticks only go up. */
export interface HubClock {
  /** The tick of the last change; 0 where there was none. */
  readonly now: () => number;
  /** Tells what time it is, epoch ms: ticks from here on belong to that hour. Writes nothing by itself. */
  readonly note: (at: number) => void;
  /**
   * What changed since `since` (null: since the beginning), at most `limit` of it. Costs what is told, not what is stored. A point
   * that this clock never reached, or that lies before something that is forgotten, is told to start afresh.
   */
  readonly changesSince: (since: ChangePoint | null, limit: number) => Changes;
  /**
   * The tick before the hour of `at` (epoch ms) began, so that nothing of that hour is missed; null where the hours of that time
   * are forgotten.
   */
  readonly tickAt: (at: number) => number | null;
  /** Forgets the hours before `before` (epoch ms). */
  readonly prune: (before: number) => void;
  /** Goes on far behind `lastSeen` and every tick of now: whoever asks with an older one is told to start afresh. */
  readonly startAnew: (lastSeen: number) => void;
}

/** Writes a point as clients carry it: `17` between two walks, `20.17.id` in the middle of one. */
export function changePointToText({ began, tick, id }: ChangePoint): string {
  return id === null ? String(tick) : `${began}.${tick}.${id}`;
}

/** Reads what `changePointToText` wrote; null where it is nothing of the kind. */
export function parseChangePoint(text: string): ChangePoint | null {
  const match = /^(\d{1,15})(?:\.(\d{1,15})\.(.{1,200}))?$/.exec(text);
  if (match === null) return null;
  const began = Number(match[1]);
  return { began, tick: match[2] === undefined ? began : Number(match[2]), id: match[3] ?? null };
}
