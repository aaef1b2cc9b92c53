// Takes observations into the hub: the linked ones by reconciliation, the unlinked ones by pairing, the rest as new tasks.
// One transaction of the caller's; nothing is sent here.

import { keyChecklist } from '../../engine/checklist-keys.ts';
import { newHubTask } from '../../engine/new-task.ts';
import { pairFields, pairTasks, type PairCandidate } from '../../engine/pair.ts';
import { reconcile } from '../../engine/reconcile.ts';
import { assert } from '../../model/assert.ts';
import { taskId, type ReplicaName } from '../../model/ids.ts';
import type { Link, Observation, ObservedFields } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import { isSame } from '../../model/same.ts';
import { EMPTY_FIELDS, type ChecklistItem, type HubTask, type TaskFields } from '../../model/task.ts';
import { heldFields, noteHeldValues } from '../owner/held-fields.ts';
import { closeOccurrence, completeSpentCopy, takeLateEdit, tellOwnerOfOccurrence } from './occurrences.ts';
import { recordDecision, recordDone, recordReason } from '../record.ts';
import { putTask, takesPart, type Run } from '../unit-of-work.ts';
import { asOperation } from '../plan/outbox-entry.ts';
import { settleEchoes } from './echoes.ts';
import { takeReadBack } from './read-backs.ts';
import type { OutboxEntry, OutboxState } from '../../hub/store.ts';

/** Creations that newcomers are compared with at most. */
const MAX_UNMADE = 20_000;

/** Takes in what replicas show. Tasks that changed are left in `run.touched`. */
export function observeAll(run: Run, observations: readonly Observation[]): void {
  const unlinked: Observation[] = [];
  for (const observation of observations) {
    const link = run.store.links.byRemoteId(observation.replica, observation.remoteId);
    if (link !== null) observeLinked(run, link, observation);
    else {
      takeLateEdit(run, observation);
      if (isNews(run, observation)) unlinked.push(observation);
    }
  }
  if (unlinked.length > 0) observeUnlinked(run, unlinked);
}

/** Takes in what a replica shows of a linked task. */
export function observeLinked(run: Run, before: Link, observation: Observation): void {
  const hub = run.store.tasks.get(before.taskId);
  assert(hub !== null, 'a link without its task');
  const settled = settleEchoes(run, before, observation);
  const held = heldFields(run.store, hub.id);
  const decided = reconcile({
    hub,
    link: settled,
    observation,
    profile: profileOf(run, observation.replica),
    strategy: run.config.strategy,
    now: run.now,
    held,
  });
  suspectLinesOfReopened(run, before, observation);
  noteHeldValues(run, hub, observation);
  saveDecision(run, { hub, before, decided });
  recordDecision(run, hub.id, observation.replica, decided);
  if (hub.deletedAt === null && decided.hub.deletedAt !== null) endConflicts(run, hub, observation.replica);
  if (decided.completesOccurrence) tellOwnerOfOccurrence(run, decided.hub, decided.link);
  if (decided.occurrenceClosed) closeOccurrence(run, decided.hub, observation.replica);
}

/** Of a task that is deleted nothing is left to decide: both values stay on record. */
function endConflicts(run: Run, hub: HubTask, replica: ReplicaName): void {
  for (const conflict of run.store.conflicts.waitingOf(hub.id)) {
    run.store.conflicts.change(conflict.id, { outcome: 'hub', resolvedAt: run.now });
    const text = `The task was deleted: nothing is left to decide about ${conflict.field}.`;
    recordReason(run, hub.id, replica, { rule: 'H12', text });
  }
}

/** Lines that are tasks are closed with theirs and not opened with it; where that was never told, each is looked up. */
function suspectLinesOfReopened(run: Run, link: Link, observation: Observation): void {
  const { doubt, lines } = run.parts.replicas.get(link.replica);
  if (doubt === undefined || !lines.areTasks || observation.fields.status !== 'open') return;
  if ((link.shadow.status ?? 'open') === 'open') return;
  for (const item of link.shadow.checklist ?? []) {
    const ref = link.checklistRefs[item.key];
    if (ref !== undefined && !item.done) doubt(run.store, ref);
  }
}

function saveDecision(
  run: Run,
  saved: {
    readonly hub: HubTask;
    readonly before: Link;
    readonly decided: { readonly hub: HubTask; readonly link: Link };
  },
): void {
  const { hub, before, decided } = saved;
  const isLinkChanged = !isSame(before, decided.link);
  if (isLinkChanged) run.store.links.put(decided.link);
  if (!isSame(hub, decided.hub)) putTask(run, decided.hub);
  else if (isLinkChanged) run.touched.add(hub.id);
}

/** An unlinked twin is news when it lives, is open, takes part, and was not a twin of ours that is spent. */
function isNews(run: Run, observation: Observation): boolean {
  if (observation.deleted || (observation.fields.status ?? 'open') !== 'open') return false;
  const retired = run.store.links.retired(observation.replica, observation.remoteId);
  if (retired !== null) {
    if (isStillBeingClosed(run, observation)) return false;
    if (retired.at === run.now) {
      completeSpentCopy(run, retired.taskId, observation);
      return false;
    }
    run.store.links.unretire(observation.replica, observation.remoteId);
  }
  return takesPart(run, asFields(observation.fields));
}

/** A spent occurrence whose completion has not reached its replica yet still looks open there. */
function isStillBeingClosed(run: Run, observation: Observation): boolean {
  return run.store.outbox.naming(observation.replica, observation.remoteId).length > 0;
}

function observeUnlinked(run: Run, unlinked: readonly Observation[]): void {
  const left = new Set(unlinked);
  if (!run.store.legacy.isEmpty()) pairAsBefore(run, left);
  for (const replica of run.parts.replicas.names.toReversed()) {
    pairWithUnmade(run, { replica, left, states: ['asked', 'queued', 'sent', 'held', 'failed'] });
  }
  const made = pairNewcomers(run, left);
  for (const observation of left) if (!made.has(observation)) makeTask(run, observation);
}

/** What older code had paired stays a pair, whatever its texts are now. Those that found theirs are taken out of `left`. */
function pairAsBefore(run: Run, left: Set<Observation>): void {
  const shown = new Map([...left].map((one) => [`${one.replica}:${one.remoteId}`, one]));
  for (const observation of left) {
    const { replica } = observation;
    const other = run.store.legacy.twinOf(replica, observation.remoteId);
    if (other === null) continue;
    const twin = shown.get(`${other.replica}:${other.remoteId}`);
    const known = run.store.links.byRemoteId(other.replica, other.remoteId);
    const hub = twin === undefined ? freeHub(run, known, replica) : makeTask(run, twin);
    if (hub === null) continue;
    joinPair(run, hub, observation);
    if (twin !== undefined) run.paired.push(hub);
    left.delete(observation);
    if (twin !== undefined) left.delete(twin);
  }
}

/** The task of a linked twin, where it has none in `replica` yet; a creation there that was not told yet is taken back. */
function freeHub(run: Run, link: Link | null, replica: ReplicaName): HubTask | null {
  if (link === null || link.state === 'deleted' || run.store.links.get(link.taskId, replica) !== null)
    return null;
  const creations = run.store.outbox
    .ofTask(link.taskId)
    .filter((entry) => entry.replica === replica && entry.kind === 'create');
  // What was told already is met by the newcomer that it makes.
  if (creations.some((entry) => entry.state === 'sent')) return null;
  for (const entry of creations) run.store.outbox.remove(entry.id);
  return run.store.tasks.get(link.taskId);
}

/**
 * Newcomers of one replica against hub tasks that are still to be made there, or were told to be: the same task, met from both
 * ends. Those that found theirs are taken out of `left`.
 */
export function pairWithUnmade(
  run: Run,
  {
    replica,
    left,
    states,
  }: {
    readonly replica: ReplicaName;
    readonly left: Set<Observation>;
    readonly states: readonly OutboxState[];
  },
): void {
  const newcomers = [...left].filter((observation) => observation.replica === replica);
  if (newcomers.length === 0) return;
  const unmade = run.store.outbox
    .ofReplica(replica, states, MAX_UNMADE)
    .filter((entry) => makesTwin(run, entry) && entry.taskId !== null);
  const known = newcomers.map((newcomer) => candidate(run, newcomer));
  const told = unmade.map((entry) => unmadeCandidate(run, entry)).filter((each) => each !== null);
  const sentKeys = new Set(unmade.filter((entry) => entry.state === 'sent').map((entry) => entry.id));
  const { pairs } = pairTasks(known, told);
  for (const pair of [...pairs, ...pairEdited(known, told, pairs, sentKeys)]) {
    const observation = newcomers.find((newcomer) => candidateKey(newcomer) === pair.left);
    const entry = unmade.find((each) => each.id === pair.right);
    const hub = entry?.taskId == null ? null : run.store.tasks.get(entry.taskId);
    if (observation === undefined || entry === undefined || hub === null) continue;
    left.delete(observation);
    if (entry.state === 'sent') adoptOurOwn(run, { hub, observation, entry });
    else joinPair(run, hub, observation);
    run.store.outbox.remove(entry.id);
  }
}

/** How a task that is still to be made looks: as it was told, once it was told. */
function unmadeCandidate(run: Run, entry: OutboxEntry): PairCandidate | null {
  const hub = entry.taskId === null ? null : run.store.tasks.get(entry.taskId);
  if (hub === null) return null;
  const { checklist: _lines, ...fields } = entry.state === 'sent' ? entry.fields : hub.fields;
  return { key: entry.id, fields, placeName: run.book.pathText(fields.place ?? null) };
}

/**
 * What was told and is found with another title but the same notes, or with other notes but the same title, was edited before we
 * heard of it. Only where there is no doubt which is which.
 */
function pairEdited(
  known: readonly PairCandidate[],
  told: readonly PairCandidate[],
  paired: readonly { readonly left: string; readonly right: string }[],
  sentKeys: ReadonlySet<string>,
): readonly { readonly left: string; readonly right: string }[] {
  const taken = new Set(paired.flatMap(({ left, right }) => [left, right]));
  const found: { readonly left: string; readonly right: string }[] = [];
  for (const likeness of [notesOf, titleOf]) {
    const newcomers = known.filter(({ key }) => !taken.has(key));
    const sent = told.filter(({ key }) => sentKeys.has(key) && !taken.has(key));
    for (const { key, fields } of sent) {
      const text = likeness(fields);
      const alike = newcomers.filter((newcomer) => likeness(newcomer.fields) === text);
      const rivals = sent.filter((other) => likeness(other.fields) === text);
      const only = alike[0];
      if (text === null || alike.length !== 1 || rivals.length !== 1 || only === undefined) continue;
      found.push({ left: only.key, right: key });
      taken.add(only.key).add(key);
    }
  }
  return found;
}

function notesOf(fields: ObservedFields): string | null {
  return fields.notes ?? null;
}

function titleOf(fields: ObservedFields): string | null {
  return fields.title === undefined || fields.title === '' ? null : fields.title;
}

function makesTwin({ parts }: Run, entry: OutboxEntry): boolean {
  return (
    entry.kind === 'create' || (entry.kind === 'restore' && parts.replicas.get(entry.replica).restoresAnew)
  );
}

/**
 * What we sent was carried out, only its acknowledgement got lost: this read is the first that tells what became of it. Of a
 * checklist, only lines that are found again are agreed on: one that is missing may be hidden because it is done, may have been
 * deleted, or may never have been made, and none of that takes it away.
 */
function adoptOurOwn(
  run: Run,
  found: { readonly hub: HubTask; readonly observation: Observation; readonly entry: OutboxEntry },
): void {
  const { hub, observation, entry } = found;
  const lines = linesFoundAgain(run, found);
  const { checklist: _lines, ...others } = entry.fields;
  const readBack = takeReadBack(run, {
    link: newLink(hub, observation),
    operation: {
      ...asOperation(entry, hub.id),
      kind: 'create',
      fields: lines === null ? entry.fields : others,
      before: {},
    },
    observation,
    profile: profileOf(run, observation.replica),
    said: null,
  });
  const shadow = { ...readBack.shadow, ...(lines !== null && { checklist: lines.found }) };
  const before = run.store.links.get(hub.id, observation.replica)?.lineDetails;
  const link: Link = { ...readBack, shadow, ...(before !== undefined && { lineDetails: before }) };
  run.store.links.put(link);
  run.touched.add(hub.id);
  recordDone(run, { entry, title: hub.fields.title, after: entry.fields });
  observeLinked(run, link, observation);
  if (lines !== null) keepHiddenLines(run, link, lines.hidden);
}

/** The lines of a creation that its twin shows, and those that it may hide because they were made done; null where it told of none. */
function linesFoundAgain(
  run: Run,
  { hub, observation, entry }: Parameters<typeof adoptOurOwn>[1],
): { readonly found: readonly ChecklistItem[]; readonly hidden: readonly ChecklistItem[] } | null {
  const sent = entry.fields.checklist;
  const observed = observation.fields.checklist;
  const { replica } = observation;
  if (sent === undefined || observed === undefined || !run.parts.replicas.get(replica).lines.areTasks)
    return null;
  const profile = profileOf(run, replica);
  const shown = keyChecklist({ observed, shadow: sent, hub: hub.fields.checklist, refs: {}, profile });
  const shownKeys = new Set(shown.items.map(({ key }) => key));
  const found = sent.filter(({ key }) => shownKeys.has(key));
  const hidden = run.readWhole.has(replica)
    ? sent.filter(({ key, done }) => done && !shownKeys.has(key))
    : [];
  return { found, hidden };
}

/** A whole read leaves out what is done: what was made done and does not show is agreed on as it was made. */
function keepHiddenLines(run: Run, { taskId: id, replica }: Link, hidden: readonly ChecklistItem[]): void {
  const link = run.store.links.get(id, replica);
  const wanted = new Set(run.store.tasks.get(id)?.fields.checklist.map(({ key }) => key));
  const kept = hidden.filter(({ key }) => wanted.has(key));
  if (link === null || kept.length === 0) return;
  const checklist = [...(link.shadow.checklist ?? []), ...kept];
  run.store.links.put({ ...link, shadow: { ...link.shadow, checklist } });
}

/** Newcomers of all replicas against each other. Gives those that found a twin. */
function pairNewcomers(run: Run, left: ReadonlySet<Observation>): ReadonlySet<Observation> {
  const hubs = new Map<Observation, HubTask>();
  const [first, ...others] = run.parts.replicas.names
    .toReversed()
    .map((replica) => [...left].filter((observation) => observation.replica === replica))
    .filter((newcomers) => newcomers.length > 0);
  const met = [...(first ?? [])];
  for (const newcomers of others) {
    const twins = pairWith(run, { met, newcomers, hubs });
    met.push(...newcomers.filter((newcomer) => !twins.has(newcomer)));
  }
  return new Set(hubs.keys());
}

/** Newcomers of one replica against those of the replicas before it. Gives those that found their twin. */
function pairWith(
  run: Run,
  {
    met,
    newcomers,
    hubs,
  }: {
    readonly met: readonly Observation[];
    readonly newcomers: readonly Observation[];
    readonly hubs: Map<Observation, HubTask>;
  },
): ReadonlySet<Observation> {
  const { pairs, suggestions } = pairTasks(
    met.map((observation) => candidate(run, observation)),
    newcomers.map((observation) => candidate(run, observation)),
  );
  const metById = new Map(met.map((observation) => [candidateKey(observation), observation]));
  const newById = new Map(newcomers.map((observation) => [candidateKey(observation), observation]));
  const twins = new Set<Observation>();
  for (const pair of pairs) {
    const [one, other] = [metById.get(pair.left), newById.get(pair.right)];
    if (one === undefined || other === undefined) continue;
    const hub = hubs.get(one) ?? makeTask(run, one);
    joinPair(run, hub, other);
    run.paired.push(hub);
    hubs.set(one, hub).set(other, hub);
    twins.add(other);
  }
  for (const near of suggestions) suggest(run, metById.get(near.left), newById.get(near.right));
  return twins;
}

function suggest(run: Run, one: Observation | undefined, other: Observation | undefined): void {
  if (one === undefined || other === undefined) return;
  const titles = [one, other].map(({ replica, fields }) => [replica, fields.title ?? ''] as const);
  run.suggestions.push(Object.fromEntries(titles));
}

function joinPair(run: Run, hub: HubTask, observation: Observation): void {
  const decided = pairFields({
    hub,
    link: newLink(hub, observation),
    observation,
    profile: profileOf(run, observation.replica),
    strategy: run.config.strategy,
    now: run.now,
  });
  run.store.links.put(decided.link);
  putTask(run, decided.hub);
  recordDecision(run, hub.id, observation.replica, decided);
}

function makeTask(run: Run, observation: Observation): HubTask {
  const { hub, link } = newHubTask({
    id: taskId(run.parts.newId()),
    observation,
    profile: profileOf(run, observation.replica),
    now: run.now,
  });
  run.store.links.put(link);
  putTask(run, hub);
  return hub;
}

function newLink(hub: HubTask, observation: Observation): Link {
  return {
    taskId: hub.id,
    replica: observation.replica,
    remoteId: observation.remoteId,
    state: 'active',
    revision: observation.revision,
    shadow: {},
    checklistRefs: {},
    occurrence: observation.occurrence,
    refused: {},
  };
}

function candidate(run: Run, observation: Observation): PairCandidate {
  return {
    key: candidateKey(observation),
    fields: observation.fields,
    placeName: run.book.pathText(observation.fields.place ?? null),
  };
}

/** Ids of two replicas may be the same. */
function candidateKey({ replica, remoteId }: Observation): string {
  return `${replica}:${remoteId}`;
}

function asFields(fields: ObservedFields): TaskFields {
  const { checklist: _lines, ...rest } = fields;
  return { ...EMPTY_FIELDS, ...rest };
}

function profileOf(run: Run, replica: ReplicaName): ReplicaProfile {
  const profile = run.profiles.get(replica);
  assert(profile !== undefined, `an observation of ${replica} before its surroundings are known`);
  return profile;
}
