// What a sync costs in rows of the Durable Object's storage, as the platform counts them: an index is a row, too, and so is what was
// written and undone. Counted around everything that the account does; what is told apart is left out by its table.

import { env } from 'cloudflare:workers';
import { reset, runInDurableObject } from 'cloudflare:test';
import { afterEach, expect, it } from 'vitest';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import { createAccount } from '../../src/sync/owner/account.ts';
import type { Account } from '../../src/sync/owner/account-port.ts';
import { createThingsPort } from '../../src/replicas/things/create-things-port.ts';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { createThingsReplica } from '../../src/replicas/things/replica.ts';
import { createTodoistPort } from '../../src/replicas/todoist/create-todoist-port.ts';
import { TODOIST } from '../../src/replicas/todoist/known.ts';
import { createTodoistReplica } from '../../src/replicas/todoist/replica.ts';
import { createReplicas } from '../../src/sync/replica.ts';
import { openStore } from '../../src/hub/sqlite/open-store.ts';
import type { Store } from '../../src/hub/store.ts';
import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import { exchangeBody, receipt, resetTodoist, todo } from './harness.ts';

/** Rows written for one edit at most, from Things to Todoist's acknowledgement. */
const MAX_ROWS_OF_AN_EDIT = 12;
/** Rows written for each task of a first sync at most, the passes that stop at a plan included. */
const MAX_ROWS_OF_A_NEW_TASK = 10;

afterEach(async () => {
  await reset();
  await resetTodoist();
});

interface Costs {
  readonly written: number;
  readonly read: number;
}

/** An account on the storage of an object of its own. */
class Measured {
  readonly account: Account;
  readonly store: Store;
  #snapshot = 0;

  constructor(state: DurableObjectState) {
    this.store = openStore(createDurableSql(state.storage), { findsLinesOf: [TODOIST] });
    const todoist = {
      baseUrl: env.TODOIST_API_URL,
      token: 'test-token',
      fetch: (request: Request) => fetch(request),
    };
    this.account = createAccount({
      store: this.store,
      replicas: createReplicas([
        createTodoistReplica(createTodoistPort(todoist)),
        createThingsReplica(createThingsPort()),
      ]),
      now: () => Date.now(),
      newId: () => crypto.randomUUID(),
    });
  }

  #exchange(request: ExchangeRequest) {
    return this.account.visit(visitOfThings(request));
  }

  async costOf(work: () => Promise<unknown>): Promise<Costs> {
    const [written, read] = [this.store.rowsWritten(), this.store.rowsRead()];
    await work();
    return { written: this.store.rowsWritten() - written, read: this.store.rowsRead() - read };
  }

  /** Pairs a library of so many to-dos, three of four of them in one of so many projects, one of six with a checklist. */
  async firstSync(size: number, projects = 4): Promise<void> {
    const ids = Array.from({ length: projects }, (_, at) => `p${at}`);
    const todos = Array.from({ length: size }, (_, at) => ({
      ...todo(`t${at}`, `Task ${at}`),
      ...(at % 4 !== 0 && { list: 'anytime' as const, project: ids[at % ids.length] ?? null }),
      ...(at % 6 === 0 && { checklist: [{ title: 'one', done: false }] }),
    }));
    const containers = ids.map((id) => ({
      id,
      kind: 'project',
      title: `Project ${id}`,
      parent: null,
      gone: false,
    }));
    const whole = exchangeBody({ todos, containers } as unknown as Partial<ExchangeRequest>);
    const { plan } = await this.#exchange(whole);
    this.account.approve(plan?.hash ?? '');
    for (let round = 0; round < 5; round += 1)
      await this.#exchange(
        round === 0
          ? whole
          : { ...exchangeBody({}), base: 'snapshot-1', snapshot: 'snapshot-1', receipt: receipt(size) },
      );
    expect(this.account.status()).toMatchObject({ inSync: true, tasks: { linked: size } });
    this.#snapshot = 1;
  }

  /** One title edit in Things, told by the agent, and carried out by Todoist within the exchange. */
  async edit(id: string, title: string, openTodos: number): Promise<void> {
    this.#snapshot += 1;
    await this.#exchange({
      ...exchangeBody({ todos: [todo(id, title)] }),
      base: `snapshot-${this.#snapshot - 1}`,
      snapshot: `snapshot-${this.#snapshot}`,
      receipt: receipt(openTodos),
    });
    expect(this.store.outbox.count(null, ['queued', 'sent', 'held', 'failed'])).toBe(0);
  }
}

function onStorage<T>(work: (measured: Measured) => Promise<T>): Promise<T> {
  return runInDurableObject(env.COORDINATOR.getByName('measured'), (_coordinator, state) =>
    work(new Measured(state)),
  );
}

it('[K42] a title edit in Things writes at most 12 rows until Todoist has acknowledged it', () =>
  onStorage(async (measured) => {
    await measured.firstSync(60);
    await measured.edit('t0', 'Once', 60);
    const costs = await measured.costOf(() => measured.edit('t4', 'Twice', 60));
    expect(costs.written).toBeGreaterThan(0);
    expect(costs.written).toBeLessThanOrEqual(MAX_ROWS_OF_AN_EDIT);
  }));

it('[K43] a first sync writes at most 10 rows for each task', () =>
  onStorage(async (measured) => {
    const size = 240;
    const { written } = await measured.costOf(() => measured.firstSync(size));
    expect(written / size).toBeLessThanOrEqual(MAX_ROWS_OF_A_NEW_TASK);
  }));

it('[K44] what an edit reads does not grow with tasks, projects and history', async () => {
  const reads: number[] = [];
  for (const [size, projects] of [
    [40, 4],
    [160, 40],
  ] as const) {
    reads.push(
      await onStorage(async (measured) => {
        await measured.firstSync(size, projects);
        for (let at = 0; at < size / 8; at += 1) await measured.edit('t0', `Edit ${at}`, size);
        return (await measured.costOf(() => measured.edit('t5', 'Last', size))).read;
      }),
    );
    await reset();
    await resetTodoist();
  }
  expect(reads[1]).toBe(reads[0]);
});
