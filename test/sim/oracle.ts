// What must hold when edits stopped and everything was delivered. Looks at both emulators with its own eyes: of the product it
// uses the store's links (which counterpart belongs to which) and the history, nothing that decides.

import { findBrokenEvents } from './events-oracle.ts';
import type { Ledger } from './ledger.ts';
import { CANCELED, MARKERS, PRIORITIES } from './owner.ts';
import { overwritten, saidRefusals, takenForEdits, type RefusedField } from './refusals-oracle.ts';
import { comparePlaces, isPutAway } from './places-oracle.ts';
import { readTodos, unpack, type Todo } from './todos.ts';
import type { World } from './world.ts';

type Item = ReturnType<World['todoist']['snapshot']>['items'][number];

/** Everything that is wrong with a world that should be at rest; empty when nothing is. */
export function findViolations(world: World, ledger: Ledger): readonly string[] {
  const items = world.todoist.snapshot().items;
  const todos = readTodos(world.databasePath);
  return [
    ...atRest(world),
    ...doubles(ledger, items, todos),
    ...halfMade(items, todos),
    ...unlinked(world, items, todos),
    ...disagreements(world, items, todos),
    ...lostWords(world, ledger, items, todos),
    ...lostTasks(ledger, items, todos, world),
    ...findBrokenEvents(world),
    ...takenForEdits(world),
  ];
}

function atRest(world: World): readonly string[] {
  const status = world.account.status();
  const bad: string[] = [];
  if (status.plan !== null) bad.push(`a plan waits: ${status.plan.reason}`);
  if (status.pending.todoist + status.pending.things > 0) {
    bad.push(`operations still wait: ${JSON.stringify(status.waiting.slice(0, 5))}`);
  }
  if (status.mismatches.length > 0) bad.push(`mismatch: ${status.mismatches.join('; ')}`);
  // A project can't be moved into an area that a person put into that project: that waits for them.
  const rings = world.store.outbox
    .ofReplica('todoist', ['failed'], 100)
    .filter(({ kind, reason }) => kind === 'move_container' && reason?.includes('parent_id') === true);
  if (status.run.failed > rings.length + saidRefusals(world).size)
    bad.push(`failed operations: ${JSON.stringify(status.waiting.slice(0, 5))}`);
  return bad;
}

/** No birth mark is borne by two living tasks of one side. */
function doubles(ledger: Ledger, items: readonly Item[], todos: readonly Todo[]): readonly string[] {
  const living = [
    items.filter((item) => !item.checked).map((item) => ['Todoist', item.description] as const),
    todos
      .filter((todo) => todo.status === 0 && todo.trashed === 0)
      .map((todo) => ['Things', todo.notes] as const),
  ];
  return living.flatMap((side) => {
    const seen = new Set<string>();
    return side.flatMap(([name, notes]) => {
      const birth = /#b\d+#/.exec(notes)?.[0];
      if (birth === undefined || ledger.mayBeTwo(birth)) return [];
      if (seen.has(birth)) return [`${name} has ${birth} twice`];
      seen.add(birth);
      return [];
    });
  });
}

/** Nothing that was begun to be made is left so. */
function halfMade(items: readonly Item[], todos: readonly Todo[]): readonly string[] {
  return [
    ...items.map(({ content, description }) => ['Todoist', content, description] as const),
    ...todos
      .filter(({ trashed }) => trashed === 0)
      .map(({ title, notes }) => ['Things', title, notes] as const),
  ]
    .filter(([, , notes]) => notes.startsWith('ttsync:'))
    .map(([side, title, notes]) => `${side} shows a half-made “${title}”: ${notes}`);
}

/** Everything that is open on a side has its link. */
function unlinked(world: World, items: readonly Item[], todos: readonly Todo[]): readonly string[] {
  const account = world.todoist.snapshot();
  const linked = (replica: 'todoist' | 'things', id: string): boolean =>
    world.store.links.byRemoteId(replica, id as never) !== null;
  const isLine = (item: Item): boolean =>
    item.parent_id !== null && items.some((other) => other.id === item.parent_id);
  return [
    ...items
      .filter((item) => !item.checked && !isLine(item) && !isPutAway(item, account))
      .filter((item) => !linked('todoist', item.id))
      .map((item) => `Todoist task without a link: ${item.content}`),
    ...todos
      .filter((todo) => todo.status === 0 && todo.trashed === 0 && !linked('things', todo.id))
      .map((todo) => `Things to-do without a link: ${todo.title}`),
  ];
}

/** Tasks that the owner said no to: they stay on the side where they were made, and the status says so. */
function declinedTasks(world: World): ReadonlySet<unknown> {
  const names = ['todoist', 'things'] as const;
  const entries = names.flatMap((name) => world.store.outbox.ofReplica(name, ['declined'], 1000));
  return new Set(entries.map(({ taskId }) => taskId));
}

/** Both counterparts of every task show the same. */
function disagreements(world: World, items: readonly Item[], todos: readonly Todo[]): readonly string[] {
  const itemById = new Map(items.map((item) => [item.id, item]));
  const todoById = new Map(todos.map((todo) => [todo.id, todo]));
  const bad: string[] = [];
  const refusals = saidRefusals(world);
  const declined = declinedTasks(world);
  for (const hub of world.store.tasks.all()) {
    const links = world.store.links.of(hub.id);
    const item = itemById.get(
      links.find((link) => link.replica === 'todoist' && link.state === 'active')?.remoteId ?? '',
    );
    const todo = todoById.get(
      links.find((link) => link.replica === 'things' && link.state === 'active')?.remoteId ?? '',
    );
    if (hub.deletedAt !== null) {
      if (item !== undefined || (todo !== undefined && todo.trashed === 0))
        bad.push(`deleted in the hub, alive outside: ${hub.fields.title}`);
      continue;
    }
    if (hub.fields.status !== 'open' && (item === undefined || todo === undefined)) continue;
    if (links.some((link) => link.state === 'dormant')) continue;
    if ((item === undefined || todo === undefined) && declined.has(hub.id)) continue;
    if (item === undefined || todo === undefined)
      bad.push(`only one counterpart of “${hub.fields.title}”: Todoist ${item?.id}, Things ${todo?.id}`);
    else {
      const refused = refusals.get(hub.id) ?? [];
      bad.push(
        ...compare(world, item, todo, { items, refused }),
        ...overwritten(hub.fields, { item, todo, refused }),
      );
    }
  }
  return bad;
}

function compare(
  world: World,
  item: Item,
  todo: Todo,
  { items, refused }: { readonly items: readonly Item[]; readonly refused: readonly RefusedField[] },
): readonly string[] {
  const account = world.todoist.snapshot();
  // A whole read hides what was put away, and what was typed into it since.
  if (isPutAway(item, account)) return [];
  const pairs: [string, unknown, unknown][] = [
    ['title', item.content, todo.title],
    ['notes', item.description.trim(), todo.notes.trim()],
    ['status', ...statusOfBoth(world, item, todo)],
    ['tags', ...tagsOfBoth(world, item, todo)],
  ];
  // What is closed when the plan becomes a better one stays as it is.
  if (world.plan === 'pro' && !(item.checked && world.hasChangedPlan))
    pairs.push(['deadline', item.deadline?.date ?? null, unpack(todo.deadline)]);
  const [due, start] = [item.due?.date.slice(0, 10) ?? null, unpack(todo.startDate)];
  const today = todayIn(world);
  const bothPast = due !== null && start !== null && due <= today && start <= today;
  // Without a day in Things, a series of Todoist goes on all the same: only its owner ends it.
  const isLeftToOwner = item.due?.is_recurring === true && start === null;
  if (!bothPast && !isLeftToOwner && item.due?.timezone == null) pairs.push(['date', due, start]);
  if (!item.checked)
    pairs.push([
      'checklist',
      linesOf(item, items, todo, world.hubs.length > 1),
      todo.lines.map((line) => `${line.title}:${line.done}`).toSorted(),
    ]);
  const left = new Set(refused.map(({ field }) => (field === 'start' ? 'date' : field)));
  const places = item.checked ? [] : comparePlaces(item, todo.place, account, world.store);
  const different = pairs
    .filter(([name, a, b]) => !left.has(name) && JSON.stringify(a) !== JSON.stringify(b))
    .map(
      ([name, a, b]) =>
        `${name} of “${todo.title}”: Todoist ${JSON.stringify(a)}, Things ${JSON.stringify(b)}`,
    );
  return [...different, ...places.map((told) => `place of “${todo.title}”: ${told}`)];
}

/** A former label for canceled tasks says nothing certain: the task may have been closed before it was given up, or after. */
function statusOfBoth(world: World, item: Item, todo: Todo): [string, string] {
  const things = ['open', '', 'canceled', 'completed'][todo.status] ?? '';
  if (!item.checked) return ['open', things];
  const isCanceled = item.labels.includes(world.account.config().markerLabels.canceled);
  const isUncertain = !isCanceled && item.labels.some((label) => CANCELED.has(label));
  if (isUncertain && things !== 'open') return [things, things];
  return [isCanceled ? 'canceled' : 'completed', things];
}

/** Markers and priority tags are the present ones; closed tasks may carry those of before. */
function tagsOfBoth(world: World, item: Item, todo: Todo): [readonly string[], readonly string[]] {
  const isOpen = !item.checked && todo.status === 0;
  const { markerLabels, priorityTags } = world.account.config();
  const markers = isOpen ? new Set(Object.values(markerLabels)) : MARKERS;
  const priorities = isOpen ? new Set<string>(priorityTags ?? []) : PRIORITIES;
  // The name of a place that a free plan refuses.
  const standIns = new Set(
    world.store.containers
      .refusedLinks('todoist')
      .map(({ containerId, name }) => (world.store.containers.get(containerId)?.name ?? name).toLowerCase()),
  );
  const isOrdinary = (label: string): boolean =>
    !markers.has(label) && !standIns.has(label.toLowerCase()) && (isOpen || !priorities.has(label));
  const isTag = (tag: string): boolean => !priorities.has(tag) && (isOpen || !markers.has(tag));
  return [folded(item.labels.filter(isOrdinary)), folded(todo.tags.filter(isTag))];
}

/** Names that differ in case only are one tag in Things. */
function folded(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].toSorted();
}

/**
 * A line that was done before Todoist was first read is history: a whole read does not show it. Opened again in Things, it is made
 * beside the done one by an installation that took over.
 */
function linesOf(item: Item, items: readonly Item[], todo: Todo, tookOver: boolean): readonly string[] {
  const isAgain = (line: Item): boolean =>
    tookOver &&
    items.some((one) => one.parent_id === item.id && !one.checked && one.content === line.content);
  const isKnown = (line: Item): boolean =>
    !line.checked || (todo.lines.some((other) => other.title === line.content) && !isAgain(line));
  return items
    .filter((line) => line.parent_id === item.id && isKnown(line))
    .map((line) => `${line.content}:${line.checked}`)
    .toSorted();
}

/** Every word that its author did not take back is in a replica, in the hub, in a conflict, or in the history. */
function lostWords(
  world: World,
  ledger: Ledger,
  items: readonly Item[],
  todos: readonly Todo[],
): readonly string[] {
  const kept = JSON.stringify([
    items,
    todos,
    world.keptElsewhere(),
    world.hubs.map(({ store, account }) => [
      [...store.tasks.all()],
      account.history({ task: null, limit: 100_000, before: null }),
      account.conflicts({ waitingOnly: false, limit: 100_000 }),
    ]),
  ]);
  return ledger.words.filter((word) => !kept.includes(word)).map((word) => `lost: what was typed as ${word}`);
}

/** Every task that nobody deleted is on both sides, open or done. */
function lostTasks(
  ledger: Ledger,
  items: readonly Item[],
  todos: readonly Todo[],
  world: World,
): readonly string[] {
  const inTodoist = items.map((item) => item.description).join('\n');
  const inThings = todos
    .filter((todo) => todo.trashed === 0)
    .map((todo) => todo.notes)
    .join('\n');
  const declined = declinedTasks(world);
  const inHub = JSON.stringify(
    [...world.store.tasks.all()].filter(
      (hub) => hub.deletedAt === null && hub.fields.status === 'open' && !declined.has(hub.id),
    ),
  );
  return ledger.births.flatMap((birth) => {
    const nowhere = !inTodoist.includes(birth) && !inThings.includes(birth);
    if (nowhere) return [`lost: task ${birth} is nowhere`];
    const isOpen = inHub.includes(birth);
    if (isOpen && !inTodoist.includes(birth)) return [`task ${birth} is not in Todoist`];
    if (isOpen && !inThings.includes(birth)) return [`task ${birth} is not in Things`];
    return [];
  });
}

function todayIn(world: World): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: world.zone, dateStyle: 'short' }).format(world.macNow);
}
