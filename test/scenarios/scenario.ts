// A world told in a few lines: two people, runs of the sync, and what each app shows after them. Decides nothing itself.

import { expect, onTestFinished } from 'vitest';
import type { PersonInTheApp } from '../../emulators/things/person.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { ConflictEntry, HistoryEntry } from '../../src/protocol/history.ts';
import type { Plan } from '../../src/protocol/plan.ts';
import type { Status, Waiting } from '../../src/protocol/status.ts';
import { createRandom } from '../sim/random.ts';
import { World, type WorldSetup } from '../sim/world.ts';
import { readHeadingIds, readLineIds, readTodos, type TodoView } from './things-side.ts';
import { readItems, sendCommand, sendCommands, type ItemView } from './todoist-side.ts';

/** One run takes at most so many exchanges; more show that it never comes to rest. */
const MAX_EXCHANGES = 20;
const MINUTE_MS = 60_000;

/** A world with a person on each side. Ended with the test. */
export class Scenario {
  readonly world: World;

  constructor(setup: WorldSetup = {}) {
    this.world = new World(createRandom(1), {
      zone: 'Europe/Berlin',
      plan: 'pro',
      agentSkewMs: 0,
      thingsDelayMs: 50,
      ...setup,
    });
    onTestFinished(() => this.world.close());
  }

  /** The person in Things. */
  get things(): PersonInTheApp {
    return this.world.things.person;
  }

  /** One command of the person in Todoist; gives the id of what it made. */
  todoist(type: string, args: Readonly<Record<string, unknown>>): Promise<string> {
    return sendCommand(this.world.todoist, type, args);
  }

  /** The owner of the Todoist account subscribes, or goes back to the free plan. */
  async changePlan(plan: 'free' | 'pro'): Promise<void> {
    const body = JSON.stringify({ plan });
    const request = new Request('http://todoist.test/_emulator/plan', { method: 'POST', body });
    const answer = await this.world.todoist.fetch(request);
    expect(answer.status).toBe(200);
  }

  /** Many tasks added in Todoist. */
  async addItems(tasks: readonly Readonly<Record<string, unknown>>[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let at = 0; at < tasks.length; at += 100) {
      const commands = tasks.slice(at, at + 100).map((args) => ({ type: 'item_add', args }));
      ids.push(...(await sendCommands(this.world.todoist, commands)));
    }
    return ids;
  }

  /** Everything that Things shows in no trash. */
  get todos(): readonly TodoView[] {
    return readTodos(this.world.databasePath).filter((todo) => !todo.trashed);
  }

  /** The one to-do of this title outside the trash; throws when there is not exactly one. */
  todo(title: string): TodoView {
    return theOne(this.todos, title, 'Things');
  }

  /** Titles of the open to-dos, in order of the alphabet. */
  get openInThings(): readonly string[] {
    return this.todos
      .filter((todo) => todo.status === 'open')
      .map((todo) => todo.title)
      .toSorted();
  }

  /** All top-level tasks of Todoist. */
  get items(): readonly ItemView[] {
    return readItems(this.world.todoist);
  }

  /** The one task of this title; throws when there is not exactly one. */
  item(title: string): ItemView {
    return theOne(this.items, title, 'Todoist');
  }

  /** Titles of the open tasks, in order of the alphabet. */
  get openInTodoist(): readonly string[] {
    return this.items
      .filter((item) => !item.checked)
      .map((item) => item.title)
      .toSorted();
  }

  /** The id of a line in Things. */
  lineId(todo: string, line: string): string {
    return readLineIds(this.world.databasePath, this.todo(todo).id).get(line) ?? '';
  }

  /** The id of a heading in Things. */
  headingId(title: string): string {
    return readHeadingIds(this.world.databasePath).get(title) ?? '';
  }

  /** The id of a sub-task in Todoist. */
  subtaskId(item: string, line: string): string {
    const parent = this.item(item).id;
    const found = this.world.todoist
      .snapshot()
      .items.find((each) => each.parent_id === parent && each.content === line);
    return found?.id ?? '';
  }

  /** The id of a live Todoist project. */
  projectId(name: string): string {
    const found = this.world.todoist
      .snapshot()
      .projects.find((project) => (name === '' ? project.inbox_project : project.name === name));
    if (found === undefined) throw new Error(`Todoist has no project ${name}`);
    return found.id;
  }

  /** The id of a live Todoist section. */
  sectionId(name: string): string {
    const found = this.world.todoist.snapshot().sections.find((section) => section.name === name);
    if (found === undefined) throw new Error(`Todoist has no section ${name}`);
    return found.id;
  }

  /** A run: exchanges until nothing can be done now, or a plan stops it. Gives the last answer. */
  async run(): Promise<ExchangeResponse> {
    for (let round = 0; round < MAX_EXCHANGES; round += 1) {
      const rows = this.world.store.rowsWritten();
      const answer = await this.world.exchange();
      if (answer === null) throw new Error(`the exchange failed: ${JSON.stringify(this.world.lastFailure)}`);
      const isBusy = answer.operations.length > 0 || answer.more || this.world.store.rowsWritten() !== rows;
      if (answer.plan !== null && !answer.plan.approved) return answer;
      if (!isBusy) return answer;
    }
    throw new Error(`no rest after ${MAX_EXCHANGES} exchanges: ${JSON.stringify(this.status.waiting)}`);
  }

  /** A run in which nothing may need a person. Some time passes before it, so that stamps of edits differ from ours. */
  async sync(): Promise<void> {
    this.pass(MINUTE_MS);
    const answer = await this.run();
    expect(answer.plan, 'no plan stops the run').toBeNull();
    this.pass(MINUTE_MS);
  }

  /** A run whose plan, if there is one, is approved as often as one comes. */
  async approving(): Promise<readonly Plan[]> {
    const plans: Plan[] = [];
    this.pass(MINUTE_MS);
    for (let answer = await this.run(); answer.plan !== null; answer = await this.run()) {
      if (plans.length > 3) throw new Error('one plan after the other');
      plans.push(answer.plan);
      expect(this.world.account.approve(answer.plan.hash)).toMatchObject({ ok: true });
    }
    this.pass(MINUTE_MS);
    return plans;
  }

  /** A run that stops because Todoist shows another installation, or this one before it lost its state: it takes over. */
  async takeOver(): Promise<void> {
    const plan = await this.stop();
    expect(plan.reason).toBe('not_keeper');
    expect(this.world.account.approve(plan.hash)).toMatchObject({ ok: true });
  }

  /** A run that has to stop at a plan; gives it. */
  async stop(): Promise<Plan> {
    this.pass(MINUTE_MS);
    const answer = await this.run();
    if (answer.plan === null) throw new Error('the run did not stop at a plan');
    return answer.plan;
  }

  /** Lets time pass, and Things do what it does by day. */
  pass(ms: number): void {
    this.world.pass(ms);
    this.world.things.dayMaintenance();
  }

  /** How things stand. */
  get status(): Status {
    return this.world.account.status();
  }

  /** What waits for one task, with its reasons. */
  waitingFor(title: string): readonly Waiting[] {
    return this.status.waiting.filter((entry) => entry.title === title);
  }

  /** Conflicts of one task, newest first. */
  conflictsOf(id: string): readonly ConflictEntry[] {
    const explained = this.world.account.explain(id);
    const task = explained.ok ? explained.value.task : '';
    return this.world.account
      .conflicts({ waitingOnly: false, limit: 1000 })
      .filter((conflict) => conflict.task === task);
  }

  /** History of one task, newest first. */
  historyOf(id: string): readonly HistoryEntry[] {
    return this.world.account.history({ task: id, limit: 1000, before: null });
  }

  /** What a run without edits may not do: send anything anywhere or write a row. */
  async expectQuiet(): Promise<void> {
    const { world } = this;
    const before = this.#traces();
    const answer = await world.exchange();
    expect(answer?.operations, 'operations for Things').toEqual([]);
    expect(this.#traces(), 'traces of a run without edits').toEqual(before);
    expect(this.status.mismatches).toEqual([]);
  }

  #traces(): Readonly<Record<string, number>> {
    return {
      rows: this.world.store.rowsWritten(),
      commands: this.world.todoist.stats.commands,
      events: this.world.things.events.length,
    };
  }
}

function theOne<T extends { readonly title: string }>(all: readonly T[], title: string, side: string): T {
  const found = all.filter((one) => one.title === title);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(
      `${side} has ${found.length} of “${title}”, and ${JSON.stringify(all.map((one) => one.title))}`,
    );
  }
  return first;
}
