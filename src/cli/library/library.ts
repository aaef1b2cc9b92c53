// All tasks of an account as the hub has them, with where they stand. Read over the API, page by page.

import * as z from 'zod';
import type { ApiClient } from '../../client/api-client.ts';
import { LocalError } from '../../local/local-error.ts';
import type { ChangesPage } from '../../protocol/changes.ts';

/** As many as the API gives at once. */
const CHANGES_PAGE = 500;

/** More pages than any account has: whoever sends them never ends. */
const MAX_PAGES = 2000;

const timeSchema = z.object({
  kind: z.enum(['floating', 'fixed']),
  at: z.string(),
  zone: z.string().optional(),
});

const fieldsSchema = z.object({
  title: z.string(),
  notes: z.string().nullable(),
  start: z.union([
    z.enum(['inbox', 'anytime', 'someday']),
    z.object({ date: z.string(), evening: z.boolean(), time: timeSchema.nullable() }),
  ]),
  deadline: z.string().nullable(),
  repeat: z.object({ owner: z.string(), rule: z.string() }).nullable(),
  tags: z.array(z.string()),
  checklist: z.array(z.object({ title: z.string(), done: z.boolean() })),
  status: z.enum(['open', 'completed', 'canceled']),
  place: z.string().nullable(),
  priority: z.number().int().min(1).max(4),
  duration: z.object({ amount: z.number(), unit: z.enum(['minute', 'day']) }).nullable(),
});

/** A task with the names of what it stands in. */
export interface LibraryTask extends Omit<z.infer<typeof fieldsSchema>, 'place'> {
  readonly id: string;
  readonly area: string | null;
  readonly project: string | null;
  readonly heading: string | null;
}

/** Which tasks are wanted. */
export interface LibraryQuery {
  /** Done ones, too. */
  readonly closed: boolean;
  /** Only those that stand in a project or area of this name; compared without case. */
  readonly place: string | null;
}

type Container = Extract<ChangesPage['changes'][number], { kind: 'container' }>;

/** Reads the tasks that are synced and not deleted, in the order of where they stand. Throws `ApiError` and `LocalError`. */
export async function readLibrary(api: ApiClient, query: LibraryQuery): Promise<readonly LibraryTask[]> {
  const changes = await everything(api);
  const containers = new Map(
    changes.filter((change) => change.kind === 'container').map((container) => [container.id, container]),
  );
  const tasks = changes.flatMap((change) =>
    change.kind !== 'task' || change.deletedAt !== null || !change.inScope
      ? []
      : [taskOf(change.id, change.fields, containers)],
  );
  if (query.place !== null) refuseUnknown(query.place, containers);
  return tasks.filter((task) => isWanted(task, query)).toSorted(inOrder);
}

/** A list without anything in it would say that the place is empty. */
function refuseUnknown(place: string, containers: ReadonlyMap<string, Container>): void {
  if (isInbox(place)) return;
  const isKnown = [...containers.values()].some(
    ({ container, name }) => container !== 'heading' && isNamed(name, place),
  );
  if (!isKnown) throw new LocalError(`there is no project or area named “${place}”`);
}

async function everything(api: ApiClient): Promise<ChangesPage['changes']> {
  const byId = new Map<string, ChangesPage['changes'][number]>();
  let since: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer: ChangesPage = await api.changes({
      query: { limit: CHANGES_PAGE, ...(since !== null && { since }) },
    });
    // What changes meanwhile comes once more, at the end.
    for (const change of answer.changes) byId.set(`${change.kind} ${change.id}`, change);
    if (!answer.more) return [...byId.values()];
    since = answer.upTo;
  }
  throw new LocalError('the Worker never stops sending changes');
}

function taskOf(id: string, told: unknown, containers: ReadonlyMap<string, Container>): LibraryTask {
  const parsed = fieldsSchema.safeParse(told);
  if (!parsed.success)
    throw new LocalError(`the task ${id} is not understood: this program may be older than the Worker`);
  const { place, ...fields } = parsed.data;
  return { id, ...fields, ...placesOf(place, containers) };
}

function placesOf(place: string | null, containers: ReadonlyMap<string, Container>) {
  const names: Record<'area' | 'project' | 'heading', string | null> = {
    area: null,
    project: null,
    heading: null,
  };
  // A place has at most a heading, its project and that one's area.
  for (let at = place, depth = 0; at !== null && depth < 3; depth++) {
    const container = containers.get(at);
    if (container === undefined) break;
    if (Object.hasOwn(names, container.container))
      names[container.container as keyof typeof names] = container.name;
    at = container.parent;
  }
  return names;
}

function isWanted({ status, area, project }: LibraryTask, { closed, place }: LibraryQuery): boolean {
  if (!closed && status !== 'open') return false;
  if (place === null) return true;
  const isFiledThere = [area, project].some((name) => name !== null && isNamed(name, place));
  return isFiledThere || (isInbox(place) && area === null && project === null);
}

/** What is filed nowhere is in the inbox of both apps. */
function isInbox(place: string): boolean {
  return isNamed('Inbox', place);
}

function isNamed(name: string, wanted: string): boolean {
  return name.normalize('NFC').toLowerCase() === wanted.normalize('NFC').toLowerCase();
}

const PLACES = ['area', 'project', 'heading'] as const;
const collator = new Intl.Collator('en', { numeric: true });

/** What is filed nowhere first, then by the names of the places; ids last, so that it is always the same. */
function inOrder(left: LibraryTask, right: LibraryTask): number {
  for (const place of PLACES) {
    const order = collator.compare(left[place] ?? '', right[place] ?? '');
    if (order !== 0) return order;
  }
  return collator.compare(left.title, right.title) || (left.id < right.id ? -1 : 1);
}

/** A start in words: `someday`, `2026-11-30`, `2026-11-30 18:00`, `2026-11-30 evening`, `2026-11-30 18:00 evening`. */
export function startWords({ start }: Pick<LibraryTask, 'start'>): string {
  if (typeof start === 'string') return start;
  const { date, evening, time } = start;
  return [date, ...(time === null ? [] : [time.at]), ...(evening ? ['evening'] : [])].join(' ');
}
