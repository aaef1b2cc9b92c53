// The real Worker with its time in other hands: for benchmarks that play a day in a minute. It counts from outside what the
// Worker and its Coordinator use. Built by bench/day alone, imported by nothing: no deployment has any of this.

import { familyOf } from '../../src/checkpoint/kv/families.ts';
import type { CoordinatorCalls } from '../../src/worker/calls.ts';
import { Coordinator as RealCoordinator } from '../../src/worker/coordinator.ts';
import type { Env } from '../../src/worker/env.ts';
import realWorker from '../../src/worker/index.ts';

/** Request header: epoch ms, what time it is. Time never goes back. */
const TIME_HEADER = 'x-day-now';
/** Response header: JSON of everything counted since the Worker started. */
const TALLY_HEADER = 'x-day-tally';
/** Alarms while time passes once; more show one that sets itself anew for now. */
const MAX_ALARMS_AT_ONCE = 10_000;

type Operation = 'reads' | 'writes' | 'lists' | 'deletes';
type FamilyCounts = Record<string, Record<Operation, number>>;
type Callable = (...values: readonly unknown[]) => unknown;

/** Worker and Coordinator share one isolate here, and the clock of an isolate is one: this is its hands. */
const control = {
  now: 0,
  alarmAt: null as number | null,
  kv: {} as FamilyCounts,
  durable: { requests: 0, rowsRead: 0, rowsWritten: 0, alarms: 0, alarmsSet: 0 },
};

Date.now = () => control.now;

/** The Coordinator as it is, on the controlled clock and with its alarm fired by `POST /_day/advance`. */
export class Coordinator extends RealCoordinator {
  constructor(state: DurableObjectState, env: Env) {
    super(takeStorage(state), { ...env, SYNC_METADATA: countedKv(env.SYNC_METADATA) });
  }

  /** Does what the platform does when the alarm is due. */
  async fire(): Promise<void> {
    await this.alarm();
  }
}

const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    // While time passes, the alarms on the way come first.
    if (pathname !== '/_day/advance')
      control.now = Math.max(control.now, Number(request.headers.get(TIME_HEADER) ?? 0));
    const response = await answer(request, env);
    // An upgraded socket can't be copied, and nobody reads its headers.
    if (response.webSocket !== null) return response;
    const headers = new Headers(response.headers);
    headers.set(TALLY_HEADER, JSON.stringify({ kv: control.kv, durable: control.durable }));
    return new Response(response.body, { status: response.status, headers });
  },
};

// oxlint-disable-next-line import/no-default-export -- what workerd looks for
export default worker;

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/_day/advance') return advance(Number(searchParams.get('to')), env);
  if (pathname === '/_day/cron') {
    const controller = { scheduledTime: control.now, cron: '0 * * * *', noRetry: () => undefined };
    await realWorker.scheduled(controller as ScheduledController, countedEnv(env));
    return new Response(null);
  }
  return realWorker.fetch(request, countedEnv(env));
}

/** Lets time pass; alarms go off at their times. */
async function advance(to: number, env: Env): Promise<Response> {
  for (let fired = 0; ; fired += 1) {
    const due = control.alarmAt;
    if (due === null || due > to) break;
    if (fired === MAX_ALARMS_AT_ONCE) throw new Error('the alarm goes off without end');
    control.now = Math.max(control.now, due);
    control.alarmAt = null;
    control.durable.alarms += 1;
    const coordinator = env.COORDINATOR.getByName('default') as unknown as { fire(): Promise<void> };
    await coordinator.fire();
  }
  control.now = Math.max(control.now, to);
  return new Response(null);
}

/** Every call of a method of the Coordinator is a request to it. Cloudflare bills alarms as such too, which are counted apart. */
function countedEnv(env: Env): Env {
  const getByName = (name: string) =>
    new Proxy(env.COORDINATOR.getByName(name), {
      get:
        (stub, method) =>
        (...values: readonly unknown[]) => {
          control.durable.requests += 1;
          return Reflect.apply(Reflect.get(stub, method) as Callable, stub, values) as unknown;
        },
    });
  const namespace = { getByName } as unknown as DurableObjectNamespace<CoordinatorCalls>;
  return { ...env, COORDINATOR: namespace };
}

function countedKv(kv: KVNamespace): KVNamespace {
  const counted = (method: 'get' | 'put' | 'delete' | 'list', operation: Operation) => {
    const call = kv[method].bind(kv) as Callable;
    return (...values: readonly unknown[]) => {
      for (const key of keysOf(values[0])) {
        const family = (control.kv[familyOf(key)] ??= { reads: 0, writes: 0, lists: 0, deletes: 0 });
        family[operation] += 1;
      }
      return call(...values);
    };
  };
  return {
    get: counted('get', 'reads'),
    put: counted('put', 'writes'),
    delete: counted('delete', 'deletes'),
    list: counted('list', 'lists'),
  } as unknown as KVNamespace;
}

/** The keys that one call asks for; of a list, what they begin with. */
function keysOf(first: unknown): readonly string[] {
  if (typeof first === 'string') return [first];
  if (Array.isArray(first)) return first as readonly string[];
  const { prefix } = (first ?? {}) as { readonly prefix?: string };
  return [prefix ?? ''];
}

/** Counts rows, and keeps the alarm here: the platform's own would go by the real clock. */
function takeStorage(state: DurableObjectState): DurableObjectState {
  const { storage } = state;
  const { sql } = storage;
  const execute = sql.exec.bind(sql);
  Object.defineProperty(sql, 'exec', {
    value: (query: string, ...values: SqlStorageValue[]) => {
      const cursor = execute(query, ...values);
      const rows = cursor.toArray();
      control.durable.rowsRead += cursor.rowsRead;
      control.durable.rowsWritten += cursor.rowsWritten;
      return { toArray: () => rows, rowsRead: cursor.rowsRead, rowsWritten: cursor.rowsWritten };
    },
  });
  const setTo = async (at: number | null): Promise<void> => {
    control.alarmAt = at;
    // Cloudflare bills a row written for each; one that is taken back is counted like one that is set.
    control.durable.rowsWritten += 1;
    control.durable.alarmsSet += 1;
  };
  Object.defineProperties(storage, {
    getAlarm: { value: async () => control.alarmAt },
    setAlarm: { value: (at: number | Date) => setTo(Number(at)) },
    deleteAlarm: { value: () => setTo(null) },
  });
  return state;
}
