/** REST: productivity statistics and the old list of completed tasks, which has rows of its own shape. */
import type { Context, Hono } from 'hono';
import type { Account } from '../account.ts';
import { formatDay, parseDay, weekdayOf } from '../due/civil.ts';
import { invalidArgument } from '../errors.ts';
import { hash32 } from '../ids.ts';
import { DEFAULT_COMPLETED_ROWS, MAX_PAGE_ROWS } from '../limits.ts';
import { ROOT } from '../store.ts';
import { settingsView } from '../views.ts';
import type { WireItem } from '../wire.ts';
import type { RestParts } from './rest-edge.ts';

const STATS_DAYS = 7;
const STATS_WEEKS = 4;

/** Adds `/tasks/completed` and `/tasks/completed/stats`. */
export function addCompletedStatsRoutes(routes: Hono, { account }: RestParts): void {
  routes.get('/tasks/completed/stats', (context) => context.json(statsDocument(account)));
  routes.get('/tasks/completed', (context) => context.json(legacyList(account, context)));
}

interface DoneItem {
  readonly item: WireItem;
  readonly completedAt: string;
}

function completedItems(account: Account): readonly DoneItem[] {
  return [...account.store.items.all()].flatMap((item) =>
    item.checked && !item.is_deleted && item.completed_at !== null
      ? [{ item, completedAt: item.completed_at }]
      : [],
  );
}

function legacyList(account: Account, context: Context): Readonly<Record<string, unknown>> {
  const { project_id: projectId, label, since, until, annotate_items: annotate } = context.req.query();
  const limit = readCount(context, 'limit', DEFAULT_COMPLETED_ROWS);
  if (limit > MAX_PAGE_ROWS)
    throw invalidArgument('limit', `Input should be less than or equal to ${String(MAX_PAGE_ROWS)}`);
  const offset = readCount(context, 'offset', 0);
  const found = completedItems(account)
    .filter(
      ({ item, completedAt }) =>
        (projectId === undefined || item.project_id === projectId) &&
        (label === undefined || item.labels.includes(label)) &&
        (since === undefined || Date.parse(completedAt) >= Date.parse(since)) &&
        (until === undefined || Date.parse(completedAt) <= Date.parse(until)),
    )
    .toSorted((a, b) => (a.completedAt < b.completedAt ? 1 : -1))
    .slice(offset, offset + limit);
  const withNotes = context.req.query('annotate_notes') === 'true';
  return {
    items: found.map((done) => legacyItem(account, done, { withNotes, withItem: annotate === 'true' })),
    projects: byId(found.map(({ item }) => account.store.projects.get(item.project_id))),
    sections: byId(found.map(({ item }) => account.store.sections.get(item.section_id ?? ''))),
  };
}

function legacyItem(
  account: Account,
  { item, completedAt }: DoneItem,
  annotate: { readonly withNotes: boolean; readonly withItem: boolean },
): Readonly<Record<string, unknown>> {
  const notes = account.store.notes.at('liveByOwner', item.id);
  return {
    id: String(1_000_000_000 + (hash32(`${item.id}/${completedAt}`, 0) % 1_000_000_000)),
    task_id: item.id,
    content: item.content,
    project_id: item.project_id,
    section_id: item.section_id,
    completed_at: completedAt,
    user_id: item.user_id,
    note_count: notes.length,
    notes: annotate.withNotes ? notes : [],
    item_object: annotate.withItem ? item : null,
    meta_data: null,
  };
}

function byId(rows: readonly ({ readonly id: string } | undefined)[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row]])));
}

function readCount(context: Context, name: string, fallback: number): number {
  const text = context.req.query(name);
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text)) throw invalidArgument(name, 'Input should be a valid integer');
  return Number(text);
}

function statsDocument(account: Account): Readonly<Record<string, unknown>> {
  const { clock, user } = account;
  const today = clock.localTime(clock.now(), user.timezone).day;
  const monday = today - weekdayOf(today) + 1;
  const dated = completedItems(account).map(({ item, completedAt }) => ({
    projectId: item.project_id,
    day: parseDay(completedAt.slice(0, 10)) ?? 0,
  }));
  const between = (from: number, to: number): Readonly<Record<string, unknown>> =>
    countByProject(dated.filter(({ day }) => day >= from && day <= to));
  return {
    completed_count: user.completed_count,
    days_items: steps(STATS_DAYS).map((ago) => ({
      date: formatDay(today - ago),
      ...between(today - ago, today - ago),
    })),
    week_items: steps(STATS_WEEKS).map((ago) => {
      const from = monday - 7 * ago;
      return { from: formatDay(from), to: formatDay(from + 6), ...between(from, from + 6) };
    }),
    goals: goalsDocument(account),
    karma: 0,
    karma_graph_data: [],
    karma_last_update: 0,
    karma_trend: '-',
    karma_update_reasons: [],
    project_colors: Object.fromEntries(
      account.store.projects.at('active', ROOT).map(({ id, color }) => [id, color]),
    ),
  };
}

function steps(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function countByProject(rows: readonly { readonly projectId: string }[]): Readonly<Record<string, unknown>> {
  const counts = new Map<string, number>();
  for (const { projectId } of rows) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  return { items: [...counts].map(([id, completed]) => ({ id, completed })), total_completed: rows.length };
}

/** Streaks are not counted: each is an empty one. */
function goalsDocument(account: Account): Readonly<Record<string, unknown>> {
  const { user } = account;
  const none = { count: 0, start: '', end: '' };
  const karma = settingsView(account, 'goals', { karma_disabled: false, vacation_mode: false });
  return {
    current_daily_streak: none,
    current_weekly_streak: none,
    last_daily_streak: none,
    last_weekly_streak: none,
    max_daily_streak: none,
    max_weekly_streak: none,
    daily_goal: user.daily_goal,
    weekly_goal: user.weekly_goal,
    ignore_days: user.days_off,
    karma_disabled: karma['karma_disabled'] === true ? 1 : 0,
    vacation_mode: karma['vacation_mode'] === true ? 1 : 0,
    user: user.full_name,
    user_id: user.id,
  };
}
