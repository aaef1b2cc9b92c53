// Our own writes that a read shows before they are acknowledged. They are agreed on, not treated as edits.

import type { Link, Observation } from '../../model/link.ts';
import { asOperation } from '../plan/outbox-entry.ts';
import { recordDone } from '../record.ts';
import { processFirstRead } from './read-backs.ts';
import type { Pass } from '../unit-of-work.ts';
import type { OutboxEntry } from '../../hub/store.ts';

/** The link, with every sent value that the observation shows added to its shadow. */
export function settleEchoes(pass: Pass, link: Link, observation: Observation): Link {
  if (observation.deleted) return link;
  let settled = link;
  for (const entry of pass.store.outbox.ofTask(link.taskId)) {
    if (entry.state !== 'sent' || entry.replica !== link.replica || entry.remoteId !== null) continue;
    settled =
      entry.kind === 'complete_occurrence'
        ? settleOccurrence(pass, settled, entry, observation)
        : settleUpdate(pass, settled, entry, observation);
  }
  return settled;
}

function settleUpdate(pass: Pass, link: Link, entry: OutboxEntry, observation: Observation): Link {
  const profile = pass.profiles.get(link.replica);
  if (entry.kind !== 'update' || profile === undefined) return link;
  const operation = asOperation(entry, link.taskId);
  return processFirstRead(pass, { link, operation, observation, profile, said: null });
}

/** The occurrence that we asked to be closed is closed. */
function settleOccurrence(pass: Pass, link: Link, entry: OutboxEntry, observation: Observation): Link {
  if (
    observation.occurrence === null ||
    link.occurrence === null ||
    observation.occurrence <= link.occurrence
  )
    return link;
  const title = pass.store.tasks.get(link.taskId)?.fields.title ?? '';
  recordDone(pass, { entry, title, after: { status: 'completed' } });
  pass.store.outbox.remove(entry.id);
  pass.touched.add(link.taskId);
  const { start } = entry.fields;
  return {
    ...link,
    occurrence: observation.occurrence,
    shadow: { ...link.shadow, ...(start !== undefined && { start }) },
  };
}
