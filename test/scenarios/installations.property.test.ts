// Two installations that start at once, whatever the order in which their requests reach Todoist and their writes reach Things.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Installation } from './installation.ts';
import { Scenario } from './scenario.ts';

const TITLES = ['Alpha', 'Beta', 'Gamma'] as const;

/** Which of the two goes on next: one bit for each thing that either waits for. */
const orders = fc.array(fc.boolean(), { minLength: 10, maxLength: 80 });

/** Lets two go on one step at a time, in a given order; where only one waits, it goes on. */
class Gate {
  readonly #order: readonly boolean[];
  readonly #waiting: [(() => void) | null, (() => void) | null] = [null, null];
  readonly #isOver = [false, false];
  #at = 0;

  constructor(order: readonly boolean[]) {
    this.#order = order;
  }

  /** Waits for its turn. */
  async pass(who: 0 | 1): Promise<void> {
    const turn = new Promise<void>((resolve) => {
      this.#waiting[who] = resolve;
    });
    this.#go();
    await turn;
  }

  /** One of the two is done. */
  end(who: 0 | 1): void {
    this.#isOver[who] = true;
    this.#go();
  }

  #go(): void {
    const isReady = [0, 1].every((who) => this.#isOver[who] === true || this.#waiting[who] !== null);
    if (!isReady) return;
    const first = this.#order[this.#at % this.#order.length] === true ? 1 : 0;
    this.#at += 1;
    const next = this.#waiting[first] === null ? 1 - first : first;
    const resolve = this.#waiting[next === 0 ? 0 : 1];
    this.#waiting[next === 0 ? 0 : 1] = null;
    resolve?.();
  }
}

async function startBoth(scenario: Scenario, order: readonly boolean[]): Promise<readonly Installation[]> {
  const both = [new Installation(scenario.world, 'one'), new Installation(scenario.world, 'two')] as const;
  const gate = new Gate(order);
  await Promise.all(
    both.map(async (installation, at) => {
      const who = at === 0 ? 0 : 1;
      installation.insteadOfTodoist = async (request) => {
        await gate.pass(who);
        const answer = await scenario.world.todoist.fetch(request);
        await gate.pass(who);
        return answer;
      };
      installation.beforeThings = () => gate.pass(who);
      await installation.approving();
      gate.end(who);
      installation.insteadOfTodoist = () => null;
      installation.beforeThings = async () => undefined;
    }),
  );
  return both;
}

it('[R83] of two that start at once one goes on, and nothing is there twice', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const scenario = new Scenario();
      for (const title of TITLES) scenario.things.addTodo({ title });
      await scenario.addItems([{ content: 'From the phone' }, { content: 'Beta' }]);
      const both = await startBoth(scenario, order);
      for (let round = 0; round < 3; round += 1) for (const one of both) await one.approving();
      const expected = ['Alpha', 'Beta', 'From the phone', 'Gamma'];
      expect([scenario.openInTodoist, scenario.openInThings]).toEqual([expected, expected]);
      const stopped = both.filter(({ account }) => account.plan()?.reason === 'not_keeper');
      expect(stopped).toHaveLength(1);
      expect(scenario.world.todoist.snapshot().labels).toHaveLength(1);
    }),
    { numRuns: 15 },
  );
});
