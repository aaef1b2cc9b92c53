// One simulated day and the days of rest after it: people edit on both sides, older clients and an agent go on beside each other, and
// everything that can break breaks. All chance comes from the seed; what processes do at the same time does not.

import { createRandom, type Random } from '../sim/random.ts';
import { faultsOf, keyOf, type Kept } from './ledger.ts';
import type { ClientRun } from './shell-client.ts';
import { TROUBLES, type Trouble } from './way-in.ts';
import { World, type AgentTrouble } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_BEGINS = Date.UTC(2027, 2, 1, 6);

/** Notes and titles that a client without a parser makes something else of. */
const TITLES = ['Milk', 'say "hello" to them', 'Brot & Käse', 'back\\slash', '買牛奶', 'a, b: {c}'] as const;
const NOTES = ['', 'two litres', 'one\ntwo', 'he said "no"', 'x },{ y', '100 %'] as const;

const CLIENTS = [
  { name: 'importer', script: 'importer.sh', isTokenInAddress: true },
  { name: 'exporter', script: 'exporter.sh', isTokenInAddress: true },
  { name: 'tagger', script: 'exporter.sh', isTokenInAddress: false, settings: { TAGS: 'yes' } },
  { name: 'mapper', script: 'importer.sh', isTokenInAddress: false, settings: { MAPPINGS: 'yes' } },
  {
    name: 'both ways',
    script: 'both-ways.sh',
    isTokenInAddress: false,
    settings: { WITH_IDS: 'yes', TAGS: 'yes' },
  },
  { name: 'opener', script: 'opener.sh', isTokenInAddress: true },
  { name: 'coordinator', script: 'coordinator.sh', isTokenInAddress: true },
] as const;
const IMPORTERS = CLIENTS.filter(({ name }) => ['importer', 'mapper', 'opener', 'both ways'].includes(name));

/** Which day is played. */
export interface DayOptions {
  readonly seed: number;
  readonly hours: number;
  /** About how many things happen in an hour. */
  readonly stepsAnHour: number;
  /** Gets everything that happens, line by line. */
  readonly tell: (line: string) => void;
}

/** What came of it. */
export interface PlayedDay {
  /** In words; nothing: no double, no loss, both sides the same, nothing waits. */
  readonly faults: readonly string[];
  readonly runs: number;
  readonly killed: number;
  readonly failed: number;
  readonly exchanges: number;
  readonly tasks: number;
}

/** Plays a day. */
export async function playDay(options: DayOptions): Promise<PlayedDay> {
  const world = new World(DAY_BEGINS, options.seed);
  try {
    await world.open();
    for (const client of CLIENTS) await world.addClient(client);
    return await new Day(world, options).play();
  } finally {
    await world.close();
  }
}

class Day {
  readonly #world: World;
  readonly #options: DayOptions;
  readonly #random: Random;
  readonly #ledger = new Map<string, Kept>();
  /** When the agent last told and was told everything. */
  #lastRest = 0;
  /** When a to-do without a mark was first seen in Things. */
  readonly #seen = new Map<string, number>();
  readonly #counts = { runs: 0, killed: 0, failed: 0, exchanges: 0 };
  /** When the agent is at work, as parts of the day. */
  readonly #away: readonly (readonly [number, number])[];

  constructor(world: World, options: DayOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = createRandom(options.seed);
    const comes = 0.1 + 0.2 * this.#random.next();
    const goes = 0.5 + 0.1 * this.#random.next();
    this.#away = [
      [0, comes],
      [goes, goes + 0.15],
    ];
  }

  async play(): Promise<PlayedDay> {
    const { hours, stepsAnHour } = this.#options;
    const ends = DAY_BEGINS + hours * HOUR_MS;
    let isWorkerDue = true;
    while (this.#world.now < ends) {
      const part = (this.#world.now - DAY_BEGINS) / (hours * HOUR_MS);
      if (isWorkerDue && part > 0.4) {
        isWorkerDue = false;
        this.#tell('the Worker is started anew');
        await this.#world.restartWorker();
      }
      await this.#step(part);
      await this.#world.pass(Math.round((2 * this.#random.next() * HOUR_MS) / stepsAnHour));
    }
    const faults = await this.#rest();
    return { faults, tasks: this.#ledger.size, ...this.#counts };
  }

  #tell(line: string): void {
    this.#options.tell(`${new Date(this.#world.now).toISOString().slice(5, 19)}  ${line}`);
  }

  async #step(part: number): Promise<void> {
    const chance = this.#random.next();
    const isAgentHere = this.#away.every(([from, to]) => part < from || part >= to);
    if (chance < 0.45) {
      const before = this.#ledger.size;
      await this.#edit();
      // Where something is new there is something to import: that is where doubles come from.
      if (this.#ledger.size > before && this.#random.chance(0.6))
        await this.#client(this.#random.pick(IMPORTERS));
    } else if (chance < 0.6 && isAgentHere) await this.#exchange();
    else if (chance < 0.95) await this.#client(this.#random.pick(CLIENTS));
    else await this.#atOnce();
  }

  /** Two clients at the same time. */
  async #atOnce(): Promise<void> {
    const names = CLIENTS.map(({ name }) => name);
    const first = this.#random.pick(names);
    const second = this.#random.pick(names.filter((name) => name !== first));
    this.#tell(`${first} and ${second} at once`);
    const runs = await Promise.all([this.#world.run(first, null), this.#world.run(second, null)]);
    for (const [at, run] of runs.entries()) this.#note(at === 0 ? first : second, run);
  }

  async #client({ name }: { readonly name: string }): Promise<void> {
    const trouble = this.#random.chance(0.5) ? this.#trouble(name) : null;
    if (this.#random.chance(0.08)) {
      this.#tell('Todoist does not answer the next time');
      this.#world.todoist.chaos.failNext(
        this.#random.pick(['lose_answer', 'drop_request', 'server_error'] as const),
      );
    }
    this.#world.meanwhile = async () => {
      if (this.#random.chance(0.5)) await this.#edit();
      else await this.#world.pass(this.#random.below(20) * MINUTE_MS);
    };
    this.#note(name, await this.#world.run(name, trouble));
  }

  #trouble(name: string): Trouble | null {
    const step = 1 + this.#random.below(5);
    const kind = this.#random.pick(TROUBLES);
    // Whoever opens a link and does not say so, opens it once more: that double is the client's own.
    const isOwnDouble = name === 'opener' && step > 2;
    return isOwnDouble ? null : { kind, step };
  }

  #note(name: string, { code, steps, stderr }: ClientRun): void {
    this.#counts.runs += 1;
    if (code === null) this.#counts.killed += 1;
    else if (code !== 0) this.#counts.failed += 1;
    const end = code === null ? 'killed' : `ended with ${code}`;
    this.#tell(`${name} ${end}: ${steps.join('; ')}${stderr === '' ? '' : ` (${stderr.trim()})`}`);
  }

  async #exchange(): Promise<void> {
    this.#counts.exchanges += 1;
    const troubles: readonly AgentTrouble[] = ['lose_request', 'lose_answer', 'dies_writing'];
    const trouble = this.#random.chance(0.2) ? this.#random.pick(troubles) : null;
    if (this.#random.chance(0.1)) {
      this.#tell('the agent is started anew');
      this.#world.restartAgent();
    }
    const begun = this.#world.now;
    const answer = await this.#world.exchange(trouble);
    if (answer !== null && answer.problems.length === 0) this.#lastRest = begun;
    this.#tell(`agent: ${answer === null ? `no answer (${trouble ?? 'by itself'})` : answer.snapshot}`);
  }

  /** Everybody goes on for days without an edit; then nothing may be left to do. */
  async #rest(): Promise<readonly string[]> {
    this.#world.calm();
    this.#note('both ways', await this.#world.run('both ways', null));
    for (let round = 0; round < 9; round += 1) {
      await this.#world.exchange();
      await this.#world.pass(6 * HOUR_MS);
    }
    const before = this.#world.todoist.stats.commands;
    const last = await this.#world.exchange();
    for (const { name } of CLIENTS) this.#note(name, await this.#world.run(name, null));
    await this.#world.pass(HOUR_MS);
    const again = await this.#world.exchange();
    const status = await this.#world.asOwner<Record<string, unknown>>('GET', '/v1/status');
    const waiting = [
      ...[last, again].flatMap((answer) =>
        answer === null || answer.operations.length > 0
          ? [`the agent has something to do: ${JSON.stringify(answer)}`]
          : [],
      ),
      ...(status['inSync'] === true ? [] : [`not in sync: ${JSON.stringify(status)}`]),
      ...(this.#world.todoist.stats.commands === before ? [] : ['Todoist is told something at rest']),
    ];
    const kept = JSON.stringify([await this.#world.asOwner('GET', '/v1/conflicts'), await this.#history()]);
    const ends = { things: this.#world.todos(), todoist: this.#world.items(), kept };
    const faults = faultsOf(this.#ledger, ends);
    for (const fault of faults) await this.#explain(keyOf(fault).replace(':', ''));
    return [...waiting, ...faults];
  }

  /** Puts into the story what the Worker says of a task. */
  async #explain(key: string): Promise<void> {
    const all = [...this.#world.todos(), ...this.#world.items()];
    const shown = all.find(({ title }) => keyOf(title) === key);
    if (shown === undefined) return;
    const why = await this.#world.asOwner<{ steps: object[] }>('GET', `/v1/explain/${shown.id}`);
    this.#tell(`${key}: ${JSON.stringify({ ...why, steps: [] })}`);
    for (const step of why.steps) this.#tell(`${key}: ${JSON.stringify(step)}`);
  }

  async #history(): Promise<unknown> {
    const all: unknown[] = [];
    let query = '';
    for (;;) {
      const entries = await this.#world.asOwner<{ id: string }[]>('GET', `/v1/history?limit=500${query}`);
      all.push(...entries);
      const last = entries.at(-1);
      if (last === undefined) return all;
      query = `&before=${last.id}`;
    }
  }

  // --- people ---

  async #edit(): Promise<void> {
    const live = [...this.#ledger.values()].filter(({ end }) => end === null);
    const side = this.#random.pick(['things', 'todoist'] as const);
    if (live.length < 4 || this.#random.chance(0.4)) return this.#add(side);
    const shown = side === 'things' ? this.#shownInThings() : this.#shownInTodoist();
    const there = live.filter((kept) => shown.has(kept.key) && this.#isKnown(side, kept, shown));
    if (there.length === 0) return this.#add(side);
    const kept = this.#random.pick(there);
    const id = shown.get(kept.key) ?? '';
    const chance = this.#random.next();
    if (chance < 0.4) return this.#retitle(side, kept, id);
    if (chance < 0.6) return this.#renote(side, kept, id);
    // Somebody who still types on the other side brings back what is ended here: that is a story of its own.
    const other = side === 'things' ? 'todoist' : 'things';
    if (kept.touched[other] !== undefined && this.#lastRest < kept.touched[other]) return undefined;
    return this.#end(side, kept, { id, how: chance < 0.85 ? 'completed' : 'deleted' });
  }

  /** What a link made has no mark: by its words alone it is known, so nobody changes these before it was seen. */
  #isKnown(side: 'things' | 'todoist', { key, origin }: Kept, shown: ReadonlyMap<string, string>): boolean {
    if (side === 'todoist' || origin === 'things') return true;
    const notes = this.#world.todos().find(({ id }) => id === shown.get(key))?.notes ?? '';
    if (notes.includes('[todoist-id:')) return true;
    const since = this.#seen.get(key) ?? this.#world.now;
    this.#seen.set(key, since);
    return this.#lastRest > since;
  }

  async #add(side: 'things' | 'todoist'): Promise<void> {
    const key = `K${this.#ledger.size + 1}`;
    const title = `${key} ${this.#random.pick(TITLES)}`;
    const notes = this.#random.pick(NOTES);
    this.#ledger.set(key, {
      key,
      typed: { title: [title], notes: [notes] },
      end: null,
      origin: side,
      touched: { [side]: this.#world.now },
    });
    this.#tell(`${side}: new ${JSON.stringify(title)} ${JSON.stringify(notes)}`);
    if (side === 'things') this.#world.things.person.addTodo({ title, notes });
    else {
      const due = this.#random.chance(0.4) ? { due_date: '2027-03-20' } : {};
      await this.#world.inTodoist('POST', '/tasks', { content: title, description: notes, ...due });
    }
  }

  async #retitle(side: 'things' | 'todoist', kept: Kept, id: string): Promise<void> {
    const title = `${kept.key} v${kept.typed.title.length + 1} ${this.#random.pick(TITLES)}`;
    kept.typed.title.push(title);
    this.#touch(kept, side, `title ${JSON.stringify(title)}`);
    if (side === 'things') this.#world.things.person.editTodo(id, { title });
    else await this.#world.inTodoist('POST', `/tasks/${id}`, { content: title });
  }

  async #renote(side: 'things' | 'todoist', kept: Kept, id: string): Promise<void> {
    const notes = `v${kept.typed.notes.length + 1} ${this.#random.pick(NOTES)}`.trim();
    kept.typed.notes.push(notes);
    this.#touch(kept, side, `notes ${JSON.stringify(notes)}`);
    if (side === 'todoist') return this.#world.inTodoist('POST', `/tasks/${id}`, { description: notes });
    const before = this.#world.todos().find((todo) => todo.id === id)?.notes ?? '';
    const mark = /\[todoist-id:[^\]]*\]/.exec(before)?.[0];
    this.#world.things.person.editTodo(id, { notes: mark === undefined ? notes : `${notes}\n\n${mark}` });
  }

  async #end(
    side: 'things' | 'todoist',
    kept: Kept,
    { id, how }: { readonly id: string; readonly how: 'completed' | 'deleted' },
  ): Promise<void> {
    kept.end = how;
    this.#touch(kept, side, how);
    const { person } = this.#world.things;
    if (side === 'todoist' && how === 'completed') await this.#world.inTodoist('POST', `/tasks/${id}/close`);
    else if (side === 'todoist') await this.#world.inTodoist('DELETE', `/tasks/${id}`);
    else if (how === 'completed') person.complete(id);
    else person.trash(id);
  }

  #touch(kept: Kept, side: 'things' | 'todoist', what: string): void {
    kept.touched[side] = this.#world.now;
    this.#tell(`${side}: ${kept.key} ${what}`);
  }

  #shownInThings(): ReadonlyMap<string, string> {
    const open = this.#world.todos().filter(({ status, trashed }) => status === 'open' && !trashed);
    return new Map(open.map(({ title, id }) => [keyOf(title), id]));
  }

  #shownInTodoist(): ReadonlyMap<string, string> {
    const open = this.#world.items().filter(({ checked }) => !checked);
    return new Map(open.map(({ title, id }) => [keyOf(title), id]));
  }
}
