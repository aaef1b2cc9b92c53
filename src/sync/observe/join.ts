// How an unlinked counterpart gets its hub task: an existing one, or a new one.

import { newHubTask } from '../../engine/new-task.ts';
import { pairFields, type PairCandidate } from '../../engine/pair.ts';
import { taskId } from '../../model/ids.ts';
import { newLink, type Link, type Observation, type ObservedFields } from '../../model/link.ts';
import { EMPTY_FIELDS, type HubTask, type TaskFields } from '../../model/task.ts';
import { recordDecision } from '../record.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { profileOf } from './observe-linked.ts';

/** Links a counterpart to its matching task and merges the two, so that both have everything. */
export function linkPair(pass: Pass, hub: HubTask, observation: Observation): void {
  const profile = profileOf(pass, observation.replica);
  const decided = pairFields({
    hub,
    link: linkTo(hub, observation),
    observation,
    profile,
    strategy: pass.config.strategy,
    strategies: pass.config.strategies,
    now: pass.now,
  });
  pass.store.links.put(
    profile.hidesDoneLines === true ? withHiddenLines(decided.link, decided.hub) : decided.link,
  );
  putTask(pass, decided.hub);
  recordDecision(pass, hub.id, observation.replica, decided);
}

/** Completed lines that may exist but are hidden count as agreed on. Otherwise they would be created again, and hidden again. */
function withHiddenLines(link: Link, { fields }: HubTask): Link {
  const shown = new Map((link.shadow.checklist ?? []).map((line) => [line.key, line]));
  const checklist = fields.checklist.flatMap((line) => shown.get(line.key) ?? (line.done ? [line] : []));
  return { ...link, shadow: { ...link.shadow, checklist } };
}

/** Creates a task for a counterpart that has none. */
export function makeTask(pass: Pass, observation: Observation): HubTask {
  const { hub, link } = newHubTask({
    id: taskId(pass.parts.newId()),
    observation,
    profile: profileOf(pass, observation.replica),
    now: pass.now,
  });
  pass.store.links.put(link);
  putTask(pass, hub);
  return hub;
}

/** The fields that a new task would have, for the question whether it is in scope. */
export function fieldsOfNew(fields: ObservedFields): TaskFields {
  const { checklist: _lines, ...rest } = fields;
  return { ...EMPTY_FIELDS, ...rest };
}

/** The link between a task and an observation, before anything is agreed on. */
export function linkTo({ id }: HubTask, { replica, remoteId, revision, occurrence }: Observation): Link {
  return { ...newLink(id, replica, remoteId), revision, occurrence };
}

/** A counterpart in the form that pairing compares. */
export function candidate(pass: Pass, observation: Observation): PairCandidate {
  return {
    key: candidateKey(observation),
    fields: observation.fields,
    placeName: pass.containers.pathText(observation.fields.place ?? null),
  };
}

/** Includes the replica, because two replicas may use the same id. */
export function candidateKey({ replica, remoteId }: Pick<Observation, 'replica' | 'remoteId'>): string {
  return `${replica}:${remoteId}`;
}
