/** Views of stored rows where the wire shows more, or something else, than what is stored. Pure reading. */
import type { Account } from './account.ts';
import type { WireItem, WireLabel, WireProject, WireTimeZone } from './wire.ts';

/** Tells whether a full read shows a task: open, and in a project and section that are not archived. */
export function isActiveItem(account: Account, item: WireItem): boolean {
  if (item.checked || item.is_deleted) return false;
  const { projects, sections } = account.store;
  if (projects.get(item.project_id)?.is_archived !== false) return false;
  return item.section_id === null || sections.get(item.section_id)?.is_archived === false;
}

/** A project as the wire shows it: one in a workspace has other keys than a personal one. */
export function projectView(
  account: Account,
  project: WireProject,
): WireProject | Readonly<Record<string, unknown>> {
  const place = account.store.projectPlaces.get(project.id);
  if (place === undefined || place.workspace_id === null) return project;
  const { parent_id: _parent, inbox_project: _inbox, access: _access, role: _role, ...shared } = project;
  const { id: _id, ...team } = place;
  return { ...shared, ...team, role: 'CREATOR' };
}

/** The owner's settings of one group, over the defaults. */
export function settingsView(
  account: Account,
  id: 'user_settings' | 'goals' | 'live_notifications',
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...defaults, ...account.store.settings.get(id)?.values };
}

/** The REST shape of a label, which has other keys than the sync shape. */
export function labelRestView(label: WireLabel): Readonly<Record<string, unknown>> {
  return {
    id: label.id,
    name: label.name,
    color: label.color,
    order: label.item_order,
    is_favorite: label.is_favorite,
  };
}

/** The owner's zone as it stands now. */
function timeZoneView(account: Account): WireTimeZone {
  const zone = account.user.timezone;
  const now = account.clock.now();
  const offset = account.clock.offsetMinutes(now, zone);
  const winter = Math.min(
    ...[0, 182].map((days) => account.clock.offsetMinutes(now + days * 86_400_000, zone)),
  );
  const hours = Math.trunc(offset / 60);
  const minutes = Math.abs(offset % 60);
  const sign = offset < 0 ? '-' : '+';
  const two = (value: number): string => String(Math.abs(value)).padStart(2, '0');
  return {
    timezone: zone,
    gmt_string: `${sign}${two(hours)}:${two(minutes)}`,
    hours,
    minutes,
    is_dst: offset > winter ? 1 : 0,
  };
}

/** The `user` resource of `/sync`: the stored settings and the keys that this emulator keeps constant. */
export function userView(account: Account): Readonly<Record<string, unknown>> {
  const { timezone: _zone, completed_count: _count, plan: _plan, ...settings } = account.user;
  const paid = account.plan === 'pro';
  const goals = settingsView(account, 'goals', { karma_disabled: false, vacation_mode: false });
  return {
    ...settings,
    tz_info: timeZoneView(account),
    is_premium: paid,
    premium_status: paid ? 'current_personal_plan' : 'not_premium',
    premium_until: null,
    activated_user: true,
    business_account_id: null,
    deleted_at: null,
    feature_identifier: `${account.userId}_0000000000`,
    features: {
      beta: 0,
      karma_disabled: goals['karma_disabled'] === true,
      karma_vacation: goals['vacation_mode'] === true,
      restriction: 3,
      has_push_reminders: true,
      dateist_inline_disabled: false,
      dateist_lang: null,
    },
    getting_started_guide_projects: null,
    has_magic_number: true,
    has_password: true,
    has_started_a_trial: false,
    image_id: null,
    is_celebrations_enabled: true,
    is_deleted: false,
    joinable_workspace: null,
    karma: 0,
    karma_trend: '-',
    mfa_enabled: false,
    mobile_host: null,
    mobile_number: null,
    onboarding_completed: true,
    onboarding_initiated: null,
    onboarding_level: 'pro',
    onboarding_persona: 'tasks',
    onboarding_role: null,
    onboarding_skipped: false,
    onboarding_team_mode: false,
    onboarding_use_cases: [],
    share_limit: paid ? 26 : 6,
    sort_order: 0,
    status: null,
    unique_prefix: 1,
    verification_status: 'legacy',
    websocket_url: 'wss://ws.example.invalid/ws?token=none',
  };
}

/** The answer of `GET /user`: a part of the sync shape, with counts and without most settings. */
export function userRestView(account: Account, token: string): Readonly<Record<string, unknown>> {
  const today = new Date(account.clock.now()).toISOString().slice(0, 10);
  const completedToday = [...account.store.items.all()].filter(
    (item) => !item.is_deleted && item.completed_at?.startsWith(today) === true,
  ).length;
  return {
    ...userView(account),
    completed_count: account.user.completed_count,
    completed_today: completedToday,
    token,
  };
}
