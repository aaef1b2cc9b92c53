/** Random command sequences from a seed: mostly sensible ones, some that are to be refused. Knows no emulator. */
import { INBOX } from './todoist-model.ts';
import type { ModelCommand, TodoistModel } from './todoist-model.ts';

/** Numbers that look random and depend on the seed alone. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  /** One of the values. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}

/** A well-formed id that names nothing. */
const NOBODY = '6X7rM8997g3RQmvh';
const NAMES = ['red', 'green', 'blue', 'gray'];
const PHRASES = ['every day', 'every 3 days', 'every! 2 days', 'every blue moon'];
/** Command types; the often named ones come often. */
const TYPES = [
  'item_add',
  'item_add',
  'item_add',
  'item_add',
  'item_update',
  'item_update',
  'item_move',
  'item_close',
  'item_close',
  'item_complete',
  'item_uncomplete',
  'item_uncomplete',
  'item_delete',
  'project_add',
  'project_update',
  'project_move',
  'project_archive',
  'project_unarchive',
  'project_delete',
  'section_add',
  'section_update',
  'section_move',
  'section_archive',
  'section_unarchive',
  'section_delete',
  'label_add',
  'label_update',
  'label_delete',
  'item_nonsense',
];

/** Makes one command after the other, seen from the model as it stands. */
export class CommandMaker {
  readonly #random: SeededRandom;
  readonly #model: TodoistModel;
  #counter = 0;

  constructor(random: SeededRandom, model: TodoistModel) {
    this.#random = random;
    this.#model = model;
  }

  /** The next command. */
  next(): ModelCommand {
    this.#counter += 1;
    const type = this.#random.pick(TYPES);
    const uuid = `uuid-${String(this.#counter)}`;
    const args = this.#args(type);
    return type.endsWith('_add')
      ? { type, uuid, key: `${type.charAt(0)}${String(this.#counter)}`, args }
      : { type, uuid, args };
  }

  #args(type: string): Readonly<Record<string, unknown>> {
    switch (type) {
      case 'item_add':
        return { content: this.#text(), ...this.#itemFields(), ...this.#place() };
      case 'item_update':
        return {
          id: this.#item(),
          ...(this.#chance(2) ? { content: this.#text() } : {}),
          ...this.#itemFields(),
        };
      case 'item_move':
        return { id: this.#item(), ...this.#place(), ...(this.#chance(20) ? { projectId: INBOX } : {}) };
      case 'item_complete':
        return { id: this.#item(), completedAt: '2026-03-04T08:00:00Z' };
      case 'project_add':
        return { name: this.#text(), ...(this.#chance(3) ? { parentId: this.#openProject() } : {}) };
      case 'project_update':
        return { id: this.#project(), name: this.#text() };
      case 'project_move':
        return { id: this.#project(), parentId: this.#chance(3) ? null : this.#openProject() };
      case 'section_add':
        return { name: this.#text(), projectId: this.#openProject() };
      case 'section_update':
        return { id: this.#section(), name: this.#text() };
      case 'section_move':
        return { id: this.#section(), projectId: this.#openProject() };
      case 'label_add':
        return { name: this.#random.pick(NAMES) };
      case 'label_update':
        return { id: this.#key(this.#model.labels), name: this.#random.pick(NAMES) };
      case 'label_delete':
        return { id: this.#key(this.#model.labels) };
      default:
        return { id: this.#target(type) };
    }
  }

  #target(type: string): string {
    const checked = keysWhere(this.#model.items, (item) => item.checked && !item.deleted);
    if (type === 'item_uncomplete' && !this.#chance(3)) return this.#oneOf(checked);
    if (type.startsWith('item')) return this.#item();
    return type.startsWith('project') ? this.#project() : this.#section();
  }

  #itemFields(): Readonly<Record<string, unknown>> {
    return {
      ...(this.#chance(3) ? { priority: this.#random.pick([1, 2, 3, 4, 4, 5]) } : {}),
      ...(this.#chance(3) ? { labels: [this.#random.pick(NAMES), this.#random.pick(NAMES)] } : {}),
      ...(this.#chance(2) ? { due: this.#due() } : {}),
    };
  }

  #due(): unknown {
    const date = `2026-03-${String(1 + this.#random.below(28)).padStart(2, '0')}`;
    switch (this.#random.below(5)) {
      case 0:
        return null;
      case 1:
        return { date };
      case 2:
        return { date, string: this.#random.pick(PHRASES.slice(0, 3)), isRecurring: true };
      default:
        return { string: this.#random.pick(PHRASES) };
    }
  }

  /** Archived places are left out: nothing is documented about putting something there. */
  #place(): Readonly<Record<string, unknown>> {
    const parents = keysWhere(this.#model.items, (item) => this.#model.isActive(item));
    const sections = keysWhere(
      this.#model.sections,
      (section) => !section.archived && this.#model.projects.get(section.project)?.archived === false,
    );
    switch (this.#random.below(4)) {
      case 0:
        return { parentId: this.#oneOf(parents) };
      case 1:
        return { sectionId: this.#oneOf(sections) };
      default:
        return { projectId: this.#openProject() };
    }
  }

  #item(): string {
    return this.#key(this.#model.items);
  }

  #project(): string {
    return this.#key(this.#model.projects);
  }

  #section(): string {
    return this.#key(this.#model.sections);
  }

  #openProject(): string {
    return this.#oneOf(keysWhere(this.#model.projects, (project) => !project.archived && !project.deleted));
  }

  #key(map: ReadonlyMap<string, unknown>): string {
    return this.#oneOf([...map.keys()]);
  }

  #oneOf(keys: readonly string[]): string {
    if (keys.length === 0 || this.#chance(30)) return this.#chance(2) ? NOBODY : 'no-such-temporary-id';
    return this.#random.pick(keys);
  }

  #text(): string {
    return this.#chance(25) ? '' : `text ${String(this.#random.below(1000))}`;
  }

  #chance(oneIn: number): boolean {
    return this.#random.below(oneIn) === 0;
  }
}

function keysWhere<T>(map: ReadonlyMap<string, T>, test: (value: T) => boolean): readonly string[] {
  return [...map].filter(([, value]) => test(value)).map(([key]) => key);
}
