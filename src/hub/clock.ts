// The hub's clock: what a tick is, and the answer to a query for changes. Types and pure functions only.

import type { HubContainer } from '../model/container.ts';
import type { HubTask } from '../model/task.ts';

/** A position in the order of changes: all of `tick` has been seen, or within it everything up to the task or container `id`. */
export interface ChangePoint {
  /** Where the clock stood when this walk through the pages began. Needed to detect whether something was forgotten since. */
  readonly began: number;
  readonly tick: number;
  /** null: everything of that tick was seen. */
  readonly id: string | null;
}

/**
 * The current state of one task or container, with the tick that last changed it. A deleted task is a tombstone, with the time in
 * `deletedAt`.
 */
export type HubChange =
  | { readonly kind: 'task'; readonly tick: number; readonly task: HubTask; readonly inScope: boolean }
  | { readonly kind: 'container'; readonly tick: number; readonly container: HubContainer };

/**
 * What changed since some point. `start_afresh`: deletions since then were already forgotten, so only reading everything again
 * gives the truth.
 */
export type Changes =
  | { readonly kind: 'start_afresh' }
  | {
      readonly kind: 'changes';
      /** Ordered by tick; each task and container at most once. */
      readonly changes: readonly HubChange[];
      /** Where the next query continues. */
      readonly upTo: ChangePoint;
      /** Whether more changes after `upTo` already exist. */
      readonly more: boolean;
    };

/** Each transaction that changes tasks or containers is one tick; ticks only increase. */
export interface HubClock {
  /** The tick of the last change; 0 if there was none. */
  readonly now: () => number;
  /** Sets the current time (epoch ms): ticks from here on belong to that hour. Writes nothing itself. */
  readonly note: (at: number) => void;
  /**
   * What changed since `since` (null: from the beginning), at most `limit` entries. The cost depends on what is returned, not on
   * what is stored. Returns `start_afresh` for a point that this clock never reached, or that is older than something forgotten.
   */
  readonly changesSince: (since: ChangePoint | null, limit: number) => Changes;
  /** The last tick before the hour of `at` (epoch ms), so that nothing of that hour is missed; null if that hour is no longer known. */
  readonly tickAt: (at: number) => number | null;
  /** Forgets the hours before `before` (epoch ms). */
  readonly prune: (before: number) => void;
  /** Calls a listener at the end of every transaction with the tick that it committed; null: none. It must not throw. */
  readonly watch: (listener: (tick: number | null) => void) => void;
  /** Jumps far beyond `lastSeen` and every current tick, so that any query with an older tick has to start afresh. */
  readonly startAnew: (lastSeen: number) => void;
}

/** Formats a point for clients: `17` between two walks, `20.17.id` in the middle of one. */
export function changePointToText({ began, tick, id }: ChangePoint): string {
  return id === null ? String(tick) : `${began}.${tick}.${id}`;
}

/** Parses the output of `changePointToText`; null if it is something else. */
export function parseChangePoint(text: string): ChangePoint | null {
  const match = /^(\d{1,15})(?:\.(\d{1,15})\.(.{1,200}))?$/.exec(text);
  if (match === null) return null;
  const began = Number(match[1]);
  return { began, tick: match[2] === undefined ? began : Number(match[2]), id: match[3] ?? null };
}
