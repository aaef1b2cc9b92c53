// When the library of a second Mac counts as caught up: whatever its clock, its spelling or the precision of its stamps, and however
// often its agent comes.

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { idOf, openOf, titlesOf, TwoMacs } from './two-macs.ts';

/** Moves the stamp of a to-do, as a clock that is wrong or a number that is rounded does. */
function moveStamp(path: string, id: string, seconds: number): void {
  const database = new DatabaseSync(path);
  database
    .prepare('UPDATE TMTask SET userModificationDate = userModificationDate + ? WHERE uuid = ?')
    .run(seconds, id);
  database.close();
}

describe('the library of the Mac that is to go on', () => {
  it('[R95] is behind also where the first one’s clock was fast: nothing is put back to what it was', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    moveStamp(studio.databasePath, idOf(studio, 'Alpha, edited'), 600);
    await two.sync(studio);
    laptop.restart({ takeOver: true });
    expect((await laptop.exchange())?.standby?.why).toBe('behind');
    expect(scenario.openInTodoist).toContain('Alpha, edited');
    two.deliver(studio, laptop);
    two.sleep(2);
    expect(await two.sync(laptop)).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(laptop);
  });

  it('[R96] has caught up where a stamp came with less precision: nobody is asked', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    two.deliver(studio, laptop);
    moveStamp(laptop.databasePath, idOf(laptop, 'Alpha, edited'), -0.4);
    two.sleep(11);
    expect(await laptop.exchange()).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(laptop);
  });

  it('[R96] has caught up where a project is spelled in decomposed letters or with outer blanks', async () => {
    const two = new TwoMacs();
    const { studio, laptop } = two;
    studio.app.person.addProject({ title: 'Bu\u0308ro ' });
    two.deliver(studio, laptop);
    await two.begin();
    two.sleep(11);
    expect(await laptop.exchange()).toMatchObject({ snapshot: 'taken', plan: null });
  });

  it('[R96] is looked at again although its agent comes more often than that', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    // It has synced before, so it tells differences.
    two.sleep(11);
    await two.sync(laptop);
    laptop.app.person.addTodo({ title: 'Made on the laptop' });
    await two.sync(laptop);
    two.sleep(11);
    expect((await studio.exchange())?.standby?.why).toBe('behind');
    two.deliver(laptop, studio);
    const answers = [];
    for (let round = 0; round < 3; round += 1) {
      scenario.pass(30_000);
      answers.push(await studio.exchange());
    }
    expect(answers.map((answer) => answer?.snapshot)).toContain('taken');
    two.expectInSync(studio);
  });

  it('[R98] shows all again after its agent gave up what it had begun when the other one went on', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_update', { id: scenario.item('Alpha').id, content: 'Alpha, by phone' });
    two.sleep(1);
    for (let door = 1; door < 12 && studio.lastRequest?.begun === undefined; door += 1)
      await studio.exchange({ dies: door });
    expect(studio.lastRequest?.begun).toHaveLength(1);
    two.deliver(studio, laptop);
    two.sleep(11);
    await two.sync(laptop);
    const writes = studio.app.events.length;
    expect((await studio.exchange())?.standby?.why).toBe('held');
    expect(studio.app.events).toHaveLength(writes);
    two.deliver(laptop, studio);
    two.sleep(11);
    expect(await two.sync(studio)).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(studio);
  });
});

describe('what the owner had made once more', () => {
  it('[R98] and the other Mac left half made goes when it arrives, and neither its mark nor a double reaches anybody', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, scenario } = two;
    await scenario.todoist('item_add', { content: 'Half', description: 'all of it' });
    two.sleep(1);
    const isMarked = () => openOf(studio).some(({ notes }) => notes.startsWith('ttsync:'));
    for (let door = 1; door < 12 && !isMarked(); door += 1) await studio.exchange({ dies: door });
    expect(isMarked()).toBe(true);
    two.sleep(11);
    await laptop.exchange();
    two.sleep(61);
    const plan = (await laptop.exchange())?.plan;
    expect(scenario.world.account.approve(plan?.hash ?? '')).toMatchObject({ ok: true });
    await two.sync(laptop);
    two.deliver(studio, laptop);
    await two.sync(laptop);
    const halves = () => openOf(laptop).flatMap(({ title, notes }) => (title === 'Half' ? [notes] : []));
    expect(halves()).toEqual(['all of it']);
    expect(scenario.items.filter(({ title }) => title === 'Half')).toHaveLength(1);
    two.deliver(laptop, studio);
    two.sleep(11);
    await two.sync(studio);
    expect(titlesOf(studio)).toEqual(titlesOf(laptop));
    two.expectInSync(studio);
  });
});
