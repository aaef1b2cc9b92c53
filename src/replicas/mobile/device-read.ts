// A device's report as a read: what it says of some tasks, processed in one transaction with everything that has to be remembered of
// the request.

import type { DeviceRecords } from '../../hub/sqlite/tables/device-table.ts';
import type { OpenedRead } from '../../sync/replica.ts';
import type { Pass, ReplicaRead } from '../../sync/unit-of-work.ts';
import type { DeviceReport, ItemOutcome, KeptAnswer } from './device-report.ts';
import { replicaOfDevice } from './device-replica.ts';
import { answerDigestOf, answerNameOf, type ReportedItem } from './reported-items.ts';
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

function open(pass: Pass, request: DeviceRequest): OpenedRead {
  const { report, records, processed } = request;
  const { observations, expected } = observeReport(pass, records, report);
  return {
    containers: [],
    observations: () => observations,
    commit: () => {
      const outcomes = outcomesOf(pass.store, expected);
      const isKept = outcomes.map((outcome, at) => {
        const item = expected[at]?.item;
        // What could not be read may come again, in order, under the same name.
        const isNew = item !== undefined && item.kind !== 'unreadable' && expected[at]?.answered === null;
        return isNew && remember(request, item, outcome, pass.now);
      });
      if (isKept.includes(true)) records.pruneAnswers(pass.now - ANSWERS_KEPT_MS);
      processed(outcomes);
    },
  };
}

/** Tells whether the answer is kept. */
function remember(
  { records, report: { device } }: DeviceRequest,
  item: ReportedItem,
  outcome: ItemOutcome,
  now: number,
): boolean {
  const { id, taskId } = outcome;
  if (taskId !== null && taskId !== id && records.taskOf(id) === null) records.nameTask(id, taskId, device);
  const name = answerNameOf(item);
  // A creation that was refused may be in order another time.
  const isKept = name !== null && (item.kind !== 'created' || taskId !== null);
  const kept: KeptAnswer = { ...outcome, digest: answerDigestOf(item) };
  if (isKept) records.keepAnswer(device, name, JSON.stringify(kept), now);
  return isKept;
}
