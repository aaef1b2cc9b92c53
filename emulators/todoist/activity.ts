/**
 * The activity log: what people see as "added", "completed", "moved". Derived from each row before and after a change,
 * so no command has to tell it. The only place where ticked occurrences of recurring tasks are listed.
 */
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { WireItem, WireNote, WireProject, WireProjectNote, WireSection } from './wire.ts';

/** One event as `GET /activities` answers it. */
export interface ActivityEvent {
  readonly id: string;
  readonly object_type: 'item' | 'project' | 'section' | 'note';
  readonly object_id: string;
  readonly event_type: string;
  readonly event_date: string;
  readonly parent_project_id: string | null;
  readonly parent_item_id: string | null;
  readonly initiator_id: string | null;
  readonly extra_data: Readonly<Record<string, unknown>>;
  readonly extra_data_id: string | null;
  readonly source: string;
}

type EventCore = Pick<
  ActivityEvent,
  'object_type' | 'parent_project_id' | 'parent_item_id' | 'extra_data'
> & {
  readonly event_type: string | null;
};

interface Container {
  readonly id: string;
  readonly name: string;
  readonly is_deleted: boolean;
  readonly is_archived: boolean;
}

/** An account's events, oldest first. Events of an undone transaction go with it. */
export class ActivityLog {
  readonly #events: ActivityEvent[] = [];
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #initiatorId: string;

  constructor(journal: Journal, clock: Clock, initiatorId: string) {
    this.#journal = journal;
    this.#clock = clock;
    this.#initiatorId = initiatorId;
  }

  /** All events, oldest first. */
  get events(): readonly ActivityEvent[] {
    return this.#events;
  }

  /** Puts stored events in; for loading only. */
  restore(events: readonly ActivityEvent[]): void {
    for (const event of events) this.#events.push(event);
  }

  /** Notes a changed task. */
  itemChanged(before: WireItem | undefined, item: WireItem): void {
    const lastDue = before?.due?.date ?? null;
    const dueDate = item.due?.date ?? null;
    this.#add(item.id, {
      object_type: 'item',
      event_type: itemEvent(before, item),
      parent_project_id: item.project_id,
      parent_item_id: item.parent_id,
      extra_data: {
        content: item.content,
        note_count: 0,
        ...(item.due?.is_recurring === true ? { is_recurring: true } : {}),
        ...(dueDate === null ? {} : { due_date: dueDate }),
        ...(before !== undefined && before.content !== item.content ? { last_content: before.content } : {}),
        ...(before !== undefined && lastDue !== dueDate ? { last_due_date: lastDue } : {}),
      },
    });
  }

  /** Notes a changed project. */
  projectChanged(before: WireProject | undefined, project: WireProject): void {
    this.#add(project.id, {
      object_type: 'project',
      event_type: containerEvent(before, project),
      parent_project_id: project.parent_id,
      parent_item_id: null,
      extra_data: containerData(before, project),
    });
  }

  /** Notes a changed section. */
  sectionChanged(before: WireSection | undefined, section: WireSection): void {
    this.#add(section.id, {
      object_type: 'section',
      event_type: containerEvent(before, section),
      parent_project_id: section.project_id,
      parent_item_id: null,
      extra_data: containerData(before, section),
    });
  }

  /** Notes a changed comment of a task or project. */
  noteChanged(before: WireNote | WireProjectNote | undefined, note: WireNote | WireProjectNote): void {
    const changed = before !== undefined && before.content !== note.content;
    this.#add(note.id, {
      object_type: 'note',
      event_type:
        before === undefined
          ? 'added'
          : note.is_deleted && !before.is_deleted
            ? 'deleted'
            : changed
              ? 'updated'
              : null,
      parent_project_id: 'project_id' in note ? note.project_id : null,
      parent_item_id: 'item_id' in note ? note.item_id : null,
      extra_data: { content: note.content, ...(changed ? { last_content: before.content } : {}) },
    });
  }

  #add(objectId: string, { event_type: eventType, ...core }: EventCore): void {
    if (eventType === null) return;
    this.#events.push({
      id: String(this.#events.length + 1),
      ...core,
      object_id: objectId,
      event_type: eventType,
      event_date: this.#clock.nowMicros(),
      initiator_id: this.#initiatorId,
      extra_data_id: null,
      source: 'emulator',
    });
    this.#journal.whenUndone(() => this.#events.pop());
  }
}

/** A recurring task that stays open was completed when its count rose; plain order changes are no event. */
function itemEvent(before: WireItem | undefined, item: WireItem): string | null {
  if (before === undefined) return 'added';
  if (item.is_deleted !== before.is_deleted) return item.is_deleted ? 'deleted' : 'added';
  if (item.checked !== before.checked) return item.checked ? 'completed' : 'uncompleted';
  if (item.completed_count !== before.completed_count) {
    return item.completed_count > before.completed_count ? 'completed' : 'uncompleted';
  }
  if (item.project_id !== before.project_id) return 'moved';
  const isSame =
    item.content === before.content &&
    item.description === before.description &&
    item.priority === before.priority &&
    item.responsible_uid === before.responsible_uid &&
    item.due?.date === before.due?.date &&
    item.due?.string === before.due?.string &&
    item.deadline?.date === before.deadline?.date &&
    item.labels.join('\n') === before.labels.join('\n');
  return isSame ? null : 'updated';
}

function containerEvent(before: Container | undefined, after: Container): string | null {
  if (before === undefined) return 'added';
  if (after.is_deleted !== before.is_deleted) return 'deleted';
  if (after.is_archived !== before.is_archived) return after.is_archived ? 'archived' : 'unarchived';
  return after.name === before.name ? null : 'updated';
}

function containerData(before: Container | undefined, after: Container): Readonly<Record<string, unknown>> {
  return {
    name: after.name,
    ...(before !== undefined && before.name !== after.name ? { last_name: before.name } : {}),
  };
}
