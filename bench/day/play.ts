// Plays the events of a day on the stage, and the same events through the one-key-per-entry layout. Prints and judges nothing.

import * as z from 'zod';
import { DAY_MS, dayEvents, HOUR_MS, type DayEvent, type DayOptions, type Side } from './events.ts';
import { IndividualLayout } from './individual-layout.ts';
import { DayStage } from './stage.ts';
import type { Ledger } from './tally.ts';
import { setUpPhones, type DayPhones } from './phones.ts';
import { checkDeliveries, type DayWebhooks } from './webhooks.ts';

/** Tasks that are linked before the day begins. Source: the design of this project, "The standard day". */
const LINKED_TASKS = 200;
const DAY_BEGINS = Date.UTC(2027, 2, 1);
/** What is set up is written to KV before the day begins. */
const SET_UP_AT = DAY_BEGINS - DAY_MS / 2;

/** Who acts in the day. */
export const ACTORS = [
  'exchange',
  'creations',
  'edits',
  'completions',
  'status',
  'debug',
  'metrics',
  'webhooks',
  'mobile',
  'scrapes',
  'hourly cron',
] as const;
/** What a day came to. */
export interface PlayedDay {
  /** This system: counted from outside the Worker. */
  readonly batches: Ledger;
  /** The one-key-per-entry layout: computed. */
  readonly individual: Ledger;
  /** KV operations of the day as the Worker itself counted them. */
  readonly metered: z.infer<typeof meteredSchema>;
  readonly todoistRequests: number;
  readonly eventsByKind: Readonly<Partial<Record<DayEvent['kind'], number>>>;
  /** Exchanges of the agent, with those that followed at once to tell what came of an operation. */
  readonly exchanges: number;
  /** Events that subscribers got. */
  readonly delivered: number;
  readonly end: z.infer<typeof statusSchema>;
}

const countsSchema = z.object({
  reads: z.number(),
  writes: z.number(),
  lists: z.number(),
  deletes: z.number(),
});
const meteredSchema = z.object({
  today: z.object({ operations: countsSchema }),
  documents: z.array(z.object({ document: z.string(), bytes: z.number() })),
});
const statusSchema = z.object({
  inSync: z.boolean(),
  tasks: z.object({ hub: z.number(), linked: z.number() }),
});

/** One for each so many times of the scale: Todoist takes 300 open tasks in a project. Source: Todoist, usage limits. */
const SCALE_PER_PROJECT = 5;

/** Plays a day. `log` gets what the Worker logs. Throws when an actor is refused or the two sides are not set up equal. */
export async function playDay(options: DayOptions, log: (line: string) => void): Promise<PlayedDay> {
  const stage = new DayStage(SET_UP_AT);
  try {
    await stage.open(log);
    if (options.webhook) await stage.tellOfChanges();
    const projects = await setUp(stage, 1 + Math.ceil(options.scale / SCALE_PER_PROJECT));
    const webhooks = await stage.useWebhooks();
    await stage.advance(DAY_BEGINS);
    const phones = await setUpPhones(stage.host, () => stage.now);
    return await new Day(stage, options, { projects, webhooks, phones }).play();
  } finally {
    await stage.close();
  }
}

/** The projects of the account on either side; every other task is in the inbox. */
interface Projects {
  readonly things: readonly string[];
  readonly todoist: readonly string[];
}

/** Makes the tasks, half of them on each side, and lets the sync link them. */
async function setUp(stage: DayStage, projectCount: number): Promise<Projects> {
  const names = Array.from({ length: projectCount }, (_unused, index) => `Project ${index + 1}`);
  const things = names.map((title) => stage.things.person.addProject({ title }));
  await stage.command(names.map((name) => ({ type: 'project_add', args: { name } })));
  const inTodoist = stage.todoist.snapshot().projects;
  const todoist = names.map((name) => inTodoist.find((project) => project.name === name)?.id ?? '');
  const projects = { things, todoist };
  const half = LINKED_TASKS / 2;
  const dayAfter = (days: number): string => new Date(DAY_BEGINS + days * DAY_MS).toISOString().slice(0, 10);
  for (let number = 0; number < half; number += 1) {
    stage.things.person.addTodo({
      title: `Things task ${number + 1}`,
      ...placeIn(projects, 'things', number),
      ...(number % 2 === 0 ? { notes: notesOf(number) } : {}),
      ...(number % 10 < 3 ? { when: dayAfter(10 + number) } : {}),
    });
  }
  await stage.command(
    Array.from({ length: half }, (_unused, number) => ({
      type: 'item_add',
      args: {
        content: `Todoist task ${number + 1}`,
        ...placeIn(projects, 'todoist', number),
        ...(number % 2 === 0 ? { description: notesOf(number) } : {}),
        ...(number % 10 < 3 ? { due: { date: dayAfter(10 + number) } } : {}),
      },
    })),
  );
  await stage.exchange();
  await stage.deliverEvents();
  const { inSync, tasks } = statusSchema.parse(await stage.read('/v1/status'));
  if (!inSync || tasks.linked !== LINKED_TASKS)
    throw new Error(`${tasks.linked} of ${LINKED_TASKS} tasks are linked, in sync: ${String(inSync)}`);
  return projects;
}

/** Every second pair of new tasks goes to a project, one after the other; the rest to the inbox. */
function placeIn(projects: Projects, side: Side, number: number): Readonly<Record<string, string>> {
  const pair = Math.floor(number / 2);
  if (pair % 2 === 0) return {};
  const id = pick(projects[side], Math.floor(pair / 2));
  return side === 'things' ? { project: id } : { project_id: id };
}

function notesOf(number: number): string {
  return `Ask first whether it still works. See page ${number + 1}.`;
}

/** One day being played. */
class Day {
  readonly #stage: DayStage;
  readonly #options: DayOptions;
  readonly #projects: Projects;
  readonly #webhooks: DayWebhooks;
  readonly #phones: DayPhones;
  readonly #individual = new IndividualLayout(LINKED_TASKS);
  #exchanges = 0;

  constructor(
    stage: DayStage,
    options: DayOptions,
    {
      projects,
      webhooks,
      phones,
    }: { readonly projects: Projects; readonly webhooks: DayWebhooks; readonly phones: DayPhones },
  ) {
    this.#stage = stage;
    this.#options = options;
    this.#projects = projects;
    this.#webhooks = webhooks;
    this.#phones = phones;
  }

  async play(): Promise<PlayedDay> {
    const stage = this.#stage;
    const events = dayEvents(this.#options);
    stage.host.beginLedger();
    const requestsBefore = stage.todoistRequests;
    if (this.#options.live) await stage.listen();
    for (const event of events) {
      await this.#advance(event.at);
      await this.#act(event);
      await this.#deliver();
    }
    // The last millisecond: what is due at midnight belongs to the next day.
    await this.#advance(this.#options.hours * HOUR_MS - 1);
    const batches = stage.host.ledger();
    const delivered = this.#webhooks.received();
    const todoistRequests = stage.todoistRequests - requestsBefore;
    stage.host.beginLedger();
    await checkDeliveries(stage.host);
    const counts = new Map<DayEvent['kind'], number>();
    for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return {
      batches,
      individual: this.#individual.ledger,
      todoistRequests,
      eventsByKind: Object.fromEntries(counts),
      exchanges: this.#exchanges,
      delivered,
      metered: meteredSchema.parse(await stage.read('/kv/stats')),
      end: statusSchema.parse(await stage.read('/v1/status')),
    };
  }

  /** Lets time pass; an agent that listens exchanges when it is poked. */
  async #advance(at: number): Promise<void> {
    const stage = this.#stage;
    await stage.advance(DAY_BEGINS + at);
    if (this.#options.live && (await stage.takePoke())) this.#exchanges += await stage.exchange();
  }

  /** What changed in Todoist is told at once, and what the agent then sends is told as well. */
  async #deliver(): Promise<void> {
    if (!this.#options.webhook) return;
    await this.#stage.deliverEvents();
    if (this.#options.live && (await this.#stage.takePoke())) {
      this.#exchanges += await this.#stage.exchange();
      await this.#stage.deliverEvents();
    }
  }

  async #act(event: DayEvent): Promise<void> {
    switch (event.kind) {
      case 'create':
      case 'edit':
      case 'complete':
        this.#individual[event.kind](event.side);
        return this.#editBy(event.side, event.kind, event.number);
      case 'exchange':
        this.#exchanges += await this.#stage.exchange();
        return this.#individual.exchange();
      case 'status':
        await this.#look('/sync/status');
        return this.#individual.status();
      case 'debug':
        await this.#look('/debug/mappings');
        return this.#individual.debug();
      case 'metrics':
        await this.#look('/metrics');
        return this.#individual.metrics();
      case 'webhook':
        await this.#webhooks.send(event.number);
        return this.#individual.webhook();
      case 'phone':
        await this.#phones.sync(event.number);
        return this.#individual.phone();
      case 'scrape':
        return this.#look('/metrics/prometheus');
      case 'tick':
        return this.#individual.tick(event.at);
      case 'cron':
        return this.#stage.host.cron();
    }
  }

  #editBy(side: Side, kind: 'create' | 'edit' | 'complete', number: number): Promise<void> {
    return side === 'things' ? this.#editInThings(kind, number) : this.#editInTodoist(kind, number);
  }

  async #editInThings(kind: 'create' | 'edit' | 'complete', number: number): Promise<void> {
    const { person } = this.#stage.things;
    const place = placeIn(this.#projects, 'things', number);
    if (kind === 'create')
      person.addTodo({ title: `Of the day ${number}`, notes: notesOf(number), ...place });
    else if (kind === 'complete') person.complete(this.#openInThings(number));
    else person.editTodo(this.#openInThings(number), changeOf(number, 'title', 'notes'));
    if (this.#options.live) this.#exchanges += await this.#stage.exchange();
  }

  async #editInTodoist(kind: 'create' | 'edit' | 'complete', number: number): Promise<void> {
    const open = this.#stage.todoist.snapshot().items.filter((item) => !item.checked);
    const id = pick(open, number).id;
    const place = placeIn(this.#projects, 'todoist', number);
    const created = { content: `Of the day ${number}`, description: notesOf(number), ...place };
    await this.#stage.command([
      kind === 'create'
        ? { type: 'item_add', args: created }
        : kind === 'complete'
          ? { type: 'item_close', args: { id } }
          : { type: 'item_update', args: { id, ...changeOf(number, 'content', 'description') } },
    ]);
  }

  #openInThings(number: number): string {
    const { things } = this.#stage;
    const projects = new Set(this.#projects.things);
    const open = [...things.list('Inbox'), ...things.list('Anytime')].filter((id) => !projects.has(id));
    return pick(open, number);
  }

  async #look(path: string): Promise<void> {
    if ((await this.#stage.read(path)) === null) throw new Error(`${path} is not known`);
  }
}

/** Two edits of three change the title, one the notes. */
function changeOf(number: number, title: string, notes: string): Readonly<Record<string, string>> {
  return number % 3 === 2
    ? { [notes]: `Thought again (${number}).` }
    : { [title]: `Edited of the day (${number})` };
}

/** Any of them, a different one for each number. */
function pick<T>(choices: readonly T[], number: number): T {
  const choice = choices[(number * 7919 + 13) % Math.max(1, choices.length)];
  if (choice === undefined) throw new Error('nothing is left to edit');
  return choice;
}
