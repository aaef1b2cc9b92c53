// A device's report as a read: what it says of some tasks, processed in one transaction with everything that has to be remembered of
// the request.

import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { OpenedRead } from '../../sync/replica.ts';
import type { Pass, ReplicaRead } from '../../sync/unit-of-work.ts';
import type { DeviceReport, ItemOutcome } from './device-report.ts';
import { replicaOfDevice } from './device-replica.ts';
import { observeReport } from './observe-report.ts';
import { outcomesOf } from './outcomes.ts';

/** How long the answers to edits are kept, ms: a device that was offline for longer sends edits that it never had answered. */
const ANSWERS_KEPT_MS = 30 * 86_400_000;

/** What a request leaves behind besides changed tasks. */
export interface DeviceRequest {
  readonly report: DeviceReport;
  readonly records: DeviceRecords;
  /** Called in the transaction that processes the report, with what became of it. */
  readonly processed: (outcomes: readonly ItemOutcome[]) => void;
}

/** Wraps a report as a read. */
export function readOfDevice(request: DeviceRequest): ReplicaRead {
  return {
    replica: replicaOfDevice(request.report.device),
    known: {},
    isWhole: false,
    isComplete: false,
    outcomesKnown: false,
    isPiecemeal: true,
    content: [request.report.items],
    isCurrent: () => true,
    open: (pass) => open(pass, request),
  };
}

function open(pass: Pass, { report, records, processed }: DeviceRequest): OpenedRead {
  const { observations, expected } = observeReport(pass, records, report);
  return {
    containers: [],
    observations: () => observations,
    commit: () => {
      const outcomes = outcomesOf(pass.store, expected);
      // What could not be read may come again, in order, under the same name.
      const read = outcomes.filter((_outcome, at) => expected[at]?.item.kind !== 'unreadable');
      for (const outcome of read) remember(records, report.device, outcome, pass.now);
      if (read.some(({ intent }) => intent !== null)) records.pruneAnswers(pass.now - ANSWERS_KEPT_MS);
      processed(outcomes);
    },
  };
}

function remember(records: DeviceRecords, device: string, outcome: ItemOutcome, now: number): void {
  const { id, taskId, intent } = outcome;
  if (taskId !== null && taskId !== id && records.taskOf(id) === null) records.nameTask(id, taskId, device);
  if (intent !== null && records.answerTo(device, intent) === null)
    records.keepAnswer(device, intent, JSON.stringify(outcome), now);
}
