// What the Coordinator answers to the earlier API, by name: which part of the account is asked, and what kind of call it is. Decides
// nothing.

import {
  olderCleanup,
  olderEstimate,
  olderPage,
  olderRun,
  olderVerify as migrationVerify,
} from '../legacy/show/older-answers.ts';
import { changeOlderConfig, olderConfig } from '../older/change-config.ts';
import { olderConflicts, resolveOlder } from '../older/conflicts.ts';
import { olderHash, olderKvEntry, olderMappings } from '../older/debug.ts';
import { olderMetrics } from '../older/metrics.ts';
import {
  backfillByFingerprint,
  backfillMappings,
  bulkSync,
  cleanUpTags,
  closeInTodoist,
  migrate,
  migrateToBatch,
  unmark,
  unmarkAll,
  wouldMigrate,
  type Lent,
} from '../older/repairs.ts';
import { olderRequests, olderStatus, olderVerify } from '../older/status.ts';
import type { Store } from '../hub/store.ts';
import { ok } from '../model/result.ts';
import type { AccountHouse } from './object/account-parts.ts';
import { allOf, handedOut, takeOut } from '../replicas/things/older-clients/handed-out.ts';
import { answered, answeredAs } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import type { CallAnswer } from './calls.ts';
import type { OlderInputs, OlderName } from './older-inputs.ts';
import { createThingsCalls, type ThingsParts } from './older-things.ts';

/** The calls of the earlier API. */
export type OlderCalls = {
  readonly [Name in OlderName]: (input: OlderInputs[Name]) => Promise<CallAnswer>;
};

/** What the calls work with. */
interface OlderParts {
  readonly house: AccountHouse;
  readonly calls: CallKinds;
  /** Epoch ms. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly inTurn: ThingsParts['inTurn'];
  /** Sets the alarm for what a call left to be done. */
  readonly afterwards: () => Promise<void>;
}

/** Opens the calls of one account. */
export function createOlderCalls(parts: OlderParts): OlderCalls {
  return {
    ...migrationCalls(parts),
    ...settingCalls(parts),
    ...createThingsCalls(parts),
    ...conflictCalls(parts),
    ...viewCalls(parts),
    ...migratingRepairs(parts),
    ...repairCalls(parts),
  };
}

type Named<Prefix extends string> = Pick<OlderCalls, Extract<OlderName, `${Prefix}${string}`>>;

function migrationCalls({ house: { migration }, calls, now }: OlderParts): Named<'migration'> {
  return {
    migrationVerify: () => calls.migrating(() => migrationVerify(migration)),
    migrationEstimate: () => calls.shown(() => olderEstimate(migration)),
    migrationRun: () => calls.migrating(() => olderRun(migration, now)),
    migrationCleanup: (options) => calls.migrating(() => olderCleanup(migration, options)),
    migrationPage: ({ name, request }) => calls.migrating(() => olderPage(migration, name, request)),
  };
}

function settingCalls({ house, calls }: OlderParts): Pick<OlderCalls, 'config' | 'changeConfig'> {
  return {
    config: () => calls.shown(() => olderConfig(house)),
    changeConfig: (change) => calls.decided(() => changeOlderConfig(house, change)),
  };
}

function conflictCalls({ house, calls, now }: OlderParts): Pick<OlderCalls, 'conflicts' | 'resolveConflict'> {
  const parts = { ...house, now };
  return {
    conflicts: (page) => calls.shown(() => olderConflicts(parts, page)),
    resolveConflict: (wanted) => calls.decided(() => resolveOlder(parts, wanted)),
  };
}

/** The one answer of the earlier API that is not on one line. */
const INDENT = 2;

type Views = 'status' | 'verify' | 'requests' | 'metrics' | 'mappings' | 'hash' | 'kvEntry';

function viewCalls({ house, calls, now }: OlderParts): Pick<OlderCalls, Views> {
  const parts = { ...house, now };
  return {
    status: () => calls.shown(() => olderStatus(parts)),
    verify: (page) => calls.shown(() => olderVerify(parts, page)),
    requests: () => calls.shown(() => olderRequests(parts)),
    metrics: (query) => calls.shown(() => olderMetrics(parts, query)),
    mappings: async (page) => {
      await house.batches.ready();
      return { ok: true, json: JSON.stringify(await olderMappings(parts, page), null, INDENT) };
    },
    hash: (input) => calls.shown(() => olderHash(parts, input)),
    kvEntry: async (key) => {
      await house.batches.ready();
      const entry = olderKvEntry(parts, key);
      return answeredAs(entry.exists ? 200 : 404, entry);
    },
  };
}

/** What older clients were handed out. */
function lentOf(store: Store): Lent {
  return {
    all: () => allOf(store),
    isLent: (task) => handedOut(store, task) !== null,
    takeBack: (task) => takeOut(store, task),
  };
}

function migratingRepairs({ house, calls, now }: OlderParts): Pick<OlderCalls, 'toBatch' | 'migrate'> {
  const parts = { ...house, now, lent: lentOf(house.store) };
  return {
    toBatch: ({ dryRun }) =>
      dryRun ? calls.shown(() => wouldMigrate(parts)) : calls.migrating(() => migrateToBatch(parts)),
    migrate: (repair) =>
      repair.dryRun
        ? calls.shown(() => migrate(parts, repair))
        : calls.migrating(() => migrate(parts, repair)),
  };
}

type Repairs =
  | 'bulk'
  | 'cleanUpTags'
  | 'unmark'
  | 'unmarkAll'
  | 'backfillMappings'
  | 'backfillByFingerprint'
  | 'closeInTodoist';

function repairCalls({ house, calls, now, inTurn, afterwards }: OlderParts): Pick<OlderCalls, Repairs> {
  const parts = { ...house, now, lent: lentOf(house.store) };
  // Between runs: what is taken back may be handed out, or made, by the next one.
  const takingBack = async (work: () => Promise<unknown>): Promise<CallAnswer> => {
    await house.batches.ready();
    const done = await calls.changing(() => inTurn(work));
    await afterwards();
    return answered(done);
  };
  return {
    bulk: (repair) =>
      repair.dryRun
        ? calls.shown(() => bulkSync(parts, repair))
        : calls.decided(() => ok(bulkSync(parts, repair))),
    cleanUpTags: () => calls.shown(() => cleanUpTags(parts)),
    unmark: (repair) => takingBack(() => unmark(parts, repair)),
    unmarkAll: (repair) => takingBack(() => unmarkAll(parts, repair)),
    backfillMappings: (repair) => calls.shown(() => backfillMappings(parts, repair)),
    backfillByFingerprint: (ids) => calls.shown(() => backfillByFingerprint(parts, ids)),
    closeInTodoist: (repair) =>
      repair.dryRun
        ? calls.shown(() => closeInTodoist(parts, repair))
        : calls.decided(() => ok(closeInTodoist(parts, repair))),
  };
}
