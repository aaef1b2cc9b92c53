// What operations do to Things, through scripts and URLs of the emulated app, and what is answered.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodo, Stage, trashTodo, updateTodo } from '../../../test/support/agent.ts';
import type { ThingsFields, ThingsPlace } from '../../protocol/things-operation.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => {
  stage.app.checkInvariants();
  stage.close();
});

function at(kind: ThingsPlace['kind'], id: string): ThingsPlace {
  return { kind, id, operation: null };
}

describe('create_todo', () => {
  it('[G22] makes a to-do with every field and leaves no marker behind', async () => {
    const area = stage.app.person.addArea('Work');
    const project = stage.app.person.addProject({ title: 'Launch', area, headings: ['Later'] });
    await stage.exchange();
    const heading = [...stage.worker.containers.values()].find(({ kind }) => kind === 'heading')?.id ?? '';
    const [answer] = await stage.apply(
      createTodo({
        title: 'Wörk 📝, "quoted" \\ & more',
        notes: 'line 1\nline 2 #x',
        start: { date: '2026-12-01', evening: false, reminder: '10:05' },
        deadline: '2026-12-24',
        tags: ['Home', 'brand new, with comma'],
        checklist: [
          { title: 'one', done: true },
          { title: 'two', done: false },
        ],
        status: 'open',
        place: at('heading', heading),
      }),
    );
    expect(answer).toMatchObject({ outcome: 'done', error: null });
    expect(stage.row(answer?.thingsId ?? '')).toMatchObject({
      title: 'Wörk 📝, "quoted" \\ & more',
      notes: 'line 1\nline 2 #x',
      startDate: '2026-12-01',
      reminder: '10:05',
      deadline: '2026-12-24',
      tags: ['Home', 'brand new, with comma'],
      heading,
      status: 'open',
    });
    expect(stage.row(answer?.thingsId ?? '')?.checklist.map(({ title, done }) => [title, done])).toEqual([
      ['one', true],
      ['two', false],
    ]);
    expect(stage.worker.todos.get(answer?.thingsId ?? '')?.digest).toBe(answer?.row?.digest);
    expect(project).not.toBe('');
  });

  it('makes many at once, with few scripts and URLs', async () => {
    const operations = Array.from({ length: 120 }, (_, index) =>
      createTodo({
        title: `to-do ${index}`,
        notes: '',
        start: { date: '2026-11-23', evening: false, reminder: null },
      }),
    );
    const answers = await stage.apply(...operations);
    expect(answers.filter(({ outcome }) => outcome === 'done')).toHaveLength(120);
    expect(new Set(answers.map(({ thingsId }) => thingsId)).size).toBe(120);
    expect(stage.urls.length).toBeLessThanOrEqual(3);
  });

  it('makes a closed one', async () => {
    const [answer] = await stage.apply(
      createTodo({ title: 'was done', notes: '', status: 'completed', deadline: '2026-12-01' }),
    );
    expect(answer).toMatchObject({ outcome: 'done', row: { status: 'completed', deadline: '2026-12-01' } });
  });
});

describe('update_todo', () => {
  const evening = { date: '2026-11-23', evening: true, reminder: null };
  it.each<[string, ThingsFields, object]>([
    ['a title', { title: 'new' }, { title: 'new' }],
    ['notes', { notes: 'a\nb' }, { notes: 'a\nb' }],
    ['long notes', { notes: 'ü'.repeat(15_000) }, { notes: 'ü'.repeat(15_000) }],
    ['no notes', { notes: '' }, { notes: '' }],
    [
      'the inbox',
      { start: 'inbox', place: null },
      { list: 'inbox', startDate: null, area: null, reminder: null, deadline: '2026-12-05' },
    ],
    ['anytime', { start: 'anytime' }, { list: 'anytime', startDate: null, reminder: null }],
    ['someday', { start: 'someday' }, { list: 'someday', startDate: null }],
    [
      'today',
      { start: { ...evening, evening: false } },
      { startDate: '2026-11-23', evening: false, reminder: null },
    ],
    ['this evening', { start: evening }, { startDate: '2026-11-23', evening: true }],
    [
      'an evening with a time',
      { start: { ...evening, reminder: '20:15' } },
      { evening: true, reminder: '20:15' },
    ],
    [
      'a past day',
      { start: { date: '2026-11-20', evening: false, reminder: null } },
      { startDate: '2026-11-23' },
    ],
    [
      'a coming day without its reminder',
      { start: { date: '2026-11-30', evening: false, reminder: null } },
      { startDate: '2026-11-30', reminder: null },
    ],
    [
      'a coming evening, which is only a day',
      { start: { date: '2026-11-30', evening: true, reminder: null } },
      { startDate: '2026-11-30', evening: false },
    ],
    ...['00:15', '06:45', '09:00', '10:05', '11:59', '12:30', '18:00'].flatMap(
      (reminder): [string, ThingsFields, object][] => [
        [
          `today at ${reminder}`,
          { start: { ...evening, evening: false, reminder } },
          { startDate: '2026-11-23', reminder },
        ],
        [
          `a coming day at ${reminder}`,
          { start: { date: '2026-12-01', evening: false, reminder } },
          { startDate: '2026-12-01', reminder },
        ],
      ],
    ),
    ['a deadline', { deadline: '2027-02-28' }, { deadline: '2027-02-28' }],
    ['no deadline', { deadline: null }, { deadline: null }],
    ['tags, known and new', { tags: ['errand', 'Brand new'] }, { tags: ['Brand new', 'Errand'] }],
    ['no tags', { tags: [] }, { tags: [] }],
    ['no checklist', { checklist: [] }, { checklist: [] }],
    [
      'completed',
      { status: 'completed', title: 'x', deadline: null },
      { status: 'completed', title: 'x', deadline: null },
    ],
    ['canceled', { status: 'canceled' }, { status: 'canceled' }],
    ['no container', { place: null }, { area: null, project: null, heading: null }],
  ])('sets %s', async (_name, fields, expected) => {
    const area = stage.app.person.addArea('Work');
    const id = stage.app.person.addTodo({
      title: 'old',
      notes: 'old',
      when: '2026-11-28',
      reminder: '09:30',
      deadline: '2026-12-05',
      tags: ['Home'],
      area,
      checklist: [{ title: 'one', done: false }],
    });
    await stage.exchange();
    const [answer] = await stage.apply(updateTodo(id, fields, stage.row(id)?.digest ?? ''));
    expect(answer).toMatchObject({ outcome: 'done', row: expected });
    expect(stage.row(id)).toMatchObject(expected);
  });

  it('sets a checklist that is too long for one URL', async () => {
    const id = stage.app.person.addTodo({ title: 'long' });
    const checklist = Array.from({ length: 100 }, (_, index) => ({
      title: `${index} ${'ß'.repeat(900)}`,
      done: index % 2 === 0,
    }));
    const [answer] = await stage.apply(updateTodo(id, { checklist }));
    expect(answer?.outcome).toBe('done');
    expect(stage.row(id)?.checklist.map(({ title, done }) => ({ title, done }))).toEqual(checklist);
    expect(Math.max(...stage.urls.map((url) => url.length))).toBeLessThan(82_000);
  });

  it('moves between area, project, heading and the project around it', async () => {
    const area = stage.app.person.addArea('Work');
    const project = stage.app.person.addProject({ title: 'Launch', headings: [] });
    const heading = stage.app.person.addHeading(project, 'Later');
    const id = stage.app.person.addTodo({ title: 'mover' });
    for (const place of [
      at('area', area),
      at('heading', heading),
      at('project', project),
      at('heading', heading),
      at('area', area),
    ]) {
      const [answer] = await stage.apply(updateTodo(id, { place }));
      expect([answer?.outcome, stage.row(id)?.[place.kind]]).toEqual(['done', place.id]);
    }
  });

  it('reopens, and takes a checklist on what is closed', async () => {
    const id = stage.app.person.addTodo({ title: 'closed' });
    stage.app.person.complete(id);
    const [checklist] = await stage.apply(updateTodo(id, { checklist: [{ title: 'x', done: true }] }));
    expect(checklist).toMatchObject({ outcome: 'done', row: { status: 'completed' } });
    const [open] = await stage.apply(updateTodo(id, { status: 'open', title: 'again' }));
    expect(open).toMatchObject({ outcome: 'done', row: { status: 'open', title: 'again' } });
  });

  it('[G14] writes nothing when the to-do is not what was expected, or is gone', async () => {
    const id = stage.app.person.addTodo({ title: 'mine' });
    const [stale, gone] = await stage.apply(
      updateTodo(id, { title: 'theirs' }, 'another'),
      updateTodo('nobody', { title: 'x' }),
    );
    expect([stale?.outcome, stale?.row?.title, gone?.outcome, gone?.row]).toEqual([
      'stale',
      'mine',
      'gone',
      null,
    ]);
    expect(stage.row(id)?.title).toBe('mine');
  });

  it('[G23] leaves a repeating template alone', async () => {
    const id = stage.app.person.addRepeatingTemplate({
      title: 'daily',
      rule: { every: 1, unit: 'day' },
      start: '2026-11-23',
    });
    const [answer] = await stage.apply(updateTodo(id, { start: 'someday' }));
    expect([answer?.outcome, stage.app.isRunning]).toEqual(['gone', true]);
  });

  it('[G31] is told as it shows where Things keeps something else, and is not written to a second time', async () => {
    const id = stage.app.person.addTodo({ title: 'old', tags: ['Home'] });
    await stage.exchange();
    stage.app.faults.storeDifferently({ kind: 'drop_tag', title: 'Errand' });
    const fields = { tags: ['Errand', 'Office'], notes: 'n' };
    const [answer] = await stage.apply(updateTodo(id, fields, stage.row(id)?.digest ?? ''));
    expect(answer).toMatchObject({ outcome: 'ignored', error: null, row: { tags: ['Office'], notes: 'n' } });
    expect(stage.urls).toHaveLength(1);
    const [made] = await stage.apply(createTodo({ title: 'new', notes: '', tags: ['Errand', 'Office'] }));
    expect(made).toMatchObject({ outcome: 'ignored', row: { title: 'new', notes: '', tags: ['Office'] } });
  });

  it('[G32] is told with what Things said where it refused a step', async () => {
    const id = stage.app.person.addTodo({ title: 'old', tags: ['Home'] });
    await stage.exchange();
    stage.app.faults.refuseScriptStep('make tag');
    const error = "Can't make tag.";
    const [asBefore] = await stage.apply(updateTodo(id, { tags: ['Home', 'new'] }));
    expect(asBefore).toMatchObject({ outcome: 'failed', error, row: { tags: ['Home'] } });
    const [inPart] = await stage.apply(updateTodo(id, { tags: ['Office', 'new'] }));
    expect(inPart).toMatchObject({ outcome: 'ignored', error, row: { tags: ['Office'] } });
    const [made, other] = await stage.apply(
      createTodo({ title: 'made', notes: '', tags: ['Errand', 'new'] }),
      createTodo({ title: 'other', notes: '', tags: ['Errand'] }, 'k-other'),
    );
    expect(made).toMatchObject({ outcome: 'ignored', error, row: { tags: ['Errand'] } });
    expect(other).toMatchObject({ outcome: 'done', error: null });
  });

  it('opens no URL when the row shows all that is asked', async () => {
    const id = stage.app.person.addTodo({ title: 'same', tags: ['Home'], when: '2026-12-01' });
    const [answer] = await stage.apply(
      updateTodo(id, {
        title: 'same',
        tags: ['home'],
        start: { date: '2026-12-01', evening: false, reminder: null },
      }),
    );
    expect([answer?.outcome, stage.urls]).toEqual(['done', []]);
  });

  it('refuses a place that Things does not have', async () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    const [answer] = await stage.apply(updateTodo(id, { place: at('project', 'nowhere') }));
    expect(answer).toMatchObject({ outcome: 'failed', thingsId: id });
  });
});

describe('trash_todo and restore_todo', () => {
  it.each(['open', 'completed', 'canceled'] as const)('trashes one that is %s', async (status) => {
    const id = stage.app.person.addTodo({ title: 'x' });
    if (status === 'completed') stage.app.person.complete(id);
    if (status === 'canceled') stage.app.person.cancel(id);
    const [answer] = await stage.apply(trashTodo(id));
    expect([answer?.outcome, stage.row(id)?.trashed, stage.row(id)?.status]).toEqual(['done', true, status]);
  });

  it('restores and then sets the fields', async () => {
    const area = stage.app.person.addArea('Work');
    const id = stage.app.person.addTodo({ title: 'x', area, when: 'someday' });
    stage.app.person.trash(id);
    const [answer] = await stage.apply({
      kind: 'restore_todo',
      id: 'restore-1',
      thingsId: id,
      fields: { title: 'back', start: 'someday', place: at('area', area) },
    });
    expect(answer?.outcome).toBe('done');
    expect(stage.row(id)).toMatchObject({ trashed: false, title: 'back', list: 'someday', area });
  });
});

describe('containers', () => {
  it('[G24] makes an area, a project in it with headings, and a to-do below, in one exchange', async () => {
    const answers = await stage.apply(
      {
        kind: 'create_container',
        id: 'c-area',
        container: 'area',
        title: 'Work',
        parent: null,
        headings: [],
      },
      {
        kind: 'create_container',
        id: 'c-project',
        container: 'project',
        title: 'Launch',
        parent: { kind: 'area', id: null, operation: 'c-area' },
        headings: ['First', 'Later'],
      },
      createTodo({
        title: 'inside',
        notes: '',
        start: 'anytime',
        place: { kind: 'project', id: null, operation: 'c-project' },
      }),
    );
    const [area, project, todo] = answers;
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    expect(project?.headings?.map(({ title }) => title)).toEqual(['First', 'Later']);
    expect(todo?.row?.project).toBe(project?.thingsId);
    expect([...stage.worker.containers.values()].map(({ title, parent }) => [title, parent])).toEqual([
      ['Work', null],
      ['Launch', area?.thingsId],
      ['First', project?.thingsId],
      ['Later', project?.thingsId],
    ]);
  });

  it('makes a project without headings and renames it, and an area', async () => {
    const [project, area] = await stage.apply(
      { kind: 'create_container', id: 'p', container: 'project', title: 'Plain', parent: null, headings: [] },
      { kind: 'create_container', id: 'a', container: 'area', title: 'Home', parent: null, headings: [] },
    );
    const answers = await stage.apply(
      {
        kind: 'rename_container',
        id: 'rp',
        container: 'project',
        thingsId: project?.thingsId ?? '',
        title: 'Fancy',
      },
      {
        kind: 'rename_container',
        id: 'ra',
        container: 'area',
        thingsId: area?.thingsId ?? '',
        title: 'House',
      },
      { kind: 'rename_container', id: 'rx', container: 'area', thingsId: 'nobody', title: 'x' },
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'gone']);
    expect([...stage.worker.containers.values()].map(({ title }) => title).toSorted()).toEqual([
      'Fancy',
      'House',
    ]);
  });

  it('[C32] moves a project to another area and out of any, unless somebody moved it since', async () => {
    const { person } = stage.app;
    const [work, home] = [person.addArea('Work'), person.addArea('Home')];
    const project = person.addProject({ title: 'Launch', area: work });
    await stage.exchange();
    const move = (id: string, expectId: string | null, area: string | null) =>
      ({
        kind: 'move_container',
        id,
        thingsId: project,
        expect: expectId,
        area: area === null ? null : at('area', area),
      }) as const;
    const areaNow = () => stage.worker.containers.get(project)?.parent;
    const outcomes: unknown[] = [];
    for (const operation of [
      move('m1', work, home),
      move('m2', work, work),
      move('m3', home, null),
      move('m4', null, null),
      move('m5', null, 'nowhere'),
    ]) {
      const [answer] = await stage.apply(operation);
      outcomes.push([answer?.outcome, areaNow() ?? null]);
    }
    expect(outcomes).toEqual([
      ['done', home],
      ['stale', home],
      ['done', null],
      ['done', null],
      ['failed', null],
    ]);
  });
});
