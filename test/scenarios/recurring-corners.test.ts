// Repeating tasks of Todoist where something comes in between: cancellations, edits, ends, outages, deletions, undo.

import { describe, expect, it } from 'vitest';
import { Scenario } from './scenario.ts';
import { occurrences, series } from './series.ts';

const DAY_MS = 86_400_000;

describe('corners of a rule in Todoist', () => {
  it('an occurrence canceled in Things closes it, and the next one is not canceled', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.cancel(first);
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({
      checked: false,
      due: '2026-03-21',
      rule: 'every day',
      labels: [],
    });
    expect(occurrences(scenario)).toEqual(['2026-03-20 canceled', '2026-03-21 open']);
    await scenario.expectQuiet();
  });

  it('an edit and a tick of one occurrence in Things both arrive, and the next one has the edit', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.editTodo(first, { title: 'Water all plants', notes: 'less', tags: ['calls'] });
    scenario.things.complete(first);
    await scenario.sync();
    expect(scenario.item('Water all plants')).toMatchObject({
      due: '2026-03-21',
      notes: 'less',
      labels: ['calls'],
      rule: 'every day',
    });
    const open = scenario.todos.find((todo) => todo.status === 'open' && todo.title !== 'Plain');
    expect(open).toMatchObject({
      title: 'Water all plants',
      notes: 'less',
      tags: ['calls'],
      when: '2026-03-21',
    });
    await scenario.expectQuiet();
  });

  it('the last occurrence completes the series on both sides', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', {
      content: 'Course',
      due: { string: 'every day starting 2026-03-20 until 2026-03-21' },
    });
    await scenario.approving();
    for (let day = 0; day < 2; day += 1) {
      const open = scenario.todos.find((todo) => todo.status === 'open');
      if (open !== undefined) scenario.things.complete(open.id);
      await scenario.sync();
    }
    expect(scenario.openInTodoist).toEqual([]);
    expect(scenario.openInThings).toEqual([]);
    await scenario.expectQuiet();
  });

  it('two occurrences ticked in Todoist between two syncs leave one open to-do', async () => {
    const { scenario, item } = await series('every day');
    await scenario.todoist('item_close', { id: item });
    await scenario.todoist('item_close', { id: item });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Plain', 'Water plants']);
    expect(occurrences(scenario)).toContain('2026-03-22 open');
    await scenario.expectQuiet();
  });

  it('an old occurrence that is reopened in Things does not end or move the series', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.complete(first);
    await scenario.sync();
    scenario.things.reopen(first);
    await scenario.sync();
    const rule = scenario.items.filter((each) => each.rule === 'every day');
    expect(rule.map(({ due, checked }) => [due, checked])).toEqual([['2026-03-21', false]]);
    expect(scenario.openInThings).toEqual(scenario.openInTodoist);
    await scenario.expectQuiet();
  });

  it('a series deleted in Todoist while its occurrence is completed in Things is gone on both sides', async () => {
    const { scenario, item, first } = await series('every day');
    scenario.things.complete(first);
    scenario.pass(30_000);
    await scenario.todoist('item_delete', { id: item });
    await scenario.sync();
    expect(scenario.openInThings).toEqual(['Plain']);
    expect(scenario.openInTodoist).toEqual(['Plain']);
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    await scenario.expectQuiet();
  });

  it.for([{ title: 'Water all plants' }, { notes: 'less' }, { when: 'anytime' }])(
    'a series deleted in Todoist while its occurrence is edited and completed in Things comes back on both sides',
    async (edit) => {
      const { scenario, item, first } = await series('every day');
      scenario.things.editTodo(first, edit);
      scenario.things.complete(first);
      scenario.pass(30_000);
      await scenario.todoist('item_delete', { id: item });
      await scenario.sync();
      const title = edit.title ?? 'Water plants';
      expect(scenario.openInThings).toEqual(['Plain', title]);
      expect(scenario.openInTodoist).toEqual(['Plain', title]);
      expect(scenario.item(title)).toMatchObject({ rule: 'every day', notes: edit.notes ?? '' });
      expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
      await scenario.expectQuiet();
    },
  );

  it('a tick in Things is kept while Todoist is down, and closes one occurrence later', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.complete(first);
    scenario.world.insteadOfTodoist = () => new Response('<html>', { status: 503 });
    for (let round = 0; round < 3; round += 1) {
      await scenario.world.exchange();
      scenario.pass(DAY_MS / 48);
    }
    scenario.world.insteadOfTodoist = () => null;
    scenario.pass(DAY_MS / 24);
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-21', rule: 'every day' });
    expect(scenario.openInThings).toEqual(['Plain', 'Water plants']);
    await scenario.expectQuiet();
  });

  it('the undo of a tick moves the day back and makes no second to-do', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.complete(first);
    await scenario.sync();
    const entry = scenario
      .historyOf(scenario.item('Water plants').id)
      .find((each) => each.kind === 'complete_occurrence');
    expect(scenario.world.account.undo(entry?.id ?? '')).toMatchObject({ ok: true });
    await scenario.sync();
    expect(scenario.item('Water plants')).toMatchObject({ due: '2026-03-20', rule: 'every day' });
    expect(scenario.openInThings).toEqual(['Plain', 'Water plants']);
    await scenario.expectQuiet();
  });

  it('a series with a time keeps it, tick after tick', async () => {
    const scenario = new Scenario();
    await scenario.todoist('item_add', { content: 'Stand-up', due: { string: 'every day at 18:30' } });
    await scenario.approving();
    for (let day = 0; day < 3; day += 1) {
      const open = scenario.todos.find((todo) => todo.status === 'open');
      expect(open?.when).toBe(`2026-03-2${day} 18:30`);
      scenario.things.complete(open?.id ?? '');
      await scenario.sync();
      scenario.pass(DAY_MS);
    }
    expect(scenario.item('Stand-up').due).toBe('2026-03-23T18:30:00');
    await scenario.sync();
    await scenario.expectQuiet();
  });

  it('[M55] an occurrence closed in Todoist whose copy is put into the trash meanwhile stays there, and nothing waits', async () => {
    const { scenario, item, first } = await series('every day');
    const { faults } = scenario.world.things;
    faults.denyAutomation(-1712);
    await scenario.todoist('item_close', { id: item });
    await scenario.world.exchange();
    expect(scenario.waitingFor('Water plants').map(({ replica }) => replica)).toContain('things');
    scenario.things.trash(first);
    faults.denyAutomation(null);
    for (let round = 0; round < 3; round += 1) await scenario.sync();
    expect(scenario.status).toMatchObject({ inSync: true, waiting: [] });
    expect(occurrences(scenario)).toEqual(['2026-03-21 open']);
    await scenario.expectQuiet();
  });

  it('a whole new read of Todoist in between makes no double', async () => {
    const { scenario, first } = await series('every day');
    scenario.things.complete(first);
    scenario.world.todoist.chaos.failNext('unknown_token');
    await scenario.sync();
    scenario.world.forgetAgent();
    await scenario.sync();
    expect(scenario.item('Water plants').due).toBe('2026-03-21');
    expect(scenario.openInThings).toEqual(['Plain', 'Water plants']);
    await scenario.expectQuiet();
  });
});
