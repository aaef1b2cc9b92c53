// Updates the link after an observation: what the replica showed is now what was last agreed on.

import { stampsOf, besideFieldsAfter, type Link, type LinkState } from '../model/link.ts';
import { FIELD_NAMES, fieldNamesOf } from '../model/task.ts';
import type { FieldName, HubTask } from '../model/task.ts';
import { digestOf } from './fields/digest.ts';
import { lineDetailsAfter } from './fields/line-details.ts';
import type { Comparison } from './comparison.ts';

/**
 * Updates a link from an observation: every reported field enters the shadow, and a refusal is forgotten if the hub no longer wants
 * the refused value or the replica holds it now. Timestamps that change alone don't count as a change.
 */
export function linkAfter(comparison: Comparison, hub: HubTask, state: LinkState): Link {
  const { link, observation, reported } = comparison;
  const shadow = { ...link.shadow };
  for (const name of fieldNamesOf(reported)) Object.assign(shadow, { [name]: reported[name] });
  const { lineDetails, strayTags: _tags, isRow: _row, ...rest } = link;
  return {
    ...rest,
    ...lineDetailsAfter(lineDetails, observation.fields.checklist, comparison.checklistRefs),
    ...besideFieldsAfter(link, observation),
    state,
    remoteId: observation.remoteId,
    revision: observation.revision,
    ...(link.revision === observation.revision && link.stamps !== undefined ? {} : stampsOf(observation)),
    occurrence: observation.occurrence ?? link.occurrence,
    shadow,
    checklistRefs: comparison.checklistRefs,
    refused: stillRefused(comparison, hub),
  };
}

/** The refusals that still stand: the hub still wants the value that the replica did not keep, and the replica still does not hold it. */
function stillRefused(comparison: Comparison, hub: HubTask): Link['refused'] {
  const { refused } = comparison.link;
  const names = FIELD_NAMES.filter((name) => refused[name] !== undefined);
  if (names.length === 0) return {};
  const { reported, changed, profile } = comparison;
  const wanted = profile.project(hub.fields);
  const kept: Partial<Record<FieldName, string>> = {};
  for (const name of names) {
    const digest = refused[name];
    const isHeldNow = changed.includes(name) && profile.satisfies(name, reported, wanted);
    if (digest !== undefined && digest === digestOf(wanted[name]) && !isHeldNow) kept[name] = digest;
  }
  return kept;
}
