// How an entry of the outbox begins its life. One place, so that a new column has one default.

import { operationId } from '../../model/ids.ts';
import type { Operation, OperationKind } from '../../model/link.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';

type Given = Pick<OutboxEntry, 'replica' | 'kind'> &
  Partial<Omit<OutboxEntry, 'id' | 'seq' | 'replica' | 'kind'>>;

/** Makes an entry under a new name; queued, about nothing and with nothing to set, but for what is given. It is not in the outbox yet. */
export function newEntry(pass: Pick<Pass, 'parts'>, given: Given): OutboxEntry {
  return {
    id: operationId(pass.parts.newId()),
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

/** An entry as the adapter knows operations. */
export function asOperation(entry: OutboxEntry, taskId: Operation['taskId']): Operation {
  return {
    id: entry.id,
    taskId,
    replica: entry.replica,
    kind: entry.kind as OperationKind,
    fields: entry.fields,
    before: entry.before,
  };
}
