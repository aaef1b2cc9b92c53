// A receiver has a bad day while people work and the coordinator is put away: every event arrives, under one id, in order.

import { expect, it } from 'vitest';
import { openSecrets } from '../../src/hub/sqlite/tables/secret-table.ts';
import { openDeliveries } from '../../src/hub/sqlite/tables/delivery-table.ts';
import { openSubscribers } from '../../src/hub/sqlite/tables/subscriber-table.ts';
import { createVault } from '../../src/hub/vault.ts';
import { createOutbound, type Outbound } from '../../src/webhooks/outbound/outbound.ts';
import { standingOf } from '../../src/worker/object/outbound/standing.ts';
import { addSubscriber } from '../../src/webhooks/outbound/subscriber-desk.ts';
import type { Attempt } from '../../src/webhooks/outbound/retry.ts';
import type { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const MINUTE_MS = 60_000;
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const NO_COUNTS = { reads: 0, writes: 0, lists: 0, deletes: 0 };

type Mood = 'well' | 'fails' | 'hangs' | 'kills';

/** The coordinator is put away in the middle of a request. */
class Killed extends Error {}

class Stage {
  mood: Mood = 'well';
  /** Ids as the receiver took them in, and the titles that each told of. */
  readonly taken: { readonly id: string; readonly titles: readonly string[] }[] = [];
  readonly #scenario: Scenario;
  #outbound: Outbound;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#outbound = this.#open();
  }

  async subscribe(): Promise<void> {
    const given = { url: 'https://hooks.example.com/', events: ['task_created' as const], includeText: true };
    const added = await addSubscriber(this.#outbound.parts, given);
    if (!added.ok) throw new Error(added.error.kind);
  }

  /** Time passes and the alarm goes off when it is due; a coordinator that was put away begins anew. */
  async pass(ms: number): Promise<void> {
    const { world } = this.#scenario;
    const end = world.now + ms;
    for (let rounds = 0; rounds < 500; rounds += 1) {
      const due = this.#outbound.dueAt();
      if (due === null || due > end) break;
      if (due > world.now) world.pass(due - world.now);
      try {
        await this.#outbound.work();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.mood = 'well';
        this.#outbound = this.#open();
      }
    }
    if (end > world.now) world.pass(end - world.now);
  }

  #answer(request: { readonly headers: Readonly<Record<string, string>>; readonly body: string }): Attempt {
    const { world } = this.#scenario;
    const answer = { took: 5, answered: 200, retryAfterMs: null, problem: null };
    if (this.mood === 'fails') return { ...answer, answered: 500 };
    if (this.mood === 'hangs') {
      world.pass(10_000);
      return { ...answer, answered: null, problem: 'there was no answer within 10 s' };
    }
    const { data } = JSON.parse(request.body) as { data: { tasks: readonly { title: string }[] } };
    this.taken.push({
      id: request.headers['webhook-id'] ?? '',
      titles: data.tasks.map(({ title }) => title),
    });
    if (this.mood === 'kills') throw new Killed();
    return answer;
  }

  #open(): Outbound {
    const { world } = this.#scenario;
    const { store, database } = world;
    const now = (): number => world.now;
    return createOutbound({
      subscribers: openSubscribers(database),
      deliveries: openDeliveries(database),
      store,
      vault: createVault({
        records: openSecrets(database),
        account: 'default',
        keys: { current: KEY, old: '' },
      }),
      standing: () =>
        standingOf({
          plan: () => world.account.plan(),
          store,
          replicas: ['todoist', 'things'],
          failedRuns: () => 0,
          counts: () => NO_COUNTS,
          limits: { reads: 1, writes: 1, lists: 1, deletes: 1 },
          now,
        }),
      send: async (request) => this.#answer(request),
      olderDeliveries: () => [],
      olderSubscribers: async () => null,
      noteChange: () => undefined,
      allowsPrivate: false,
      now,
      newId: () => crypto.randomUUID(),
    });
  }
}

it('[W28] every event arrives at least once, with one id and in order, whatever becomes of receiver and coordinator', async () => {
  const { scenario } = await standardScenario();
  scenario.world.account.changeConfig({ guard: { creations: { maxTasks: 100, maxShare: 1 } } });
  const stage = new Stage(scenario);
  await stage.subscribe();
  const made: string[] = [];
  const add = async (mood: Mood): Promise<void> => {
    stage.mood = mood;
    const title = `Step ${made.length + 1}, while it ${mood}`;
    made.push(title);
    if (made.length % 2 === 0) scenario.things.addTodo({ title });
    else await scenario.todoist('item_add', { content: title });
    await scenario.sync();
    await stage.pass(MINUTE_MS);
  };
  await add('well');
  await add('kills');
  // An hour of errors, with people at work.
  for (let each = 0; each < 6; each += 1) {
    await add(each === 3 ? 'hangs' : 'fails');
    await stage.pass(9 * MINUTE_MS);
  }
  await add('kills');
  await stage.pass(3 * 60 * MINUTE_MS);
  await add('well');
  const first = stage.taken.filter(({ id }, at) => stage.taken.findIndex((other) => other.id === id) === at);
  expect(first.flatMap(({ titles }) => titles)).toEqual(made);
  // Both times that the coordinator was put away, the same event came again, under its id.
  expect(stage.taken.length - first.length).toBe(2);
  for (const { id, titles } of stage.taken)
    expect(first.find((each) => each.id === id)?.titles).toEqual(titles);
});
