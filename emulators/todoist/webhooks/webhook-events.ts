/** What a change is called in webhooks, and what the notification says. Pure: a row before and after goes in. */
import type { Account } from '../account.ts';
import { projectView } from '../views.ts';
import type { WireItem, WireNote, WireProject, WireProjectNote, WireReminder } from '../wire.ts';

/** Every event name that a webhook can ask for. */
export const WEBHOOK_EVENTS = [
  'item:added',
  'item:updated',
  'item:deleted',
  'item:completed',
  'item:uncompleted',
  'note:added',
  'note:updated',
  'note:deleted',
  'project:added',
  'project:updated',
  'project:deleted',
  'project:archived',
  'project:unarchived',
  'section:added',
  'section:updated',
  'section:deleted',
  'section:archived',
  'section:unarchived',
  'label:added',
  'label:updated',
  'label:deleted',
  'filter:added',
  'filter:updated',
  'filter:deleted',
  'reminder:fired',
] as const;

/** One event name. */
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

/** The parts of a notification that depend on the change. */
export interface WebhookEvent {
  readonly event_name: WebhookEventName;
  readonly event_data: object;
  readonly event_data_extra?: object;
}

/** The payload versions: `1` has whole objects, `10` is the older documented sample. */
export type WebhookVersion = '1' | '10';

const TASK_URL = 'https://app.todoist.com/app/task/';

/** The keys of a task in the older payload; there `is_collapsed` is still called `collapsed`. */
const OLD_ITEM_KEYS = [
  'added_by_uid',
  'assigned_by_uid',
  'checked',
  'child_order',
  'content',
  'description',
  'added_at',
  'completed_at',
  'due',
  'deadline',
  'id',
  'is_deleted',
  'labels',
  'parent_id',
  'priority',
  'project_id',
  'responsible_uid',
  'section_id',
  'user_id',
] as const;

function itemData(item: WireItem, version: WebhookVersion): object {
  const url = `${TASK_URL}${item.id}`;
  if (version === '1') return { ...item, url };
  const kept = Object.fromEntries(OLD_ITEM_KEYS.map((key) => [key, item[key]]));
  return { ...kept, collapsed: item.is_collapsed, url };
}

/** The event of a changed task; null when nothing in it changed. A ticked series is an update with its own intent. */
export function itemEvent(
  before: WireItem | undefined,
  item: WireItem,
  version: WebhookVersion,
): WebhookEvent | null {
  const verb = itemVerb(before, item);
  if (verb === null) return null;
  const event = { event_name: `item:${verb}`, event_data: itemData(item, version) } as const;
  if (verb !== 'updated' || before === undefined) return event;
  return {
    ...event,
    event_data_extra: { old_item: itemData(before, version), update_intent: intentOf(before, item) },
  };
}

type ItemVerb = 'added' | 'updated' | 'deleted' | 'completed' | 'uncompleted';

function itemVerb(before: WireItem | undefined, item: WireItem): ItemVerb | null {
  if (before === undefined) return 'added';
  if (item.is_deleted !== before.is_deleted) return 'deleted';
  if (item.checked !== before.checked) return item.checked ? 'completed' : 'uncompleted';
  return isSame(before, item) ? null : 'updated';
}

function intentOf(before: WireItem, item: WireItem): string {
  if (item.completed_count > before.completed_count) return 'item_completed';
  if (item.completed_count < before.completed_count) return 'item_uncompleted';
  return item.responsible_uid === before.responsible_uid ? 'item_updated' : 'responsible_uid_changed';
}

/** Rows that are only announced again are the same object, or the same values. */
function isSame(before: object, after: object): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after);
}

interface Removable {
  readonly is_deleted: boolean;
}

/** The event of a changed project or section. */
export function containerEvent(
  kind: 'project' | 'section',
  before: (Removable & { readonly is_archived: boolean }) | undefined,
  after: Removable & { readonly is_archived: boolean },
): WebhookEvent | null {
  if (
    before !== undefined &&
    after.is_deleted === before.is_deleted &&
    after.is_archived !== before.is_archived
  )
    return { event_name: `${kind}:${after.is_archived ? 'archived' : 'unarchived'}`, event_data: after };
  return plainEvent(kind, before, after);
}

/** The event of a changed project as its view shows it. */
export function projectEvent(
  account: Account,
  before: WireProject | undefined,
  project: WireProject,
): WebhookEvent | null {
  const event = containerEvent('project', before, project);
  return event === null ? null : { ...event, event_data: projectView(account, project) };
}

/** The event of an object that can only come, change and go. */
export function plainEvent(
  kind: 'project' | 'section' | 'label' | 'filter' | 'note',
  before: Removable | undefined,
  after: Removable,
): WebhookEvent | null {
  if (before === undefined) return { event_name: `${kind}:added`, event_data: after };
  if (after.is_deleted !== before.is_deleted) return { event_name: `${kind}:deleted`, event_data: after };
  return isSame(before, after) ? null : { event_name: `${kind}:updated`, event_data: after };
}

/** The event of a changed comment; one on a task brings the task along. */
export function noteEvent(
  account: Account,
  change: {
    readonly before: WireNote | WireProjectNote | undefined;
    readonly note: WireNote | WireProjectNote;
  },
  version: WebhookVersion,
): WebhookEvent | null {
  const event = plainEvent('note', change.before, change.note);
  const item = 'item_id' in change.note ? account.store.items.get(change.note.item_id) : undefined;
  if (event === null || item === undefined) return event;
  const { url: _url, ...task } = itemData(item, version) as { readonly url: string };
  return { ...event, event_data: { ...change.note, url: `${TASK_URL}${item.id}`, item: task } };
}

/** The event of a reminder whose moment has come. */
export function reminderEvent(reminder: WireReminder): WebhookEvent {
  return { event_name: 'reminder:fired', event_data: reminder };
}
