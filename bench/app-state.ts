// What the app's state costs with a large library: opening it, one edit, a page of changes, a search per keystroke. On a store in
// IndexedDB as Node emulates it, and on one in memory, which shows what is the state's own.
//
//   npm run bench:app -- [TASKS]

import 'fake-indexeddb/auto';
import { effect } from '@preact/signals';
import { createStore, type OpenedApp } from '../src/app/state/create-store.ts';
import { parseQuickAdd } from '../src/app/state/quick-add/parse-quick-add.ts';
import { createMobileClient } from '../src/mobile-client/client.ts';
import type { MobileClient } from '../src/mobile-client/client-types.ts';
import { openIndexedDbStore } from '../src/mobile-client/idb-store.ts';
import { createMemoryStore } from '../src/mobile-client/memory-store.ts';
import type { ClientStore, Container } from '../src/mobile-client/types.ts';
import type { CivilDate, ClockTime } from '../src/model/dates.ts';
import { hubTask, PlayedHub } from '../test/support/played-hub.ts';
import { PlayedSurroundings } from '../test/support/played-surroundings.ts';

const START = Date.parse('2026-11-30T12:00:00Z');
const TIMES = 200;

const WORDS = 'boat paint call letter garden bread train ticket report invoice window lamp book'.split(' ');
const PROJECTS = 60;

/** One measurement: the middle and the slowest of many, ms, and what one allocates, kB. */
interface Row {
  readonly what: string;
  readonly middleMs: number;
  readonly worstMs: number;
  readonly allocatedKb: number | null;
}

function containers(): readonly Container[] {
  const areas = Array.from({ length: 6 }, (_, at) => ({
    id: `area-${at}`,
    kind: 'area',
    name: `Area ${at}`,
    parent: null,
  }));
  const projects = Array.from({ length: PROJECTS }, (_, at) => ({
    id: `project-${at}`,
    kind: 'project',
    name: `Project ${at}`,
    parent: at % 7 === 6 ? null : `area-${at % 6}`,
  }));
  return [...areas, ...projects];
}

function fill(hub: PlayedHub, tasks: number): void {
  for (const one of containers()) hub.containers.set(one.id, one);
  const starts = ['inbox', 'anytime', 'someday'];
  for (let at = 0; at < tasks; at += 1) {
    const day = new Date(START + ((at % 90) - 5) * 86_400_000).toISOString().slice(0, 10);
    const start = at % 3 === 0 ? { date: day, evening: at % 15 === 0, time: null } : starts[at % 3];
    const title = [0, 1, 2, 3].map((step) => WORDS[(at * 7 + step * step) % WORDS.length]).join(' ');
    const place = start === 'inbox' ? null : `project-${at % PROJECTS}`;
    const status = at % 10 === 9 ? 'completed' : 'open';
    const others = { deadline: at % 11 === 0 ? day : null, tags: [`tag-${at % 20}`], notes: title.repeat(3) };
    hub.put(`t-${at}`, hubTask(`t-${at}`, `${title} ${at}`, { start, place, status, ...others }));
  }
}

async function measure(what: string, times: number, run: (at: number) => unknown): Promise<Row> {
  const took: number[] = [];
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < times; at += 1) {
    const begun = performance.now();
    await run(at);
    took.push(performance.now() - begun);
  }
  const allocated = (process.memoryUsage().heapUsed - before) / 1024 / times;
  const sorted = took.toSorted((a, b) => a - b);
  return {
    what,
    middleMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    worstMs: sorted.at(-1) ?? 0,
    // A collection in between makes it less than nothing.
    allocatedKb: globalThis.gc === undefined || allocated < 0 ? null : allocated,
  };
}

interface Opened {
  readonly app: OpenedApp;
  readonly client: MobileClient;
  readonly hub: PlayedHub;
  readonly around: PlayedSurroundings;
}

async function open(store: ClientStore, hub: PlayedHub): Promise<Opened> {
  const around = new PlayedSurroundings(START);
  const client = createMobileClient({ store, fetch: hub.fetch, now: around.now });
  const app = createStore({ client, surroundings: around });
  around.isBusy = () => app.state.sync.value.isUnderWay;
  await app.opened;
  return { app, client, hub, around };
}

async function measureStore(name: string, store: ClientStore, tasks: number): Promise<readonly Row[]> {
  const hub = new PlayedHub(() => START);
  fill(hub, tasks);
  const first = await open(store, hub);
  const rows: Row[] = [];
  rows.push(
    await measure(`${name}: first sync of ${tasks} tasks`, 1, async () => {
      await first.app.commands.pair({ baseUrl: 'https://hub.example', code: 'X' });
      await first.app.commands.syncNow();
    }),
  );
  first.app.close();
  let opened: Opened | null = null;
  rows.push(
    await measure(`${name}: open with ${tasks} tasks`, 1, async () => (opened = await open(store, hub))),
  );
  const { app } = opened ?? first;
  await app.commands.syncNow();
  // As if all of it were on the page.
  const { views } = app;
  const shown = [
    views.inbox,
    views.today,
    views.upcoming,
    views.anytime,
    views.someday,
    views.areas,
    views.counts,
  ];
  const ends = shown.map((view) => effect(() => void view.value));
  const edit = (at: number) => app.commands.edit(`t-${(at * 37) % tasks}`, { title: `edited ${at}` });
  rows.push(await measure(`${name}: one edit, every list shown`, TIMES, edit));
  for (const end of ends) end();
  rows.push(await measure(`${name}: one edit, no list shown`, TIMES, (at) => edit(at + TIMES)));
  rows.push(
    await measure(`${name}: complete and undo`, TIMES, async (at) => {
      await app.commands.complete(`t-${(at * 30) % tasks}`);
      await app.commands.undo();
    }),
  );
  rows.push(await measure(`${name}: send what was edited and pull`, 1, () => app.commands.syncNow()));
  if (name === 'memory') rows.push(...(await measureReading(app)));
  app.close();
  return rows;
}

async function measureReading(app: OpenedApp): Promise<readonly Row[]> {
  const typed = 'boat paint letter';
  const around = {
    today: '2026-11-30' as CivilDate,
    time: '12:00' as ClockTime,
    tags: ['work'],
    places: containers(),
  };
  const line = 'Call Anna tomorrow 9am #work p1 /Project 5 by friday';
  return [
    await measure('search, the first keystroke', 1, () => app.views.search('b')),
    await measure('search, each further keystroke', TIMES, (at) =>
      app.views.search(typed.slice(0, 1 + (at % typed.length))),
    ),
    await measure('quick add, each keystroke', TIMES, (at) =>
      parseQuickAdd(line.slice(0, 1 + (at % line.length)), around),
    ),
  ];
}

const tasks = Number(process.argv[2] ?? 5000);
const rows = [
  ...(await measureStore('memory', createMemoryStore(), tasks)),
  ...(await measureStore('IndexedDB', await openIndexedDbStore('bench'), tasks)),
];
const width = Math.max(...rows.map(({ what }) => what.length));
for (const { what, middleMs, worstMs, allocatedKb } of rows) {
  const allocated = allocatedKb === null ? '' : `${allocatedKb.toFixed(0)} kB`;
  console.log(
    `${what.padEnd(width)}  ${middleMs.toFixed(2).padStart(9)} ms  ${worstMs.toFixed(2).padStart(9)} ms  ${allocated.padStart(9)}`,
  );
}
