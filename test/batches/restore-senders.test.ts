// A restore brings back which task an object of a sender is: without it, the next event would make the task once more.

import { describe, expect, it } from 'vitest';
import { SYNC_STATE_KEY } from '../../src/checkpoint/documents/sync-state.ts';
import type { SourceChange } from '../../src/model/webhook.ts';
import { visitOfWebhooks } from '../../src/replicas/webhooks/visit.ts';
import { Scenario } from '../scenarios/scenario.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { openBatches } from './world-batches.ts';

const ISSUE: SourceChange = {
  object: 'github:issue:anna/boat#12',
  does: 'open',
  title: 'boat#12: The engine coughs',
  notes: 'It does.',
  tags: [],
  deadline: null,
  changedAt: null,
  place: null,
};

type Document = Readonly<Record<string, unknown>>;

async function tell(scenario: Scenario, change: SourceChange): Promise<void> {
  scenario.world.pass(60_000);
  await scenario.world.account.visit(visitOfWebhooks({ changes: [change], taken: () => undefined }));
  await scenario.sync();
}

/** A world with an issue that is a task, and its document in KV. */
async function written() {
  const scenario = new Scenario();
  const { world } = scenario;
  const kv = new HostileKv({ now: () => world.now });
  await scenario.todoist('item_add', { content: 'House' });
  await scenario.approving();
  await tell(scenario, ISSUE);
  const batches = openBatches(world, kv);
  batches.noteChange();
  await batches.checkpoint({ force: true });
  const document = JSON.parse(kv.actual(SYNC_STATE_KEY) ?? '{}') as Document;
  return { scenario, kv, document };
}

/** As the code that first had links of senders wrote it: among the links of its task. */
function amongTheOthers({ senderLinks, ...document }: Document): Document {
  const links = senderLinks as readonly { readonly taskId: string }[];
  const tasks = (
    document['tasks'] as readonly { readonly id: string; readonly links: readonly unknown[] }[]
  ).map((task) => ({ ...task, links: [...task.links, ...links.filter(({ taskId }) => taskId === task.id)] }));
  return { ...document, tasks };
}

describe('an object of a sender', () => {
  it.each([
    ['of today', (document: Document) => document],
    ['that has its link beside the others', amongTheOthers],
  ])('[H45] is the same task after a restore from a document %s', async (_which, asWritten) => {
    const { scenario, kv, document } = await written();
    const { world } = scenario;
    world.pass(60_000);
    await kv.put(SYNC_STATE_KEY, JSON.stringify(asWritten(document)));
    world.pass(3_600_000);
    world.forgetCoordinator();
    const restored = await openBatches(world, kv).ready();
    expect(restored).toMatchObject({ ok: true });
    await scenario.approving();
    await tell(scenario, ISSUE);
    await tell(scenario, { ...ISSUE, does: 'edit', title: 'boat#12: The engine is dead' });
    expect(scenario.openInThings.toSorted()).toEqual(['House', 'boat#12: The engine is dead']);
    expect(scenario.openInTodoist.toSorted()).toEqual(['House', 'boat#12: The engine is dead']);
    await tell(scenario, { ...ISSUE, does: 'close' });
    expect([scenario.openInThings, scenario.openInTodoist]).toEqual([['House'], ['House']]);
  });

  it('[H45] stands in the document where older code passes it over', async () => {
    const { document } = await written();
    const told = (document['tasks'] as readonly { readonly links: readonly { readonly replica: string }[] }[])
      .flatMap(({ links }) => links)
      .map(({ replica }) => replica);
    expect(new Set(told)).toEqual(new Set(['todoist', 'things']));
    expect(document['senderLinks']).toMatchObject([{ replica: 'webhooks', remoteId: ISSUE.object }]);
  });
});

it('[W61] what was said of an object that is no task is not in the document', async () => {
  const { scenario, kv } = await written();
  const closed: SourceChange = { ...ISSUE, object: 'github:issue:77#13', does: 'close', changedAt: 1 };
  await tell(scenario, closed);
  expect(JSON.stringify(scenario.world.store.meta.get('early_events'))).toContain(closed.object);
  const batches = openBatches(scenario.world, kv);
  batches.noteChange();
  await batches.checkpoint({ force: true });
  expect(kv.actual(SYNC_STATE_KEY)).toContain(ISSUE.object);
  expect(kv.actual(SYNC_STATE_KEY)).not.toContain(closed.object);
});
