// Several clients of one store, as pages of one browser are: nothing is overwritten, sent under two names or shown wrongly.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hubTask, PlayedHub } from '../../test/support/played-hub.ts';
import { createMobileClient } from './client.ts';
import type { MobileClient } from './client-types.ts';
import { openIndexedDbStore } from './idb-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { ClientStore } from './types.ts';
import type { NeighbourMessage, Neighbours } from './neighbours.ts';
import type { ShownTask } from './view.ts';

const NOW = Date.parse('2026-11-30T21:00:00Z');
let databases = 0;

/** Pages of one browser. Without `locks`, nothing keeps two from syncing at once. */
class Browser {
  readonly hub = new PlayedHub(() => NOW);
  readonly name = `shared-${(databases += 1)}`;
  readonly #pages: ((message: NeighbourMessage) => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  readonly #hasLocks: boolean;

  constructor({ locks = true } = {}) {
    this.#hasLocks = locks;
  }

  async page(): Promise<MobileClient> {
    return createMobileClient({
      store: await openIndexedDbStore(this.name),
      fetch: this.hub.fetch,
      now: () => NOW,
      today: () => '2026-11-30',
      neighbours: this.#neighbours(),
    });
  }

  #neighbours(): Neighbours {
    const own: ((message: NeighbourMessage) => void)[] = [];
    const hear = (message: NeighbourMessage): void => own.forEach((listener) => listener(message));
    this.#pages.push(hear);
    return {
      tell: (message) => this.#pages.filter((page) => page !== hear).forEach((page) => page(message)),
      listen: (listener) => {
        own.push(listener);
        return () => undefined;
      },
      alone: (run) => {
        if (!this.#hasLocks) return run();
        const done = this.#last.then(run, run);
        this.#last = done.catch(() => undefined);
        return done;
      },
      close: () => undefined,
    };
  }
}

/** What a page shows that reads once and then follows what it is told. */
async function follow(page: MobileClient): Promise<() => Promise<Map<string, ShownTask>>> {
  let tasks = new Map<string, ShownTask>();
  let pending: Promise<unknown> = Promise.resolve();
  const readAll = async (): Promise<void> => {
    tasks = new Map((await page.snapshot()).tasks.map((task) => [task.id, task]));
  };
  page.on('changed', ({ tasks: changed }) => {
    if (changed === 'all') pending = Promise.all([pending, readAll()]);
    else
      for (const [id, task] of changed) {
        if (task === null) tasks.delete(id);
        else tasks.set(id, task);
      }
  });
  await readAll();
  return async () => {
    await pending;
    return tasks;
  };
}

const byId = (tasks: Iterable<ShownTask>): readonly ShownTask[] =>
  [...tasks].toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('two pages of one store', () => {
  it('[U1] keep what is done in both at the same time, and send it once each', async () => {
    const browser = new Browser();
    const [one, other] = [await browser.page(), await browser.page()];
    await one.pair({ baseUrl: 'https://hub.example', code: 'X' });
    await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? one : other).add(`Task ${at}`)));
    await Promise.all([one.sync(), other.sync()]);
    const sent = browser.hub.requests.flatMap(({ created }) => created.map(({ title }) => title));
    expect(sent.toSorted()).toEqual(Array.from({ length: 20 }, (_, at) => `Task ${at}`).toSorted());
    expect(await other.pending()).toBe(0);
  });

  it('[U1] send an edit under one name, also where nothing keeps both from syncing at once', async () => {
    const browser = new Browser({ locks: false });
    const [one, other] = [await browser.page(), await browser.page()];
    browser.hub.put('a', hubTask('a', 'Call Anna'));
    await one.pair({ baseUrl: 'https://hub.example', code: 'X' });
    await one.sync();
    await one.edit('a', { title: 'Call Anna now' });
    await Promise.all([one.sync(), other.sync()]);
    const names = browser.hub.requests.flatMap(({ edited }) => edited.map(({ intent }) => intent));
    expect(new Set(names).size).toBe(1);
    expect((await other.tasks()).map(({ title, isPending }) => [title, isPending])).toEqual([
      ['Call Anna now', false],
    ]);
    expect(await one.conflicts()).toEqual([]);
  });

  /** A page whose answers come late: `asked` resolves once the first one is on its way, `release` lets them arrive. */
  function slowPage(store: ClientStore, hub: PlayedHub) {
    let [release, tell] = [(): void => undefined, (): void => undefined];
    const held = new Promise<void>((resolve) => (release = resolve));
    const asked = new Promise<void>((resolve) => (tell = resolve));
    const page = createMobileClient({
      store,
      now: () => NOW,
      fetch: async (url, init) => {
        const response = await hub.fetch(url as string, init as RequestInit);
        tell();
        await held;
        return response;
      },
    });
    return { page, asked, release: () => release() };
  }

  it('[U1] do not go back to an older page of changes', async () => {
    const store = createMemoryStore();
    const hub = new PlayedHub(() => NOW);
    hub.put('a', hubTask('a', 'Old'));
    const slow = slowPage(store, hub);
    const quick = createMobileClient({ store, fetch: hub.fetch, now: () => NOW });
    await quick.pair({ baseUrl: 'https://hub.example', code: 'X' });
    const late = slow.page.sync();
    await slow.asked;
    hub.put('a', hubTask('a', 'New'));
    await quick.sync();
    slow.release();
    expect(await late).toEqual({ kind: 'done' });
    expect((await quick.tasks()).map(({ title }) => title)).toEqual(['New']);
  });

  it('[U1] do not settle once more what the other one has settled, over what came since', async () => {
    const store = createMemoryStore();
    const hub = new PlayedHub(() => NOW);
    hub.put('a', hubTask('a', 'Call Anna'));
    const slow = slowPage(store, hub);
    const quick = createMobileClient({ store, fetch: hub.fetch, now: () => NOW });
    await quick.pair({ baseUrl: 'https://hub.example', code: 'X' });
    await quick.sync();
    await quick.edit('a', { title: 'Write to Anna' });
    const late = slow.page.sync();
    await slow.asked;
    await quick.sync();
    hub.put('a', hubTask('a', 'Visit Anna'));
    await quick.sync();
    slow.release();
    expect(await late).toEqual({ kind: 'done' });
    expect((await quick.tasks()).map(({ title }) => title)).toEqual(['Visit Anna']);
  });

  it('[U2] show the same, each by what it is told, whatever is done in either', async () => {
    const step = fc.record({
      page: fc.nat(1),
      what: fc.constantFrom(
        'add',
        'edit',
        'complete',
        'reopen',
        'remove',
        'restore',
        'sync',
        'elsewhere',
        'gone',
      ),
      which: fc.nat(5),
      word: fc.constantFrom('red', 'green', 'blue'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const browser = new Browser();
        const pages = [await browser.page(), await browser.page()];
        const [first] = pages;
        await first?.pair({ baseUrl: 'https://hub.example', code: 'X' });
        const shown = await Promise.all(pages.map(follow));
        const ids: string[] = [];
        for (const { page, what, which, word } of steps) {
          const client = pages[page];
          if (client === undefined) throw new Error('no page');
          const id = ids[which % Math.max(ids.length, 1)] ?? 'none';
          if (what === 'add') ids.push(await client.add(word));
          else if (what === 'edit') await client.edit(id, { title: word });
          else if (what === 'remove') await client.remove(id, { holdMs: which % 2 === 0 ? 5000 : 0 });
          else if (what === 'sync') await client.sync();
          else if (what === 'elsewhere') browser.hub.put(`h-${which}`, hubTask(`h-${which}`, word));
          else if (what === 'gone') browser.hub.put(id, null);
          else await client[what](id);
        }
        const stored = await Promise.all(pages.map(async (page) => byId(await page.tasks())));
        for (const read of shown) expect(byId((await read()).values())).toEqual(stored[0]);
        expect(stored[1]).toEqual(stored[0]);
      }),
      { numRuns: 40 },
    );
  });
});
