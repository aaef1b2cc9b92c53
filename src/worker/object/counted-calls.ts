// Which calls of the Coordinator answer a client's request, and which are part of one, or of none.

import type { CoordinatorCalls } from '../calls.ts';

type Name = Exclude<keyof CoordinatorCalls, keyof Rpc.DurableObjectBranded>;

/** `request`: answers one; `use`: only a use of the object. */
const CALLS: { readonly [Each in Name]: 'request' | 'use' } = {
  exchange: 'request',
  poll: 'request',
  status: 'request',
  plan: 'request',
  approve: 'request',
  catchUp: 'request',
  discard: 'request',
  history: 'request',
  undo: 'request',
  undoRun: 'request',
  undoSince: 'request',
  conflicts: 'request',
  resolveConflict: 'request',
  changes: 'request',
  resumeField: 'request',
  explain: 'request',
  config: 'request',
  changeConfig: 'request',
  takeOver: 'request',
  leave: 'request',
  dailyMetrics: 'request',
  prometheusMetrics: 'request',
  readiness: 'request',
  kvStats: 'request',
  kvCheckpoint: 'request',
  kvRestore: 'request',
  kvMigrate: 'request',
  kvMigration: 'request',
  kvVerify: 'request',
  kvRollback: 'request',
  older: 'request',
  webhooks: 'request',
  subscribers: 'request',
  devices: 'request',
  tokens: 'request',
  makeToken: 'request',
  revokeToken: 'request',
  rekeySecrets: 'request',
  checkToken: 'use',
  beginRequest: 'use',
  endRequest: 'use',
  wake: 'use',
};

/** The calls that answer a request. */
export const REQUEST_CALLS: readonly Name[] = named('request');

/** All others. */
export const OTHER_CALLS: readonly Name[] = named('use');

function named(kind: 'request' | 'use'): readonly Name[] {
  return (Object.keys(CALLS) as Name[]).filter((name) => CALLS[name] === kind);
}
