// How an entry of the outbox begins its life. One place, so that a new column has one default.

import { operationId } from '../model/ids.ts';
import type { OutboxEntry } from './ports/store.ts';
import type { Run } from './run.ts';

type Given = Pick<OutboxEntry, 'replica' | 'kind'> &
  Partial<Omit<OutboxEntry, 'id' | 'seq' | 'replica' | 'kind'>>;

/** Makes an entry under a new name; queued, about nothing and with nothing to set, but for what is given. It is not in the outbox yet. */
export function newEntry(run: Pick<Run, 'parts'>, given: Given): OutboxEntry {
  return {
    id: operationId(run.parts.newId()),
    seq: 0,
    taskId: null,
    containerId: null,
    remoteId: null,
    fields: {},
    before: {},
    state: 'queued',
    reason: null,
    retryAt: null,
    attempts: 0,
    payload: null,
    request: null,
    ...given,
  };
}
