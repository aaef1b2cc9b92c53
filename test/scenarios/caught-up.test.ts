// When the library of a second Mac counts as caught up: whatever its clock, its spelling or the precision of its stamps, and however
// often its agent comes.

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { idOf, TwoMacs } from './two-macs.ts';

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
    const { studio, laptop, cloud, scenario } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    moveStamp(studio.databasePath, idOf(studio, 'Alpha, edited'), 600);
    await two.sync(studio);
    laptop.restart({ takeOver: true });
    expect((await laptop.exchange())?.standby?.why).toBe('behind');
    expect(scenario.openInTodoist).toContain('Alpha, edited');
    cloud.push(studio.databasePath);
    cloud.pullAll(laptop.databasePath);
    two.sleep(2);
    expect(await two.sync(laptop)).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(laptop);
  });

  it('[R96] has caught up where a stamp came with less precision: nobody is asked', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, cloud } = two;
    studio.app.person.editTodo(idOf(studio, 'Alpha'), { title: 'Alpha, edited' });
    await two.sync(studio);
    cloud.push(studio.databasePath);
    cloud.pullAll(laptop.databasePath);
    moveStamp(laptop.databasePath, idOf(laptop, 'Alpha, edited'), -0.4);
    two.sleep(11);
    expect(await laptop.exchange()).toMatchObject({ snapshot: 'taken', plan: null });
    two.expectInSync(laptop);
  });

  it('[R96] has caught up where a project is spelled in decomposed letters or with outer blanks', async () => {
    const two = new TwoMacs();
    const { studio, laptop, cloud } = two;
    studio.app.person.addProject({ title: 'Bu\u0308ro ' });
    cloud.push(studio.databasePath);
    cloud.pullAll(laptop.databasePath);
    await two.begin();
    two.sleep(11);
    expect(await laptop.exchange()).toMatchObject({ snapshot: 'taken', plan: null });
  });

  it('[R96] is looked at again although its agent comes more often than that', async () => {
    const two = await new TwoMacs().begin();
    const { studio, laptop, cloud, scenario } = two;
    // It has synced before, so it tells differences.
    two.sleep(11);
    await two.sync(laptop);
    laptop.app.person.addTodo({ title: 'Made on the laptop' });
    await two.sync(laptop);
    two.sleep(11);
    expect((await studio.exchange())?.standby?.why).toBe('behind');
    cloud.push(laptop.databasePath);
    cloud.pullAll(studio.databasePath);
    const answers = [];
    for (let round = 0; round < 3; round += 1) {
      scenario.pass(30_000);
      answers.push(await studio.exchange());
    }
    expect(answers.map((answer) => answer?.snapshot)).toContain('taken');
    two.expectInSync(studio);
  });
});
