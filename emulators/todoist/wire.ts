/**
 * The objects of Todoist API v1 exactly as they travel, one interface per resource.
 * Field order is the order in which the emulator prints them. No behavior, no defaults.
 */
import type { Plan } from './limits.ts';

/** A due date as the API answers it; `timezone` is null for all-day and floating dues. */
export interface WireDue {
  readonly date: string;
  readonly timezone: string | null;
  readonly string: string;
  readonly lang: string;
  readonly is_recurring: boolean;
}

/** A deadline: a plain day, never a time, never recurring. */
export interface WireDeadline {
  readonly date: string;
  readonly lang: string;
}

/** A task's length; both parts are always present. */
export interface WireDuration {
  readonly amount: number;
  readonly unit: 'minute' | 'day';
}

/** A task with every key that the v1 item schema requires. Timestamps are UTC ISO 8601. */
export interface WireItem {
  readonly id: string;
  readonly user_id: string;
  readonly project_id: string;
  readonly section_id: string | null;
  readonly parent_id: string | null;
  readonly added_by_uid: string | null;
  readonly assigned_by_uid: string | null;
  readonly responsible_uid: string | null;
  readonly labels: readonly string[];
  readonly deadline: WireDeadline | null;
  readonly duration: WireDuration | null;
  readonly is_collapsed: boolean;
  readonly checked: boolean;
  readonly is_deleted: boolean;
  readonly added_at: string;
  readonly completed_at: string | null;
  readonly completed_by_uid: string | null;
  readonly updated_at: string;
  readonly due: WireDue | null;
  readonly priority: number;
  readonly child_order: number;
  readonly order_key: string | null;
  readonly content: string;
  readonly description: string;
  readonly note_count: number;
  readonly day_order: number;
  readonly completed_count: number;
  readonly postponed_count: number;
}

/** A personal project. */
export interface WireProject {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly color: string;
  readonly parent_id: string | null;
  readonly child_order: number;
  readonly order_key: string | null;
  readonly default_order: number;
  readonly default_order_key: string | null;
  readonly is_collapsed: boolean;
  readonly is_favorite: boolean;
  readonly is_archived: boolean;
  readonly is_deleted: boolean;
  readonly is_frozen: boolean;
  readonly is_shared: boolean;
  readonly can_assign_tasks: boolean;
  readonly can_comment: boolean;
  readonly view_style: string;
  readonly inbox_project: boolean;
  readonly creator_uid: string | null;
  readonly created_at: string | null;
  readonly updated_at: string | null;
  readonly public_key: string;
  readonly access: null;
  readonly role: string | null;
}

/** A section of a project. */
export interface WireSection {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly project_id: string;
  readonly section_order: number;
  readonly order_key: string | null;
  readonly is_collapsed: boolean;
  readonly user_id: string;
  readonly is_deleted: boolean;
  readonly is_archived: boolean;
  readonly archived_at: string | null;
  readonly added_at: string;
  readonly updated_at: string;
}

/** A personal label in the sync shape; shared labels are never objects. */
export interface WireLabel {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly item_order: number;
  readonly order_key: string | null;
  readonly is_deleted: boolean;
  readonly is_favorite: boolean;
}

/** A file attached to a comment; only `resource_type` is always there. */
export interface WireAttachment {
  readonly resource_type: string;
  readonly [key: string]: unknown;
}

interface WireNoteBase {
  readonly id: string;
  readonly content: string;
  readonly posted_uid: string;
  readonly posted_at: string;
  readonly file_attachment: WireAttachment | null;
  readonly uids_to_notify: readonly string[] | null;
  readonly reactions: Readonly<Record<string, readonly string[]>> | null;
  readonly is_deleted: boolean;
}

/** A comment on a task. */
export interface WireNote extends WireNoteBase {
  readonly item_id: string;
}

/** A comment on a project. */
export interface WireProjectNote extends WireNoteBase {
  readonly project_id: string;
}

/** A reminder; which of the nullable keys are used depends on `type`. */
export interface WireReminder {
  readonly id: string;
  readonly notify_uid: string;
  readonly item_id: string;
  readonly type: 'relative' | 'absolute' | 'location';
  readonly due: WireDue | null;
  readonly minute_offset: number | null;
  readonly name: string | null;
  readonly loc_lat: string | null;
  readonly loc_long: string | null;
  readonly loc_trigger: 'on_enter' | 'on_leave' | null;
  readonly radius: number | null;
  readonly is_deleted: boolean;
  readonly is_urgent: boolean;
}

/** The user's time zone now; `is_dst` is 0 or 1. */
export interface WireTimeZone {
  readonly timezone: string;
  readonly gmt_string: string;
  readonly hours: number;
  readonly minutes: number;
  readonly is_dst: 0 | 1;
}

/** The settings of the account's owner that a `user_update` may change. */
interface UserSettings {
  readonly full_name: string;
  readonly email: string;
  readonly lang: string;
  readonly timezone: string;
  readonly start_day: number;
  readonly next_week: number;
  readonly weekend_start_day: number;
  readonly date_format: number;
  readonly time_format: number;
  readonly auto_reminder: number;
  readonly daily_goal: number;
  readonly weekly_goal: number;
  readonly days_off: readonly number[];
  readonly start_page: string;
  readonly theme_id: string;
}

/** The one row of the user table: identity and settings; the wire view adds the derived keys. */
export interface UserRow extends UserSettings {
  readonly id: string;
  readonly inbox_project_id: string;
  readonly joined_at: string;
  readonly completed_count: number;
  /** Absent in files of before it was kept. */
  readonly plan?: Plan;
}
