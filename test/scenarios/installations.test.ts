// Two installations on one pair: the second one notices the first, and stops with words and a way to take over.

import { describe, expect, it } from 'vitest';
import { createBatches } from '../../src/checkpoint/batches.ts';
import { openBatchRecords } from '../../src/hub/sqlite/tables/batch-tables.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { Installation } from './installation.ts';
import { Scenario } from './scenario.ts';

/** A pair that is in sync, with a checked line in a checklist: the one that was doubled without end. */
async function keptPair(): Promise<Scenario> {
  const scenario = new Scenario();
  scenario.things.addTodo({
    title: 'Interview',
    checklist: [
      { title: 'Draft', done: false },
      { title: 'Transcribe', done: true },
    ],
  });
  scenario.things.addTodo({ title: 'Call home' });
  await scenario.approving();
  return scenario;
}

function labelsOf(scenario: Scenario): readonly string[] {
  return scenario.world.todoist.snapshot().labels.map(({ name }) => name);
}

/** What a person has on both sides. */
function shown(scenario: Scenario) {
  return {
    todoist: scenario.items.map(({ title, subtasks }) => ({ title, subtasks })),
    things: scenario.todos.map(({ title, checklist }) => ({ title, checklist })),
  };
}

/** What Todoist shows of installations, as its own commands change it. */
async function theLabel(scenario: Scenario): Promise<{ readonly id: string; readonly name: string }> {
  const [label] = scenario.world.todoist.snapshot().labels;
  if (label === undefined) throw new Error('there is no label');
  return label;
}

describe('the label of an installation', () => {
  it('[R80] is announced in the first plan and made before any task', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Call home' });
    const plan = await scenario.stop();
    const [name = ''] = /ttsync-[0-9a-z-]+/.exec(plan.explanation) ?? [];
    expect(plan.explanation).toMatch(/^Nothing is changed on either side/);
    expect(plan.explanation).toMatch(/label “ttsync-[0-9a-f]{8}-.*” is created in Todoist/);
    expect(labelsOf(scenario)).toEqual([]);
    const itemsBeforeLabel: number[] = [];
    scenario.world.insteadOfTodoist = () => {
      if (labelsOf(scenario).length === 0) itemsBeforeLabel.push(scenario.items.length);
      return null;
    };
    scenario.world.account.approve(plan.hash);
    await scenario.sync();
    expect(labelsOf(scenario)).toEqual([name]);
    expect(itemsBeforeLabel.at(-1)).toBe(0);
    expect(scenario.openInTodoist).toEqual(['Call home']);
  });

  it('[R80] is not made where there is nothing to be written', async () => {
    const scenario = new Scenario();
    await scenario.sync();
    expect(labelsOf(scenario)).toEqual([]);
    scenario.things.addTodo({ title: 'Call home' });
    await scenario.sync();
    expect(labelsOf(scenario)).toHaveLength(1);
    expect(scenario.world.account.history({ task: null, limit: 10, before: null })).toContainEqual(
      expect.objectContaining({ kind: 'note', title: expect.stringContaining(labelsOf(scenario)[0] ?? '?') }),
    );
  });

  it('[R80] is made along with the read after the plan that announced it was approved', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Call home' });
    const { hash } = await scenario.stop();
    scenario.world.account.approve(hash);
    const bodies: string[] = [];
    scenario.world.insteadOfTodoist = (request) => {
      void request
        .clone()
        .text()
        .then((body) => bodies.push(body));
      return null;
    };
    await scenario.sync();
    expect(bodies[0]).toMatch(/label_add/);
    expect(bodies[0]).toMatch(/items/);
    expect(bodies[1]).toMatch(/item_add/);
    expect(labelsOf(scenario)).toHaveLength(1);
  });

  it('[R80] is asked for again where the answer to that read was lost, and there once', async () => {
    const scenario = new Scenario();
    scenario.things.addTodo({ title: 'Call home' });
    scenario.world.account.approve((await scenario.stop()).hash);
    // Todoist does it; nobody hears of it.
    scenario.world.insteadOfTodoist = async (request) => {
      scenario.world.insteadOfTodoist = () => null;
      await scenario.world.todoist.fetch(request);
      return new Response(null, { status: 502 });
    };
    await scenario.world.exchange();
    scenario.pass(600_000);
    await scenario.sync();
    expect(labelsOf(scenario)).toHaveLength(1);
    expect(scenario.openInTodoist).toEqual(['Call home']);
  });

  it('[R80] costs one request, once, and idle runs none', async () => {
    const scenario = await keptPair();
    const before = scenario.status.todoist.requests;
    await scenario.expectQuiet();
    expect(scenario.status.todoist.requests - before).toBe(1);
  });

  it('[T35] is no tag in Things, nor is it taken for a change of labels', async () => {
    const scenario = await keptPair();
    const { name } = await theLabel(scenario);
    await scenario.todoist('item_update', { id: scenario.item('Call home').id, labels: [name, 'urgent'] });
    await scenario.sync();
    expect(scenario.todo('Call home').tags).toEqual(['urgent']);
    await scenario.expectQuiet();
  });

  it.each([
    ['deleted', 'label_delete', {}],
    ['renamed', 'label_update', { name: 'what is this' }],
  ])('[R84] that a person %s is there again before anything more is written', async (_what, type, args) => {
    const scenario = await keptPair();
    const { id, name } = await theLabel(scenario);
    await scenario.todoist(type, { id, ...args });
    scenario.things.addTodo({ title: 'New' });
    await scenario.sync();
    expect(labelsOf(scenario)).toEqual([name]);
    expect(scenario.openInTodoist).toContain('New');
    await scenario.expectQuiet();
  });

  it('[R84] is made again in an account that was emptied', async () => {
    const scenario = await keptPair();
    await scenario.world.todoist.fetch(
      new Request('http://todoist.test/_emulator/reset', { method: 'POST' }),
    );
    const answer = await scenario.run();
    expect(answer.plan?.reason).not.toBe('not_keeper');
  });

  it('[R88] that Todoist does not take is done without, and the status says so', async () => {
    const scenario = new Scenario();
    for (let at = 0; at < 500; at += 1) await scenario.todoist('label_add', { name: `own ${at}` });
    scenario.things.addTodo({ title: 'Call home' });
    await scenario.approving();
    expect(scenario.openInTodoist).toEqual(['Call home']);
    expect(scenario.status.notices.join(' ')).toMatch(/no label.*second installation.*not be noticed/i);
    await scenario.expectQuiet();
  });
});

describe('a fresh state beside an old one', () => {
  it('[R81] stops before it plans anything, whatever is approved, and nothing is doubled', async () => {
    const scenario = await keptPair();
    const before = shown(scenario);
    const second = new Installation(scenario.world, 'other-mac');
    for (let minute = 0; minute < 10; minute += 1) {
      const answer = await second.approving();
      expect(answer.plan).toMatchObject({ reason: 'not_keeper', approved: false, lines: [] });
      expect(answer.operations).toEqual([]);
      await scenario.sync();
    }
    expect(second.thingsCalls).toBe(0);
    expect(shown(scenario)).toEqual(before);
    expect(labelsOf(scenario)).toHaveLength(1);
    expect(second.account.status()).toMatchObject({ inSync: false, plan: { reason: 'not_keeper' } });
    expect(second.account.plan()?.explanation).toMatch(
      /keeps this Todoist account and this Things library.*--take-over/,
    );
  });

  it('[R81] that polls without an agent writes nothing either', async () => {
    const scenario = await keptPair();
    const second = new Installation(scenario.world, 'other-mac');
    await second.run();
    const commands = scenario.world.todoist.stats.commands;
    expect(await second.account.poll()).toEqual({ waitingForVisit: 0 });
    expect(scenario.world.todoist.stats.commands).toBe(commands);
  });

  it('[R82] takes over when the owner says so, and the former one stops with that read', async () => {
    const scenario = await keptPair();
    const second = new Installation(scenario.world, 'other-mac');
    const { plan } = await second.run();
    second.account.approve(plan?.hash ?? '');
    await second.approving();
    await scenario.todoist('item_add', { content: 'after the takeover' });
    const events = scenario.world.things.events.length;
    const commands = scenario.world.todoist.stats.commands;
    const answer = await scenario.run();
    expect(answer.plan).toMatchObject({
      reason: 'not_keeper',
      explanation: expect.stringMatching(/other-mac/),
    });
    expect([scenario.world.things.events.length, scenario.world.todoist.stats.commands]).toEqual([
      events,
      commands,
    ]);
    await second.approving();
    expect(scenario.todo('after the takeover').status).toBe('open');
    expect(labelsOf(scenario)).toEqual([expect.stringMatching(/other-mac$/)]);
    expect(scenario.items.map(({ title }) => title).toSorted()).toEqual([
      'Call home',
      'Interview',
      'after the takeover',
    ]);
  });

  it('[R82] takes over at its first look when it was told so before', async () => {
    const scenario = await keptPair();
    const second = new Installation(scenario.world, 'other-mac');
    second.account.takeOver();
    const answer = await second.approving();
    expect(answer.plan).toBeNull();
    expect(labelsOf(scenario)).toEqual([expect.stringMatching(/other-mac$/)]);
    expect((await scenario.run()).plan?.reason).toBe('not_keeper');
  });

  it('[R82] in the middle of a run of the former one ends that run', async () => {
    const scenario = await keptPair();
    for (let at = 0; at < 250; at += 1) scenario.things.addTodo({ title: `T${at}` });
    scenario.world.account.changeConfig({ guard: { creations: { maxTasks: 1000 } } });
    const { id, name } = await theLabel(scenario);
    const other = name.replace(/[0-9a-z]+$/, 'another');
    let writes = 0;
    scenario.world.insteadOfTodoist = () => {
      if (scenario.items.length > 100 && writes === 0) {
        writes = scenario.world.todoist.stats.commands;
        return scenario
          .todoist('label_update', { id, name: other })
          .then(() => Response.json({}, { status: 503 }));
      }
      return null;
    };
    await scenario.world.exchange();
    const commands = scenario.world.todoist.stats.commands;
    scenario.pass(3_600_000);
    const answer = await scenario.run();
    expect(answer.plan?.reason).toBe('not_keeper');
    expect(scenario.world.todoist.stats.commands).toBe(commands);
  });

  it('[R90] shows what it would do before it does anything, after a takeover back', async () => {
    const scenario = await keptPair();
    const second = new Installation(scenario.world, 'other-mac');
    second.account.takeOver();
    await second.approving();
    await scenario.todoist('item_add', { content: 'from the phone' });
    scenario.things.addTodo({ title: 'from the Mac' });
    await second.approving();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    scenario.things.addTodo({ title: 'one more' });
    await scenario.takeOver();
    const plan = await scenario.stop();
    expect(plan.explanation).toMatch(/^This installation takes over from another one: nothing is changed/);
    expect(plan.counts).toEqual({ 'both.pair': 2, 'todoist.create': 1 });
    await scenario.approving();
    expect(scenario.openInTodoist).toEqual([
      'Call home',
      'Interview',
      'from the Mac',
      'from the phone',
      'one more',
    ]);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect((await second.run()).plan?.reason).toBe('not_keeper');
  });
});

describe('an installation that is ended', () => {
  it('[R85] takes its label away, and does nothing until it takes over again', async () => {
    const scenario = await keptPair();
    expect(await scenario.world.account.leave()).toMatchObject({ ok: true });
    expect(labelsOf(scenario)).toEqual([]);
    await scenario.todoist('item_add', { content: 'meanwhile' });
    expect((await scenario.run()).plan).toMatchObject({
      reason: 'not_keeper',
      approving: 'takes_over',
      explanation: expect.stringMatching(/ended with --leave/),
    });
    expect(scenario.openInThings).not.toContain('meanwhile');
    const { requests } = scenario.world.todoist.stats;
    await scenario.run();
    await scenario.world.account.poll();
    expect(scenario.world.todoist.stats.requests, 'it asks for nothing any more').toBe(requests);
    const second = new Installation(scenario.world, 'other-mac');
    expect((await second.approving()).plan).toBeNull();
    expect(scenario.openInThings).toContain('meanwhile');
    expect(await second.account.leave()).toMatchObject({ ok: true });
    scenario.world.account.takeOver();
    await scenario.approving();
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    expect(labelsOf(scenario)).toHaveLength(1);
  });

  it('[R85] says so when Todoist can not be reached, and stays', async () => {
    const scenario = await keptPair();
    scenario.world.insteadOfTodoist = () => Response.json({}, { status: 503 });
    expect(await scenario.world.account.leave()).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    scenario.world.insteadOfTodoist = () => null;
    scenario.pass(3_600_000);
    await scenario.sync();
    expect(labelsOf(scenario)).toHaveLength(1);
  });
});

describe('a state of before there were labels', () => {
  it('[R86] gets its label without a plan, and the history says so', async () => {
    const scenario = await keptPair();
    const { id } = await theLabel(scenario);
    await scenario.todoist('label_delete', { id });
    for (const key of ['keeper', 'keeper_labels']) scenario.world.store.meta.set(key, undefined);
    scenario.world.restartCoordinator();
    await scenario.sync();
    expect(labelsOf(scenario)).toHaveLength(1);
    expect(scenario.world.account.history({ task: null, limit: 1, before: null })).toMatchObject([
      { kind: 'note', title: expect.stringContaining(labelsOf(scenario)[0] ?? '?') },
    ]);
    await scenario.expectQuiet();
  });

  it('[R86] stops where another one is there already', async () => {
    const scenario = await keptPair();
    for (const key of ['keeper', 'keeper_labels']) scenario.world.store.meta.set(key, undefined);
    scenario.world.restartCoordinator();
    scenario.things.addTodo({ title: 'New' });
    const commands = scenario.world.todoist.stats.commands;
    expect((await scenario.run()).plan?.reason).toBe('not_keeper');
    expect(scenario.world.todoist.stats.commands).toBe(commands);
  });
});

describe('an installation with another library', () => {
  it('[R89] is asked about before the first sync, and both go on when the owner wants it', async () => {
    const scenario = await keptPair();
    const { id, name } = await theLabel(scenario);
    const elsewhere = name
      .replace(/^ttsync-[0-9a-f]{8}/, 'ttsync-0badcafe')
      .replace(/[0-9a-z]+$/, 'elsewhere');
    await scenario.todoist('label_delete', { id });
    await scenario.todoist('label_add', { name: elsewhere });
    const second = new Installation(scenario.world, 'other-mac');
    const { plan } = await second.run();
    expect(plan).toMatchObject({
      reason: 'not_keeper',
      approving: 'goes_on_beside',
      explanation: expect.stringMatching(/another Things library.*two libraries/),
    });
    second.account.approve(plan?.hash ?? '');
    expect((await second.approving()).plan).toBeNull();
    expect(labelsOf(scenario)).toEqual([elsewhere, expect.stringMatching(/other-mac$/)]);
  });
});

it('[R87] is the same after its state came back from its document', async () => {
  const scenario = await keptPair();
  const kv = new HostileKv({ now: () => scenario.world.now });
  const batchesOf = () =>
    createBatches({
      binding: kv,
      records: openBatchRecords(scenario.world.database),
      store: scenario.world.store,
      settings: undefined,
      now: () => scenario.world.now,
      newId: () => 'g1',
    });
  const batches = batchesOf();
  batches.noteChange();
  await batches.checkpoint({ force: true });
  scenario.pass(3_600_000);
  scenario.world.forgetCoordinator();
  expect((await batchesOf().ready()).ok).toBe(true);
  scenario.things.addTodo({ title: 'New' });
  expect((await scenario.approving()).map(({ reason }) => reason)).not.toContain('not_keeper');
  expect(labelsOf(scenario)).toHaveLength(1);
  expect(scenario.openInTodoist).toContain('New');
});
