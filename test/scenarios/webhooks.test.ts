// Events of senders become tasks in both apps, once each, and what happens to their objects happens to the tasks.

import { describe, expect, it } from 'vitest';
import type { SourceChange } from '../../src/model/webhook.ts';
import { fitChange } from '../../src/webhooks/inbound/fit-change.ts';
import { visitOfWebhooks } from '../../src/replicas/webhooks/visit.ts';
import { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const ISSUE: SourceChange = {
  object: 'github:issue:anna/boat#12',
  does: 'open',
  title: 'boat#12: The engine coughs',
  notes: 'https://github.example/anna/boat/issues/12',
  tags: ['github'],
  deadline: null,
  changedAt: null,
  place: null,
};

/** Takes events in, and syncs what follows. Tells how often they were noted as taken. */
async function tell(scenario: Scenario, ...changes: readonly SourceChange[]): Promise<number> {
  let taken = 0;
  scenario.world.pass(60_000);
  await scenario.world.account.visit(visitOfWebhooks({ changes, taken: () => (taken += 1) }));
  await scenario.sync();
  return taken;
}

describe('an event about an object', () => {
  it('[W10] makes one task in each app, however often it comes', async () => {
    const { scenario } = await standardScenario();
    expect(await tell(scenario, ISSUE, ISSUE)).toBe(1);
    await tell(scenario, ISSUE);
    expect(scenario.todo(ISSUE.title)).toMatchObject({ notes: ISSUE.notes, status: 'open' });
    expect(scenario.item(ISSUE.title)).toMatchObject({ notes: ISSUE.notes, checked: false });
    await scenario.expectQuiet();
  });

  it('[W10] makes it in the project that is named, and in the inbox where there is none', async () => {
    const { scenario } = await standardScenario();
    const project = [...scenario.world.store.containers.all()].find(({ kind }) => kind === 'project');
    await tell(
      scenario,
      { ...ISSUE, place: project?.name.toUpperCase() ?? '' },
      { ...ISSUE, object: 'github:issue:anna/boat#13', title: 'boat#13', place: 'No such project' },
    );
    const placeOf = (title: string): unknown => {
      const [hub] = [...scenario.world.store.tasks.all()].filter(({ fields }) => fields.title === title);
      return hub?.fields.place;
    };
    expect(placeOf(ISSUE.title)).toBe(project?.id);
    expect(placeOf('boat#13')).toBeNull();
    expect(scenario.todo('boat#13').status).toBe('open');
  });

  it('[W11] completes its task and opens it again', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, ISSUE);
    await tell(scenario, { ...ISSUE, does: 'close' });
    expect(scenario.todo(ISSUE.title).status).toBe('completed');
    expect(scenario.openInTodoist).not.toContain(ISSUE.title);
    await tell(scenario, ISSUE);
    expect(scenario.todo(ISSUE.title).status).toBe('open');
    expect(scenario.openInTodoist).toContain(ISSUE.title);
    await scenario.expectQuiet();
  });

  it('[W11] says nothing new of a task that its owner completed', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, ISSUE);
    scenario.things.complete(scenario.todo(ISSUE.title).id);
    await scenario.sync();
    await tell(scenario, ISSUE);
    expect(scenario.todo(ISSUE.title).status).toBe('completed');
    await tell(scenario, { ...ISSUE, does: 'close' });
    expect(scenario.todo(ISSUE.title).status).toBe('completed');
    await scenario.expectQuiet();
  });

  it('[W12] brings nothing back that its owner deleted', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, ISSUE);
    await scenario.todoist('item_delete', { id: scenario.item(ISSUE.title).id });
    await scenario.sync();
    for (const does of ['open', 'tell', 'edit', 'close'] as const) await tell(scenario, { ...ISSUE, does });
    expect(scenario.openInThings).not.toContain(ISSUE.title);
    expect(scenario.openInTodoist).not.toContain(ISSUE.title);
    await scenario.expectQuiet();
  });

  it('[W12] says nothing of a task that was never made', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, { ...ISSUE, does: 'close' }, { ...ISSUE, does: 'edit' });
    expect(scenario.openInThings).not.toContain(ISSUE.title);
    await scenario.expectQuiet();
  });

  it('[W13] changes the title, and leaves what its owner typed', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, ISSUE);
    scenario.things.editTodo(scenario.todo(ISSUE.title).id, { notes: `${ISSUE.notes}\nAsk Bob.` });
    await scenario.sync();
    const renamed = { ...ISSUE, does: 'edit' as const, title: 'boat#12: The engine is dead' };
    await tell(scenario, renamed);
    expect(scenario.todo(renamed.title).notes).toBe(`${ISSUE.notes}\nAsk Bob.`);
    expect(scenario.item(renamed.title).notes).toBe(`${ISSUE.notes}\nAsk Bob.`);
    await scenario.expectQuiet();
  });
});

describe('an object that has another name', () => {
  const MOVED = 'github:issue:77#3';

  it('[W53] is the same task, whichever event tells it, in one go or later', async () => {
    for (const isLater of [false, true]) {
      const { scenario } = await standardScenario();
      const moved = { ...ISSUE, object: MOVED, formerly: [ISSUE.object], title: 'ship#3: The engine coughs' };
      const events = [ISSUE, { ...moved, does: 'edit' as const }, moved];
      if (isLater) for (const event of events) await tell(scenario, event);
      else await tell(scenario, ...events);
      expect(scenario.openInThings.filter((title) => title.includes('engine'))).toEqual([moved.title]);
      expect(scenario.openInTodoist.filter((title) => title.includes('engine'))).toEqual([moved.title]);
      await tell(scenario, { ...moved, does: 'close', formerly: [] });
      expect(scenario.todo(moved.title).status).toBe('completed');
      await scenario.expectQuiet();
    }
  });

  it('[W53] is not made again by what is told late under the former one', async () => {
    for (const isLater of [false, true]) {
      const { scenario } = await standardScenario();
      const moved = { ...ISSUE, object: MOVED, formerly: [ISSUE.object], does: 'edit' as const };
      const events = [ISSUE, moved, ISSUE];
      if (isLater) for (const event of events) await tell(scenario, event);
      else await tell(scenario, ...events);
      expect(scenario.openInThings.filter((title) => title === ISSUE.title)).toHaveLength(1);
      expect(scenario.openInTodoist.filter((title) => title === ISSUE.title)).toHaveLength(1);
      await scenario.expectQuiet();
    }
  });

  it('[W53] is not made again when its owner deleted it under the former one', async () => {
    const { scenario } = await standardScenario();
    await tell(scenario, ISSUE);
    await scenario.todoist('item_delete', { id: scenario.item(ISSUE.title).id });
    await scenario.sync();
    await tell(scenario, { ...ISSUE, object: MOVED, formerly: [ISSUE.object] });
    await tell(scenario, { ...ISSUE, object: MOVED });
    expect(scenario.openInThings).not.toContain(ISSUE.title);
    await scenario.expectQuiet();
  });
});

it('[W54] an event that is older than what was told already says nothing', async () => {
  const { scenario } = await standardScenario();
  const at = (seconds: number) => ({
    ...ISSUE,
    changedAt: Date.parse('2026-11-20T08:00:00Z') + seconds * 1000,
  });
  await tell(scenario, at(1));
  await tell(scenario, { ...at(5), does: 'close' }, at(3));
  expect(scenario.todo(ISSUE.title).status).toBe('completed');
  await tell(scenario, { ...at(2), does: 'edit', title: 'An older title' }, at(4));
  expect(scenario.todo(ISSUE.title)).toMatchObject({ status: 'completed' });
  await tell(scenario, at(5), { ...at(5), does: 'edit', title: 'boat#12: Of the same second' });
  expect(scenario.todo('boat#12: Of the same second').status).toBe('open');
  await scenario.expectQuiet();
});

it('[W55] titles, tags and notes of any kind arrive in both apps', async () => {
  const { scenario } = await standardScenario();
  const odd: readonly Partial<SourceChange>[] = [
    { title: `Long ${'x'.repeat(3000)}` },
    { title: 'Two\nlines\tand \u0000 controls' },
    { title: '* looks like a mark', tags: ['a, b', ' ', '@x', `long ${'t'.repeat(300)}`, 'A', 'a'] },
    { title: 'Long notes', notes: 'n'.repeat(65_536) },
    { title: 'Emoji \ud83d\ude80 and half of one \ud83d' },
    { title: 'No such place', place: '\u0000' },
  ];
  await tell(
    scenario,
    ...odd.map((each, at) => fitChange({ ...ISSUE, object: `generic:odd:${at}`, ...each })),
  );
  await scenario.sync();
  const { waiting } = scenario.world.account.status();
  expect(waiting.map(({ title, reason }) => [title, reason])).toEqual([]);
  for (const begin of ['Long x', 'Two lines and', '* looks', 'Long notes', 'Emoji', 'No such'])
    for (const shown of [scenario.openInThings, scenario.openInTodoist])
      expect([begin, shown.filter((title) => title.replace(/^\\/, '').startsWith(begin)).length]).toEqual([
        begin,
        1,
      ]);
  await scenario.expectQuiet();
});

it('[W14] many events at once wait for a person like any other mass change', async () => {
  const { scenario } = await standardScenario();
  const many = Array.from({ length: 60 }, (_, at) => ({
    ...ISSUE,
    object: `generic:${at}`,
    title: `Event ${at}`,
  }));
  await scenario.world.account.visit(visitOfWebhooks({ changes: many, taken: () => undefined }));
  const answer = await scenario.run();
  expect(answer.plan?.reason).toBe('mass_change');
  expect(scenario.openInThings.filter((title) => title.startsWith('Event'))).toHaveLength(0);
});

it('[W15] events wait for the first sync', async () => {
  const scenario = new Scenario();
  let taken = 0;
  const answer = await scenario.world.account.visit(
    visitOfWebhooks({ changes: [ISSUE], taken: () => (taken += 1) }),
  );
  expect([answer.snapshot, taken]).toEqual(['not_taken', 0]);
});
