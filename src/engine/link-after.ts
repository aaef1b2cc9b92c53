// The link after its replica was looked at: what it showed is what was last agreed on.

import { stampsOf, type Link, type LinkState } from '../model/link.ts';
import { FIELD_NAMES, fieldNamesOf } from '../model/task.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { digestOf } from './fields/digest.ts';
import { lineDetailsAfter } from './fields/line-details.ts';
import type { Meeting } from './meeting.ts';

/**
 * Moves a link on to what an observation told: every told field enters the shadow, and refusals are forgotten where the
 * hub no longer wants the refused value or the replica holds it now. Stamps that move alone are no news.
 */
export function linkAfter(meeting: Meeting, hub: HubTask, state: LinkState): Link {
  const { link, observation, told } = meeting;
  const shadow = { ...link.shadow };
  for (const name of fieldNamesOf(told)) Object.assign(shadow, { [name]: told[name] });
  const { lineDetails, ...rest } = link;
  return {
    ...rest,
    ...lineDetailsAfter(lineDetails, observation.fields.checklist, meeting.checklistRefs),
    state,
    remoteId: observation.remoteId,
    revision: observation.revision,
    ...(link.revision === observation.revision && link.stamps !== undefined ? {} : stampsOf(observation)),
    occurrence: observation.occurrence ?? link.occurrence,
    shadow,
    checklistRefs: meeting.checklistRefs,
    refused: stillRefused(meeting, hub),
  };
}

/** Whether the value that the hub wants is the one that the replica would not keep, and the replica still does not hold it. */
function stillRefused(meeting: Meeting, hub: HubTask): Link['refused'] {
  const { refused } = meeting.link;
  const names = FIELD_NAMES.filter((name) => refused[name] !== undefined);
  if (names.length === 0) return {};
  const { told, changed, profile } = meeting;
  const wanted = profile.project(hub.fields);
  const kept: Partial<Record<FieldName, string>> = {};
  for (const name of names) {
    const digest = refused[name];
    const isHeldNow = changed.includes(name) && profile.satisfies(name, told, wanted);
    if (digest !== undefined && digest === digestOf(wanted[name]) && !isHeldNow) kept[name] = digest;
  }
  return kept;
}
