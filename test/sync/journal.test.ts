// The outbox and its journal: what is told, told again, held and given up. The test plays the agent and the network.

import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

/** Both sides linked, with one task in each. */
async function linkedStage(options: { readonly plan?: 'free' | 'pro' } = {}): Promise<Stage> {
  const stage = new Stage(options);
  stage.library.add('Water plants');
  await stage.settle();
  return stage;
}

const LIMIT = { error_tag: 'MAX_ITEMS_LIMIT_REACHED', error_code: 49, http_code: 403, error: '' };
const REFUSAL = { error_tag: 'INVALID_ARGUMENT_VALUE', error_code: 20, http_code: 400, error: '' };

describe('what is told to Todoist', () => {
  it('[J1] is in the journal, byte for byte, before it leaves', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Water plants').id, { title: 'Water the plants' });
    stage.writeTrouble = 'lose_request';
    await stage.exchange();
    const [entry] = stage.outbox('todoist', ['sent']);
    expect(JSON.parse(entry?.payload ?? '')).toEqual(stage.requests.at(-1)?.commands);
  });

  it('[J2] is told again in the same words where no answer came', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Water plants').id, { title: 'Water the plants' });
    stage.writeTrouble = 'lose_request';
    await stage.exchange();
    const first = stage.requests.at(-1)?.commands;
    stage.writeTrouble = 'none';
    stage.restart();
    await stage.exchange();
    expect(stage.requests.at(-1)?.commands).toEqual(first);
    expect(stage.task('Water the plants').checked).toBe(false);
    expect(stage.outbox('todoist')).toEqual([]);
  });

  it('[J3] and made something is found again in the next read, where its answer was lost', async () => {
    const stage = await linkedStage();
    stage.library.add('Buy stamps');
    stage.writeTrouble = 'lose_answer';
    await stage.exchange();
    const before = stage.requests.length;
    stage.writeTrouble = 'none';
    stage.now += 60_000;
    await stage.settle();
    expect(stage.commandsSince(before)).toEqual([]);
    expect(stage.task('Buy stamps').checked).toBe(false);
    expect(stage.library.todos.size).toBe(2);
  });

  it('[J3] and was to make something goes again in the same words, where it is not there', async () => {
    const stage = await linkedStage();
    stage.library.add('Buy stamps');
    stage.writeTrouble = 'lose_request';
    await stage.exchange();
    const [told, before] = [stage.requests.at(-1)?.commands, stage.requests.length];
    stage.writeTrouble = 'none';
    stage.now += 60_000;
    await stage.settle();
    expect(stage.commandsSince(before)).toEqual(told);
    expect(stage.task('Buy stamps').checked).toBe(false);
  });

  it('[J4] is one operation for each task: a newer one takes the place of what was not sent', async () => {
    const stage = await linkedStage();
    const { id } = stage.library.titled('Water plants');
    stage.offline = true;
    for (const title of ['One', 'Two', 'Three']) {
      stage.library.edit(id, { title });
      await stage.exchange();
    }
    expect(stage.outbox('todoist').map(({ kind, state, fields }) => ({ kind, state, fields }))).toEqual([
      { kind: 'update', state: 'queued', fields: { title: 'Three' } },
    ]);
  });

  it('[J6] waits again as it was when the whole request was refused', async () => {
    const stage = await linkedStage();
    stage.library.edit(stage.library.titled('Water plants').id, { title: 'Water the plants' });
    stage.writeTrouble = 'rate_limit';
    await stage.exchange();
    expect(stage.outbox('todoist')).toMatchObject([{ state: 'queued', payload: null, request: null }]);
  });
});

describe('a command that Todoist refuses', () => {
  it('[J7] is kept with its reason and stands in nobody’s way', async () => {
    const stage = await linkedStage();
    stage.library.add('Bad');
    stage.library.add('Good');
    stage.refuse = (command) => (command.args['content'] === 'Bad' ? REFUSAL : null);
    await stage.exchange();
    expect(stage.task('Good').checked).toBe(false);
    expect(stage.account.status().waiting).toMatchObject([
      { title: 'Bad', state: 'failed', reason: expect.stringContaining('does not accept a value') },
    ]);
  });

  it('[J8] for a limit is tried again after a quarter of an hour, under a new name', async () => {
    const stage = await linkedStage();
    stage.library.add('One too many');
    stage.refuse = () => LIMIT;
    await stage.exchange();
    const refused = stage.requests.at(-1)?.commands?.[0]?.uuid;
    expect(stage.outbox('todoist')).toMatchObject([{ state: 'held', payload: null }]);
    stage.refuse = () => null;
    await stage.exchange();
    expect(stage.requests.at(-1)?.commands).toBeUndefined();
    stage.now += 15 * 60_000;
    await stage.exchange();
    expect(stage.task('One too many').checked).toBe(false);
    expect(stage.requests.at(-1)?.commands?.[0]?.uuid).not.toBe(refused);
  });
});

describe('a value that a replica can not take', () => {
  it('[J9] waits with its reason while the rest of the task is synced', async () => {
    const stage = await linkedStage();
    const id = stage.library.add('Novel', { notes: 'x'.repeat(30_000) });
    await stage.exchange();
    expect(stage.task('Novel').description).toBe('');
    expect(stage.account.status().waiting).toMatchObject([
      { title: 'Novel', state: 'held', reason: expect.stringContaining('notes are longer') },
    ]);
    stage.library.edit(id, { notes: 'short' });
    await stage.exchange();
    expect(stage.task('Novel').description).toBe('short');
    expect(stage.account.status().waiting).toEqual([]);
  });
});

describe('what is told to Things', () => {
  async function withEditInTodoist(stage: Stage, content: string) {
    await stage.inTodoist('POST', `/tasks/${stage.task('Water plants').id}`, { content });
    return stage.exchange();
  }

  it('[J5] stays as it was told until its outcome is known, whatever changes meanwhile', async () => {
    const stage = await linkedStage();
    const { id } = stage.task('Water plants');
    const first = await withEditInTodoist(stage, 'Water the plants');
    await stage.inTodoist('POST', `/tasks/${id}`, { content: 'Water all plants' });
    const second = await stage.exchange();
    expect(second.operations).toEqual(first.operations);
    await stage.settle();
    expect(stage.library.todos.size).toBe(1);
    expect([...stage.library.todos.values()][0]?.title).toBe('Water all plants');
  });

  it('[J10] may be acknowledged twice: the second time changes nothing', async () => {
    const stage = await linkedStage();
    const { operations } = await withEditInTodoist(stage, 'Water the plants');
    const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
    await stage.exchange({ acknowledgements });
    const rows = stage.store.rowsWritten();
    const again = await stage.exchange({ acknowledgements });
    expect(again.operations).toEqual([]);
    expect(stage.store.rowsWritten()).toBe(rows);
  });

  it('[J11] and failed is kept with its reason, and tried again later under the same name', async () => {
    const stage = await linkedStage();
    const { operations } = await withEditInTodoist(stage, 'Water the plants');
    const [operation = { id: '' }] = operations;
    const failed = { operation: operation.id, outcome: 'failed', thingsId: null, row: null } as const;
    await stage.exchange({ acknowledgements: [{ ...failed, error: 'the app said no' }] });
    expect(stage.account.status().waiting).toMatchObject([{ state: 'failed', reason: 'the app said no' }]);
    stage.now += 15 * 60_000;
    expect((await stage.exchange()).operations).toEqual(operations);
  });

  it('[J12] and was out of date by then is planned anew', async () => {
    const stage = await linkedStage();
    const { operations } = await withEditInTodoist(stage, 'Water the plants');
    const [operation = { id: '' }] = operations;
    const row = stage.library.titled('Water plants');
    stage.library.edit(row.id, { notes: 'with rain water' });
    const stale = { operation: operation.id, outcome: 'stale', thingsId: row.id, error: null } as const;
    const { operations: anew } = await stage.exchange({
      acknowledgements: [{ ...stale, row: stage.library.todo(row.id) }],
    });
    expect(anew).toMatchObject([{ kind: 'update_todo', fields: { title: 'Water the plants' } }]);
    expect(anew[0]?.id).not.toBe(operation.id);
  });

  it('[J13] and comes back before its acknowledgement is nobody’s change', async () => {
    const stage = await linkedStage();
    const { operations } = await withEditInTodoist(stage, 'Water the plants');
    for (const operation of operations) stage.library.carryOut(operation);
    const before = stage.requests.length;
    await stage.exchange();
    expect(stage.commandsSince(before)).toEqual([]);
    expect(stage.account.conflicts({ waitingOnly: false, limit: 10 })).toEqual([]);
  });

  it('[J14] about a to-do that is gone, and that another edit still wants, makes it anew', async () => {
    const stage = await linkedStage();
    const { operations } = await withEditInTodoist(stage, 'Water the plants');
    stage.library.todos.delete(stage.library.titled('Water plants').id);
    const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
    expect(acknowledgements).toMatchObject([{ outcome: 'gone' }]);
    await stage.exchange({ acknowledgements });
    await stage.settle();
    expect(stage.library.titled('Water the plants').status).toBe('open');
    expect(stage.task('Water the plants').checked).toBe(false);
  });
});
