// What a process of the account knows and the next one has to know as well: waits, failures, when each side was last read, and what
// look-ups found. A restart stands for an eviction.

import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

async function linkedStage(titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  return stage;
}

function forbidden(): Response {
  return Response.json({ error_tag: 'FORBIDDEN', http_code: 403 }, { status: 403 });
}

/** Three linked tasks, of which one was deleted in Todoist and only a whole read could tell. */
async function withOneInDoubt() {
  const stage = await linkedStage(['Plants', 'Stamps', 'Dishes']);
  const { id } = stage.task('Plants');
  await stage.inTodoist('DELETE', `/tasks/${id}`);
  stage.todoist.chaos.failNext('unknown_token');
  return { stage, id };
}

describe('an eviction', () => {
  it('[R50] does not end the wait that Todoist asked for', async () => {
    const stage = await linkedStage(['Plants']);
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    stage.writeTrouble = 'rate_limit';
    await stage.exchange();
    const { retryAt, problem } = stage.account.status().todoist;
    const requests = stage.requests.length;
    stage.writeTrouble = 'none';
    stage.restart();
    expect(stage.account.status().todoist).toMatchObject({ retryAt, problem });
    await stage.exchange();
    await stage.account.poll();
    expect(stage.requests.length).toBe(requests);
    stage.now = (retryAt ?? 0) + 1;
    await stage.settle();
    expect(stage.task('Ferns').checked).toBe(false);
    expect(stage.account.status().todoist).toMatchObject({ retryAt: null, problem: null });
  });

  it('[R50] does not make Todoist be asked more often while it is down', async () => {
    const stage = await linkedStage(['Plants']);
    stage.offline = true;
    const before = stage.requests.length;
    for (let minute = 0; minute < 120; minute += 1) {
      stage.restart();
      stage.now += MINUTE_MS - 1000;
      await stage.exchange();
    }
    expect(stage.requests.length - before).toBeLessThan(40);
  });

  it('[R50] with another token asks at once', async () => {
    const stage = await linkedStage(['Plants']);
    stage.answerRead = () => Response.json({ error_tag: 'AUTH_INVALID_TOKEN' }, { status: 401 });
    await stage.exchange();
    stage.answerRead = () => null;
    stage.restart();
    await stage.exchange();
    expect(stage.account.status().todoist.problem).toContain('does not accept the token');
    stage.token = 'another-token';
    stage.restart();
    const requests = stage.requests.length;
    await stage.exchange();
    expect(stage.requests.length).toBe(requests + 1);
  });

  it('[R113] with another token, which may be that of another account, makes no label along with a read', async () => {
    const stage = new Stage();
    stage.library.add('Plants');
    const { plan } = await stage.exchange();
    stage.account.approve(plan?.hash ?? '');
    stage.token = 'another-token';
    stage.restart();
    const before = stage.requests.length;
    await stage.exchange();
    expect(JSON.stringify(stage.requests[before])).not.toContain('label_add');
  });

  it('[R51] leaves the status with the very time at which each side was last read', async () => {
    const stage = await linkedStage(['Plants']);
    const rows = stage.store.rowsWritten();
    for (let minute = 0; minute < 15; minute += 1) {
      stage.now += MINUTE_MS - 1000;
      await stage.exchange();
      const read = stage.now;
      stage.now += 1000;
      await stage.account.poll();
      for (const restart of [() => undefined, () => stage.restart()]) {
        restart();
        const { todoist, things } = stage.account.status();
        expect([todoist.lastReadAt, things.lastExchangeAt]).toEqual([stage.now, read]);
      }
    }
    expect(stage.store.rowsWritten()).toBe(rows);
  });
});

describe('a task that can not be looked up', () => {
  it.each([
    ['forbidden', forbidden],
    ['a server error', () => new Response('oops', { status: 500 })],
    ['an unknown answer', () => new Response('<html>')],
    ['unauthorized', () => Response.json({ error_tag: 'UNAUTHORIZED' }, { status: 401 })],
  ] as const)('[R52] for %s waits on its own and slows nothing down', async (_why, answer) => {
    const { stage, id } = await withOneInDoubt();
    stage.answerLookUp = (asked) => (asked === id ? answer() : null);
    await stage.exchange();
    let reads = 0;
    for (let minute = 0; minute < 30; minute += 1) {
      stage.now += MINUTE_MS - 1000;
      const before = stage.requests.length;
      const { more } = await stage.exchange();
      expect(more).toBe(false);
      reads += stage.requests.length - before;
    }
    expect(reads).toBe(30);
    expect(stage.lookUps.filter((asked) => asked === id).length).toBeLessThan(12);
    expect(stage.account.status()).toMatchObject({
      inSync: false,
      todoist: { problem: null },
      waiting: [{ title: 'Plants', state: 'held', reason: expect.stringContaining('still there') }],
    });
    expect(stage.library.titled('Plants').trashed).toBe(false);
    stage.answerLookUp = () => null;
    stage.now += 12 * 3_600_000;
    await stage.settle();
    expect(stage.library.titled('Plants').trashed).toBe(true);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[R52] does not keep others in doubt from being judged', async () => {
    const { stage, id } = await withOneInDoubt();
    await stage.inTodoist('POST', `/tasks/${stage.task('Stamps').id}/close`);
    stage.answerLookUp = (asked) => (asked === id ? forbidden() : null);
    await stage.settle();
    expect(stage.library.titled('Stamps').status).toBe('completed');
  });

  it('[R54] like two others in a row means that Todoist is down', async () => {
    const stage = await linkedStage(['A', 'B', 'C', 'D', 'E', 'F']);
    for (const { id } of stage.todoist.snapshot().items) await stage.inTodoist('POST', `/tasks/${id}/close`);
    stage.todoist.chaos.failNext('unknown_token');
    stage.answerLookUp = () => new Response('', { status: 503 });
    await stage.exchange();
    expect(stage.lookUps).toHaveLength(3);
    expect(stage.account.status().todoist.problem).toContain("can't be reached");
    stage.answerLookUp = () => null;
    stage.now += 3_600_000;
    await stage.settle();
    expect([...stage.library.todos.values()].every(({ status }) => status === 'completed')).toBe(true);
  });
});

describe('what look-ups found', () => {
  const TITLES = Array.from({ length: 40 }, (_, at) => `Task ${at}`);

  /** Forty tasks that are gone without a word: more than one run looks up. */
  async function halfLookedUp(): Promise<Stage> {
    const stage = await linkedStage(TITLES);
    for (const { id } of stage.todoist.snapshot().items) await stage.inTodoist('POST', `/tasks/${id}/close`);
    stage.todoist.chaos.failNext('unknown_token');
    await stage.exchange();
    expect(stage.lookUps.length).toBeLessThan(40);
    return stage;
  }

  it('[R53] is not asked again after an eviction', async () => {
    const stage = await halfLookedUp();
    stage.restart();
    await stage.exchange();
    stage.restart();
    await stage.exchange();
    expect(new Set(stage.lookUps).size).toBe(40);
    expect(stage.lookUps).toHaveLength(40);
  });

  it('[R53] yields to a read that is newer', async () => {
    const stage = await halfLookedUp();
    const [first] = stage.lookUps;
    await stage.inTodoist('POST', `/tasks/${first ?? ''}/reopen`);
    stage.restart();
    await stage.settle();
    const open = [...stage.library.todos.values()].filter(({ status }) => status === 'open');
    expect(open).toHaveLength(1);
    expect(stage.task(open[0]?.title ?? '').id).toBe(first);
  });
});
