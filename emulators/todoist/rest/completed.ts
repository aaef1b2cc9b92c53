/** REST: the lists of completed tasks. Ticked occurrences of recurring tasks are not in them, as with the vendor. */
import type { Context, Hono } from 'hono';
import type { Account } from '../account.ts';
import { argumentMissing, invalidArgument } from '../errors.ts';
import { compileFilter } from '../filter/compile-filter.ts';
import { MAX_COMPLETION_WINDOW_DAYS, MAX_DUE_WINDOW_DAYS } from '../limits.ts';
import type { WireItem } from '../wire.ts';
import { cutPage } from './paging.ts';
import type { RestParts } from './rest-edge.ts';

const MS_PER_DAY = 86_400_000;

/** Adds the routes of completed tasks. */
export function addCompletedRoutes(routes: Hono, { account }: RestParts): void {
  routes.get('/tasks/completed/by_completion_date', (context) => {
    const window = readWindow(context, MAX_COMPLETION_WINDOW_DAYS);
    const found = completedItems(account, context).filter((item) => isWithin(window, item.completed_at));
    return itemsResponse(context, found);
  });

  routes.get('/tasks/completed/by_due_date', (context) => {
    const window = readWindow(context, MAX_DUE_WINDOW_DAYS);
    const found = completedItems(account, context).filter((item) => isWithin(window, item.due?.date ?? null));
    return itemsResponse(context, found);
  });

  routes.get('/completed/search', (context) => {
    const query = context.req.query('query');
    if (query === undefined) throw argumentMissing('query');
    const wanted = query.toLowerCase();
    return itemsResponse(
      context,
      completedItems(account, context).filter((item) => item.content.toLowerCase().includes(wanted)),
    );
  });
}

interface TimeWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
}

function readWindow(context: Context, maxDays: number): TimeWindow {
  const sinceMs = readTime(context, 'since');
  const untilMs = readTime(context, 'until');
  if (untilMs < sinceMs) throw invalidArgument('until', 'a time after since');
  if (untilMs - sinceMs > maxDays * MS_PER_DAY) throw invalidArgument('until', 'a time closer to since');
  return { sinceMs, untilMs };
}

function readTime(context: Context, name: string): number {
  const text = context.req.query(name);
  if (text === undefined) throw argumentMissing(name);
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw invalidArgument(name, 'datetime');
  return epochMs;
}

function isWithin(window: TimeWindow, moment: string | null): boolean {
  if (moment === null) return false;
  const epochMs = Date.parse(moment);
  return epochMs >= window.sinceMs && epochMs <= window.untilMs;
}

/** Completed tasks that match the common query parameters, the latest completion first. */
function completedItems(account: Account, context: Context): readonly WireItem[] {
  const {
    project_id: projectId,
    section_id: sectionId,
    parent_id: parentId,
    filter_query: query,
  } = context.req.query();
  const matches = query === undefined ? () => true : compileFilter(account, query);
  return [...account.store.items.all()]
    .filter(
      (item) =>
        item.checked &&
        !item.is_deleted &&
        (projectId === undefined || item.project_id === projectId) &&
        (sectionId === undefined || item.section_id === sectionId) &&
        (parentId === undefined || item.parent_id === parentId) &&
        matches(item),
    )
    .toSorted((a, b) => ((a.completed_at ?? '') < (b.completed_at ?? '') ? 1 : -1));
}

/** These lists say `items`, and leave `next_cursor` out on the last page. */
function itemsResponse(context: Context, items: readonly WireItem[]): Response {
  const page = cutPage(context, items);
  return context.json(
    page.nextCursor === null ? { items: page.rows } : { items: page.rows, next_cursor: page.nextCursor },
  );
}
