// Tasks that somebody else is to do. Nothing that they show is taken in, and nothing is sent to them.

import type { Observation } from '../../model/link.ts';
import type { ObservationPlace } from '../places.ts';
import { recordReason } from '../record.ts';
import type { Pass } from '../unit-of-work.ts';

/**
 * Leaves a counterpart to whom it is assigned to. A task that it is linked with stays as it is, and the link goes on when the
 * counterpart comes back to the owner.
 */
export function leaveToOthers(pass: Pass, { replica, remoteId }: Observation): ObservationPlace {
  const link = pass.store.links.byRemoteId(replica, remoteId);
  if (link?.state !== 'active') return 'out_of_scope';
  pass.store.links.put({ ...link, state: 'dormant' });
  pass.touched.add(link.taskId);
  const text = `${pass.parts.replicas.get(replica).title} shows it as assigned to somebody else: it is left alone there.`;
  recordReason(pass, link.taskId, replica, { rule: 'R142', text });
  return 'out_of_scope';
}
