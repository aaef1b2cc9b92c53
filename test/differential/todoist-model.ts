/**
 * A small model of what Todoist's documents say about tasks, projects, sections and labels, for comparison with the
 * emulator. Written from the documents alone: it must not import the emulator, nor anything of ours.
 */

/** A command with the model's own keys instead of ids. */
export interface ModelCommand {
  readonly type: string;
  readonly uuid: string;
  /** The key of what the command creates; also its temporary id. */
  readonly key?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A due as the model keeps it; `days` and `fromDone` are of series only. */
export interface ModelDue {
  readonly date: string;
  readonly string: string;
  readonly isRecurring: boolean;
}

/** A task; `rank` grows with each time that it becomes the last of its list. */
export interface ModelItem {
  content: string;
  priority: number;
  labels: string[];
  project: string;
  section: string | null;
  parent: string | null;
  checked: boolean;
  deleted: boolean;
  due: ModelDue | null;
  rank: number;
}

interface ModelProject {
  name: string;
  parent: string | null;
  archived: boolean;
  deleted: boolean;
}

interface ModelSection {
  name: string;
  project: string;
  archived: boolean;
  deleted: boolean;
}

interface ModelLabel {
  name: string;
  deleted: boolean;
}

/** The key of the Inbox. */
export const INBOX = 'inbox';

const DAY_MS = 86_400_000;
const SERIES = /^every(!?) (?:(\d+) days|day)$/;

class Refused extends Error {
  override readonly name = 'Refused';
}

function refuseUnless(condition: boolean): asserts condition {
  if (!condition) throw new Refused();
}

function textOf(value: unknown): string {
  refuseUnless(typeof value === 'string');
  return value;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The account as the documents describe it. */
export class TodoistModel {
  readonly items = new Map<string, ModelItem>();
  readonly projects = new Map<string, ModelProject>([
    [INBOX, { name: 'Inbox', parent: null, archived: false, deleted: false }],
  ]);
  readonly sections = new Map<string, ModelSection>();
  readonly labels = new Map<string, ModelLabel>();
  /** Today, as `YYYY-MM-DD`. */
  today: string;
  readonly #done = new Set<string>();
  #rank = 0;

  constructor(today: string) {
    this.today = today;
  }

  /** Applies a command; false when it is to be refused. A uuid that was done before is done, without an effect. */
  apply(command: ModelCommand): boolean {
    if (this.#done.has(command.uuid)) return true;
    try {
      this.#run(command);
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
    this.#done.add(command.uuid);
    return true;
  }

  /** Whether a full read shows a task. */
  isActive(item: ModelItem): boolean {
    if (item.checked || item.deleted || this.projects.get(item.project)?.archived !== false) return false;
    return item.section === null || this.sections.get(item.section)?.archived === false;
  }

  #run({ type, key = '', args }: ModelCommand): void {
    const [family = '', ...verb] = type.split('_');
    if (family === 'item') this.#runItem(verb.join('_'), key, args);
    else if (family === 'project') this.#runProject(verb.join('_'), key, args);
    else if (family === 'section') this.#runSection(verb.join('_'), key, args);
    else if (family === 'label') this.#runLabel(verb.join('_'), key, args);
    else throw new Refused();
  }

  #runItem(verb: string, key: string, args: ModelCommand['args']): void {
    if (verb === 'add') return this.#addItem(key, args);
    const item = this.#item(args['id']);
    switch (verb) {
      case 'update':
        return this.#updateItem(item, args);
      case 'move':
        return this.#moveItem(item, args);
      case 'close':
        return item.checked ? undefined : this.#closeItem(item);
      case 'complete':
        return this.#completeTree(item);
      case 'uncomplete':
        return this.#reopen(item);
      case 'delete':
        for (const one of this.#tree(item)) one.deleted = true;
        return undefined;
      default:
        throw new Refused();
    }
  }

  #addItem(key: string, args: ModelCommand['args']): void {
    const { content, priority, labels, due } = this.#fields(args);
    refuseUnless(content !== undefined);
    const place = this.#place(args);
    this.items.set(key, {
      content,
      priority: priority ?? 1,
      labels: labels ?? [],
      ...place,
      checked: false,
      deleted: false,
      due: due ?? null,
      rank: this.#nextRank(),
    });
  }

  #updateItem(item: ModelItem, args: ModelCommand['args']): void {
    const { content, priority, labels, due } = this.#fields(args);
    if (content !== undefined) item.content = content;
    if (priority !== undefined) item.priority = priority;
    if (labels !== undefined) item.labels = labels;
    if (due !== undefined) item.due = due;
  }

  #fields(args: ModelCommand['args']): {
    readonly content?: string;
    readonly priority?: number;
    readonly labels?: string[];
    readonly due?: ModelDue | null;
  } {
    const { content, priority, labels, due } = args;
    if (content !== undefined) refuseUnless(typeof content === 'string' && content !== '');
    if (priority !== undefined) refuseUnless(typeof priority === 'number' && priority >= 1 && priority <= 4);
    return {
      ...(typeof content === 'string' ? { content } : {}),
      ...(typeof priority === 'number' ? { priority } : {}),
      ...(Array.isArray(labels) ? { labels: [...new Set(labels.map(String))] } : {}),
      ...(due === undefined ? {} : { due: this.#due(due) }),
    };
  }

  /** A date alone is no series; a series is named by its phrase, and begins today unless a date comes with it. */
  #due(given: unknown): ModelDue | null {
    if (given === null) return null;
    const { date, string, isRecurring } = given as Partial<ModelDue>;
    if (date !== undefined && isRecurring !== true) return { date, string: date, isRecurring: false };
    refuseUnless(string !== undefined && SERIES.test(string));
    return { date: date ?? this.today, string, isRecurring: true };
  }

  #place(args: ModelCommand['args']): Pick<ModelItem, 'project' | 'section' | 'parent'> {
    if (args['parentId'] !== undefined) {
      const parent = this.#item(args['parentId']);
      return { project: parent.project, section: parent.section, parent: textOf(args['parentId']) };
    }
    if (args['sectionId'] !== undefined) {
      const section = this.#section(args['sectionId']);
      return { project: section.project, section: textOf(args['sectionId']), parent: null };
    }
    const project = textOf(args['projectId'] ?? INBOX);
    this.#project(project);
    return { project, section: null, parent: null };
  }

  #moveItem(item: ModelItem, args: ModelCommand['args']): void {
    const targets = ['projectId', 'sectionId', 'parentId'].filter((name) => args[name] !== undefined);
    refuseUnless(targets.length === 1);
    const place = this.#place(args);
    const tree = this.#tree(item);
    refuseUnless(place.parent === null || !tree.includes(this.#item(place.parent)));
    for (const moved of tree) {
      moved.project = place.project;
      moved.section = place.section;
    }
    item.parent = place.parent;
    item.rank = this.#nextRank();
  }

  /** A series goes to its next date after today and after its own; counted from today with `!`. */
  #closeItem(item: ModelItem): void {
    const match = item.due?.isRecurring === true ? SERIES.exec(item.due.string) : null;
    if (match === null || item.due === null) return this.#completeTree(item);
    const step = Number(match[2] ?? 1);
    let date = match[1] === '!' ? this.today : item.due.date;
    do date = addDays(date, step);
    while (date <= this.today);
    item.due = { ...item.due, date };
  }

  #completeTree(item: ModelItem): void {
    for (const one of this.#tree(item)) one.checked = true;
  }

  /** Completed ancestors and an archived section come back too, each to the end of its list. */
  #reopen(item: ModelItem): void {
    if (!item.checked) return;
    const parent = item.parent === null ? undefined : this.items.get(item.parent);
    if (parent !== undefined && !parent.deleted) this.#reopen(parent);
    const section = item.section === null ? undefined : this.sections.get(item.section);
    if (section !== undefined && !section.deleted) section.archived = false;
    item.checked = false;
    item.rank = this.#nextRank();
  }

  #runProject(verb: string, key: string, args: ModelCommand['args']): void {
    const name = typeof args['name'] === 'string' ? args['name'] : undefined;
    const parent = args['parentId'] == null ? null : textOf(args['parentId']);
    if (parent !== null) this.#project(parent);
    if (verb === 'add') {
      refuseUnless(name !== undefined && name !== '');
      this.projects.set(key, { name, parent, archived: false, deleted: false });
      return;
    }
    const id = textOf(args['id']);
    const project = this.#project(id);
    if (verb === 'update') {
      refuseUnless(name !== '');
      project.name = name ?? project.name;
      return;
    }
    if (verb === 'unarchive') {
      if (project.archived) Object.assign(project, { archived: false, parent: null });
      return;
    }
    refuseUnless(id !== INBOX);
    const tree = this.#projectTree(id);
    if (verb === 'move') {
      refuseUnless(parent === null || !tree.includes(parent));
      project.parent = parent;
    } else if (verb === 'archive') {
      for (const one of tree) this.#project(one).archived = true;
    } else {
      refuseUnless(verb === 'delete');
      for (const one of tree) this.#deleteProject(one);
    }
  }

  #deleteProject(id: string): void {
    this.#project(id).deleted = true;
    for (const section of this.sections.values()) if (section.project === id) section.deleted = true;
    for (const item of this.items.values()) if (item.project === id) item.deleted = true;
  }

  #runSection(verb: string, key: string, args: ModelCommand['args']): void {
    const name = typeof args['name'] === 'string' ? args['name'] : undefined;
    if (verb === 'add') {
      this.#project(args['projectId']);
      refuseUnless(name !== undefined && name !== '');
      this.sections.set(key, { name, project: textOf(args['projectId']), archived: false, deleted: false });
      return;
    }
    const section = this.#section(args['id']);
    const items = [...this.items.values()].filter((item) => item.section === args['id'] && !item.deleted);
    switch (verb) {
      case 'update':
        refuseUnless(name !== '');
        section.name = name ?? section.name;
        return;
      case 'move':
        this.#project(args['projectId']);
        section.project = textOf(args['projectId']);
        for (const item of items) item.project = section.project;
        return;
      case 'archive':
        section.archived = true;
        return;
      case 'unarchive':
        section.archived = false;
        return;
      case 'delete':
        section.deleted = true;
        for (const item of items) for (const one of this.#tree(item)) one.deleted = true;
        return;
      default:
        throw new Refused();
    }
  }

  #runLabel(verb: string, key: string, args: ModelCommand['args']): void {
    const name = typeof args['name'] === 'string' ? args['name'] : undefined;
    const isTaken = [...this.labels.values()].some((label) => !label.deleted && label.name === name);
    if (verb === 'add') {
      refuseUnless(name !== undefined && name !== '' && !isTaken);
      this.labels.set(key, { name, deleted: false });
      return;
    }
    const label = this.labels.get(textOf(args['id']));
    refuseUnless(label !== undefined && !label.deleted);
    if (verb === 'update') {
      refuseUnless(name === undefined || name === label.name || !isTaken);
      if (name !== undefined) this.#relabel(label.name, name);
      label.name = name ?? label.name;
      return;
    }
    label.deleted = true;
    this.#relabel(label.name, null);
  }

  #relabel(from: string, to: string | null): void {
    for (const item of this.items.values()) {
      if (item.deleted || !item.labels.includes(from)) continue;
      const renamed = item.labels.flatMap((name) => (name !== from ? [name] : to === null ? [] : [to]));
      item.labels = [...new Set(renamed)];
    }
  }

  #item(id: unknown): ModelItem {
    const item = this.items.get(textOf(id));
    refuseUnless(item !== undefined && !item.deleted);
    return item;
  }

  #project(id: unknown): ModelProject {
    const project = this.projects.get(textOf(id));
    refuseUnless(project !== undefined && !project.deleted);
    return project;
  }

  #section(id: unknown): ModelSection {
    const section = this.sections.get(textOf(id));
    refuseUnless(section !== undefined && !section.deleted);
    return section;
  }

  #tree(item: ModelItem): readonly ModelItem[] {
    const found = [item];
    for (const parent of found) {
      for (const child of this.items.values()) {
        const above = child.parent === null ? undefined : this.items.get(child.parent);
        if (above === parent && !child.deleted) found.push(child);
      }
    }
    return found;
  }

  #projectTree(id: string): readonly string[] {
    const found = [id];
    for (const parent of found) {
      for (const [childId, child] of this.projects) {
        if (child.parent === parent && !child.deleted) found.push(childId);
      }
    }
    return found;
  }

  #nextRank(): number {
    this.#rank += 1;
    return this.#rank;
  }
}
