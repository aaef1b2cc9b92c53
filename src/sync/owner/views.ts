// How things stand, for people: status and conflicts. Reads only.

import { fieldWords, valueWords } from '../../engine/field-words.ts';
import { replicaTitle } from '../../engine/reason.ts';
import { isReadBack } from '../../model/conflict.ts';
import { isZone } from '../../model/zones.ts';
import type { Link } from '../../model/link.ts';
import { FIELD_NAMES } from '../../model/task.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { RunSummary } from '../../protocol/run.ts';
import type { Status, Waiting } from '../../protocol/status.ts';
import { stepsOf } from './history.ts';
import { CANNOT_MOVE_HEADINGS } from '../observe/moved-headings.ts';
import type { ConflictRecord, Contact, OutboxEntry, Store, Suspect, TaskCounts } from '../../hub/store.ts';
import { latchedPlan } from '../plan/latch.ts';
import { stopped, stopWords } from '../plan/field-stops.ts';
import type { Run } from '../unit-of-work.ts';

/** A status shows at most so many things that wait. */
const MAX_WAITING = 100;

/** Steps of a task's explanation among which the app's own words are looked for. */
const STEPS_LOOKED_AT = 20;

/** How the conversations with both sides stand. */
export interface ContactFacts {
  /** Of this process. */
  readonly requests: number;
  readonly todoist: Contact;
  readonly things: Contact;
}

/** Most rows that one notice names. */
const MAX_ASIDE_NAMED = 5;

/** How things stand. Reads counts, not tasks. */
export function statusOf(run: Run, facts: ContactFacts): Status {
  const counts = run.store.tasks.counts();
  const pending = {
    todoist: run.store.outbox.count('todoist', ['queued', 'sent']),
    things: run.store.outbox.count('things', ['queued', 'sent']),
  };
  const { plan, waiting, todoist } = whatWaits(run, facts);
  const summary = summaryOf(run.store);
  const waits = pending.todoist + pending.things + summary.conflicts + summary.held + summary.failed > 0;
  const mismatches = waits || plan !== null ? [] : mismatchesOf(counts);
  return {
    inSync:
      !waits &&
      plan === null &&
      mismatches.length === 0 &&
      todoist.problem === null &&
      stopped(run.stops).length === 0,
    tasks: { hub: counts.hub, todoist: counts.todoist, things: counts.things, linked: counts.linked },
    run: summary,
    pending,
    waiting,
    plan,
    mismatches,
    notices: noticesOf(run),
    todoist,
    things: {
      lastExchangeAt: facts.things.seenAt,
      schemaVersion: run.receipt?.schemaVersion ?? null,
      openTodos: run.receipt?.openTodos ?? null,
    },
    kv: run.parts.kvCounts?.() ?? { reads: 0, writes: 0, lists: 0, deletes: 0 },
    rowsRead: run.store.rowsRead(),
    rowsWritten: run.store.rowsWritten(),
  };
}

/** What waits, and for what. Costs what waits, not what is stored. */
export function whatWaits(
  run: Pick<Run, 'store'>,
  { requests, todoist }: ContactFacts,
): Pick<Status, 'plan' | 'waiting' | 'todoist'> {
  return {
    plan: latchedPlan(run),
    waiting: waitingOf(run),
    todoist: { lastReadAt: todoist.seenAt, problem: todoist.problem, retryAt: todoist.retryAt, requests },
  };
}

/** What waits, in numbers; `applied` is the caller's to fill. */
export function summaryOf(store: Store): RunSummary {
  const none = { created: 0, updated: 0, completed: 0, deleted: 0 };
  return {
    applied: { todoist: none, things: none },
    conflicts: store.conflicts.countWaiting(),
    held: store.outbox.count(null, ['asked', 'held']) + store.suspects.failing(MAX_WAITING).length,
    failed: store.outbox.count(null, ['failed']) + store.links.withRefusals().length,
  };
}

function mismatchesOf(counts: TaskCounts): string[] {
  const expected = counts.hub - counts.dormant;
  const told: string[] = [];
  for (const replica of ['todoist', 'things'] as const) {
    if (counts[replica] < expected)
      told.push(`${replica} shows ${counts[replica]} open tasks, the hub has ${counts.hub}`);
  }
  return told;
}

function waitingOf(run: Pick<Run, 'store'>): Waiting[] {
  // What waits for a person comes last: it wakes nothing, and must not hide what does.
  const states = [['held', 'failed', 'sent', 'queued'], ['asked']] as const;
  const entries = states.flatMap((some) =>
    (['todoist', 'things'] as const).flatMap((replica) => run.store.outbox.ofReplica(replica, some, 50)),
  );
  const refusals = run.store.links.withRefusals().map((link) => refusalLine(run, link));
  const lookUps = run.store.suspects.failing(MAX_WAITING).map((suspect) => lookUpLine(run, suspect));
  return [...entries.map((entry) => waitingLine(run, entry)), ...refusals, ...lookUps].slice(0, MAX_WAITING);
}

function waitingLine(run: Pick<Run, 'store'>, entry: OutboxEntry): Waiting {
  return {
    operation: entry.id,
    replica: entry.replica,
    task: entry.taskId,
    title: titleOf(run.store, entry),
    state: entry.state,
    reason: entry.reason,
    retryAt: entry.retryAt,
  };
}

/** The title of the task, or the name of the container, that an entry is about. */
function titleOf(store: Store, { taskId: task, containerId }: OutboxEntry): string {
  if (task !== null) return store.tasks.get(task)?.fields.title ?? '';
  if (containerId === null) return '';
  return store.containers.get(containerId)?.name ?? '';
}

function lookUpLine({ store }: Pick<Run, 'store'>, { remoteId: id, reason, retryAt }: Suspect): Waiting {
  const task = store.links.byRemoteId('todoist', id)?.taskId ?? store.links.bySubtask(id);
  return {
    operation: '',
    replica: 'todoist',
    task,
    title: (task === null ? null : store.tasks.get(task))?.fields.title ?? '',
    state: 'held',
    reason: `Todoist does not say whether this is still there: ${reason ?? 'no reason given'}`,
    retryAt,
  };
}

function refusalLine(run: Pick<Run, 'store'>, link: Link): Waiting {
  return {
    operation: '',
    replica: link.replica,
    task: link.taskId,
    title: run.store.tasks.get(link.taskId)?.fields.title ?? '',
    state: 'failed',
    reason: refusalWords(run, link),
    retryAt: null,
  };
}

/** What a replica did not keep, with both values, and what the app said to it. */
function refusalWords({ store }: Pick<Run, 'store'>, link: Link): string {
  const side = replicaTitle(link.replica);
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
  const next = waits ? ['Choose between the two: npm run sync -- conflicts'] : [];
  return [...sentences, ...(said === '' ? [] : [`${side}${said}`]), ...next].join(' ');
}

function noticesOf(run: Run): string[] {
  const notices: string[] = stopped(run.stops).map((stop) => stopWords(stop));
  if (run.account !== null && !run.account.deadlines) {
    notices.push('This Todoist plan has no deadlines: they stay in Things.');
  }
  for (const { containerId } of run.book.refusedBy('things')) {
    const heading = run.book.get(containerId);
    if (heading === null) continue;
    const project = run.book.pathText(heading.parent);
    notices.push(
      `${CANNOT_MOVE_HEADINGS}: “${heading.name}” was moved to ${project} in Todoist, and its to-dos stand there in Things without it. Make a heading of that name there, and they go below it.`,
    );
  }
  const aside = run.receipt?.setAside ?? [];
  if (aside.length > 0) notices.push(describeSetAside(aside));
  if (run.receipt !== null && !isZone(run.receipt.zone)) {
    notices.push(
      `The Mac’s time zone “${run.receipt.zone}” is not known: tasks with a time of a certain zone go to Things without their day. Set the zone in System Settings › General › Date & Time.`,
    );
  }
  for (const link of run.book.refusedBy('todoist')) {
    notices.push(
      `Todoist can't have “${link.name}” (${link.refused ?? ''}): its tasks stand in the nearest place and carry its name as a label.`,
    );
  }
  return notices;
}

/** What the agent could not read of Things, in one sentence. */
function describeSetAside(aside: NonNullable<Receipt['setAside']>): string {
  const named = aside.slice(0, MAX_ASIDE_NAMED).map(({ id, title, reason }) => {
    const name = title === '' ? id : `\u201c${title}\u201d`;
    return `${name} (${reason})`;
  });
  const rest = aside.length > named.length ? `, and ${aside.length - named.length} more` : '';
  const count = aside.length === 1 ? '1 to-do' : `${aside.length} to-dos`;
  return `${count} could not be read: ${named.join(', ')}${rest}. Everything else is synced, and nothing follows from what is not read.`;
}

/** A conflict record as a client gets it. */
export function conflictEntry(store: Store, record: ConflictRecord): ConflictEntry {
  const { taskId: task, ...rest } = record;
  return { ...rest, task, title: store.tasks.get(task)?.fields.title ?? '' };
}
