/**
 * Random command sequences through the official SDK against the emulator, compared with a model of the documents:
 * which commands are refused, what a full read shows, and what a client knows that only follows deltas.
 * TODOIST_SEQUENCES and TODOIST_SEED ask for more, or for others.
 */
import { TodoistApi, TodoistSyncError } from '@doist/todoist-sdk';
import type { CustomFetchResponse, SyncCommand, SyncRequest, SyncResponse, Task } from '@doist/todoist-sdk';
import { expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import { INBOX, TodoistModel } from './todoist-model.ts';
import type { ModelCommand } from './todoist-model.ts';
import { CommandMaker, SeededRandom } from './todoist-sequences.ts';

const SEQUENCES = Number(process.env['TODOIST_SEQUENCES'] ?? 2000);
const FIRST_SEED = Number(process.env['TODOIST_SEED'] ?? 1);
const START = Date.parse('2026-03-04T09:30:00Z');
const DAY_MS = 86_400_000;
const MAX_REQUESTS = 8;
const MAX_COMMANDS = 4;
const ID_ARGS = ['id', 'projectId', 'sectionId', 'parentId'];
const TYPES = ['items', 'projects', 'sections', 'labels'] as const;

interface Tidy {
  readonly isDeleted: boolean;
}

/** What a client knows that applies each delta. */
interface Mirror {
  readonly items: Map<string, Task>;
  readonly labels: Map<string, Tidy & { readonly name: string }>;
  readonly projects: Map<string, Tidy & { readonly name: string; readonly isArchived: boolean }>;
  readonly sections: Map<string, Tidy & { readonly name: string; readonly isArchived: boolean }>;
}

class Run {
  readonly model = new TodoistModel('2026-03-04');
  readonly #random: SeededRandom;
  readonly #maker: CommandMaker;
  readonly #api: TodoistApi;
  readonly #idByKey = new Map<string, string>();
  readonly #keyById = new Map<string, string>();
  readonly #mirror: Mirror = {
    items: new Map(),
    labels: new Map(),
    projects: new Map(),
    sections: new Map(),
  };
  readonly #done: ModelCommand[] = [];
  #now = START;
  #token = '*';

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#maker = new CommandMaker(this.#random, this.model);
    const emulator = createTodoistEmulator({ now: () => this.#now, seed });
    this.#api = new TodoistApi('test-token', {
      baseUrl: 'http://todoist.test',
      customFetch: async (url, options): Promise<CustomFetchResponse> => {
        const response = await emulator.fetch(new Request(url, options));
        return {
          ok: response.ok,
          status: response.status,
          statusText: response.statusText,
          headers: Object.fromEntries(response.headers),
          text: () => response.text(),
          json: () => response.json(),
        };
      },
    });
  }

  async play(): Promise<void> {
    const start = await this.#read();
    this.#learn(INBOX, start.projects?.[0]?.id ?? '');
    const requests = 1 + this.#random.below(MAX_REQUESTS);
    for (let request = 0; request < requests; request += 1) {
      if (this.#random.below(4) === 0) this.#passDays(1 + this.#random.below(3));
      await this.#send();
    }
    await this.#read();
    this.#compareMirror();
    await this.#compareFullRead();
  }

  #passDays(days: number): void {
    this.#now += days * DAY_MS;
    this.model.today = new Date(this.#now).toISOString().slice(0, 10);
  }

  async #send(): Promise<void> {
    const count = 1 + this.#random.below(MAX_COMMANDS);
    const commands: SyncCommand[] = [];
    const expected = new Map<string, boolean>();
    const made: ModelCommand[] = [];
    for (let index = 0; index < count; index += 1) {
      const replay = this.#done.length > 0 && this.#random.below(15) === 0;
      const command = replay ? this.#random.pick(this.#done) : this.#maker.next();
      if (expected.has(command.uuid)) continue;
      commands.push(this.#toWire(command));
      expected.set(command.uuid, this.model.apply(command));
      made.push(command);
    }
    const { status, mapping } = await this.#run({
      commands,
      syncToken: this.#token,
      resourceTypes: [...TYPES],
    });
    for (const command of made) {
      const isDone = expected.get(command.uuid) === true;
      expect([command, status[command.uuid] === 'ok']).toEqual([command, isDone]);
      if (!isDone) continue;
      this.#done.push(command);
      if (command.key !== undefined) this.#learn(command.key, mapping[command.key] ?? 'no mapping');
    }
  }

  /** The SDK throws for a refused command and loses the rest of the answer; the next read brings it. */
  async #run(request: SyncRequest): Promise<{
    readonly status: Readonly<Record<string, unknown>>;
    readonly mapping: Readonly<Record<string, string>>;
  }> {
    try {
      const answer = await this.#api.sync(request);
      this.#follow(answer);
      return { status: answer.syncStatus ?? {}, mapping: answer.tempIdMapping ?? {} };
    } catch (error) {
      if (!(error instanceof TodoistSyncError)) throw error;
      return { status: error.syncStatus, mapping: error.tempIdMapping ?? {} };
    }
  }

  async #read(): Promise<SyncResponse> {
    const answer = await this.#api.sync({ syncToken: this.#token, resourceTypes: [...TYPES] });
    this.#follow(answer);
    return answer;
  }

  #follow(answer: SyncResponse): void {
    this.#token = answer.syncToken ?? '';
    for (const row of answer.items ?? []) this.#mirror.items.set(row.id, row);
    for (const row of answer.labels ?? []) {
      this.#mirror.labels.set(row.id, { name: row.name, isDeleted: row.isDeleted ?? false });
    }
    for (const row of answer.projects ?? []) this.#mirror.projects.set(row.id, row);
    for (const row of answer.sections ?? []) this.#mirror.sections.set(row.id, row);
  }

  #learn(key: string, id: string): void {
    const known = this.#idByKey.get(key);
    if (known !== undefined) expect(id).toBe(known);
    this.#idByKey.set(key, id);
    this.#keyById.set(id, key);
  }

  #toWire(command: ModelCommand): SyncCommand {
    const args = Object.fromEntries(
      Object.entries(command.args).map(([name, value]) => [
        name,
        ID_ARGS.includes(name) && typeof value === 'string' ? (this.#idByKey.get(value) ?? value) : value,
      ]),
    );
    const base = { type: command.type, uuid: command.uuid, args };
    return command.key === undefined ? base : { ...base, tempId: command.key };
  }

  #key(id: string | null): string | null {
    return id === null ? null : (this.#keyById.get(id) ?? `unknown ${id}`);
  }

  #seen(item: Task): object {
    return {
      content: item.content,
      priority: item.priority,
      labels: item.labels,
      project: this.#key(item.projectId),
      section: this.#key(item.sectionId),
      parent: this.#key(item.parentId),
      checked: item.checked,
      due:
        item.due === null
          ? null
          : { date: item.due.date, string: item.due.string, isRecurring: item.due.isRecurring },
    };
  }

  /** A client that follows deltas knows every task as the model has it, deleted ones as deleted. */
  #compareMirror(): void {
    for (const [key, { deleted, rank: _rank, ...fields }] of this.model.items) {
      const item = this.#mirror.items.get(this.#idByKey.get(key) ?? '');
      expect([key, item?.isDeleted]).toEqual([key, deleted]);
      if (item !== undefined && !deleted) expect([key, this.#seen(item)]).toEqual([key, fields]);
    }
    for (const [key, { deleted, name }] of this.model.labels) {
      expect(this.#mirror.labels.get(this.#idByKey.get(key) ?? '')).toMatchObject({
        name,
        isDeleted: deleted,
      });
    }
    for (const family of ['projects', 'sections'] as const) {
      for (const [key, { deleted, name, archived }] of this.model[family]) {
        const row = this.#mirror[family].get(this.#idByKey.get(key) ?? '');
        expect([key, row?.isDeleted]).toEqual([key, deleted]);
        if (!deleted) expect(row).toMatchObject({ name, isArchived: archived });
      }
    }
  }

  /** A full read shows exactly the active objects, tasks in the order in which they became the last. */
  async #compareFullRead(): Promise<void> {
    const answer = await this.#api.sync({ syncToken: '*', resourceTypes: [...TYPES] });
    const active = [...this.model.items].filter(([, item]) => this.model.isActive(item));
    const shown = (answer.items ?? []).map((item) => this.#key(item.id) ?? '');
    expect(shown.toSorted()).toEqual(active.map(([key]) => key).toSorted());
    const byOrder = (answer.items ?? []).toSorted((a, b) => a.childOrder - b.childOrder);
    for (const list of new Set(active.map(([, item]) => listOf(item)))) {
      const members = active.filter(([, item]) => listOf(item) === list);
      const expected = members.toSorted(([, a], [, b]) => a.rank - b.rank).map(([key]) => key);
      const found = byOrder.map((item) => this.#key(item.id)).filter((key) => expected.includes(key ?? ''));
      expect(found).toEqual(expected);
    }
    const projects = [...this.model.projects].filter(([, { archived, deleted }]) => !archived && !deleted);
    expect((answer.projects ?? []).map(({ id }) => this.#key(id) ?? '').toSorted()).toEqual(
      projects.map(([key]) => key).toSorted(),
    );
    const labels = [...this.model.labels.values()].filter((label) => !label.deleted);
    expect((answer.labels ?? []).map(({ name }) => name).toSorted()).toEqual(
      labels.map(({ name }) => name).toSorted(),
    );
  }
}

function listOf(item: {
  readonly parent: string | null;
  readonly section: string | null;
  readonly project: string;
}): string {
  return item.parent ?? item.section ?? item.project;
}

it(`the emulator agrees with the documents over ${String(SEQUENCES)} random sequences`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEQUENCES; seed += 1) {
    await new Run(seed).play().catch((error: unknown) => {
      throw new Error(`seed ${String(seed)}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    });
  }
}, 600_000);
