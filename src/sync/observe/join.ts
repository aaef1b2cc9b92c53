// How an unlinked counterpart gets its hub task: an existing one, or a new one.

import { newHubTask } from '../../engine/new-task.ts';
import type { Counterpart } from '../../engine/comparison.ts';
import { commonForm, pairFields, type PairCandidate } from '../../engine/pair.ts';
import { taskId, type ReplicaName } from '../../model/ids.ts';
import { newLink, type Link, type Observation, type ObservedFields } from '../../model/link.ts';
import { EMPTY_FIELDS, type HubTask, type TaskFields } from '../../model/task.ts';
import { recordDecision } from '../record.ts';
import { putTask, type Pass } from '../unit-of-work.ts';
import { sharedAround } from './kept-apart.ts';
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
    others: counterpartsOf(pass, hub, observation.replica),
  });
  pass.store.links.put(
    profile.hidesDoneLines === true ? withHiddenLines(decided.link, decided.hub) : decided.link,
  );
  putTask(pass, decided.hub);
  recordDecision(pass, hub.id, observation.replica, decided);
}

/** What the other replicas show of a task, as far as they were read. */
function counterpartsOf(pass: Pass, hub: HubTask, replica: ReplicaName): readonly Counterpart[] {
  return pass.store.links.of(hub.id).flatMap(({ replica: other, state, shadow }) => {
    const profile = pass.profiles.get(other);
    const isShown = other !== replica && state === 'active' && profile !== undefined;
    return isShown ? [{ profile, shadow }] : [];
  });
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

/** A counterpart in the form that pairing compares: as all of `sides` can hold it. */
export function candidate(
  pass: Pass,
  observation: Observation,
  sides: ReadonlySet<ReplicaName>,
): PairCandidate {
  return candidateOf(pass, { key: candidateKey(observation), fields: observation.fields, sides });
}

/** Fields of a task in the form that pairing compares: as all of `sides` can hold them. Those never read are left out. */
export function candidateOf(
  pass: Pass,
  {
    key,
    fields,
    sides,
  }: {
    readonly key: string;
    readonly fields: ObservedFields;
    readonly sides: ReadonlySet<ReplicaName>;
  },
): PairCandidate {
  const profiles = pass.parts.replicas.names.flatMap((name) =>
    sides.has(name) ? (pass.profiles.get(name) ?? []) : [],
  );
  return {
    key,
    fields: commonForm(fields, profiles),
    placeName: pass.containers.pathText(fields.place ?? null),
    seenIn: sharedAround(pass, fields.place ?? null),
  };
}

/** Includes the replica, because two replicas may use the same id. */
export function candidateKey({ replica, remoteId }: Pick<Observation, 'replica' | 'remoteId'>): string {
  return `${replica}:${remoteId}`;
}
