/** REST: the activity log, newest event first, with the vendor's filters that make sense for one personal account. */
import type { Context, Hono } from 'hono';
import type { ActivityEvent } from '../activity.ts';
import { invalidArgument } from '../errors.ts';
import { FREE_ACTIVITY_DAYS } from '../limits.ts';
import { pageResponse } from './paging.ts';
import type { RestParts } from './rest-edge.ts';

type EventTest = (event: ActivityEvent) => boolean;

const MS_PER_DAY = 86_400_000;

/** Adds `/activities`. The free plan sees the last days only. */
export function addActivityRoutes(routes: Hono, { account }: RestParts): void {
  routes.get('/activities', (context) => {
    const tests = [...fieldTests(context), ...typeTests(context), ...dateTests(context)];
    if (context.req.query('initiator_id_null') === 'true') tests.push((event) => event.initiator_id === null);
    const oldestMs = account.plan === 'free' ? account.clock.now() - FREE_ACTIVITY_DAYS * MS_PER_DAY : 0;
    const found = account.activity.events.filter(
      (event) => Date.parse(event.event_date) >= oldestMs && tests.every((test) => test(event)),
    );
    return pageResponse(context, found.toReversed());
  });
}

function fieldTests(context: Context): readonly EventTest[] {
  const fields = ['object_type', 'object_id', 'parent_project_id', 'parent_item_id', 'initiator_id'] as const;
  return fields.flatMap((field) => {
    const wanted = context.req.query(field);
    return wanted === undefined ? [] : [(event: ActivityEvent) => event[field] === wanted];
  });
}

/** `event_type` takes `!x` for "all but x"; `object_event_types` is a JSON list such as `["item:completed"]`. */
function typeTests(context: Context): readonly EventTest[] {
  const type = context.req.query('event_type');
  const pairs = context.req.query('object_event_types');
  const tests: EventTest[] = [];
  if (type !== undefined) {
    tests.push((event) =>
      type.startsWith('!') ? event.event_type !== type.slice(1) : event.event_type === type,
    );
  }
  if (pairs !== undefined) {
    const wanted = readPairs(pairs);
    tests.push((event) =>
      wanted.some(
        (pair) => pair === `${event.object_type}:${event.event_type}` || pair === `${event.object_type}:`,
      ),
    );
  }
  return tests;
}

function readPairs(text: string): readonly string[] {
  const match = /^\[\s*("[a-z_]+:[a-z_]*"\s*(,\s*"[a-z_]+:[a-z_]*"\s*)*)?\]$/.exec(text);
  if (match === null) throw invalidArgument('object_event_types', 'JSON list of object:event');
  return JSON.parse(text) as readonly string[];
}

/** `date_from` is inclusive, `date_to` exclusive. */
function dateTests(context: Context): readonly EventTest[] {
  const fromMs = readDate(context, 'date_from');
  const toMs = readDate(context, 'date_to');
  return [
    (event) => fromMs === null || Date.parse(event.event_date) >= fromMs,
    (event) => toMs === null || Date.parse(event.event_date) < toMs,
  ];
}

function readDate(context: Context, name: string): number | null {
  const text = context.req.query(name);
  if (text === undefined) return null;
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw invalidArgument(name, 'datetime');
  return epochMs;
}
