// What the Coordinator answers to the earlier API, by name: which part of the account is asked, and what kind of call it is. Decides
// nothing.

import { olderCleanup, olderEstimate, olderPage, olderRun, olderVerify } from '../legacy/older-answers.ts';
import { changeOlderConfig, olderConfig } from '../older/change-config.ts';
import type { AccountHouse } from './account-parts.ts';
import type { CallKinds } from './call-kinds.ts';
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
  return { ...migrationCalls(parts), ...settingCalls(parts), ...createThingsCalls(parts) };
}

type Named<Prefix extends string> = Pick<OlderCalls, Extract<OlderName, `${Prefix}${string}`>>;

function migrationCalls({ house: { migration }, calls, now }: OlderParts): Named<'migration'> {
  return {
    migrationVerify: () => calls.migrating(() => olderVerify(migration)),
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
