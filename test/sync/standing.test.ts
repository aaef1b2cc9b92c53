// What the status says of who syncs, of what is compared, and since when. The test plays the agent.

import { expect, it } from 'vitest';
import { remoteId } from '../../src/model/ids.ts';
import { formatStatus } from '../../src/cli/output/account-text.ts';
import { handed, mark, sync } from './older-client.ts';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

async function withAgent(title: string): Promise<Stage> {
  const stage = new Stage();
  stage.library.add(title);
  await stage.settle();
  return stage;
}

const openTasks = (stage: Stage) => /^Open tasks: .*$/m.exec(formatStatus(stage.account.status()))?.[0];

it('[O100] a to-do that only an older client told of is counted apart until an agent has read it', async () => {
  const stage = await withAgent('Milk');
  const { id } = stage.library.titled('Milk');
  expect(stage.account.status().things).not.toHaveProperty('onlyOlderClients');
  const bread = stage.library.add('Bread');
  await sync(stage, { id, title: 'Milk' }, { id: bread, title: 'Bread' }, { id: 'other', title: 'Rye' });
  const status = stage.account.status();
  expect(status).toMatchObject({ tasks: { hub: 3, todoist: 3, things: 3 }, things: { onlyOlderClients: 2 } });
  expect(openTasks(stage)).toBe(
    'Open tasks: 3 in all, 3 in Todoist, 1 in Things as the agent read it and 2 more that only an older client told of, 3 linked.',
  );
  await stage.settle();
  expect(stage.account.status()).toMatchObject({ things: { onlyOlderClients: 1 } });
});

it('[O100] what an agent never read is never said to be as it read it', async () => {
  const stage = new Stage();
  await sync(stage, { id: 'X', title: 'Milk' });
  expect(openTasks(stage)).toContain(', 0 in Things as the agent read it and 1 more ');
  expect(stage.account.status()).toMatchObject({
    syncing: { state: 'no_agent' },
    things: { lastExchangeAt: null },
  });
});

it('[O100] a call of an older client is no exchange of the agent', async () => {
  const stage = await withAgent('Milk');
  const { lastExchangeAt } = stage.account.status().things;
  stage.now += 5 * MINUTE_MS;
  await handed(stage);
  mark(stage);
  expect(stage.account.status().things.lastExchangeAt).toBe(lastExchangeAt);
  expect(stage.runs.at(-1)?.by).toBe('older_client');
});

it('[O104] what an older client told of and was closed before the agent came is asked for, and not gone where the agent has not got it', async () => {
  const stage = await withAgent('Milk');
  const bread = remoteId('bread');
  await sync(stage, { id: bread, title: 'Bread' }, { id: 'elsewhere', title: 'Rye' });
  stage.now += MINUTE_MS;
  // An agent tells of closed to-dos only when it is asked for them.
  expect(await stage.exchange()).toMatchObject({ snapshot: 'resync', ask: [bread, 'elsewhere'] });
  const milk = stage.library.titled('Milk');
  stage.library.todos.set(bread, {
    ...milk,
    id: bread,
    title: 'Bread',
    status: 'completed',
    digest: 'closed',
  });
  for (let round = 0; round < 3; round += 1) expect((await stage.exchange()).snapshot).toBe('taken');
  expect([stage.task('Bread').checked, stage.task('Rye').checked]).toEqual([true, false]);
  expect(stage.account.status()).toMatchObject({ things: { onlyOlderClients: 1 } });
});

it('[O110] two to-dos that the agent has not got, told of one after the other, hold nothing up', async () => {
  const stage = await withAgent('Milk');
  await sync(stage, { id: 'first', title: 'Bread' });
  stage.now += MINUTE_MS;
  for (let round = 0; round < 3; round += 1) await stage.exchange();
  await sync(stage, { id: 'second', title: 'Rye' });
  stage.library.add('Typed in Things');
  const snapshots: string[] = [];
  for (let round = 0; round < 4; round += 1) snapshots.push((await stage.exchange()).snapshot);
  // However an agent keeps what it was asked for: once with the whole library, and no more.
  expect(snapshots).toEqual(['resync', 'resync', 'taken', 'taken']);
  expect(stage.task('Typed in Things').checked).toBe(false);
});

it('[G150] the status says that nothing is synced where no agent came, or none for ten minutes', async () => {
  const stage = new Stage();
  stage.library.add('Milk');
  const never = stage.account.status();
  expect(never.syncing).toEqual({
    state: 'no_agent',
    detail: 'No agent has come yet: nothing is read from Things or written to it until one runs on the Mac.',
  });
  expect(formatStatus(never)).toContain(`${never.syncing.detail}`);
  await stage.settle();
  expect(stage.account.status().syncing).toEqual({ state: 'on', detail: null });
  stage.now += 9 * MINUTE_MS;
  expect(stage.account.status().syncing.state).toBe('on');
  for (const [minutes, span] of [
    [5, '14 minutes'],
    [170, '3 hours'],
    [4 * 24 * 60, '4 days'],
  ] as const) {
    stage.now += minutes * MINUTE_MS;
    const { syncing } = stage.account.status();
    expect(syncing).toMatchObject({ state: 'no_agent', detail: expect.stringContaining(`for ${span}:`) });
  }
  await stage.exchange();
  expect(stage.account.status().syncing.state).toBe('on');
});
