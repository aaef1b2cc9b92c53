// What a client reports that keeps no link: it names the task itself, and what it had seen of it takes the place of a shadow. Runs in
// the caller's transaction; sends nothing.

import { ownLineKey } from '../../engine/fields/checklist-keys.ts';
import { newHubTask } from '../../engine/new-task.ts';
import { remoteId, type RemoteId, type ReplicaName } from '../../model/ids.ts';
import { newLink, type Observation, type ToldOf } from '../../model/link.ts';
import type { ChecklistItem } from '../../model/task.ts';
import { putTask, takesPart, type Pass } from '../unit-of-work.ts';
import { fieldsOfNew } from './join.ts';
import { observeLinked, profileOf } from './observe-linked.ts';

/** Processes such an observation. A new task that is out of scope is not created. */
export function observeTold(
  pass: Pass,
  observation: Observation,
  { taskId, base }: ToldOf,
): 'reconciled' | 'made' | 'gone' | 'out_of_scope' {
  const hub = pass.store.tasks.get(taskId);
  if (base === null) return hub === null ? makeTold(pass, observation, taskId) : 'reconciled';
  if (hub === null) return 'gone';
  const seen = base.checklist ?? [];
  const keys = keysOfAdded(observation.replica, seen, hub.fields.checklist);
  const shadow = seen.map((line) => ({ ...line, key: keys.get(line.key) ?? line.key }));
  const link = {
    ...newLink(taskId, observation.replica, observation.remoteId),
    shadow: { ...base, ...(base.checklist !== undefined && { checklist: shadow }) },
    checklistRefs: refsOf([...shadow, ...hub.fields.checklist]),
  };
  observeLinked(pass, link, withKeys(observation, keys));
  return 'reconciled';
}

/**
 * The hub's keys of lines that the client added, by those that it had chosen: until it is shown the hub's, it goes on with its own. Such a
 * line has the client's key in its own; where it was taken for a line that was there, one of its title that the client has not seen.
 */
function keysOfAdded(
  replica: ReplicaName,
  seen: readonly ChecklistItem[],
  lines: readonly ChecklistItem[],
): ReadonlyMap<string, string> {
  const known = new Set(seen.map(({ key }) => key));
  const unseen = lines.filter(({ key }) => !known.has(key));
  const there = new Set(lines.map(({ key }) => key));
  const keys = new Map<string, string>();
  const take = (seenKey: string, isIt: (line: ChecklistItem) => boolean): void => {
    if (there.has(seenKey) || keys.has(seenKey)) return;
    const at = unseen.findIndex(isIt);
    const [found] = at === -1 ? [] : unseen.splice(at, 1);
    if (found !== undefined) keys.set(seenKey, found.key);
  };
  for (const { key } of seen) take(key, (line) => line.key === ownLineKey(replica, key));
  for (const { key, title } of seen) take(key, (line) => line.title === title);
  return keys;
}

function withKeys(observation: Observation, keys: ReadonlyMap<string, string>): Observation {
  const { checklist } = observation.fields;
  if (checklist === undefined || keys.size === 0) return observation;
  const lines = checklist.map((line) => {
    const key = line.ref === null ? undefined : keys.get(line.ref);
    return key === undefined ? line : { ...line, ref: remoteId(key) };
  });
  return { ...observation, fields: { ...observation.fields, checklist: lines } };
}

function makeTold(pass: Pass, observation: Observation, id: ToldOf['taskId']): 'made' | 'out_of_scope' {
  if (!takesPart(pass, fieldsOfNew(observation.fields))) return 'out_of_scope';
  const profile = profileOf(pass, observation.replica);
  putTask(pass, newHubTask({ id, observation, profile, now: pass.now }).hub);
  return 'made';
}

/** The client knows lines by the hub's own keys. */
function refsOf(lines: readonly ChecklistItem[]): Readonly<Record<string, RemoteId>> {
  return Object.fromEntries(lines.map(({ key }) => [key, remoteId(key)]));
}
