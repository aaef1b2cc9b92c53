// Two Macs with one Things Cloud account, each with an agent, on one deployment. One syncs, the other stands by until it is needed and
// its library shows what the first one told.

import { describe, expect, it } from 'vitest';
import { visitOfThings } from '../../src/replicas/things/conversation/visit.ts';
import { copyLibrary } from './libraries.ts';
import { Mac } from './mac.ts';
import { readTodos } from './things-side.ts';
import { idOf, MINUTE_MS, openOf, titlesOf, TwoMacs } from './two-macs.ts';

describe('two Macs of one deployment', () => {
  it('[R94] one syncs, and the other stands by: it takes nothing in, writes nothing, and says which one does', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_add', { content: 'From the phone' });
    laptop.app.person.addTodo({ title: 'Made on the laptop' });
    const before = laptop.app.events.length;
    for (let round = 0; round < 3; round += 1) {
      const answer = await laptop.exchange();
      expect(answer).toMatchObject({
        snapshot: 'not_taken',
        operations: [],
        plan: null,
        standby: { why: 'held' },
      });
      expect(answer?.standby?.detail).toContain('The Mac “studio” syncs Things');
      scenario.pass(MINUTE_MS);
    }
    expect(laptop.app.events.length).toBe(before);
    expect(scenario.openInTodoist).not.toContain('Made on the laptop');
    await two.sync(studio);
    expect(titlesOf(studio)).toContain('From the phone');
    two.expectInSync(studio);
  });

  it('[R95] the other goes on when the first is silent and Things Cloud has caught up, in both directions, and back again', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha on the studio' });
    await scenario.todoist('item_add', { content: 'From the phone' });
    await two.sync(studio);
    two.deliver(studio, laptop);
    two.sleep(11);
    laptop.app.person.addTodo({ title: 'Made on the laptop' });
    await scenario.todoist('item_close', { id: scenario.item('Beta').id });
    await two.sync(laptop);
    expect(titlesOf(laptop)).toEqual([
      'Alpha on the studio',
      'Delta',
      'From the phone',
      'Gamma',
      'Made on the laptop',
    ]);
    two.expectInSync(laptop);
    expect((await studio.exchange())?.standby?.why).toBe('held');
    two.deliver(laptop, studio);
    two.sleep(11);
    await two.sync(studio);
    expect(titlesOf(studio)).toEqual(titlesOf(laptop));
    two.expectInSync(studio);
  });

  it('[R96] waits without a plan while its library is behind, says so in plain words, and goes on by itself', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    studio.app.person.complete(idOf(studio, 'Beta'));
    studio.app.person.addTodo({ title: 'New on the studio' });
    await scenario.todoist('item_add', { content: 'From the phone' });
    await two.sync(studio);
    const before = [scenario.items, readTodos(laptop.databasePath)];
    two.sleep(11);
    for (let minute = 0; minute < 55; minute += 5) {
      const answer = await laptop.exchange();
      expect(answer).toMatchObject({ plan: null, operations: [], standby: { why: 'behind' } });
      expect(answer?.standby?.detail).toContain(
        'Things Cloud has not caught up on this Mac: 2 to-dos are older than what was synced, 2 to-dos are missing',
      );
      two.sleep(5);
    }
    expect(scenario.status.notices.join()).toContain('Things Cloud has not caught up');
    expect([scenario.items, readTodos(laptop.databasePath)]).toEqual(before);
    two.deliver(studio, laptop);
    const answer = await two.sync(laptop);
    expect(answer).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(laptop);
    expect(scenario.items).toEqual(before[0]);
  });

  it('[R96] goes on only when the last row has arrived, whatever the order', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, cloud, scenario } = two;
    for (const title of ['Alpha', 'Beta', 'Gamma'])
      studio.app.person.editTodo(idOf(studio, title), { title: `${title}, edited` });
    await two.sync(studio);
    cloud.push(studio.databasePath);
    const before = scenario.items;
    two.sleep(11);
    for (const key of cloud.waitingFor(laptop.databasePath).toReversed()) {
      expect((await laptop.exchange())?.standby?.why).toBe('behind');
      expect(scenario.items).toEqual(before);
      cloud.pull(laptop.databasePath, key);
      two.sleep(2);
    }
    await two.sync(laptop);
    expect(scenario.items).toEqual(before);
    two.expectInSync(laptop);
  });

  it('[R97] asks after an hour with a plan for the side, which passes when the library has caught up or the other Mac is back', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    const before = scenario.items;
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    const asked = await laptop.exchange();
    expect(asked?.plan).toMatchObject({
      reason: 'older_state',
      holds: { what: 'side', replica: 'things' },
      approved: false,
    });
    expect(asked?.plan?.explanation).toContain('Things Cloud has not caught up on this Mac for an hour');
    expect(scenario.items).toEqual(before);
    await scenario.todoist('item_add', { content: 'Meanwhile' });
    expect((await two.sync(studio)).plan).toBeNull();
    two.expectInSync(studio);
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    await laptop.exchange();
    two.deliver(studio, laptop);
    expect((await two.sync(laptop)).plan).toBeNull();
    two.expectInSync(laptop);
  });

  it('[R97] approved, the older library becomes the true one', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    const plan = (await laptop.exchange())?.plan;
    expect(scenario.world.account.approve(plan?.hash ?? '')).toMatchObject({ ok: true });
    await two.sync(laptop);
    expect(scenario.openInTodoist).toContain('Alpha');
    two.expectInSync(laptop);
    expect((await studio.exchange())?.standby?.why).toBe('held');
  });
});

describe('an answer to the plan of one Mac', () => {
  it('[R115] is none to that of another one, although the same would be done', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    const old = copyLibrary(studio.databasePath, `${studio.databasePath}.old`);
    two.sleep(60);
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    const asked = (await laptop.exchange())?.plan;
    expect(scenario.world.account.approve(asked?.hash ?? '')).toMatchObject({ ok: true });
    const attic = new Mac(scenario.world, { name: 'attic', seed: 13, copyOf: old });
    two.sleep(1);
    await attic.exchange();
    two.sleep(61);
    const plan = (await attic.exchange())?.plan;
    expect(plan).toMatchObject({ reason: 'older_state', counts: asked?.counts, approved: false });
    expect(scenario.openInTodoist).toContain('Alpha, edited');
  });
});

describe('what the other Mac was asked to do', () => {
  it('[R98] is not made twice: the effect is met where it shows, and waited for where it does not', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_add', { content: 'From the phone' });
    two.sleep(1);
    // It makes the to-do, and is gone before it can say so.
    await studio.exchange();
    expect(titlesOf(studio)).toContain('From the phone');
    two.sleep(11);
    const waiting = await laptop.exchange();
    expect(waiting?.standby?.why).toBe('behind');
    expect(waiting?.standby?.detail).toContain('of 1 thing that the other Mac was asked to create');
    two.deliver(studio, laptop);
    two.sleep(2);
    await two.sync(laptop);
    expect(titlesOf(laptop).filter((title) => title === 'From the phone')).toHaveLength(1);
    two.expectInSync(laptop);
    await studio.exchange();
    two.deliver(laptop, studio);
    two.sleep(11);
    await two.sync(studio);
    expect(titlesOf(studio)).toEqual(titlesOf(laptop));
    two.expectInSync(studio);
  });

  it('[R98] may be half done: what bears the mark of a creation is finished, not made again', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_add', { content: 'Half', description: 'all of it' });
    two.sleep(1);
    const isMarked = () => openOf(studio).some(({ notes }) => notes.startsWith('ttsync:'));
    for (let door = 1; door < 12 && !isMarked(); door += 1) await studio.exchange({ dies: door });
    expect(isMarked()).toBe(true);
    two.deliver(studio, laptop);
    two.sleep(11);
    await two.sync(laptop);
    expect(openOf(laptop).filter(({ notes }) => notes === 'all of it')).toHaveLength(1);
    expect(titlesOf(laptop)).toHaveLength(5);
    two.expectInSync(laptop);
    two.deliver(laptop, studio);
    two.sleep(11);
    await two.sync(studio);
    expect(titlesOf(studio)).toEqual(titlesOf(laptop));
    two.expectInSync(studio);
  });

  it('[R98] and is no creation is done by the one that goes on, and the first gives it up', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_update', { id: scenario.item('Alpha').id, content: 'Alpha, by phone' });
    two.sleep(1);
    await studio.exchange({ loses: 'answer' });
    two.sleep(11);
    await two.sync(laptop);
    expect(titlesOf(laptop)).toContain('Alpha, by phone');
    laptop.app.person.editTodo(idOf(laptop, 'Alpha, by phone'), { title: 'Alpha, on the laptop' });
    await two.sync(laptop);
    for (let round = 0; round < 3; round += 1) {
      expect((await studio.exchange())?.standby?.why).toBe('held');
      expect(titlesOf(studio)).toContain('Alpha');
    }
    two.deliver(laptop, studio);
    two.sleep(11);
    await two.sync(studio);
    expect(titlesOf(studio)).toContain('Alpha, on the laptop');
    two.expectInSync(studio);
  });
});

describe('what the owner had made once more', () => {
  it('[R98] goes when the other Mac turns out to have made it, too', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_add', { content: 'From the phone' });
    two.sleep(1);
    await studio.exchange();
    expect(titlesOf(studio)).toContain('From the phone');
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    const plan = (await laptop.exchange())?.plan;
    expect(
      plan?.answers?.map(({ answer, does }) => [answer, does.includes('created here once more')]),
    ).toEqual([
      ['approve', true],
      ['discard', false],
    ]);
    const hash = plan?.hash ?? '';
    expect(scenario.world.account.catchUp(hash)).toMatchObject({ ok: false });
    expect(scenario.world.account.approve(hash)).toMatchObject({ ok: true });
    await two.sync(laptop);
    expect(titlesOf(laptop)).toContain('From the phone');
    expect((await studio.exchange())?.standby?.why).toBe('held');
    two.deliver(studio, laptop);
    await two.sync(laptop);
    expect(titlesOf(laptop).filter((title) => title === 'From the phone')).toHaveLength(1);
    two.expectInSync(laptop);
  });
});

describe('an agent', () => {
  it('[R95] with --take-over goes on at once, but not before its library has caught up', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    laptop.restart({ takeOver: true });
    expect((await laptop.exchange())?.standby?.why).toBe('behind');
    two.deliver(studio, laptop);
    two.sleep(2);
    expect(await two.sync(laptop)).toMatchObject({ snapshot: 'taken' });
    expect((await studio.exchange())?.standby?.why).toBe('held');
    studio.restart({ takeOver: true });
    two.sleep(1);
    expect(await two.sync(studio)).toMatchObject({ snapshot: 'taken' });
    two.expectInSync(studio);
  });

  it('[R99] that is a copy of another one is told apart by its number, and gets a name of its own', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, cloud } = two;
    const copy = two.copyStateOf(studio, laptop);
    studio.app.person.addTodo({ title: 'Told by the studio' });
    await two.sync(studio);
    cloud.push(studio.databasePath);
    laptop.restart({ stateDirectory: copy });
    const answer = await laptop.exchange();
    expect(answer?.standby?.why).toBe('held');
    const ids = [studio.lastRequest?.agent?.id, laptop.lastRequest?.agent?.id];
    expect(new Set(ids).size).toBe(2);
    expect((await two.sync(studio)).snapshot).toBe('taken');
    two.expectInSync(studio);
  });

  it('[R99] whose request is carried twice gets its answer twice', async () => {
    const two = await new TwoMacs().begin();
    const { studio, scenario } = two;
    studio.app.person.addTodo({ title: 'Told twice' });
    await scenario.todoist('item_add', { content: 'From the phone' });
    scenario.pass(MINUTE_MS);
    const first = await studio.exchange({ loses: 'answer' });
    const request = studio.lastRequest;
    if (request === null) throw new Error('nothing was sent');
    const again = await scenario.world.account.visit(visitOfThings(request));
    expect(first).toBeNull();
    expect(again).toMatchObject({ snapshot: 'taken', operations: [{ kind: 'create_todo' }] });
    await two.sync(studio);
    two.expectInSync(studio);
  });

  it('[R99] of an older version has no name, and goes on working alone', async () => {
    const two = new TwoMacs();
    const { studio, scenario } = two;
    studio.isNameless = true;
    await two.begin();
    await scenario.todoist('item_add', { content: 'From the phone' });
    studio.app.person.addTodo({ title: 'Made on the studio' });
    await two.sync(studio);
    two.expectInSync(studio);
    studio.isNameless = false;
    studio.app.person.addTodo({ title: 'Told by the new version' });
    expect((await two.sync(studio)).standby).toBeUndefined();
    two.expectInSync(studio);
    expect(scenario.status.things.agents?.map(({ host, syncs }) => [host, syncs])).toEqual([
      ['studio', true],
      ['', false],
    ]);
  });
});
