// Two Macs, one Things Cloud, one Todoist account: whatever is edited where, whatever arrives when, and whichever agent sleeps or dies,
// in the end all three show the same. Nothing is lost, nothing is there twice, and no edit is undone by an older value.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CHANGE_KINDS } from '../../src/model/config.ts';
import { Mac, type Trouble } from './mac.ts';
import { Scenario } from './scenario.ts';
import { ThingsCloud } from './things-cloud.ts';
import { readTodos } from './things-side.ts';

const MINUTE_MS = 60_000;
const BEGINNING = ['a', 'b', 'c'] as const;

type Site = 'studio' | 'laptop' | 'todoist';

/** What may happen next. `task` and `rows` choose among what is there at that time. */
type Step =
  | { readonly kind: 'add' | 'edit' | 'complete'; readonly site: Site; readonly task: number }
  | { readonly kind: 'cloud'; readonly mac: number; readonly rows: readonly number[] }
  | { readonly kind: 'exchange'; readonly mac: number; readonly times: number; readonly trouble: Trouble }
  | { readonly kind: 'sleep'; readonly minutes: number };

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('request' as const, 'answer' as const).map((loses) => ({ loses })),
  },
  { weight: 2, arbitrary: fc.nat(8).map((dies) => ({ dies })) },
);
const macs = fc.nat(1);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('add' as const, 'edit' as const, 'edit' as const, 'complete' as const),
      site: fc.constantFrom<Site>('studio', 'laptop', 'todoist'),
      task: fc.nat(20),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('cloud' as const),
      mac: macs,
      rows: fc.array(fc.nat(20), { maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('exchange' as const),
      mac: macs,
      times: fc.integer({ min: 1, max: 3 }),
      trouble: troubles,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('sleep' as const),
      minutes: fc.constantFrom(1, 4, 11, 11, 70),
    }),
  },
);

/** A task as a site shows it: `id` never changes, since nobody edits notes. */
interface Shown {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
  readonly remoteId: string;
}

class Story {
  readonly scenario = new Scenario();
  readonly cloud = new ThingsCloud();
  readonly macs: readonly [Mac, Mac];
  readonly made = new Set<string>();
  readonly done = new Set<string>();
  /** Titles that somebody saw and replaced. */
  readonly replaced = new Set<string>();
  #count = 0;

  constructor() {
    const { world } = this.scenario;
    const studio = new Mac(world, { name: 'studio', seed: 11 });
    for (const id of BEGINNING) {
      studio.app.person.addTodo({ title: `${id} 0`, notes: id });
      this.made.add(id);
    }
    const laptop = new Mac(world, { name: 'laptop', seed: 12, copyOf: studio.databasePath });
    this.macs = [studio, laptop];
    for (const { databasePath } of this.macs) this.cloud.join(databasePath);
  }

  async begin(): Promise<void> {
    const limit = { maxTasks: 1000, maxShare: 1 };
    const guard = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, limit]));
    expect(this.scenario.world.account.changeConfig({ guard })).toMatchObject({ ok: true });
    for (let round = 0; round < 8; round += 1) {
      this.scenario.pass(MINUTE_MS);
      const answer = await this.macs[0].exchange();
      if (answer?.plan != null) this.scenario.world.account.approve(answer.plan.hash);
    }
  }

  async take(step: Step): Promise<void> {
    this.scenario.pass(1500);
    if (step.kind === 'sleep') return this.scenario.pass(step.minutes * MINUTE_MS);
    if (step.kind === 'cloud') return this.#sync(this.#mac(step.mac), step.rows);
    if (step.kind === 'exchange') {
      for (let time = 0; time < step.times; time += 1)
        await this.#mac(step.mac).exchange(time === 0 ? step.trouble : {});
      return;
    }
    await this.#act(step.kind, step.site, step.task);
  }

  /** The cloud brings everything everywhere, and both agents come until nothing moves. */
  async end(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (const mac of this.macs) {
        for (const { databasePath } of this.macs) this.cloud.push(databasePath);
        for (const { databasePath } of this.macs) this.cloud.pullAll(databasePath);
        this.scenario.pass(12 * MINUTE_MS);
        for (let time = 0; time < 5; time += 1) {
          await mac.exchange();
          this.scenario.pass(MINUTE_MS);
        }
      }
    }
  }

  shown(site: Site): readonly Shown[] {
    if (site === 'todoist') {
      return this.scenario.items.map(({ notes, title, checked, id }) => {
        return { id: notes, title, done: checked, remoteId: id };
      });
    }
    return readTodos(this.#macOf(site).databasePath)
      .filter(({ trashed }) => !trashed)
      .map(({ notes, title, status, id }) => {
        return { id: notes, title, done: status === 'completed', remoteId: id };
      });
  }

  #mac(at: number): Mac {
    return this.macs[at === 0 ? 0 : 1];
  }

  #macOf(site: 'studio' | 'laptop'): Mac {
    return this.#mac(site === 'studio' ? 0 : 1);
  }

  #sync({ databasePath }: Mac, rows: readonly number[]): void {
    this.cloud.push(databasePath);
    for (const row of rows) {
      const waiting = this.cloud.waitingFor(databasePath);
      const key = waiting[row % Math.max(1, waiting.length)];
      if (key !== undefined) this.cloud.pull(databasePath, key);
    }
  }

  /** What was completed before anybody else had it is nobody's task. */
  #isEverywhere(id: string): boolean {
    const sites = ['studio', 'laptop', 'todoist'] as const;
    return sites.every((site) => this.shown(site).some((shown) => shown.id === id));
  }

  async #act(kind: 'add' | 'edit' | 'complete', site: Site, choice: number): Promise<void> {
    this.#count += 1;
    if (kind === 'add') {
      const id = `n${this.#count}`;
      this.made.add(id);
      const title = `${id} 0`;
      if (site === 'todoist') await this.scenario.todoist('item_add', { content: title, description: id });
      else this.#macOf(site).app.person.addTodo({ title, notes: id });
      return;
    }
    const open = this.shown(site).filter(({ id, done }) => {
      return !done && this.made.has(id) && (kind === 'edit' || this.#isEverywhere(id));
    });
    const task = open[choice % Math.max(1, open.length)];
    if (task === undefined) return;
    if (kind === 'complete') {
      this.done.add(task.id);
      if (site === 'todoist') await this.scenario.todoist('item_close', { id: task.remoteId });
      else this.#macOf(site).app.person.complete(task.remoteId);
      return;
    }
    const title = `${task.id} ${this.#count} ${site}`;
    this.replaced.add(task.title);
    if (site === 'todoist') await this.scenario.todoist('item_update', { id: task.remoteId, content: title });
    else this.#macOf(site).app.person.editTodo(task.remoteId, { title });
  }
}

function textOf(shown: readonly Shown[]): readonly string[] {
  return shown.map(({ id, title, done }) => `${id}: ${title}${done ? ' (done)' : ''}`).toSorted();
}

it(
  '[R95] [R98] whatever comes in whichever order, all three show the same in the end: nothing lost, doubled or reverted',
  { timeout: 180_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 30 }), async (plot) => {
        const story = new Story();
        await story.begin();
        for (const step of plot) await story.take(step);
        await story.end();
        expect(story.scenario.world.account.plan()).toBeNull();
        const todoist = story.shown('todoist');
        expect(textOf(story.shown('studio'))).toEqual(textOf(todoist));
        expect(textOf(story.shown('laptop'))).toEqual(textOf(todoist));
        expect(todoist.map(({ id }) => id).toSorted()).toEqual([...story.made].toSorted());
        expect(todoist.filter(({ title }) => story.replaced.has(title))).toEqual([]);
        expect(new Set(todoist.filter(({ done }) => done).map(({ id }) => id))).toEqual(story.done);
        for (const mac of story.macs) mac.close();
      }),
      { numRuns: 5 },
    );
  },
);
