// A third replica, in memory: a phone that knows titles, notes and whether a task is done. It exists for tests alone; nothing of src
// knows it.

import { operationId, remoteId, type RemoteId, type ReplicaName } from '../../src/model/ids.ts';
import { newLink, tombstone, type Link, type Observation } from '../../src/model/link.ts';
import type { ReplicaProfile } from '../../src/model/profile.ts';
import { pickFields, type FieldName, type SomeFields } from '../../src/model/task.ts';
import type { OutboxEntry } from '../../src/hub/store.ts';
import { canTakeCounterpart } from '../../src/sync/observe/made-counterpart.ts';
import { processReadBack } from '../../src/sync/observe/read-backs.ts';
import { asOperation } from '../../src/sync/plan/outbox-entry.ts';
import { recordDone } from '../../src/sync/record.ts';
import type { Replica, Pass, ReplicaRead, Visit } from '../../src/sync/unit-of-work.ts';

const NAME: ReplicaName = 'mobile:test';
const HELD: ReadonlySet<FieldName> = new Set(['title', 'notes', 'status']);
const MAX_OPERATIONS = 100;

/** A task as the phone has it. */
export interface PhoneTask {
  readonly id: RemoteId;
  readonly title: string;
  readonly notes: string | null;
  readonly done: boolean;
  /** Epoch ms of its last edit by a person; null: it was written by us. */
  readonly editedAt: number | null;
}

/** What the phone is told. */
export interface PhoneOperation {
  readonly id: string;
  readonly kind: OutboxEntry['kind'];
  /** null for a task that is to be made. */
  readonly task: RemoteId | null;
  readonly fields: SomeFields;
}

/** An operation that was carried out. */
interface Done {
  readonly operation: string;
  readonly task: RemoteId;
  /** It made the task. */
  readonly isNew: boolean;
  /** What it brought about, read at once; null where the task is no more. */
  readonly row: PhoneTask | null;
}

/** The phone itself, and what it says of operations that it carried out. */
export class Phone {
  readonly tasks = new Map<RemoteId, PhoneTask>();
  #done: Done[] = [];
  #ids = 0;

  /** Adds a task as a person would. */
  add(title: string, editedAt: number): RemoteId {
    return this.#put({ id: this.#newId(), title, notes: null, done: false, editedAt }).id;
  }

  /** Changes a task as a person would. */
  edit(title: string, change: Partial<PhoneTask>, editedAt: number): void {
    this.#put({ ...this.titled(title), ...change, editedAt });
  }

  /** The one task of this title; throws when there is not exactly one. */
  titled(title: string): PhoneTask {
    const [first, ...more] = [...this.tasks.values()].filter((task) => task.title === title);
    if (first === undefined || more.length > 0) throw new Error(`not one task “${title}”`);
    return first;
  }

  /** Carries an operation out. The acknowledgement goes with the next visit. */
  carryOut({ id, kind, task, fields }: PhoneOperation): void {
    const target = task ?? this.#newId();
    const before = this.tasks.get(target);
    if (kind === 'delete') this.tasks.delete(target);
    else
      this.#put({
        id: target,
        title: fields.title ?? before?.title ?? '',
        notes: fields.notes === undefined ? (before?.notes ?? null) : fields.notes,
        done: fields.status === undefined ? (before?.done ?? false) : fields.status !== 'open',
        editedAt: null,
      });
    const row = this.tasks.get(target) ?? null;
    this.#done.push({ operation: id, task: target, row, isNew: before === undefined });
  }

  /** What it brings when it comes. With `acknowledges: false` it keeps what it carried out to itself. */
  visit({ acknowledges = true } = {}): Visit<PhoneOperation> {
    const done = acknowledges ? this.#done.splice(0) : [];
    // What was made is taken when its creation is told as done, and not before.
    const untold = new Set(this.#done.filter(({ isNew }) => isNew).map(({ task }) => task));
    const tasks = [...this.tasks.values()].filter(({ id }) => !untold.has(id));
    return {
      replica: NAME,
      dryRun: false,
      known: {},
      acknowledge: done.length === 0 ? null : (pass) => takeDone(pass, done),
      show: () => ({ replicaRead: showingOf(tasks), resyncRequest: null }),
      whyNotWhole: null,
      take: takeDue,
    };
  }

  #put(task: PhoneTask): PhoneTask {
    this.tasks.set(task.id, task);
    return task;
  }

  #newId(): RemoteId {
    this.#ids += 1;
    return remoteId(`phone-${this.#ids}`);
  }
}

function showingOf(tasks: readonly PhoneTask[]): ReplicaRead {
  return {
    replica: NAME,
    known: {},
    isWhole: true,
    isComplete: true,
    outcomesKnown: false,
    content: [tasks],
    isCurrent: () => true,
    open: (pass) => ({
      containers: [],
      observations: () => [...tasks.map(observationOf), ...goneFrom(pass, tasks)],
      commit: () => undefined,
    }),
  };
}

/** The replica that the phone is. */
export function createPhoneReplica(): Replica {
  return {
    name: NAME,
    title: 'the phone',
    isFounding: false,
    own: null,
    known: () => ({}),
    profile: () => PROFILE,
    reinterpret: (shadow) => shadow,
    lines: { areTasks: false },
    restoresAnew: true,
    hidesUnfinished: false,
    places: {
      heldName: (_kind, name) => name,
      fixedKinds: new Set(['area', 'project', 'heading']),
      tellsKinds: false,
      forgivesWithPlace: false,
    },
    readAnew: () => undefined,
    notices: () => [],
    standing: (_run, { contactOf }) => ({ lastVisitAt: contactOf(NAME).seenAt }),
  };
}

const PROFILE: ReplicaProfile = {
  replica: NAME,
  title: 'the phone',
  holds: () => HELD,
  project: (fields) => pickFields(fields, HELD),
  satisfies: (name, held, wanted) => held[name] === wanted[name],
  unsendable: () => [],
  keepsLineIds: true,
};

function observationOf({ id, title, notes, done, editedAt }: PhoneTask): Observation {
  return {
    replica: NAME,
    remoteId: id,
    deleted: false,
    fields: { title, notes, status: done ? 'completed' : 'open' },
    changedAt: editedAt,
    revision: null,
    occurrence: null,
  };
}

function goneFrom(pass: Pass, tasks: readonly PhoneTask[]): readonly Observation[] {
  const there = new Set(tasks.map(({ id }) => id));
  return pass.store.links
    .active(NAME)
    .filter((link) => !there.has(link.remoteId))
    .map((link) => tombstone(NAME, link.remoteId));
}

function takeDue(pass: Pass): readonly PhoneOperation[] {
  return pass.store.outbox.due(NAME, pass.now, MAX_OPERATIONS).map((entry) => {
    pass.store.outbox.change(entry.id, { state: 'sent', payload: '' });
    const link = entry.taskId === null ? null : pass.store.links.get(entry.taskId, NAME);
    const isNew = entry.kind === 'create' || entry.kind === 'restore';
    return {
      id: entry.id,
      kind: entry.kind,
      task: isNew ? null : (link?.remoteId ?? null),
      fields: entry.fields,
    };
  });
}

function takeDone(pass: Pass, done: readonly Done[]): void {
  for (const { operation, task, row } of done) {
    const entry = pass.store.outbox.get(operationId(operation));
    if (entry?.state !== 'sent' || entry.taskId === null) continue;
    pass.store.outbox.remove(entry.id);
    pass.touched.add(entry.taskId);
    recordDone(pass, { entry, title: entry.fields.title ?? '', after: entry.fields });
    if (!canTakeCounterpart(pass, { task: entry.taskId, replica: NAME, made: task })) continue;
    pass.store.links.put(linkAfter(pass, entry, row === null ? null : observationOf(row), task));
  }
}

function linkAfter(pass: Pass, entry: OutboxEntry, observation: Observation | null, id: RemoteId): Link {
  if (entry.taskId === null) throw new Error('the phone is told of tasks only');
  const isNew = entry.kind === 'create' || entry.kind === 'restore';
  const made = newLink(entry.taskId, NAME, id);
  const link = isNew ? made : (pass.store.links.get(entry.taskId, NAME) ?? made);
  if (entry.kind === 'delete') return { ...link, state: 'deleted' };
  const operation = asOperation(entry, entry.taskId);
  return processReadBack(pass, { link, operation, observation, profile: PROFILE, said: null });
}
