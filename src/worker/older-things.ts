// What the Coordinator answers to older clients about Things and its inbox: each call is a run of its own. Decides nothing.

import type { createPromiseQueue } from '../model/promise-queue.ts';
import type { Result } from '../model/result.ts';
import {
  linkPairs,
  syncCompleted,
  syncDeleted,
  syncTodos,
  type OlderParts,
} from '../replicas/things/older-clients/calls.ts';
import { clearInbox } from '../replicas/things/older-clients/clear-inbox.ts';
import { markImported, readInbox } from '../replicas/things/older-clients/inbox.ts';
import { storedAccount } from '../replicas/todoist/known.ts';
import type { AccountFailure } from '../sync/owner/account-port.ts';
import type { AccountHouse } from './object/account-parts.ts';
import { answered, refused } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import type { CallAnswer } from './calls.ts';
import type { OlderInputs } from './older-inputs.ts';

/** The names of the calls. */
type ThingsName =
  | 'inbox'
  | 'markSynced'
  | 'clearInbox'
  | 'syncTodos'
  | 'syncCompleted'
  | 'syncDeleted'
  | 'createdMappings';

/** What the calls work with. */
export interface ThingsParts {
  readonly house: AccountHouse;
  readonly calls: CallKinds;
  /** Epoch ms. */
  readonly now: () => number;
  readonly inTurn: ReturnType<typeof createPromiseQueue>;
  /** Sets the alarm for what a run left to be done. */
  readonly afterwards: () => Promise<void>;
}

/** The calls. */
type ThingsCalls = {
  readonly [Name in ThingsName]: (input: OlderInputs[Name]) => Promise<CallAnswer>;
};

/** Opens the calls of one account. */
export function createThingsCalls({ house, calls, now, inTurn, afterwards }: ThingsParts): ThingsCalls {
  const { store, account } = house;
  const parts: OlderParts = {
    store,
    account,
    now,
    zone: () => storedAccount(store)?.zone ?? null,
  };
  // Run and answer in one turn: what is answered is what this call did.
  const told = async (run: () => Promise<Result<unknown, AccountFailure>>): Promise<CallAnswer> => {
    const obstacle = await calls.obstacle();
    if (obstacle !== null) return refused(obstacle);
    const result = await calls.changing(() => inTurn(run));
    await afterwards();
    return result.ok ? answered(result.value) : refused(result.error);
  };
  const done = (run: () => Promise<unknown>): Promise<CallAnswer> =>
    told(async () => ({ ok: true, value: await run() }));
  return {
    inbox: (query) => told(() => readInbox(parts, query)),
    markSynced: ({ to }) => done(async () => markImported(parts, to)),
    clearInbox: (asked) => told(() => clearInbox(parts, asked)),
    syncTodos: (todos) => done(() => syncTodos(parts, todos)),
    syncCompleted: (completed) => done(() => syncCompleted(parts, completed)),
    syncDeleted: (deleted) => done(() => syncDeleted(parts, deleted)),
    createdMappings: (made) => done(() => linkPairs(parts, made)),
  };
}
