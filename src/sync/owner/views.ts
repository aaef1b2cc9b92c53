// The status and the conflicts as clients see them. Read-only.

import { fieldWords, valueWords } from '../../engine/fields/field-words.ts';
import { isReadBack } from '../../model/conflict.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { Link } from '../../model/link.ts';
import { FIELD_NAMES } from '../../model/task.ts';
import type { RunSummary } from '../../protocol/run.ts';
import type { StandingOfEach, Status, Waiting } from '../../protocol/status.ts';
import { byReplica } from '../replica.ts';
import type { WhatWaits } from './account-port.ts';
import { stepsOf } from './history.ts';
import { countInPlan, countStillThere } from './still-there.ts';
import type { Contact, OutboxEntry, Store, TaskCounts } from '../../hub/store.ts';
import { isFirstSyncDone, storedPlan } from '../plan/stored-plan.ts';
import { stopped, stopWords } from '../plan/field-stops.ts';
import type { AccountParts, Pass } from '../unit-of-work.ts';

/** How many waiting things a status lists. */
const MAX_WAITING = 100;

/** How many steps of a task's explanation are searched for what the app said. */
const STEPS_LOOKED_AT = 20;

/** The status of the communication with replicas. */
export interface ContactFacts {
  /** Requests sent by this process. */
  readonly requests: number;
  readonly contactOf: (replica: ReplicaName) => Contact;
}

/** The status. Reads counts, not tasks. */
export function statusOf(pass: Pass, facts: ContactFacts): Status {
  const { replicas } = pass.parts;
  const counts = pass.store.tasks.counts(replicas.names);
  const pending = byReplica(replicas.names, (name) => pass.store.outbox.count(name, ['queued', 'sent']));
  const { plan, waiting, polled } = whatWaits(pass.parts, facts);
  const summary = summaryOf(pass.parts);
  const isPending = replicas.names.some((name) => pending[name] !== 0);
  const waits = isPending || summary.conflicts + summary.held + summary.failed > 0;
  const mismatches = waits || plan !== null ? [] : mismatchesOf(pass.store, counts);
  return {
    inSync:
      isFirstSyncDone(pass) &&
      !waits &&
      plan === null &&
      mismatches.length === 0 &&
      polled.every(({ problem }) => problem === null) &&
      stopped(pass.stops).length === 0,
    syncing: syncingOf(pass),
    tasks: tasksOf(pass.parts, counts),
    run: summary,
    pending,
    waiting: [...waiting],
    plan,
    mismatches,
    notices: noticesOf(pass),
    ...standingOf(pass, facts),
    kv: pass.parts.kvCounts?.() ?? { reads: 0, writes: 0, lists: 0, deletes: 0 },
    rowsRead: pass.store.rowsRead(),
    rowsWritten: pass.store.rowsWritten(),
  };
}

/** What both apps really hold: a deletion or completion that waits has not happened there yet. */
function tasksOf(parts: AccountParts, counts: TaskCounts): Status['tasks'] {
  const more = countStillThere(parts);
  const inPlan = countInPlan(parts);
  const countOf = (name: ReplicaName): number =>
    (counts.byReplica.get(name) ?? 0) + (more.byReplica.get(name) ?? 0);
  return {
    ...byReplica(parts.replicas.names, countOf),
    hub: counts.hub + more.anywhere,
    linked: counts.linked + more.everywhere,
    ...(inPlan > 0 && { inPlan }),
  };
}

function syncingOf(pass: Pass): Status['syncing'] {
  const absences = pass.parts.replicas.all.flatMap(({ absence }) => absence?.(pass) ?? []);
  return absences.length === 0
    ? { state: 'on', detail: null }
    : { state: 'no_agent', detail: absences.join(' ') };
}

function noticesOf(pass: Pass): string[] {
  const { replicas } = pass.parts;
  return [
    ...stopped(pass.stops).map((stop) => stopWords(stop, replicas.titleOf(stop.replica))),
    ...replicas.all.flatMap(({ notices }) => notices(pass)),
  ];
}

/** Each replica's own part of the status, by name. Clients know the names of the built-in replicas. */
function standingOf(pass: Pass, facts: ContactFacts): StandingOfEach {
  const all = pass.parts.replicas.all.map(({ name, standing }) => [name, standing(pass, facts)] as const);
  return Object.fromEntries(all) as unknown as StandingOfEach;
}

/** What waits, and for what. The cost depends on what waits, not on what is stored. */
export function whatWaits(parts: AccountParts, { contactOf }: ContactFacts): WhatWaits {
  const polled = parts.replicas.all.filter((replica) => replica.polled !== undefined);
  return {
    plan: storedPlan(parts),
    waiting: waitingOf(parts),
    polled: polled.map(({ name }) => {
      const { problem, retryAt, seenAt } = contactOf(name);
      return { replica: name, problem, retryAt, seenAt };
    }),
  };
}

/** What waits, in numbers; the caller fills in `applied`. */
export function summaryOf(parts: AccountParts): RunSummary {
  const { store, replicas } = parts;
  const none = { created: 0, updated: 0, completed: 0, deleted: 0 };
  return {
    applied: byReplica(replicas.names, () => none),
    conflicts: store.conflicts.countWaiting(),
    held: store.outbox.count(null, ['asked', 'held']) + otherWaits(parts).length,
    failed: store.outbox.count(null, ['failed']) + store.links.withRefusals().length,
  };
}

function mismatchesOf(store: Pick<Store, 'outbox'>, counts: TaskCounts): string[] {
  const expected = counts.hub - counts.dormant;
  return [...counts.byReplica]
    .filter(([name, shown]) => shown < expected && shown < expected - declinedCreations(store, name))
    .map(([name, shown]) => `${name} shows ${shown} open tasks, but ${counts.hub} are known here`);
}

/** Tasks whose creation there the owner declined. */
function declinedCreations({ outbox }: Pick<Store, 'outbox'>, name: ReplicaName): number {
  const declined = outbox.ofReplica(name, ['declined'], 1000);
  return declined.filter(({ kind }) => kind === 'create' || kind === 'restore').length;
}

function otherWaits(parts: AccountParts): readonly Waiting[] {
  return parts.replicas.all.flatMap(({ waiting }) => waiting?.(parts) ?? []);
}

function waitingOf(parts: AccountParts): Waiting[] {
  // What waits for the owner comes last: it wakes nothing, and must not crowd out what does.
  const states = [['held', 'failed', 'sent', 'queued'], ['asked'], ['declined']] as const;
  const entries = states.flatMap((some) =>
    parts.replicas.names.flatMap((replica) => parts.store.outbox.ofReplica(replica, some, 50)),
  );
  const refusals = parts.store.links.withRefusals().map((link) => refusalLine(parts, link));
  const own = otherWaits(parts);
  return [...entries.map((entry) => waitingLine(parts, entry)), ...refusals, ...own].slice(0, MAX_WAITING);
}

function waitingLine({ store, replicas, now }: AccountParts, entry: OutboxEntry): Waiting {
  const withheld = (): string | null =>
    replicas.get(entry.replica).whyWithheld?.({ store, now: now() }, entry) ?? null;
  return {
    operation: entry.id,
    replica: entry.replica,
    task: entry.taskId,
    title: titleOf(store, entry),
    state: entry.state,
    reason: entry.reason ?? withheld(),
    retryAt: entry.retryAt,
  };
}

/** The title of the task, or the name of the container, that an entry is about. */
function titleOf(store: Store, { taskId: task, containerId }: OutboxEntry): string {
  if (task !== null) return store.tasks.get(task)?.fields.title ?? '';
  if (containerId === null) return '';
  return store.containers.get(containerId)?.name ?? '';
}

function refusalLine(parts: AccountParts, link: Link): Waiting {
  return {
    operation: '',
    replica: link.replica,
    task: link.taskId,
    title: parts.store.tasks.get(link.taskId)?.fields.title ?? '',
    state: 'failed',
    reason: refusalWords(parts, link),
    retryAt: null,
  };
}

/** What a replica did not keep, with both values and what the app said. */
function refusalWords({ store, replicas }: AccountParts, link: Link): string {
  const side = replicas.titleOf(link.replica);
  const hub = store.tasks.get(link.taskId)?.fields ?? {};
  const sentences = FIELD_NAMES.filter((name) => link.refused[name] !== undefined).map((name) => {
    const [wanted, shown] = [valueWords(name, hub), valueWords(name, link.shadow)];
    return wanted === null || shown === null
      ? `${side} did not take ${fieldWords(name)}.`
      : `${side} did not take ${fieldWords(name)} ${wanted}: it shows ${shown}.`;
  });
  const newest = stepsOf(store.events.ofTask(link.taskId), STEPS_LOOKED_AT).find(
    ({ replica, rule }) => replica === link.replica && (rule === 'L10' || rule === 'L26'),
  );
  const said = newest?.text.match(/ said: .*$/)?.[0] ?? '';
  const waits = store.conflicts
    .waitingOf(link.taskId)
    .some((conflict) => isReadBack(conflict) && conflict.replica === link.replica);
  const next = waits ? ['To choose between the two: npm run cli -- conflicts'] : [];
  return [...sentences, ...(said === '' ? [] : [`${side}${said}`]), ...next].join(' ');
}
