// What follows from a refusal: the same again later and later, never, or another plan, and nobody else waits for it. The test
// plays the agent, the clock and Todoist's refusals.

import { describe, expect, it } from 'vitest';
import type { ThingsAcknowledgement, ThingsOperation } from '../../src/protocol/things-operation.ts';
import { Stage, type SentCommand } from './stage.ts';

const NOT_NOW = { error_tag: 'INTERNAL', http_code: 503 };
const PREMIUM = { error_tag: 'PREMIUM_ONLY', http_code: 403 };
const LIMIT = { error_tag: 'MAX_ITEMS_LIMIT_REACHED', http_code: 403 };
const GONE = { error_tag: 'ITEM_NOT_FOUND', http_code: 404 };
const NO_PROJECT = { error_tag: 'PROJECT_NOT_FOUND', http_code: 404 };
const DEPENDS = { error_tag: 'INVALID_TEMP_ID', http_code: 400 };
const INVALID = { error_tag: 'INVALID_ARGUMENT_VALUE', http_code: 400 };

const HOUR_MS = 3_600_000;

async function linkedStage(titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  return stage;
}

/** A project with one to-do, on both sides. */
async function projectStage() {
  const stage = new Stage();
  const project = stage.library.addContainer('project', 'Garden');
  stage.library.add('Plants', { project, list: 'anytime' });
  await stage.settle();
  return { stage, project };
}

function refusing(type: string, error: unknown): (command: SentCommand) => unknown {
  return (command) => (command.type === type ? error : null);
}

/** Requests with commands while exchanges come every five minutes for `hours`. */
async function requestsIn(stage: Stage, hours: number): Promise<number> {
  const before = stage.requests.length;
  for (let minute = 0; minute < hours * 60; minute += 5) {
    stage.now += 299_000;
    await stage.exchange();
  }
  return stage.requests.slice(before).filter(({ commands }) => (commands ?? []).length > 0).length;
}

describe('a refusal', () => {
  it.each([
    ['that is for now only', NOT_NOW],
    ['by the plan, of what is neither a deadline nor a duration', PREMIUM],
    ['for a quota', LIMIT],
    ['of an object that is there', GONE],
    ['of a place that nobody knows', NO_PROJECT],
    ['for something that it depends on', DEPENDS],
  ])('[J30] %s is met once, and then less and less often', async (_how, error) => {
    const stage = await linkedStage(['Plants']);
    stage.refuse = refusing('item_update', error);
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    const before = stage.requests.length;
    await stage.exchange();
    await stage.exchange();
    expect(stage.requests.length - before).toBeLessThan(6);
    const firstHours = await requestsIn(stage, 6);
    const laterHours = await requestsIn(stage, 6);
    expect(firstHours).toBeLessThan(30);
    expect(laterHours).toBeLessThan(20);
    stage.refuse = () => null;
    stage.now += 12 * HOUR_MS;
    await stage.settle();
    expect(stage.task('Ferns').checked).toBe(false);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[J30] for good is told once, until the plan is another', async () => {
    const stage = await linkedStage(['Plants']);
    stage.refuse = refusing('item_update', INVALID);
    const { id } = stage.library.titled('Plants');
    stage.library.edit(id, { title: 'Ferns' });
    await stage.exchange();
    expect(await requestsIn(stage, 6)).toBe(0);
    expect(stage.account.status().waiting).toMatchObject([{ title: 'Ferns', state: 'failed' }]);
    stage.refuse = () => null;
    stage.library.edit(id, { title: 'Cacti' });
    await stage.settle();
    expect(stage.task('Cacti').checked).toBe(false);
  });

  it('[J31] makes the wait longer each time, and an eviction forgets none of it', async () => {
    const stage = await linkedStage(['Plants']);
    stage.refuse = () => LIMIT;
    stage.library.edit(stage.library.titled('Plants').id, { title: 'Ferns' });
    await stage.exchange();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      stage.restart();
      const retryAt = stage.outbox('todoist')[0]?.retryAt ?? 0;
      waits.push(retryAt - stage.now);
      stage.now = retryAt;
      await stage.exchange();
    }
    expect(waits.every((wait, at) => at === 0 || wait > (waits[at - 1] ?? 0) / 2)).toBe(true);
    expect(waits[4]).toBeGreaterThan((waits[0] ?? 0) * 1.5);
  });
});

describe('a new name of a container', () => {
  it('[J33] that Todoist can not take now is told again', async () => {
    const { stage, project } = await projectStage();
    stage.refuse = refusing('project_update', NOT_NOW);
    stage.library.renameContainer(project, 'Yard');
    stage.library.add('Rake');
    await stage.exchange();
    expect(stage.account.status()).toMatchObject({ inSync: false, waiting: [{ title: 'Yard' }] });
    stage.restart();
    stage.refuse = () => null;
    stage.now += HOUR_MS;
    await stage.settle();
    expect(stage.projectNames()).toEqual(['Yard']);
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });

  it('[J33] that Todoist refuses stays with its reason until there is another', async () => {
    const { stage, project } = await projectStage();
    stage.refuse = refusing('project_update', INVALID);
    stage.library.renameContainer(project, 'Yard');
    stage.library.add('Rake');
    await stage.exchange();
    expect(await requestsIn(stage, 2)).toBe(0);
    expect(stage.account.status().waiting).toMatchObject([{ title: 'Yard', state: 'failed' }]);
    stage.refuse = () => null;
    stage.library.renameContainer(project, 'Court');
    stage.library.add('Bench');
    await stage.settle();
    expect(stage.projectNames()).toEqual(['Court']);
    expect(stage.account.status().waiting).toEqual([]);
  });

  it('[J33] that is gone when its turn comes again is forgotten', async () => {
    const { stage, project } = await projectStage();
    stage.library.renameContainer(project, 'Yard');
    stage.library.add('Rake');
    stage.writeTrouble = 'lose_request';
    await stage.exchange();
    await stage.inTodoist('DELETE', `/projects/${stage.task('Plants').project_id}`);
    stage.writeTrouble = 'rate_limit';
    stage.now += 120_000;
    await stage.exchange();
    stage.writeTrouble = 'none';
    stage.now += HOUR_MS;
    await stage.settle();
    expect(stage.account.status()).toMatchObject({ inSync: true, waiting: [] });
  });
});

describe('a container that can not be made now', () => {
  it('[J32] is asked for once by all its tasks, later and later, and the rest of the library goes on', async () => {
    const stage = await linkedStage(['Plants']);
    const project = stage.library.addContainer('project', 'Garden');
    stage.account.changeConfig({ guard: { creations: { maxTasks: 1000, maxShare: 1 } } });
    stage.refuse = refusing('project_add', NOT_NOW);
    for (let at = 0; at < 120; at += 1) stage.library.add(`In it ${at}`, { project, list: 'anytime' });
    stage.library.add('Urgent');
    const before = stage.requests.length;
    await stage.exchange();
    expect(stage.requests.length - before).toBeLessThan(5);
    expect(stage.task('Urgent').checked).toBe(false);
    const asked = () => stage.commandsSince(before).filter(({ type }) => type === 'project_add').length;
    await requestsIn(stage, 3);
    expect(asked()).toBeLessThan(40);
    stage.refuse = () => null;
    stage.now += HOUR_MS;
    await stage.settle();
    expect(stage.projectNames()).toEqual(['Garden']);
    expect(stage.todoist.snapshot().items).toHaveLength(122);
  });

  it('[J32] in Things keeps only its own to-dos waiting', async () => {
    const stage = await linkedStage(['Plants']);
    const project = await stage.inTodoist('POST', '/projects', { name: 'Refused' });
    stage.account.changeConfig({ guard: { creations: { maxTasks: 1000, maxShare: 1 } } });
    for (let at = 0; at < 205; at += 1)
      await stage.inTodoist('POST', '/tasks', { content: `In it ${at}`, project_id: project['id'] });
    await stage.inTodoist('POST', '/tasks', { content: 'Urgent' });
    const told: ThingsOperation[] = [];
    const refuseProjects = (operation: ThingsOperation): ThingsAcknowledgement => {
      told.push(operation);
      if (operation.kind !== 'create_container') return stage.library.carryOut(operation);
      return { operation: operation.id, outcome: 'failed', thingsId: null, row: null, error: 'no' };
    };
    const turns = async (count: number, carryOut: (operation: ThingsOperation) => ThingsAcknowledgement) => {
      let acknowledgements: ThingsAcknowledgement[] = [];
      for (let round = 0; round < count; round += 1) {
        const response = await stage.exchange({ acknowledgements });
        acknowledgements = response.operations.map(carryOut);
      }
      await stage.exchange({ acknowledgements });
    };
    await turns(6, refuseProjects);
    expect(stage.library.titled('Urgent').status).toBe('open');
    expect(told.filter(({ kind }) => kind === 'create_container')).toHaveLength(1);
    stage.now += 24 * HOUR_MS;
    await turns(6, (operation) => stage.library.carryOut(operation));
    expect(stage.library.todos.size).toBe(207);
    expect(stage.library.containers.size).toBe(1);
  });

  it.each(['stale', 'gone', 'done'] as const)(
    '[J32] in Things is not asked for at once again when the agent says %s and names none',
    async (outcome) => {
      const stage = await linkedStage(['Plants']);
      const project = await stage.inTodoist('POST', '/projects', { name: 'Refused' });
      await stage.inTodoist('POST', '/tasks', { content: 'In it', project_id: project['id'] });
      let told = 0;
      let acknowledgements: ThingsAcknowledgement[] = [];
      for (let round = 0; round < 10; round += 1) {
        const { operations } = await stage.exchange({ acknowledgements });
        told += operations.length;
        acknowledgements = operations.map(({ id: operation }) => ({
          operation,
          outcome,
          thingsId: null,
          row: null,
          error: null,
        }));
      }
      expect(told).toBe(1);
    },
  );
});

describe('a to-do that is out of date each time that it is told', () => {
  it('[J30] is planned anew once at once, and then less and less often', async () => {
    const stage = await linkedStage(['Plants']);
    await stage.inTodoist('POST', `/tasks/${stage.task('Plants').id}`, { content: 'Ferns' });
    let told = 0;
    let acknowledgements: ThingsAcknowledgement[] = [];
    for (let round = 0; round < 20; round += 1) {
      const { operations } = await stage.exchange({ acknowledgements });
      told += operations.length;
      acknowledgements = operations.map(({ id: operation }) => {
        const row = stage.library.titled('Plants');
        return { operation, outcome: 'stale', thingsId: row.id, row, error: null };
      });
    }
    expect(told).toBeLessThan(5);
  });
});
