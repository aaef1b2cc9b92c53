/** The constant answers of resource types that the emulator does not model. Data only. */

const USER_SETTINGS = {
  ai_email_assist: false,
  completed_sound_desktop: true,
  completed_sound_mobile: true,
  debug_log_sending_enabled_until: null,
  legacy_pricing: 0,
  navigation: { counts_shown: true, features: [] },
  quick_add: { labels_shown: true, features: [] },
  reminder_desktop: true,
  reminder_email: false,
  reminder_push: true,
  reset_recurring_subtasks: false,
};

/** Resource type to the keys and values of its answer. */
export const EMPTY_RESOURCES: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<
  string,
  Readonly<Record<string, unknown>>
>([
  ['filters', { filters: [] }],
  ['locations', { locations: [] }],
  ['live_notifications', { live_notifications: [], live_notifications_last_read_id: '0' }],
  ['collaborators', { collaborators: [], collaborator_states: [] }],
  ['collaborator_states', { collaborator_states: [] }],
  ['user_settings', { user_settings: USER_SETTINGS }],
  ['notification_settings', { settings_notifications: {} }],
  ['workspaces', { workspaces: [] }],
  ['workspace_users', {}],
  ['workspace_filters', { workspace_filters: [] }],
  ['view_options', { view_options: [] }],
  ['project_view_options_defaults', { project_view_options_defaults: [] }],
  ['role_actions', { role_actions: [] }],
  ['folders', { folders: [] }],
  ['day_orders', { day_orders: {} }],
  ['calendars', { calendars: [] }],
  ['calendar_accounts', { calendar_accounts: [] }],
  ['suggestions', { suggestions: [] }],
  ['tooltips', { tooltips: { scheduled: [], seen: [] } }],
]);
