// Events of senders that overtake each other: what is left is what the newest of them says, whichever came first.

import { describe, expect, it } from 'vitest';
import type { SourceChange } from '../../src/model/webhook.ts';
import { visitOfWebhooks } from '../../src/replicas/webhooks/visit.ts';
import type { Scenario } from './scenario.ts';
import { standardScenario } from './standard.ts';

const ISSUE: SourceChange = {
  object: 'github:issue:77#12',
  formerly: ['github:issue:anna/boat#12'],
  does: 'open',
  title: 'boat#12: Old name',
  notes: 'Old text',
  tags: ['github'],
  deadline: null,
  changedAt: null,
  place: null,
};
const RENAMED = { ...ISSUE, title: 'boat#12: New name', notes: 'New text' };
const START = Date.parse('2026-11-20T10:00:00Z');

function at(minutes: number, change: SourceChange, does: SourceChange['does'] = 'open'): SourceChange {
  return { ...change, does, changedAt: START + minutes * 60_000 };
}

const OPENED = at(0, ISSUE);
const EDITED = at(5, RENAMED, 'edit');
const CLOSED = at(10, RENAMED, 'close');
const REOPENED = at(15, RENAMED);

/** Takes events in, each group of them at once. */
async function deliver(scenario: Scenario, ...groups: readonly (readonly SourceChange[])[]): Promise<void> {
  for (const changes of groups) {
    scenario.world.pass(60_000);
    await scenario.world.account.visit(visitOfWebhooks({ changes, taken: () => undefined }));
    await scenario.sync();
  }
}

function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item) =>
    orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

function openIssues(scenario: Scenario): readonly (readonly string[])[] {
  return [scenario.openInThings, scenario.openInTodoist].map((titles) =>
    titles.filter((title) => title.startsWith('boat#12')),
  );
}

/**
 * The title of the open task that is left when these came in this order; null: there is none. Where a task was made of the first event,
 * a rename that comes after something newer is no news any more (W54).
 */
function expectedTitle(order: readonly SourceChange[]): string | null {
  const newest = Math.max(...order.map(({ changedAt }) => changedAt ?? 0));
  if (newest === CLOSED.changedAt) return null;
  return order[0] === OPENED && order.indexOf(EDITED) > 1 ? OPENED.title : RENAMED.title;
}

const SETS = [
  [OPENED, EDITED],
  [OPENED, EDITED, CLOSED],
  [OPENED, EDITED, CLOSED, REOPENED],
];
const CASES = SETS.flatMap(orders).flatMap((order) => [
  { order, groups: order.map((change) => [change]), how: 'one by one' },
  { order, groups: [order], how: 'at once' },
]);

describe('events that overtake each other', () => {
  it.each(
    CASES.map((one) => [
      one.how,
      one.order.map(({ does, changedAt }) => `${does} ${((changedAt ?? 0) - START) / 60_000}`).join(', '),
      one,
    ]),
  )('[W60] leave what the newest says, %s: %s', async (_how, _order, { order, groups }) => {
    const { scenario } = await standardScenario();
    await deliver(scenario, ...groups);
    const title = expectedTitle(order);
    const left = title === null ? [] : [title];
    expect(openIssues(scenario)).toEqual([left, left]);
    await scenario.expectQuiet();
  });

  it('[W60] make a task with the newer notes, and all else as it was told', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [EDITED], [{ ...OPENED, place: 'No such place' }]);
    expect(scenario.item(RENAMED.title)).toMatchObject({ notes: RENAMED.notes, labels: ISSUE.tags });
  });

  it('[W60] are told apart by their own times: renamed after it was closed, it is opened under that name', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [at(20, { ...ISSUE, title: 'boat#12: Newest' }, 'edit')], [CLOSED], [OPENED]);
    expect(openIssues(scenario)).toEqual([[], []]);
    await deliver(scenario, [REOPENED]);
    expect(openIssues(scenario)).toEqual([['boat#12: Newest'], ['boat#12: Newest']]);
    await deliver(scenario, [OPENED], [CLOSED]);
    expect(openIssues(scenario)).toEqual([['boat#12: Newest'], ['boat#12: Newest']]);
  });

  it('[W60] of the same second count as they come', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [CLOSED], [at(10, ISSUE)]);
    expect(openIssues(scenario)).toEqual([[ISSUE.title], [ISSUE.title]]);
  });

  it('[W60] are of the same object under its former name', async () => {
    const { scenario } = await standardScenario();
    const former: SourceChange = { ...CLOSED, object: 'github:issue:anna/boat#12', formerly: [] };
    await deliver(scenario, [former], [OPENED]);
    expect(openIssues(scenario)).toEqual([[], []]);
  });

  it('[W60] and have no time are taken as they come', async () => {
    const { scenario } = await standardScenario();
    await deliver(
      scenario,
      [
        { ...CLOSED, changedAt: null },
        { ...EDITED, changedAt: null },
      ],
      [OPENED],
    );
    expect(openIssues(scenario)).toEqual([[OPENED.title], [OPENED.title]]);
    const other = await standardScenario();
    await deliver(other.scenario, [CLOSED], [ISSUE]);
    expect(openIssues(other.scenario)).toEqual([[ISSUE.title], [ISSUE.title]]);
  });

  it('[W60] are still known after the coordinator was put away', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [CLOSED]);
    scenario.world.restartCoordinator();
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[], []]);
  });
});

describe('what was said of objects that are no tasks', () => {
  const stored = ({ world }: Scenario): string => JSON.stringify(world.store.meta.get('early_events') ?? []);

  it('[W61] is forgotten when the object becomes a task', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [EDITED], [CLOSED]);
    expect(stored(scenario)).toContain(ISSUE.object);
    await deliver(scenario, [REOPENED]);
    expect(scenario.world.store.meta.get('early_events')).toBeUndefined();
  });

  it('[W61] is kept for ten days', async () => {
    const { scenario } = await standardScenario();
    await deliver(scenario, [CLOSED]);
    scenario.world.pass(10 * 86_400_000 - 300_000);
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[], []]);
    scenario.world.pass(300_000);
    const other = { ...CLOSED, object: 'github:issue:77#13', formerly: [] };
    await deliver(scenario, [other]);
    expect(JSON.parse(stored(scenario))).toMatchObject([{ object: other.object }]);
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[OPENED.title], [OPENED.title]]);
  });

  it('[W61] is kept of the 500 objects that came last', async () => {
    const { scenario } = await standardScenario();
    const others = Array.from({ length: 499 }, (_, number) => ({
      ...CLOSED,
      object: `github:issue:1#${number}`,
      formerly: [],
    }));
    await deliver(scenario, [CLOSED, ...others]);
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[], []]);
    await deliver(scenario, [{ ...CLOSED, object: 'github:issue:1#500', formerly: [] }]);
    expect(JSON.parse(stored(scenario))).toHaveLength(500);
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[OPENED.title], [OPENED.title]]);
  });

  it('[W61] fits into one row, however long the texts are', async () => {
    const { scenario } = await standardScenario();
    const long = Array.from({ length: 100 }, (_, number) => ({
      ...EDITED,
      object: `github:issue:1#${number}`,
      formerly: [],
      notes: 'ü'.repeat(15_000),
    }));
    await deliver(scenario, [...long, EDITED]);
    expect(stored(scenario).length).toBeLessThan(201_000);
    await deliver(scenario, [OPENED]);
    expect(openIssues(scenario)).toEqual([[RENAMED.title], [RENAMED.title]]);
  });
});
