// Newcomers that we created, or were about to create. They are paired with that task instead of being created twice.

import { keyChecklist } from '../../engine/fields/checklist-keys.ts';
import { pairTasks, type PairCandidate } from '../../engine/pair.ts';
import type { OutboxEntry, OutboxState } from '../../hub/store.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Link, Observation, ObservedFields } from '../../model/link.ts';
import type { ReplicaProfile } from '../../model/profile.ts';
import type { ChecklistItem, HubTask, SomeFields } from '../../model/task.ts';
import { asOperation } from '../plan/outbox-entry.ts';
import { recordDone } from '../record.ts';
import type { Pass } from '../unit-of-work.ts';
import { linkPair, linkTo, candidate, candidateKey, candidateOf } from './join.ts';
import { observeLinked, profileOf } from './observe-linked.ts';
import { processReadBack } from './read-backs.ts';

/** How many pending creations newcomers are compared with. */
const MAX_PENDING = 20_000;

/** The newcomers of one replica, and the pending creations that they are compared with. */
interface Compared {
  readonly replica: ReplicaName;
  readonly left: ReadonlySet<Observation>;
  readonly states: readonly OutboxState[];
}

/** A newcomer that is the result of a pending creation. */
interface OurOwn {
  readonly hub: HubTask;
  readonly observation: Observation;
  readonly entry: OutboxEntry;
}

/**
 * Pairs one replica's newcomers with hub tasks whose creation there is pending or was sent: the same task, seen from both ends.
 * Matched observations are removed from `left`.
 */
export function pairWithPendingCreations(
  pass: Pass,
  compared: Compared & { readonly left: Set<Observation> },
): void {
  for (const found of findPendingCreations(pass, compared)) {
    const { hub, observation, entry } = found;
    compared.left.delete(observation);
    if (entry.state === 'sent') adoptOurOwn(pass, found);
    else linkPair(pass, hub, observation);
    pass.store.outbox.remove(entry.id);
  }
}

/** The newcomers that were created by us, but without some line that was sent: a full read hides those that are completed. */
export function missingSomeLines(pass: Pass, compared: Compared): readonly Observation[] {
  return findPendingCreations(pass, compared)
    .filter((found) => (linesFoundAgain(pass, found)?.missing ?? []).length > 0)
    .map(({ observation }) => observation);
}

function findPendingCreations(pass: Pass, { replica, left, states }: Compared): readonly OurOwn[] {
  const newcomers = [...left].filter((observation) => observation.replica === replica);
  if (newcomers.length === 0) return [];
  const unmade = pass.store.outbox
    .ofReplica(replica, states, MAX_PENDING)
    .filter((entry) => makesCounterpart(pass, entry) && entry.taskId !== null);
  const known = newcomers.map((newcomer) => candidate(pass, newcomer, new Set([replica])));
  const told = unmade.map((entry) => pendingCandidate(pass, entry)).filter((each) => each !== null);
  const sentKeys = new Set(unmade.filter((entry) => entry.state === 'sent').map((entry) => entry.id));
  const { pairs } = pairTasks(known, told);
  return [...pairs, ...pairEdited(known, told, pairs, sentKeys)].flatMap((pair) => {
    const observation = newcomers.find((newcomer) => candidateKey(newcomer) === pair.left);
    const entry = unmade.find((each) => each.id === pair.right);
    const hub = entry?.taskId == null ? null : pass.store.tasks.get(entry.taskId);
    return observation === undefined || entry === undefined || hub === null
      ? []
      : [{ hub, observation, entry }];
  });
}

/** What a pending creation looks like: as it was sent, if it was sent. */
function pendingCandidate(pass: Pass, entry: OutboxEntry): PairCandidate | null {
  const hub = entry.taskId === null ? null : pass.store.tasks.get(entry.taskId);
  if (hub === null) return null;
  const { checklist: _lines, ...fields } = entry.state === 'sent' ? entry.fields : hub.fields;
  return candidateOf(pass, { key: entry.id, fields, sides: new Set([entry.replica]) });
}

/**
 * A creation that was sent and is found with either another title or other notes was edited before we learned of it. Only if the
 * match is unambiguous.
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

function makesCounterpart({ parts }: Pass, entry: OutboxEntry): boolean {
  return (
    entry.kind === 'create' || (entry.kind === 'restore' && parts.replicas.get(entry.replica).restoresAnew)
  );
}

/**
 * Our creation was carried out, but its acknowledgement was lost: this read is the first to show the result. Of a checklist, only
 * lines that are found again are agreed on. A missing one may be completed and hidden, deleted, or never created, so it is not
 * removed.
 */
function adoptOurOwn(pass: Pass, found: OurOwn): void {
  const { hub, observation, entry } = found;
  const lines = linesFoundAgain(pass, found);
  const { checklist: _lines, ...others } = entry.fields;
  const told = lines === null ? entry.fields : others;
  const profile = profileOf(pass, observation.replica);
  const isMoved = wasMoved(told, observation, profile);
  const { place, ...elsewhere } = told;
  const readBack = processReadBack(pass, {
    link: linkTo(hub, observation),
    operation: {
      ...asOperation(entry, hub.id),
      kind: 'create',
      fields: isMoved ? elsewhere : told,
      before: {},
    },
    observation,
    profile,
    said: null,
  });
  const shadow = {
    ...readBack.shadow,
    ...(lines !== null && { checklist: lines.found }),
    // It was created where we asked. If it is elsewhere now, it was moved, which is reconciled below.
    ...(isMoved && { place }),
  };
  const before = pass.store.links.get(hub.id, observation.replica)?.lineDetails;
  const link: Link = { ...readBack, shadow, ...(before !== undefined && { lineDetails: before }) };
  pass.store.links.put(link);
  pass.touched.add(hub.id);
  recordDone(pass, { entry, title: hub.fields.title, after: entry.fields });
  observeLinked(pass, link, observation);
  if (lines === null || !pass.readWhole.has(observation.replica)) return;
  const hidden = lines.missing.filter(({ done }) => done);
  keepHiddenLines(pass, link, hidden);
}

function wasMoved(told: SomeFields, { fields }: Observation, profile: ReplicaProfile): boolean {
  const { checklist: _lines, ...shown } = fields;
  if (profile.refusesPlaces !== true || told.place === undefined || shown.place === undefined) return false;
  return !profile.satisfies('place', shown, told);
}

/** The lines of a creation that its counterpart shows, and the others; null if it reported no lines. */
function linesFoundAgain(
  pass: Pass,
  { hub, observation, entry }: OurOwn,
): { readonly found: readonly ChecklistItem[]; readonly missing: readonly ChecklistItem[] } | null {
  const sent = entry.fields.checklist;
  const observed = observation.fields.checklist;
  const { replica } = observation;
  if (sent === undefined || observed === undefined || !pass.parts.replicas.get(replica).lines.areTasks)
    return null;
  const profile = profileOf(pass, replica);
  const shown = keyChecklist({ observed, shadow: sent, hub: hub.fields.checklist, refs: {}, profile });
  const shownKeys = new Set(shown.items.map(({ key }) => key));
  return {
    found: sent.filter(({ key }) => shownKeys.has(key)),
    missing: sent.filter(({ key }) => !shownKeys.has(key)),
  };
}

/** A full read leaves out completed lines, so a line that was created completed and is missing counts as created. */
function keepHiddenLines(pass: Pass, { taskId: id, replica }: Link, hidden: readonly ChecklistItem[]): void {
  const link = pass.store.links.get(id, replica);
  const wanted = new Set(pass.store.tasks.get(id)?.fields.checklist.map(({ key }) => key));
  const kept = hidden.filter(({ key }) => wanted.has(key));
  if (link === null || kept.length === 0) return;
  const checklist = [...(link.shadow.checklist ?? []), ...kept];
  pass.store.links.put({ ...link, shadow: { ...link.shadow, checklist } });
}
