/** The constant answers of resource types that the emulator does not model, and default settings. Data only. */

/** The settings of a fresh account. */
export const USER_SETTINGS = {
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
  ['locations', { locations: [] }],
  ['notification_settings', { settings_notifications: {} }],
  ['role_actions', { role_actions: [] }],
  ['day_orders', { day_orders: {} }],
  ['calendars', { calendars: [] }],
  ['calendar_accounts', { calendar_accounts: [] }],
  ['suggestions', { suggestions: [] }],
  ['tooltips', { tooltips: { scheduled: [], seen: [] } }],
]);
