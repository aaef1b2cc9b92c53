// A Things library in memory, as an agent tells of it and writes to it. For tests in which the test itself plays the agent; it
// knows nothing of the app's rules beyond what the operations say.

import { parseCivilDate, parseClockTime } from '../../src/model/dates.ts';
import { remoteId, type RemoteId } from '../../src/model/ids.ts';
import type {
  ThingsAcknowledgement,
  ThingsFields,
  ThingsOperation,
} from '../../src/protocol/things-operation.ts';
import type { ThingsContainer, ThingsTodo } from '../../src/protocol/things-row.ts';

/** A library that starts empty. Ids are counted. */
export class ThingsLibrary {
  readonly todos = new Map<RemoteId, ThingsTodo>();
  readonly containers = new Map<RemoteId, ThingsContainer>();
  #ids = 0;

  /** Adds a to-do as a person would; gives its id. */
  add(title: string, changes: Partial<ThingsTodo> = {}): RemoteId {
    const id = this.#newId('todo');
    this.#put({ ...EMPTY_TODO, id, title, ...changes });
    return id;
  }

  /** Adds an area, project or heading as a person would; gives its id. */
  addContainer(kind: ThingsContainer['kind'], title: string, parent: RemoteId | null = null): RemoteId {
    const id = this.#newId(kind);
    this.containers.set(id, { id, kind, title, parent, gone: false });
    return id;
  }

  /** Gives a container another title as a person would. */
  renameContainer(id: RemoteId, title: string): void {
    this.#changeContainer(id, { title });
  }

  /** Moves a project to another area, or a heading to another project, as a person would. */
  moveContainer(id: RemoteId, parent: RemoteId | null): void {
    this.#changeContainer(id, { parent });
  }

  /** Completes or trashes a container as a person would. */
  closeContainer(id: RemoteId): void {
    this.#changeContainer(id, { gone: true });
  }

  /** Changes a to-do as a person would. */
  edit(id: RemoteId, changes: Partial<ThingsTodo>, changedAt: number | null = null): void {
    this.#put({ ...this.todo(id), ...changes, changedAt });
  }

  /** The to-do of this id; throws when there is none. */
  todo(id: RemoteId): ThingsTodo {
    const todo = this.todos.get(id);
    if (todo === undefined) throw new Error(`no to-do ${id}`);
    return todo;
  }

  /** The one to-do of this title; throws when there is not exactly one. */
  titled(title: string): ThingsTodo {
    const [first, ...more] = [...this.todos.values()].filter((todo) => todo.title === title);
    if (first === undefined || more.length > 0)
      throw new Error(`${more.length + (first ? 1 : 0)} to-dos “${title}”`);
    return first;
  }

  /** Carries an operation out and tells of it, as the agent does. */
  carryOut(operation: ThingsOperation): ThingsAcknowledgement {
    switch (operation.kind) {
      case 'create_todo': {
        const id = this.add('');
        return this.#write(operation.id, id, operation.fields);
      }
      case 'update_todo':
      case 'restore_todo':
        if (!this.todos.has(remoteId(operation.thingsId))) return gone(operation.id);
        return this.#write(operation.id, remoteId(operation.thingsId), operation.fields, { trashed: false });
      case 'trash_todo':
        if (!this.todos.has(remoteId(operation.thingsId))) return gone(operation.id);
        return this.#write(operation.id, remoteId(operation.thingsId), {}, { trashed: true });
      case 'create_container':
        return this.#make(operation);
      case 'rename_container': {
        const id = remoteId(operation.thingsId);
        const container = this.containers.get(id);
        if (container !== undefined) this.containers.set(id, { ...container, title: operation.title });
        return { operation: operation.id, outcome: 'done', thingsId: id, row: null, error: null };
      }
      case 'move_container': {
        const id = remoteId(operation.thingsId);
        const area = operation.area?.id ?? null;
        this.moveContainer(id, area === null ? null : remoteId(area));
        return { operation: operation.id, outcome: 'done', thingsId: id, row: null, error: null };
      }
    }
  }

  #make(operation: Extract<ThingsOperation, { kind: 'create_container' }>): ThingsAcknowledgement {
    const parent = operation.parent?.id ?? null;
    const id = this.addContainer(
      operation.container,
      operation.title,
      parent === null ? null : remoteId(parent),
    );
    const headings = operation.headings.map((title) => ({
      title,
      id: this.addContainer('heading', title, id),
    }));
    return { operation: operation.id, outcome: 'done', thingsId: id, row: null, headings, error: null };
  }

  #write(
    operation: string,
    id: RemoteId,
    fields: ThingsFields,
    more: Partial<ThingsTodo> = {},
  ): ThingsAcknowledgement {
    this.#put({ ...this.todo(id), ...more, ...this.#rowOf(fields) });
    return { operation, outcome: 'done', thingsId: id, row: this.todo(id), error: null };
  }

  #rowOf({ start, place, checklist, deadline, ...plain }: ThingsFields): Partial<ThingsTodo> {
    return {
      ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
      ...(start === undefined ? {} : startOf(start)),
      ...(place === undefined ? {} : { area: null, project: null, heading: null, ...placeOf(place) }),
      ...(deadline === undefined ? {} : { deadline: deadline === null ? null : parseCivilDate(deadline) }),
      // As in the app, a list that is written anew has new lines.
      ...(checklist && { checklist: checklist.map((line) => ({ ...line, id: this.#newId('line') })) }),
    };
  }

  #changeContainer(id: RemoteId, changes: Partial<ThingsContainer>): void {
    const container = this.containers.get(id);
    if (container === undefined) throw new Error(`no container ${id}`);
    this.containers.set(id, { ...container, ...changes });
  }

  #put(todo: ThingsTodo): void {
    const { digest: _digest, changedAt: _at, ...told } = todo;
    this.todos.set(todo.id, { ...todo, digest: `${todo.id}/${checksum(JSON.stringify(told))}` });
  }

  #newId(kind: string): RemoteId {
    this.#ids += 1;
    return remoteId(`${kind}-${this.#ids}`);
  }
}

const EMPTY_TODO: Omit<ThingsTodo, 'id' | 'title'> = {
  notes: '',
  status: 'open',
  trashed: false,
  list: 'inbox',
  startDate: null,
  evening: false,
  reminder: null,
  deadline: null,
  area: null,
  project: null,
  heading: null,
  tags: [],
  checklist: [],
  template: null,
  createdAt: null,
  changedAt: null,
  digest: '-',
};

function gone(operation: string): ThingsAcknowledgement {
  return { operation, outcome: 'gone', thingsId: null, row: null, error: null };
}

function startOf(start: NonNullable<ThingsFields['start']>): Partial<ThingsTodo> {
  if (typeof start === 'string') return { list: start, startDate: null, evening: false, reminder: null };
  return {
    list: 'anytime',
    startDate: parseCivilDate(start.date),
    evening: start.evening,
    reminder: start.reminder === null ? null : parseClockTime(start.reminder),
  };
}

function placeOf(place: ThingsFields['place']): Partial<ThingsTodo> {
  return place?.id == null ? {} : { [place.kind]: remoteId(place.id) };
}

function checksum(text: string): string {
  let sum = 7;
  for (const character of text) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
}
