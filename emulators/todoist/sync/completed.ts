/** The counts of completed tasks that `/sync` offers: `completed_info` and `stats`. Costs the whole account. */
import type { Account } from '../account.ts';
import { formatDay, parseDay, weekdayOf } from '../due/civil.ts';

/** How many completed tasks each active parent, section and project hides. */
export function completedInfo(account: Account): readonly Readonly<Record<string, unknown>>[] {
  const counts = new Map<string, { readonly kind: 'item' | 'section' | 'project'; completed: number }>();
  for (const item of account.store.items.all()) {
    if (!item.checked || item.is_deleted) continue;
    const [kind, id] =
      item.parent_id !== null
        ? (['item', item.parent_id] as const)
        : item.section_id !== null
          ? (['section', item.section_id] as const)
          : (['project', item.project_id] as const);
    const count = counts.get(id);
    if (count === undefined) counts.set(id, { kind, completed: 1 });
    else count.completed += 1;
  }
  return [...counts].map(([id, { kind, completed }]) => {
    if (kind === 'project') return { project_id: id, completed_items: completed, archived_sections: 0 };
    return { [`${kind}_id`]: id, id, completed_items: completed };
  });
}

/** The `stats` resource: the total, today and this week, by the owner's zone. */
export function statsView(account: Account): Readonly<Record<string, unknown>> {
  const { clock, user } = account;
  const today = clock.localTime(clock.now(), user.timezone).day;
  const weekStart = today - weekdayOf(today) + 1;
  let completedToday = 0;
  let completedThisWeek = 0;
  for (const item of account.store.items.all()) {
    if (!item.checked || item.is_deleted || item.completed_at === null) continue;
    const day = parseDay(item.completed_at.slice(0, 10)) ?? 0;
    if (day === today) completedToday += 1;
    if (day >= weekStart) completedThisWeek += 1;
  }
  return {
    completed_count: user.completed_count,
    days_items: [{ date: formatDay(today), total_completed: completedToday }],
    week_items: [
      { from: formatDay(weekStart), to: formatDay(weekStart + 6), total_completed: completedThisWeek },
    ],
  };
}
