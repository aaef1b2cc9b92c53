// A small model of the documented Things rules, for checking the emulator: rows as plain objects, days as numbers.
// Written from the reference alone; shares no code with the emulator and knows neither files nor URLs.

/** Status words, as scripts name them. */
export type ModelStatus = 'open' | 'completed' | 'canceled';

/** A checklist item. */
interface ModelCheck {
  readonly title: string;
  readonly done: boolean;
}

/** One to-do, project or heading. Days count from 1970-01-01, times are minutes, stamps are seconds. */
export interface ModelItem {
  readonly key: string;
  readonly kind: 'todo' | 'project' | 'heading';
  title: string;
  notes: string;
  status: ModelStatus;
  stop: number | null;
  created: number;
  modified: number;
  trashed: boolean;
  start: 0 | 1 | 2;
  day: number | null;
  evening: boolean;
  reminder: number | null;
  deadline: number | null;
  suppressed: number | null;
  area: string | null;
  project: string | null;
  heading: string | null;
  tags: readonly string[];
  checks: readonly ModelCheck[];
}

/** Where an item may sit. */
export interface ModelPlace {
  readonly area: string | null;
  readonly project: string | null;
  readonly heading: string | null;
}

/** What `when` can say. */
export type ModelWhen =
  | { readonly kind: 'anytime' | 'someday' }
  | {
      readonly kind: 'day';
      readonly day: number;
      readonly evening: boolean;
      readonly reminder?: number | null;
    };

/** Item that sits nowhere. */
export const NOWHERE: ModelPlace = { area: null, project: null, heading: null };

type Changes = Partial<Omit<ModelItem, 'key' | 'kind' | 'modified'>>;

/** The whole library as the rules see it. */
export class ThingsModel {
  readonly items = new Map<string, ModelItem>();
  /** Key to name. */
  readonly areas = new Map<string, string>();
  /** Name as first written, by its lower-case form, with the lower-case name of the tag above. */
  readonly tags = new Map<string, { readonly name: string; parent: string | null }>();
  now: number;
  readonly #offsetHours: number;
  constructor(now: number, offsetHours: number) {
    this.now = now;
    this.#offsetHours = offsetHours;
    for (const name of ['Errand', 'Home', 'Office', 'Important', 'Pending']) {
      this.tags.set(name.toLowerCase(), { name, parent: null });
    }
  }

  /** Today's day number on the wall clock. */
  get today(): number {
    return Math.floor((this.now + this.#offsetHours * 3600) / 86_400);
  }

  /** Returns an item that must be there. */
  item(key: string): ModelItem {
    const item = this.items.get(key);
    if (item === undefined) throw new Error(`the model has no ${key}`);
    return item;
  }

  /** Lets time pass; what became due is started, without a stamp. */
  pass(seconds: number): void {
    this.now += seconds;
    for (const item of this.items.values()) {
      const isDue = item.start === 2 && item.day !== null && item.day <= this.today;
      if (isDue && item.status === 'open' && !item.trashed) item.start = 1;
    }
  }

  /** Makes an item; `start` follows from its place, `when` and `deadline` come on top. */
  create(
    spec: Pick<ModelItem, 'key' | 'kind'> &
      Partial<Pick<ModelItem, 'title' | 'notes' | 'status' | 'tags' | 'checks'>>,
    place: ModelPlace = NOWHERE,
    timing: { readonly when?: ModelWhen | undefined; readonly deadline?: number | undefined } = {},
  ): ModelItem {
    const isPlaced = place.area !== null || place.project !== null || place.heading !== null;
    const item: ModelItem = {
      key: spec.key,
      kind: spec.kind,
      title: spec.title ?? spec.key,
      notes: spec.notes ?? '',
      status: spec.status ?? 'open',
      stop: spec.status === undefined || spec.status === 'open' ? null : this.now,
      created: this.now,
      modified: this.now,
      trashed: false,
      start: isPlaced || spec.kind !== 'todo' ? 1 : 0,
      day: null,
      evening: false,
      reminder: null,
      deadline: timing.deadline ?? null,
      suppressed: null,
      ...place,
      tags: [...(spec.tags ?? [])].toSorted(),
      checks: spec.checks ?? [],
    };
    // A deadline that comes together with `when` is set after it, so nothing is suppressed.
    if (timing.when !== undefined) {
      Object.assign(item, this.#whenChanges({ ...item, deadline: null }, timing.when));
    }
    this.items.set(item.key, item);
    if (item.kind !== 'heading' && item.status === 'open') this.#reopenAbove(item);
    return item;
  }

  /** Writes fields and stamps the item if one differs; the checklist never stamps. */
  change(key: string, changes: Changes): void {
    const item = this.item(key);
    const entries = Object.entries(changes) as [keyof ModelItem, unknown][];
    const isStamped = entries.some(
      ([name, value]) => name !== 'checks' && JSON.stringify(item[name]) !== JSON.stringify(value),
    );
    Object.assign(item, changes);
    if (isStamped) item.modified = this.now;
  }

  /** Applies `when`. */
  schedule(key: string, when: ModelWhen): void {
    this.change(key, this.#whenChanges(this.item(key), when));
  }

  #whenChanges(item: ModelItem, when: ModelWhen): Changes {
    if (when.kind !== 'day') {
      const isOverdue = item.deadline !== null && item.deadline <= this.today;
      return {
        start: when.kind === 'anytime' ? 1 : 2,
        day: null,
        evening: false,
        reminder: null,
        ...(isOverdue ? { suppressed: item.deadline } : {}),
      };
    }
    const isToday = when.day <= this.today;
    const evening = isToday && when.evening;
    const isAlreadyThere = item.start === 1 && item.day !== null && item.day <= this.today;
    const day = isToday && isAlreadyThere && !evening ? item.day : Math.max(when.day, this.today);
    return {
      start: isToday ? 1 : 2,
      day,
      evening,
      reminder: when.reminder === undefined ? item.reminder : when.reminder,
    };
  }

  /** Moves an item; an inbox item starts, an open one reopens what is closed above it. */
  place(key: string, place: ModelPlace): void {
    const item = this.item(key);
    if (item.area === place.area && item.project === place.project && item.heading === place.heading) return;
    const isPlaced = place.area !== null || place.project !== null || place.heading !== null;
    this.change(key, { ...place, start: item.start === 0 && isPlaced ? 1 : item.start });
    if (item.status === 'open' && !item.trashed) this.#reopenAbove(item);
  }

  /** Does what the arrival of an open item does above it. */
  arrive(key: string): void {
    const item = this.item(key);
    if (item.status === 'open') this.#reopenAbove(item);
  }

  /** Moves an item to the inbox: no place, no day, no reminder, but the deadline stays. */
  toInbox(key: string): void {
    this.change(key, { ...NOWHERE, start: 0, day: null, evening: false, reminder: null });
  }

  /** Sets a status; a project takes its open children along when it closes. */
  setStatus(key: string, status: ModelStatus): void {
    const item = this.item(key);
    if (item.status === status) return;
    this.change(key, { status, stop: status === 'open' ? null : (item.stop ?? this.now) });
    if (item.kind === 'project' && status !== 'open') {
      for (const child of this.children(key)) {
        if (child.status === 'open' && !child.trashed) this.setStatus(child.key, status);
      }
    }
    if (status === 'open') this.#reopenAbove(item);
  }

  #reopenAbove(item: ModelItem): void {
    for (const key of [item.heading, item.project]) {
      const parent = key === null ? undefined : this.items.get(key);
      if (parent === undefined) continue;
      if (parent.status !== 'open') this.change(parent.key, { status: 'open', stop: null });
      this.#reopenAbove(parent);
    }
  }

  /** To-dos of a project, those under its headings too. */
  children(key: string): ModelItem[] {
    return [...this.items.values()].filter(
      (item) => item.kind === 'todo' && (item.project === key || this.#projectOf(item) === key),
    );
  }

  #projectOf(item: ModelItem): string | null {
    if (item.project !== null) return item.project;
    return item.heading === null ? null : (this.items.get(item.heading)?.project ?? null);
  }

  /** Deletes an area: open members go to the trash, closed ones only lose it. */
  deleteArea(key: string): void {
    for (const item of this.items.values()) {
      if (item.area !== key) continue;
      if (item.status === 'open' && !item.trashed) this.change(item.key, { trashed: true, area: null });
      else item.area = null;
    }
    this.areas.delete(key);
  }

  /** Deletes a tag with the tags below it; no item is stamped. */
  deleteTag(name: string): void {
    const folded = name.toLowerCase();
    const gone = this.tags.get(folded);
    if (gone === undefined) return;
    this.tags.delete(folded);
    for (const [below, tag] of this.tags) if (tag.parent === folded) this.deleteTag(below);
    for (const item of this.items.values()) item.tags = item.tags.filter((tag) => tag !== gone.name);
  }

  /** Destroys what is in the trash, and every child of a trashed project. */
  emptyTrash(): void {
    for (const item of this.items.values()) if (item.trashed) this.#destroy(item);
  }

  #destroy(item: ModelItem): void {
    this.items.delete(item.key);
    for (const other of this.items.values()) {
      if (other.project === item.key || other.heading === item.key) this.#destroy(other);
    }
  }

  /** Names of known tags among the given ones, each once; with `make`, unknown ones are made. */
  tagNames(names: readonly string[], make: boolean): string[] {
    const known = new Set<string>();
    for (const name of names) {
      const folded = name.trim().toLowerCase();
      if (folded === '') continue;
      if (make && !this.tags.has(folded)) this.tags.set(folded, { name: name.trim(), parent: null });
      const tag = this.tags.get(folded);
      if (tag !== undefined) known.add(tag.name);
    }
    return [...known].toSorted();
  }

  /** Keys that a list shows. */
  list(name: string): string[] {
    return [...this.items.values()]
      .filter((item) => item.kind !== 'heading' && this.#isIn(item, name))
      .map((item) => item.key)
      .toSorted();
  }

  #isIn(item: ModelItem, name: string): boolean {
    if (name === 'Trash') return item.trashed;
    if (item.trashed || this.#isBelowTrash(item)) return false;
    if (name === 'Logbook') return item.status !== 'open' && item.stop !== null && item.stop <= this.now;
    if (item.status !== 'open') return false;
    const { start, day, deadline, suppressed } = item;
    const isPulled =
      day === null &&
      deadline !== null &&
      deadline <= this.today &&
      (suppressed === null || suppressed < deadline);
    const isStarted = day !== null && day <= this.today;
    switch (name) {
      case 'Inbox':
        return start === 0 && !isPulled;
      case 'Today':
        return (isStarted && start > 0) || isPulled;
      case 'Evening':
        return item.evening && day === this.today;
      case 'Upcoming':
        return day !== null && day > this.today;
      case 'Anytime':
        return (
          ((start === 1 && (day === null || isStarted)) || (start === 2 && isStarted)) && this.#isActive(item)
        );
      case 'Someday':
        return start === 2 && day === null;
      default:
        throw new Error(`no list ${name}`);
    }
  }

  #isBelowTrash(item: ModelItem): boolean {
    const above = [item.heading, this.#projectOf(item)];
    return above.some((key) => key !== null && this.items.get(key)?.trashed === true);
  }

  #isActive(item: ModelItem): boolean {
    const key = this.#projectOf(item);
    const project = key === null ? undefined : this.items.get(key);
    if (project === undefined) return true;
    const isLater = project.day === null ? project.start === 2 : project.day > this.today;
    return project.status === 'open' && !project.trashed && !isLater;
  }
}
