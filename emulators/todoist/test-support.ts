/** Small steps for the emulator's own tests: requests through the in-process door, and a clock that tests move. */
import { createTodoistEmulator } from './server.ts';
import type { TodoistEmulator, TodoistEmulatorOptions } from './server.ts';
import type { WireError } from './errors.ts';
import type { WireItem, WireLabel, WireNote, WireProject, WireReminder, WireSection } from './wire.ts';

/** A command as a client sends it. */
export interface TestCommand {
  readonly type: string;
  readonly uuid: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly temp_id?: string;
}

/** What a `/sync` answer may hold. */
interface TestAnswer {
  readonly sync_token: string;
  readonly full_sync: boolean;
  readonly full_sync_date_utc?: string;
  readonly sync_status?: Readonly<Record<string, 'ok' | WireError>>;
  readonly temp_id_mapping: Readonly<Record<string, string>>;
  readonly items?: readonly WireItem[];
  readonly projects?: readonly WireProject[];
  readonly sections?: readonly WireSection[];
  readonly labels?: readonly WireLabel[];
  readonly notes?: readonly WireNote[];
  readonly reminders?: readonly WireReminder[];
  readonly user?: Readonly<Record<string, unknown>>;
}

/** The moment at which test clocks stand at first: a Wednesday, 09:30 UTC. */
export const TEST_NOW = Date.parse('2026-03-04T09:30:00Z');

/** An emulator with a clock that the test moves. */
export interface TestBench {
  readonly emulator: TodoistEmulator;
  readonly clock: { now: number };
  /** Sends any request with the right token. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** Sends a JSON `/sync` body and reads the answer, whatever its status. */
  sync(body: Readonly<Record<string, unknown>>): Promise<TestAnswer>;
  /** Runs commands without a read. */
  run(...commands: readonly TestCommand[]): Promise<TestAnswer>;
  /** Runs one creating command and gives the new id. */
  create(type: string, args: Readonly<Record<string, unknown>>): Promise<string>;
  /** Runs one command; gives 'ok' or the error's tag. */
  attempt(type: string, args: Readonly<Record<string, unknown>>): Promise<string>;
  /** The task as it stands, tombstones included. */
  item(id: string): Promise<WireItem>;
}

/** Makes a bench with a fresh emulator. */
export function createBench(options: TodoistEmulatorOptions = {}): TestBench {
  const clock = { now: TEST_NOW };
  const emulator = createTodoistEmulator({ now: () => clock.now, ...options });
  const bench: TestBench = {
    emulator,
    clock,
    request: (method, path, body, headers = {}) =>
      emulator.fetch(
        new Request(`http://todoist.test/api/v1${path}`, {
          method,
          headers: { authorization: 'Bearer test-token', 'content-type': 'application/json', ...headers },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    sync: async (body) => (await (await bench.request('POST', '/sync', body)).json()) as TestAnswer,
    run: (...commands) => bench.sync({ commands }),
    create: async (type, args) => {
      const uuid = crypto.randomUUID();
      const answer = await bench.run({ type, uuid, args, temp_id: 'new' });
      const id = answer.temp_id_mapping['new'];
      if (id === undefined) throw new Error(`${type} failed: ${JSON.stringify(answer.sync_status)}`);
      return id;
    },
    attempt: async (type, args) => {
      const uuid = crypto.randomUUID();
      const outcome = (await bench.run({ type, uuid, args })).sync_status?.[uuid];
      return outcome === undefined || outcome === 'ok' ? 'ok' : outcome.error_tag;
    },
    item: async (id) => {
      const response = await bench.request('GET', `/tasks/${id}`);
      return (await response.json()) as WireItem;
    },
  };
  return bench;
}

/** Makes a command with a uuid of its own. */
export function command(
  type: string,
  uuid: string,
  args: Readonly<Record<string, unknown>>,
  tempId?: string,
): TestCommand {
  return { type, uuid, args, ...(tempId === undefined ? {} : { temp_id: tempId }) };
}
