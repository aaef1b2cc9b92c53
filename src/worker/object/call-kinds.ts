// What calls of one kind have in common: what they wait for, what is noted of them, and what follows them.

import type { Result } from '../../model/result.ts';
import type { AccountFailure } from '../../sync/owner/account-port.ts';
import type { AccountHouse } from './account-parts.ts';
import { answered, refused, restoreToCallFailure, whatIsMissing } from './answers.ts';
import type { CallAnswer, CallFailure } from '../calls.ts';
import type { AccountSettings } from '../accounts.ts';

/** The kinds of calls. */
export interface CallKinds {
  /** Why no run may begin: something is not set up, or the account is not ready. */
  readonly obstacle: () => Promise<CallFailure | null>;
  /** The account is empty, and KV, which may know better, can't be read. */
  readonly notReady: () => Promise<CallFailure | null>;
  /** Does `work`, and notes for the next checkpoint whether it wrote anything, also where it failed half-way. */
  readonly changing: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Answers with what is there; an account that can't be restored now is shown as it is. */
  readonly shown: (show: () => unknown) => Promise<CallAnswer>;
  /** As `shown`, of something that there may not be. */
  readonly found: (find: () => Result<unknown, AccountFailure>) => Promise<CallAnswer>;
  /** A decision of a person is carried out by the next exchange, which the poke asks for, or by the alarm. */
  readonly decided: (decide: () => Result<unknown, CallFailure>) => Promise<CallAnswer>;
  /** Does a part of a migration and has the alarm do the rest. */
  readonly migrating: (work: () => Promise<unknown>) => Promise<CallAnswer>;
}

/** Opens the kinds of calls of one account. `afterwards` sets the alarm for what a call left to be done. */
export function createCallKinds(parts: {
  readonly house: AccountHouse;
  readonly settings: AccountSettings;
  readonly afterwards: () => Promise<void>;
  readonly poke: () => void;
}): CallKinds {
  const { store, batches, metrics } = parts.house;
  const notReady = async (): Promise<CallFailure | null> => {
    const ready = await batches.ready();
    return ready.ok ? null : restoreToCallFailure(ready.error);
  };
  const changing = async <T>(work: () => T | Promise<T>): Promise<T> => {
    const before = store.rowsWritten();
    try {
      return await work();
    } finally {
      if (store.rowsWritten() !== before) {
        batches.noteChange();
        metrics.noteEffect();
      }
    }
  };
  return {
    obstacle: async () => whatIsMissing(parts.settings) ?? (await notReady()),
    notReady,
    changing,
    shown: async (show) => {
      await batches.ready();
      return answered(await show());
    },
    found: async (find) => {
      await batches.ready();
      const result = find();
      return result.ok ? answered(result.value) : refused(result.error);
    },
    decided: async (decide) => {
      const obstacle = await notReady();
      if (obstacle !== null) return refused(obstacle);
      const result = await changing(decide);
      if (!result.ok) return refused(result.error);
      parts.poke();
      await parts.afterwards();
      return answered(result.value);
    },
    migrating: async (work) => {
      const obstacle = await notReady();
      if (obstacle !== null) return refused(obstacle);
      const result = await changing(work);
      await parts.afterwards();
      return answered(result);
    },
  };
}
