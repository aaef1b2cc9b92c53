// Decides whether KV work may be done now: based on the plan's limits, a reserve for safety work, and steps that restrict work as
// the day's budget shrinks. Counts nothing and calls nothing itself.

import type { KvCounts, KvOperation } from '../../hub/batch-records.ts';
import { dayOf, dayStart } from './days.ts';
import { KV_OPERATIONS, type Meter } from './meter.ts';

/** What KV work is for. */
export type KvPurpose = 'checkpoint' | 'migration' | 'cleanup' | 'restore' | 'rollback' | 'verify' | 'safety';

/** Work that was refused and waits. Times are epoch ms. */
export interface WaitingWork {
  readonly purpose: KvPurpose;
  readonly what: string;
  readonly reason: string;
  readonly resumesAt: number;
}

/** The answer to a request for a part of the day's budget. */
type Grant =
  | { readonly granted: true }
  | { readonly granted: false; readonly reason: string; readonly resumesAt: number };

/** Manages the day's budget. */
export interface Governor {
  /**
   * May this many operations be used now for this purpose? Never lets any counter exceed limit minus reserve (for safety work: the
   * limit).
   */
  ask(wanted: Partial<KvCounts>, purpose: KvPurpose): Grant;
  /** What was refused today and not granted since. */
  waiting(): readonly WaitingWork[];
  /** The current step of the day, determined by its most used counter. */
  step(): string;
}

/** A step of the day's budget: up to `share` of each limit, for `purposes`. Shares ascend. */
interface Step {
  readonly name: string;
  readonly share: number;
  readonly purposes: readonly KvPurpose[];
}

/** The steps of a day. Each allows everything that the next one allows, and more. */
function stepsOf(reserve: number): readonly Step[] {
  const usable = 1 - reserve;
  const essential: readonly KvPurpose[] = ['checkpoint', 'restore', 'safety'];
  const moving: readonly KvPurpose[] = [...essential, 'migration', 'rollback', 'cleanup'];
  return [
    { name: 'everything', share: usable * 0.6, purposes: [...moving, 'verify'] },
    { name: 'no looking around', share: usable * 0.85, purposes: moving },
    { name: 'checkpoints and restores only', share: usable, purposes: essential },
    { name: 'safety only', share: 1, purposes: ['safety'] },
  ];
}

/** The maximum for each counter and purpose. */
export function ceilingOf(limits: KvCounts, reserve: number, purpose: KvPurpose): KvCounts {
  const step = stepsOf(reserve).findLast((candidate) => candidate.purposes.includes(purpose));
  // Rounded first, because 0.85 of 1,000 must not become 849 by floating-point error.
  const at = (operation: KvOperation): number =>
    Math.floor(Math.round(limits[operation] * (step?.share ?? 0) * 1e6) / 1e6);
  return { reads: at('reads'), writes: at('writes'), lists: at('lists'), deletes: at('deletes') };
}

/** Opens the governor on the meter. */
export function createGovernor(options: {
  readonly meter: Meter;
  readonly now: () => number;
  readonly limits: KvCounts;
  readonly reserve: number;
}): Governor {
  const { meter, now, limits, reserve } = options;
  const refused = new Map<KvPurpose, WaitingWork>();
  return {
    ask: (wanted, purpose) => {
      const resumesAt = dayStart(dayOf(now()) + 1);
      const reason = meter.isSpent()
        ? 'KV said that today\u2019s limit is reached'
        : reasonToWait(meter.today(), wanted, ceilingOf(limits, reserve, purpose), purpose);
      if (reason === null) {
        refused.delete(purpose);
        return { granted: true };
      }
      refused.set(purpose, { purpose, what: describe(wanted), reason, resumesAt });
      return { granted: false, reason, resumesAt };
    },
    waiting: () => [...refused.values()].filter((work) => work.resumesAt > now()),
    step: () => stepAt(meter, limits, reserve),
  };
}

function reasonToWait(
  used: KvCounts,
  wanted: Partial<KvCounts>,
  ceiling: KvCounts,
  purpose: KvPurpose,
): string | null {
  for (const operation of KV_OPERATIONS) {
    const count = wanted[operation] ?? 0;
    if (count > 0 && used[operation] + count > ceiling[operation])
      return `${purpose} may bring today\u2019s ${operation} to ${ceiling[operation]}; ${used[operation]} are used and ${count} more are needed`;
  }
  return null;
}

function stepAt(meter: Meter, limits: KvCounts, reserve: number): string {
  if (meter.isSpent()) return 'nothing: KV said that today\u2019s limit is reached';
  const used = meter.today();
  const share = Math.max(
    ...KV_OPERATIONS.map((name) => (limits[name] === 0 ? 0 : used[name] / limits[name])),
  );
  return stepsOf(reserve).find((step) => share < step.share)?.name ?? 'nothing';
}

function describe(wanted: Partial<KvCounts>): string {
  return KV_OPERATIONS.filter((name) => (wanted[name] ?? 0) > 0)
    .map((name) => `${wanted[name] ?? 0} ${name}`)
    .join(', ');
}
