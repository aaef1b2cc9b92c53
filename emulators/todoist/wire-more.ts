/**
 * The smaller resources of Todoist API v1 as they travel: filters, views, workspaces, folders, sharing, settings.
 * No behavior, no defaults. Rows whose `id` the wire does not show say so.
 */

/** A saved filter. */
export interface WireFilter {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly description: string | null;
  readonly color: string;
  readonly item_order: number;
  readonly order_key: string | null;
  readonly is_deleted: boolean;
  readonly is_favorite: boolean;
  readonly is_frozen: boolean;
}

/** A saved filter of a workspace. */
export interface WireWorkspaceFilter extends Omit<WireFilter, 'order_key'> {
  readonly workspace_id: string;
  readonly creator_uid: string;
  readonly updater_uid: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** How a view shows its tasks; in a tombstone the fields are emptied. The `id` is hidden. */
export interface ViewOptionsRow {
  readonly id: string;
  readonly view_type: string;
  readonly object_id: string | null;
  readonly view_mode: string | null;
  readonly grouped_by: string | null;
  readonly sorted_by: string | null;
  readonly sort_order: string | null;
  readonly filtered_by: string | null;
  readonly show_completed_tasks: boolean;
  readonly calendar_settings: Readonly<Record<string, unknown>> | null;
  readonly property_settings: Readonly<Record<string, unknown>> | null;
  readonly is_deleted: boolean;
}

/** The default view of a project for everybody in it; the `id` is hidden. */
export interface ProjectViewDefaultsRow extends Omit<ViewOptionsRow, 'view_type' | 'object_id'> {
  readonly project_id: string;
}

/** A team's workspace. */
export interface WireWorkspace {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly logo_big: string | null;
  readonly logo_medium: string | null;
  readonly logo_small: string | null;
  readonly logo_s640: string | null;
  readonly creator_id: string;
  readonly created_at: string;
  readonly is_deleted: boolean;
  readonly is_collapsed: boolean;
  readonly role: WorkspaceRole;
  readonly plan: 'STARTER';
  readonly limits: Readonly<Record<string, unknown>>;
  readonly invite_code: string;
  readonly is_link_sharing_enabled: boolean;
  readonly is_guest_allowed: boolean;
  readonly current_active_projects: number;
  readonly current_member_count: number;
  readonly current_template_count: number;
  readonly pending_invitations: readonly string[];
  readonly domain_name: string | null;
  readonly domain_discovery: boolean;
  readonly restrict_email_domains: boolean;
  readonly admin_sorting_applied: boolean;
  readonly project_sort_preference: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a person may do in a workspace. */
export type WorkspaceRole = 'ADMIN' | 'MEMBER' | 'GUEST';

/** A person in a workspace; the `id` is hidden. */
export interface WorkspaceUserRow {
  readonly id: string;
  readonly user_id: string;
  readonly workspace_id: string;
  readonly user_email: string;
  readonly full_name: string;
  readonly timezone: string;
  readonly role: WorkspaceRole;
  readonly image_id: string | null;
  readonly is_deleted: boolean;
}

/** A folder of a workspace's projects. */
export interface WireFolder {
  readonly id: string;
  readonly name: string;
  readonly workspace_id: string;
  readonly is_deleted: boolean;
  readonly default_order: number;
  readonly default_order_key: string | null;
  readonly child_order: number;
}

/** What a project has in addition while it is in a workspace; `id` is the project's. */
export interface ProjectPlaceRow {
  readonly id: string;
  readonly workspace_id: string | null;
  readonly folder_id: string | null;
  readonly status: string;
  readonly is_invite_only: boolean;
  readonly is_link_sharing_enabled: boolean;
  readonly collaborator_role_default: string;
  readonly access: Readonly<Record<string, unknown>>;
}

/** A person with whom a project is shared. */
export interface WireCollaborator {
  readonly id: string;
  readonly email: string;
  readonly full_name: string;
  readonly timezone: string;
  readonly image_id: string | null;
}

/** Whether a person takes part in a project; the `id` is hidden. */
export interface CollaboratorStateRow {
  readonly id: string;
  readonly user_id: string;
  readonly project_id: string;
  readonly state: 'active' | 'invited';
  readonly role: string;
  readonly is_deleted: boolean;
}

/** One named group of settings. */
export interface SettingsRow {
  readonly id: 'user_settings' | 'goals' | 'live_notifications';
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the owner decided about the paid plan; `id` is the user's. */
export interface SubscriptionRow {
  readonly id: string;
  /** When the renewal was canceled; null while it goes on. */
  readonly canceled_at: string | null;
}
