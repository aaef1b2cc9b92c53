import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../model/config.ts';
import type { OddObject, TodoistAnswer } from '../todoist-port.ts';
import { liftAnswer, liftLookUp, type AnswerContext } from './answer.ts';
import { ACCOUNT, FREE_ACCOUNT, wireItem } from '../../../../test/support/todoist-fields.ts';

const USER = {
  id: 'user-1',
  inbox_project_id: 'inbox',
  is_premium: true,
  tz_info: { timezone: 'Europe/Berlin', gmt_string: '+01:00', hours: 1, minutes: 0, is_dst: 0 },
  features: { beta: 1 },
};
const LIMITS = { current: { plan_name: 'pro', deadlines: true, durations: true }, next: null };

function project(id: string, some: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id, name: `Project ${id}`, parent_id: null, is_archived: false, is_deleted: false, ...some };
}

function section(id: string, some: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id, name: `Section ${id}`, project_id: 'p', is_archived: false, is_deleted: false, ...some };
}

function frame(some: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { sync_token: 'next', full_sync: false, temp_id_mapping: {}, ...some };
}

function contextWith(some: Partial<AnswerContext> = {}): AnswerContext {
  return { config: DEFAULT_CONFIG, account: ACCOUNT, commands: [], reportOdd: () => undefined, ...some };
}

function read(some: Readonly<Record<string, unknown>>, context: Partial<AnswerContext> = {}): TodoistAnswer {
  const answer = liftAnswer(frame(some), contextWith(context));
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value;
}

describe('an answer', () => {
  it('[T16] without changes tells only where to go on', () => {
    expect(read({})).toEqual({
      cursor: 'next',
      complete: false,
      account: null,
      tasks: [],
      containers: [],
      labels: [],
      outcomes: new Map(),
      ids: new Map(),
    });
  });

  it('[T16] that is whole says so, whatever was asked', () => {
    expect(read({ full_sync: true, user: USER, user_plan_limits: LIMITS })).toMatchObject({
      complete: true,
      account: ACCOUNT,
    });
  });

  it.each([
    ['paying', {}, LIMITS, [true, true]],
    ['paying, plan untold', {}, undefined, [true, true]],
    ['free, whatever its limits promise', { is_premium: false }, LIMITS, [false, false]],
    ['paying without durations', {}, { current: { deadlines: true, durations: false } }, [true, false]],
    ['paying, limits unreadable', {}, 'many', [true, true]],
  ])('[T8] of an account that is %s', (_title, some, limits, [deadlines, durations]) => {
    const answer = read({ user: { ...USER, ...some }, user_plan_limits: limits });
    expect(answer.account).toMatchObject({ deadlines, durations });
  });

  it('[T22] keeps what was refused to a paying account until its plan is another', () => {
    const refused = { ...ACCOUNT, deadlines: false };
    const told = { user: USER, user_plan_limits: LIMITS };
    expect(read(told, { account: refused }).account?.deadlines).toBe(false);
    expect(read(told, { account: { ...refused, premium: false } }).account?.deadlines).toBe(true);
  });

  it.each([
    ['America/Sao_Paulo', '-03:00', 'America/Sao_Paulo'],
    ['Nowhere/Land', '-03:00', '-03:00'],
    ['Nowhere/Land', 'whenever', 'UTC'],
  ])('[T4] of a user in %s (%s) counts in %s', (timezone, gmtString, zone) => {
    const user = { ...USER, tz_info: { timezone, gmt_string: gmtString } };
    expect(read({ user }).account?.zone).toBe(zone);
  });

  it('[T17] leaves out an odd object and reports it', () => {
    const odd: OddObject[] = [];
    const answer = read(
      {
        items: [wireItem({ id: 'a' }), wireItem({ id: 'b', content: null }), { id: 'c', is_deleted: true }],
        projects: [project('p'), { id: 'q' }],
        sections: [section('s', { name: 7 })],
      },
      { reportOdd: (one) => odd.push(one) },
    );
    expect(answer.tasks.map(({ remoteId, observation: { deleted } }) => [remoteId, deleted])).toEqual([
      ['a', false],
      ['c', true],
    ]);
    expect(answer.containers.map(({ remoteId }) => remoteId)).toEqual(['p']);
    expect(odd).toEqual([
      { resource: 'items', id: 'b' },
      { resource: 'projects', id: 'q' },
      { resource: 'sections', id: 's' },
    ]);
  });

  it.each<[string, unknown, Partial<AnswerContext>]>([
    ['no object', 'hello', {}],
    ['no token', { full_sync: true }, {}],
    ['no word on completeness', { sync_token: 'x' }, {}],
    ['items that are no list', frame({ items: {} }), {}],
    ['an item without an id', frame({ items: [wireItem({ id: null })] }), {}],
    ['nothing but odd items in a whole account', frame({ full_sync: true, items: [{ id: 'a' }] }), {}],
    ['an odd user', frame({ user: { id: 'x' } }), {}],
    ['no user ever', frame(), { account: null }],
    ['no outcomes', frame(), { commands: [{ uuid: 'u', type: 'item_close', args: {} }] }],
  ])('[T17] with %s is of another API', (_title, json, context) => {
    expect(liftAnswer(json, contextWith(context))).toMatchObject({
      ok: false,
      error: { kind: 'api_changed' },
    });
  });

  it('[T14] tells outcomes and new ids', () => {
    const commands = [{ uuid: 'u', type: 'item_add', temp_id: 't', args: {} }];
    const answer = read({ sync_status: { u: 'ok' }, temp_id_mapping: { t: 'item-9' } }, { commands });
    expect(answer.outcomes).toEqual(new Map([['u', { kind: 'ok' }]]));
    expect(answer.ids).toEqual(new Map([['t', 'item-9']]));
  });
});

describe('containers', () => {
  const rows = {
    projects: [
      project('child', { parent_id: 'root' }),
      project('grandchild', { parent_id: 'child' }),
      project('root'),
      project('alone'),
      project('inbox', { inbox_project: true }),
      project('old', { is_archived: true }),
    ],
    sections: [
      section('s', { project_id: 'child' }),
      section('i', { project_id: 'inbox', is_deleted: true }),
    ],
  };

  it('[T18] of a whole account come parents first, roots that hold projects as areas, without the inbox', () => {
    const { containers } = read({ full_sync: true, user: USER, ...rows });
    expect(
      containers.map(({ remoteId, kind, parentRemoteId, gone }) => [remoteId, kind, parentRemoteId, gone]),
    ).toEqual([
      ['root', 'area', null, false],
      ['alone', 'project', null, false],
      ['old', 'project', null, true],
      ['child', 'project', 'root', false],
      ['grandchild', 'project', 'child', false],
      ['s', 'heading', 'child', false],
      ['i', 'heading', null, true],
    ]);
  });

  it('[T18] of a part of it are never called areas', () => {
    const { containers } = read(rows);
    expect(containers.map(({ kind }) => kind)).not.toContain('area');
  });

  it('[T18] that only hold what is gone are no areas', () => {
    const projects = [project('root'), project('child', { parent_id: 'root', is_deleted: true })];
    expect(read({ full_sync: true, projects }).containers.map(({ kind }) => kind)).toEqual([
      'project',
      'project',
    ]);
  });

  it('[T18] in a ring are read all the same', () => {
    const projects = [project('a', { parent_id: 'b' }), project('b', { parent_id: 'a' })];
    expect(read({ projects }).containers).toHaveLength(2);
  });
});

describe('a look-up', () => {
  it.each([
    ['an item', wireItem({ checked: true }), { ok: true, value: { remoteId: 'item-1' } }],
    ['a tombstone', { id: 'x', is_deleted: true }, { ok: true, value: { observation: { deleted: true } } }],
    ['something else', { id: 'x' }, { ok: false, error: { kind: 'api_changed' } }],
  ])('[T19] reads %s', (_title, json, result) => {
    expect(liftLookUp(json, { account: FREE_ACCOUNT, config: DEFAULT_CONFIG })).toMatchObject(result);
  });
});
