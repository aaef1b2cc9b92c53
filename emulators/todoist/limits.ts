/**
 * Vendor limits of Todoist, each with its source. The only place where such a number may stand.
 * Sources: [K] the official SDK, [S] the official API v1 specification, [H] the help page "Usage limits in Todoist",
 * [A] an assumption (see ASSUMPTIONS.md).
 */

/** Commands in one `/sync` request [S]. */
export const MAX_COMMANDS_PER_SYNC = 100;
/** Body of one POST in bytes [S]. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Life of an access token of a newly made app in milliseconds [S]. */
export const ACCESS_TOKEN_LIFE_MS = 60 * 60 * 1000;
/** How long a used refresh token still gives the same access token, in milliseconds [S]. */
export const REFRESH_GRACE_MS = 60 * 1000;
/** Life of an authorization code in milliseconds [A]. */
export const AUTHORIZATION_CODE_LIFE_MS = 10 * 60 * 1000;
/** Time until a failed webhook delivery is tried again, in milliseconds [S]. */
export const WEBHOOK_RETRY_MS = 15 * 60 * 1000;
/** How often a failed delivery is tried again [S]. */
export const MAX_WEBHOOK_RETRIES = 3;
/** All headers of one request in bytes [S]. */
export const MAX_HEADER_BYTES = 65 * 1024;
/** Default rows of a REST page [S]. */
export const DEFAULT_PAGE_ROWS = 50;
/** Largest `limit` of a REST page [S]. */
export const MAX_PAGE_ROWS = 200;
/** Default rows of the old list `/tasks/completed`; at most a page's rows [K]. */
export const DEFAULT_COMPLETED_ROWS = 30;
/** Default and largest number of rows in lists of a workspace's projects [S]. */
export const WORKSPACE_PAGE_ROWS = { defaultRows: 100, maxRows: 500 } as const;
/** Task name in characters [H]. */
export const MAX_CONTENT_CHARS = 500;
/** Task description in characters [H]. */
export const MAX_DESCRIPTION_CHARS = 16_383;
/** Due phrase in characters [H]. */
export const MAX_DUE_STRING_CHARS = 150;
/** Labels on one task [H]. */
export const MAX_LABELS_PER_ITEM = 100;
/** Project name in characters [H]. */
export const MAX_PROJECT_NAME_CHARS = 120;
/** Section name in characters [H]. */
export const MAX_SECTION_NAME_CHARS = 2048;
/** Label name in characters: the REST schema's number [S]; the help page says 60. */
export const MAX_LABEL_NAME_CHARS = 128;
/** Comment in characters [S]. */
export const MAX_NOTE_CHARS = 15_000;
/** Filter name in characters [H]. */
export const MAX_FILTER_NAME_CHARS = 60;
/** Filter query in characters [S]. */
export const MAX_FILTER_QUERY_CHARS = 1024;
/** Ids in one `/id_mappings` call [S]. */
export const MAX_ID_MAPPINGS = 100;
/** Longest window of `/tasks/completed/by_completion_date` in days; the specification says 3 months [S]. */
export const MAX_COMPLETION_WINDOW_DAYS = 92;
/** Longest window of `/tasks/completed/by_due_date` in days; the specification says 6 weeks [S]. */
export const MAX_DUE_WINDOW_DAYS = 42;
/** How many days of the activity log the free plan shows [S]. */
export const FREE_ACTIVITY_DAYS = 7;
/** Length of a rate-limit window in milliseconds [S]. */
export const RATE_WINDOW_MS = 15 * 60 * 1000;
/** Incremental syncs per window [S]. */
export const MAX_PARTIAL_SYNCS_PER_WINDOW = 1000;
/** Full syncs per window [S]. */
export const MAX_FULL_SYNCS_PER_WINDOW = 100;
/** REST requests per window: the REST v2 number of a maintainer, none is published for v1 [A]. */
export const MAX_REST_REQUESTS_PER_WINDOW = 1000;

/** The languages of due phrases that the vendor lists [S]; the emulator only understands English. */
export const DUE_LANGUAGES: readonly string[] = 'en da pl zh ko de pt ja it fr sv ru es nl fi nb tw'.split(
  ' ',
);

/** The 20 color names, in the order of the vendor's ids 30 to 49 [S]. */
export const COLORS = [
  'berry_red',
  'red',
  'orange',
  'yellow',
  'olive_green',
  'lime_green',
  'green',
  'mint_green',
  'teal',
  'sky_blue',
  'light_blue',
  'blue',
  'grape',
  'violet',
  'lavender',
  'magenta',
  'salmon',
  'charcoal',
  'grey',
  'taupe',
] as const;

/** The plans that the emulator knows. */
export const PLANS = ['free', 'pro'] as const;

/** A plan's name as the command line and the options spell it. */
export type Plan = (typeof PLANS)[number];

/** The numbers of one plan that the emulator enforces. */
export interface PlanLimits {
  readonly maxProjects: number;
  readonly maxSections: number;
  readonly maxTasks: number;
  readonly maxLabels: number;
  readonly maxFilters: number;
  /** Time reminders. */
  readonly maxReminders: number;
  readonly maxLocationReminders: number;
  readonly deadlines: boolean;
  readonly durations: boolean;
}

/** Enforced limits per plan: counts from [H], deadline and duration as probed on a live free account. */
export const PLAN_LIMITS: Readonly<Record<Plan, PlanLimits>> = {
  free: {
    maxProjects: 5,
    maxSections: 20,
    maxTasks: 300,
    maxLabels: 500,
    maxFilters: 3,
    maxReminders: 700,
    maxLocationReminders: 300,
    deadlines: false,
    durations: false,
  },
  pro: {
    maxProjects: 300,
    maxSections: 20,
    maxTasks: 300,
    maxLabels: 500,
    maxFilters: 150,
    maxReminders: 700,
    maxLocationReminders: 300,
    deadlines: true,
    durations: true,
  },
};

/**
 * Builds one plan's entry of the `user_plan_limits` resource. Says `deadlines: true` and `durations: true`
 * for the free plan too, as the vendor's sample does although the live server refuses both.
 */
export function planLimitsDocument(plan: Plan): Readonly<Record<string, string | number | boolean>> {
  const limits = PLAN_LIMITS[plan];
  const paid = plan === 'pro';
  return {
    plan_name: plan,
    activity_log: true,
    activity_log_limit: paid ? -1 : FREE_ACTIVITY_DAYS,
    advanced_permissions: true,
    automatic_backups: paid,
    calendar_feeds: true,
    calendar_layout: true,
    comments: true,
    completed_tasks: true,
    deadlines: true,
    durations: true,
    email_forwarding: true,
    filters: true,
    labels: true,
    max_calendar_accounts: paid ? 6 : 1,
    max_collaborators: paid ? 25 : 5,
    max_filters: limits.maxFilters,
    max_labels: limits.maxLabels,
    max_projects: limits.maxProjects,
    max_projects_joined: 500,
    max_reminders_location: limits.maxLocationReminders,
    max_reminders_time: limits.maxReminders,
    max_sections: limits.maxSections,
    max_tasks: limits.maxTasks,
    max_user_templates: 100,
    reminders: paid,
    reminders_at_due: true,
    templates: true,
    upload_limit_mb: paid ? 100 : 5,
    uploads: true,
    weekly_trends: true,
  };
}
