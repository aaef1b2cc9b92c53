// Creates outbox entries. In one place, so that each field has one default.

import { operationId } from '../../model/ids.ts';
import type { Operation, OperationKind } from '../../model/link.ts';
import type { OutboxEntry } from '../../hub/store.ts';
import type { Pass } from '../unit-of-work.ts';

type Given = Pick<OutboxEntry, 'replica' | 'kind'> &
  Partial<Omit<OutboxEntry, 'id' | 'seq' | 'replica' | 'kind'>>;

/** Creates an entry with a new id: queued, and empty except for what is given. Does not add it to the outbox. */
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

/** An entry in the form that adapters use. */
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
