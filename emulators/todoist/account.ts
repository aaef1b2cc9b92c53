/**
 * The one account behind the emulator: its store, ids, clock, plan and owner, and the rows it begins with.
 * Offers look-ups and small shared steps; what a command does stands in commands/.
 */
import { ActivityLog } from './activity.ts';
import { Clock } from './clock.ts';
import type { DueContext } from './due/resolve-due.ts';
import { hash32, IdSource } from './ids.ts';
import { PLAN_LIMITS } from './limits.ts';
import type { Plan, PlanLimits } from './limits.ts';
import { orderKeyAfter } from './order-key.ts';
import { Store } from './store.ts';
import type { UserRow, WireProject } from './wire.ts';

/** What an account is made from; all of it comes from the emulator's options. */
export interface AccountOptions {
  readonly plan: Plan;
  readonly now: () => number;
  readonly seed: number;
}

const FIRST_USER_ID = 2_671_000;

/** The account's state and surroundings. */
export class Account {
  readonly store = new Store();
  readonly #firstPlan: Plan;
  readonly seed: number;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly userId: string;
  readonly activity: ActivityLog;
  /** Tells whether what a project holds is told with it when it is archived or brought back; asked each time. */
  announcesContents: () => boolean = () => true;

  constructor(options: AccountOptions) {
    this.#firstPlan = options.plan;
    this.seed = options.seed;
    this.ids = new IdSource(options.seed);
    this.clock = new Clock(options.now);
    this.userId = String(FIRST_USER_ID + (hash32('user', options.seed) % 1000));
    this.activity = new ActivityLog(this.store.journal, this.clock, this.userId);
    this.store.items.watch((before, item) => this.activity.itemChanged(before, item));
    this.store.projects.watch((before, project) => this.activity.projectChanged(before, project));
    this.store.sections.watch((before, section) => this.activity.sectionChanged(before, section));
    this.store.notes.watch((before, note) => this.activity.noteChanged(before, note));
    this.store.projectNotes.watch((before, note) => this.activity.noteChanged(before, note));
  }

  /** The owner's row. */
  get user(): UserRow {
    const user = this.store.users.get(this.userId);
    if (user === undefined) throw new Error('the account has no user row');
    return user;
  }

  /** The plan that the owner has now. */
  get plan(): Plan {
    return this.store.users.get(this.userId)?.plan ?? this.#firstPlan;
  }

  /** What that plan allows. */
  get limits(): PlanLimits {
    return PLAN_LIMITS[this.plan];
  }

  /** What the due reader needs to know of the user. */
  get dueContext(): DueContext {
    return { clock: this.clock, zone: this.user.timezone, lang: this.user.lang };
  }

  /** Moves the owner to another IANA zone. */
  setZone(zone: string): void {
    this.store.journal.transact(() => this.store.users.put({ ...this.user, timezone: zone }));
  }

  /** The owner subscribes or goes back to the free plan. What is there stays, also where it is more than a plan allows. */
  changePlan(plan: Plan): void {
    this.store.journal.transact(() => this.store.users.put({ ...this.user, plan }));
  }

  /** Puts the rows of a fresh account in: the owner and the Inbox. Call once, on an empty store. */
  begin(zone: string): void {
    const inboxId = this.ids.object();
    const nowIso = this.clock.nowMicros();
    this.store.journal.transact(() => {
      this.store.users.put({
        id: this.userId,
        full_name: 'Example User',
        email: 'user@example.com',
        lang: 'en',
        timezone: zone,
        start_day: 1,
        next_week: 1,
        weekend_start_day: 6,
        date_format: 0,
        time_format: 0,
        auto_reminder: 0,
        daily_goal: 5,
        weekly_goal: 25,
        days_off: [6, 7],
        start_page: 'inbox',
        theme_id: '11',
        inbox_project_id: inboxId,
        joined_at: nowIso,
        completed_count: 0,
        plan: this.#firstPlan,
      });
      this.store.projects.put({ ...newProject(this, inboxId), name: 'Inbox', inbox_project: true });
    });
  }
}

/** A project row with the vendor's defaults, for callers to complete. */
export function newProject(account: Account, id: string): WireProject {
  const nowIso = account.clock.nowSeconds();
  return {
    id,
    name: '',
    description: '',
    color: 'charcoal',
    parent_id: null,
    child_order: 0,
    order_key: orderKeyAfter(null),
    default_order: 0,
    default_order_key: null,
    is_collapsed: false,
    is_favorite: false,
    is_archived: false,
    is_deleted: false,
    is_frozen: false,
    is_shared: false,
    can_assign_tasks: false,
    can_comment: true,
    view_style: 'list',
    inbox_project: false,
    creator_uid: account.userId,
    created_at: nowIso,
    updated_at: nowIso,
    public_key: '',
    access: null,
    role: null,
  };
}
