// Acceptance table of the URL scheme: ids in brackets name probes of the real app.
import { describe, expect, it } from 'vitest';
import { DAY, openBench } from '../test-bench.ts';

const todo = (attributes: object): object => ({ type: 'to-do', attributes });
const update = (id: string, attributes: object, type = 'to-do'): object => ({
  type,
  operation: 'update',
  id,
  attributes,
});

describe('tokens, tags and unknown things', () => {
  it('[U02] leaves the row alone on an update without token and shows a modal', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const before = bench.row(id);
    for (const token of ['', 'wrong']) bench.url('update', { id, title: 'b', 'auth-token': token });
    bench.app.openUrl(`things:///update?id=${id}&title=b`);
    bench.app.openUrl(
      `things:///json?data=${encodeURIComponent(JSON.stringify([update(id, { title: 'b' })]))}`,
    );
    bench.app.settle();
    expect(bench.row(id)).toEqual(before);
    expect(bench.app.events.filter((event) => event.kind === 'modal')).toHaveLength(4);
  });

  it('[U03] adds to the inbox without an unknown tag and makes no tag', () => {
    const bench = openBench();
    const tags = bench.sql('SELECT * FROM TMTag');
    bench.url('add', { title: 'a', tags: 'Nowhere' });
    const row = bench.rowsByTitle('a')[0];
    expect(row).toMatchObject({ start: 0, startDate: null, status: 0, trashed: 0, notes: '', notesSync: 1 });
    expect(bench.sql('SELECT * FROM TMTag')).toEqual(tags);
    expect(bench.sql('SELECT * FROM TMTaskTag')).toEqual([]);
  });

  it('[U04] matches tags without case and links each once', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.url('update', { id, tags: 'Home,Errand' });
    expect(bench.sql('SELECT * FROM TMTaskTag')).toHaveLength(2);
    bench.url('update', { id, tags: 'hOME,HOME' });
    expect(bench.sql('SELECT * FROM TMTaskTag')).toEqual([{ tasks: id, tags: 'CK9dARrf2ezbFvrVUUxkHE' }]);
    expect(Buffer.from(bench.row(id)['cachedTags'] as Uint8Array).toString('hex')).toBe(
      '5b9d3a3fcb373ae31f79911003ce5261',
    );
    expect(bench.sql('SELECT * FROM TMTag')).toHaveLength(5);
  });

  it.each([
    ['[U05]', 'add-area'],
    ['[U14]', 'delete'],
    ['[U05]', 'add-tag'],
  ])('%s %s does nothing but show a modal', (_id, command) => {
    const bench = openBench();
    const todoId = bench.app.person.addTodo({ title: 'a' });
    const before = bench.row(todoId);
    bench.url(command, { id: todoId, title: 'X' });
    expect(bench.lastEvent()).toBe('modal');
    expect(bench.row(todoId)).toEqual(before);
    expect(bench.sql('SELECT * FROM TMArea')).toEqual([]);
  });

  it('[U06] does nothing at all for an unknown list', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const before = bench.row(id);
    bench.url('update', { id, list: 'Nowhere', title: 'b' });
    bench.url('update', { id, 'list-id': 'Nowhere', title: 'b' });
    expect(bench.row(id)).toEqual(before);
    expect(bench.lastEvent()).toBe('silent_noop');
  });

  it('[U06B] files into an area named in other case and starts the to-do', () => {
    const bench = openBench();
    const area = bench.app.person.addArea('Work');
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.url('update', { id, list: 'wORK' });
    expect(bench.row(id)).toMatchObject({ area, start: 1, startDate: null });
  });

  it('[U09] adds to the project without an unknown heading', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    bench.url('add', { title: 'a', 'list-id': project, heading: 'Nowhere' });
    expect(bench.rowsByTitle('a')[0]).toMatchObject({ project, heading: null, start: 1 });
    expect(bench.sql('SELECT * FROM TMTask WHERE type = 2')).toEqual([]);
  });

  it('[U10] refuses a json update of a heading', () => {
    const bench = openBench();
    const heading = bench.app.person.addHeading(bench.app.person.addProject({ title: 'P' }), 'H');
    bench.json([update(heading, { title: 'X' }, 'heading')]);
    expect(bench.lastEvent()).toBe('modal');
    bench.json([update(heading, { title: 'X' })]);
    expect(bench.row(heading)['title']).toBe('H');
  });

  it('[U11] [U15] ignores unknown parameters', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const before = bench.row(id);
    bench.url('update', { id, index: '3', type: 'project' });
    expect(bench.row(id)).toEqual(before);
  });

  it('[TAGMOD T1] ignores update on a project id', () => {
    const bench = openBench();
    const id = bench.app.person.addProject({ title: 'P' });
    const before = bench.row(id);
    bench.url('update', { id, tags: 'Home', title: 'X' });
    expect(bench.row(id)).toEqual(before);
  });

  it('[U13] applies an update while a modal is open', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.url('nonsense');
    bench.app.faults.openModal(true);
    bench.url('update', { id, title: 'b' });
    expect(bench.row(id)['title']).toBe('b');
  });
});

describe('checklists', () => {
  it('[U07] [P15] [U20] replaces, empties, and never reopens a completed to-do', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', checklist: [{ title: 'x', done: true }] });
    const old = bench.sql('SELECT uuid FROM TMChecklistItem')[0]?.['uuid'];
    bench.app.person.complete(id);
    bench.advance(5000);
    const before = bench.row(id);
    bench.url('update', { id, 'checklist-items': 'x\ny' });
    const items = bench.sql('SELECT uuid, title, status FROM TMChecklistItem ORDER BY "index"');
    expect(items.map((item) => [item['title'], item['status']])).toEqual([
      ['x', 0],
      ['y', 0],
    ]);
    expect(items.map((item) => item['uuid'])).not.toContain(old);
    expect(bench.row(id)).toEqual({ ...before, checklistItemsCount: 2, openChecklistItemsCount: 2 });
    bench.url('update', { id, 'checklist-items': '' });
    expect(bench.sql('SELECT * FROM TMChecklistItem')).toEqual([]);
    expect(bench.row(id)).toMatchObject({ status: 3, checklistItemsCount: 0, openChecklistItemsCount: 0 });
  });

  it('[P18] keeps the completed state of json items; [5c] a canceled one comes back open', () => {
    const bench = openBench();
    const item = (title: string, more: object): object => ({
      type: 'checklist-item',
      attributes: { title, ...more },
    });
    bench.json([
      todo({
        title: 'a',
        'checklist-items': [item('x', { completed: true }), item('y', {}), item('z', { canceled: true })],
      }),
    ]);
    const rows = bench.sql('SELECT title, status, stopDate FROM TMChecklistItem ORDER BY "index"');
    expect(rows.map((row) => row['status'])).toEqual([3, 0, 0]);
    expect(bench.rowsByTitle('a')[0]).toMatchObject({ checklistItemsCount: 3, openChecklistItemsCount: 2 });
  });

  it('puts appended and prepended items around the old ones', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', checklist: [{ title: 'm', done: true }] });
    bench.url('update', { id, 'append-checklist-items': 'y\nz', 'prepend-checklist-items': 'k\nl' });
    const rows = bench.sql('SELECT title, status FROM TMChecklistItem ORDER BY "index"');
    expect(rows.map((row) => `${String(row['title'])}${String(row['status'])}`)).toEqual([
      'k0',
      'l0',
      'm3',
      'y0',
      'z0',
    ]);
  });

  it('[R-JSONPAR] imports nothing when checklist items are plain texts', () => {
    const bench = openBench();
    bench.json([todo({ title: 'good' }), todo({ title: 'bad', 'checklist-items': ['x'] })]);
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
  });
});

describe('projects', () => {
  it.each([
    ['[U08]', { completed: 'true' }, 3],
    ['[P01]', { canceled: 'true' }, 2],
    ['[U08]', { completed: 'true', canceled: 'true' }, 2],
  ])('%s %j closes the project and its open children and leaves closed ones', (_id, parameters, status) => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P', headings: ['H'] });
    const heading = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 2')[0]?.['uuid']);
    const open = person.addTodo({ title: 'open', project });
    const below = person.addTodo({ title: 'below', heading });
    const closed = person.addTodo({ title: 'closed', project });
    const trashed = person.addTodo({ title: 'trashed', project });
    person.cancel(closed);
    person.trash(trashed);
    const closedBefore = bench.row(closed);
    bench.advance(60_000);
    bench.url('update-project', { id: project, ...parameters });
    const { stopDate } = bench.row(project);
    for (const id of [project, open, below]) expect(bench.row(id)).toMatchObject({ status, stopDate });
    expect(bench.row(open)['userModificationDate']).toBe(stopDate);
    expect(bench.row(closed)).toEqual(closedBefore);
    expect(bench.row(trashed)['status']).toBe(0);
    expect(bench.row(project)).toMatchObject({
      untrashedLeafActionsCount: 3,
      openUntrashedLeafActionsCount: 0,
    });
  });

  it.each([
    ['[P02]', { completed: 'false' }],
    ['[P05]', { canceled: 'false' }],
    ['[P04]', { completed: 'false', canceled: 'false' }],
  ])('%s %j reopens only the project', (_id, parameters) => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const child = bench.app.person.addTodo({ title: 'c', project });
    bench.app.person.complete(project);
    bench.url('update-project', { id: project, ...parameters });
    expect(bench.row(project)).toMatchObject({ status: 0, stopDate: null });
    expect(bench.row(child)['status']).toBe(3);
  });

  it('[U19] reopens a completed project when an open to-do is added, and only the project', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const done = bench.app.person.addTodo({ title: 'done', project });
    bench.app.person.complete(project);
    bench.url('add', { title: 'new', 'list-id': project });
    expect(bench.row(project)).toMatchObject({ status: 0, stopDate: null, openUntrashedLeafActionsCount: 1 });
    expect(bench.row(done)['status']).toBe(3);
  });

  it('[U21] reopens an archived heading when an open to-do moves below it', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const heading = person.addHeading(project, 'Done things');
    const child = person.addTodo({ title: 'c', heading });
    person.complete(child);
    person.complete(heading);
    const moved = person.addTodo({ title: 'm' });
    bench.url('update', { id: moved, 'list-id': project, heading: 'done THINGS' });
    expect(bench.row(heading)).toMatchObject({ status: 0, stopDate: null });
    expect(bench.row(moved)).toMatchObject({ heading, project: null, start: 1 });
    expect(bench.row(child)['status']).toBe(3);
  });

  it('[E09] schedules a project for a future day', () => {
    const bench = openBench();
    const id = bench.app.person.addProject({ title: 'P' });
    bench.url('update-project', { id, when: '2026-07-09' });
    expect(bench.row(id)).toMatchObject({ start: 2, startDate: DAY.later });
  });

  it('collects json items below the heading before them', () => {
    const bench = openBench();
    bench.json([
      {
        type: 'project',
        attributes: {
          title: 'P',
          items: [
            todo({ title: 'first', list: 'ignored' }),
            { type: 'heading', attributes: { title: 'H' } },
            todo({ title: 'second' }),
          ],
        },
      },
    ]);
    const project = bench.rowsByTitle('P')[0]?.['uuid'];
    const heading = bench.rowsByTitle('H')[0];
    expect(heading).toMatchObject({ type: 2, project, start: 1, untrashedLeafActionsCount: 1 });
    expect(bench.rowsByTitle('first')[0]).toMatchObject({ project, heading: null, start: 1 });
    expect(bench.rowsByTitle('second')[0]).toMatchObject({ project: null, heading: heading?.['uuid'] });
    expect(bench.rowsByTitle('P')[0]).toMatchObject({
      untrashedLeafActionsCount: 2,
      openUntrashedLeafActionsCount: 2,
    });
  });

  it('[B-PROJ-JSON.2] leaves a project open that is made completed with an open child', () => {
    const bench = openBench();
    const project = (title: string, items: object[]): object => ({
      type: 'project',
      attributes: { title, completed: true, items },
    });
    bench.json([project('P', [todo({ title: 'c' })]), project('Q', [todo({ title: 'd', completed: true })])]);
    expect(bench.rowsByTitle('P')[0]).toMatchObject({ status: 0, stopDate: null });
    expect(bench.rowsByTitle('Q')[0]?.['status']).toBe(3);
  });

  it('makes a project with to-dos in the order of its lines', () => {
    const bench = openBench();
    bench.url('add-project', { title: 'P', 'to-dos': 'one\ntwo', when: 'someday' });
    const project = bench.rowsByTitle('P')[0];
    expect(project).toMatchObject({ type: 1, start: 2, startDate: null });
    const rows = bench.sql(
      'SELECT title FROM TMTask WHERE project = ? ORDER BY "index"',
      String(project?.['uuid']),
    );
    expect(rows.map((row) => row['title'])).toEqual(['one', 'two']);
  });
});

describe('templates', () => {
  it.each(['today', 'someday', '2026-07-09', 'anytime'])(
    '[U12] [R09] [P14-A4] dies when a template gets when=%s',
    (when) => {
      const bench = openBench();
      const id = bench.app.person.addRepeatingTemplate({
        title: 'T',
        rule: { every: 1, unit: 'week' },
        start: '2026-07-12',
      });
      const before = bench.row(id);
      bench.app.openUrl('things:///add?title=lost');
      bench.url('update', { id, title: 'X', when });
      expect(bench.app.isRunning).toBe(false);
      expect(bench.lastEvent()).toBe('crash');
      expect(bench.row(id)).toEqual(before);
    },
  );

  it('[U12B] changes title, notes, tags and checklist of a template and ignores the rest', () => {
    const bench = openBench();
    const id = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'week' },
      start: '2026-07-12',
    });
    const before = bench.row(id);
    bench.url('update', {
      id,
      title: 'X',
      notes: 'n',
      tags: 'Home',
      deadline: '2026-08-01',
      completed: 'true',
    });
    const after = bench.row(id);
    expect(after).toMatchObject({
      title: 'X',
      notes: 'n',
      status: 0,
      deadline: null,
      start: 2,
      startDate: null,
    });
    expect(after['rt1_recurrenceRule']).toEqual(before['rt1_recurrenceRule']);
    const stamp = after['userModificationDate'];
    bench.advance(5000);
    bench.url('update', { id, deadline: '2026-08-01' });
    expect(bench.row(id)['userModificationDate']).toBe(stamp);
  });

  it('[E13] copies nothing for a template', () => {
    const bench = openBench();
    const id = bench.app.person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'week' },
      start: '2026-07-12',
    });
    bench.url('update', { id, duplicate: 'true' });
    expect(bench.rowsByTitle('T')).toHaveLength(1);
  });
});

describe('notes and copies', () => {
  it.each([
    ['[E04]', 'old', { 'append-notes': 'new' }, 'old\nnew'],
    ['[E05]', 'old', { 'prepend-notes': 'new' }, 'new\nold'],
    ['[E11]', '', { 'append-notes': 'new' }, 'new'],
    ['[E12]', '', { 'prepend-notes': 'new' }, 'new'],
    ['[E18]', 'old', { notes: 'all', 'append-notes': 'more' }, 'all\nmore'],
  ])('%s notes %j and %j give %j', (_id, notes, parameters, expected) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', notes });
    bench.url('update', { id, ...parameters });
    expect(bench.row(id)['notes']).toBe(expected);
    const project = bench.app.person.addProject({ title: 'P', notes });
    bench.json([update(project, parameters, 'project')]);
    expect(bench.row(project)['notes']).toBe(expected);
  });

  it('[E07] duplicates a to-do with tags and checklist and updates the copy', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({
      title: 'a',
      tags: ['Home'],
      checklist: [{ title: 'x', done: true }],
    });
    const before = bench.row(id);
    bench.url('update', { id, duplicate: 'true', title: 'b' });
    expect(bench.row(id)).toEqual(before);
    const copy = bench.rowsByTitle('b')[0];
    expect(copy).toMatchObject({ checklistItemsCount: 1, openChecklistItemsCount: 0 });
    expect(copy?.['cachedTags']).toEqual(before['cachedTags']);
  });

  it('[E17] duplicates a project with headings and to-dos', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const heading = bench.app.person.addHeading(project, 'H');
    bench.app.person.addTodo({ title: 'c', project });
    bench.app.person.addTodo({ title: 'd', heading });
    bench.url('update-project', { id: project, duplicate: 'true' });
    expect(['P', 'H', 'c', 'd'].map((title) => bench.rowsByTitle(title).length)).toEqual([2, 2, 2, 2]);
    const copy = bench.rowsByTitle('P').find((row) => row['uuid'] !== project);
    expect(copy).toMatchObject({ untrashedLeafActionsCount: 2, openUntrashedLeafActionsCount: 2 });
  });
});

describe('clearing and moving', () => {
  it('[P14] [P21] clears tags and the container with empty values, nothing else', () => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({
      title: 'a',
      area,
      tags: ['Home'],
      when: 'today',
      deadline: '2026-07-09',
    });
    const before = bench.row(id);
    bench.advance(1000);
    bench.url('update', { id, tags: '', 'list-id': '' });
    const after = bench.row(id);
    expect(bench.sql('SELECT * FROM TMTaskTag')).toEqual([]);
    expect(after).toEqual({
      ...before,
      area: null,
      cachedTags: new Uint8Array(0),
      index: after['index'],
      userModificationDate: after['userModificationDate'],
    });
    expect(after['userModificationDate']).not.toBe(before['userModificationDate']);
  });

  it('[P22] takes a to-do out of its project and keeps it in Anytime', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    const id = bench.app.person.addTodo({ title: 'a', project });
    bench.url('update', { id, 'list-id': '' });
    expect(bench.row(id)).toMatchObject({ project: null, area: null, heading: null, start: 1 });
    expect(bench.row(project)['untrashedLeafActionsCount']).toBe(0);
  });

  it('[P23] [P24] moves a project between areas and out', () => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addProject({ title: 'P' });
    bench.url('update-project', { id, 'area-id': area });
    expect(bench.row(id)['area']).toBe(area);
    bench.url('update-project', { id, 'area-id': '' });
    expect(bench.row(id)).toMatchObject({ area: null, start: 1 });
  });

  it('[P25] [P26] ignores a json null container', () => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({ title: 'a', area });
    const project = bench.app.person.addProject({ title: 'P', area });
    const before = [bench.row(id), bench.row(project)];
    bench.json([update(id, { 'list-id': null }), update(project, { 'area-id': null }, 'project')]);
    expect([bench.row(id), bench.row(project)]).toEqual(before);
  });

  it('clears a deadline by an empty URL value only', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', deadline: '2026-07-09' });
    bench.json([update(id, { deadline: '' })]);
    expect(bench.row(id)['deadline']).toBe(DAY.later);
    bench.url('update', { id, deadline: '' });
    expect(bench.row(id)).toMatchObject({ deadline: null, todayIndexReferenceDate: null });
  });

  it('orders new to-dos first in the inbox and last in a project', () => {
    const bench = openBench();
    const project = bench.app.person.addProject({ title: 'P' });
    bench.json([todo({ title: 'a' }), todo({ title: 'b' })]);
    bench.json([todo({ title: 'c', 'list-id': project }), todo({ title: 'd', 'list-id': project })]);
    expect(bench.app.list('Inbox').map((id) => bench.row(id)['title'])).toEqual(['b', 'a']);
    const inside = bench.sql('SELECT title FROM TMTask WHERE project = ? ORDER BY "index"', project);
    expect(inside.map((row) => row['title'])).toEqual(['c', 'd']);
  });
});

describe('stamps and limits', () => {
  it('[2h] honors creation and completion dates in json creation and refuses milliseconds', () => {
    const bench = openBench();
    const done = {
      completed: true,
      'creation-date': '2026-01-01T18:00:00Z',
      'completion-date': '2026-01-02T18:00:00Z',
    };
    bench.json([todo({ title: 'a', ...done })]);
    expect(bench.rowsByTitle('a')[0]).toMatchObject({
      creationDate: Date.parse('2026-01-01T18:00:00Z') / 1000,
      stopDate: Date.parse('2026-01-02T18:00:00Z') / 1000,
      status: 3,
    });
    for (const stamp of ['2026-01-01T18:00:00.000Z', '2026-01-01']) {
      bench.json([todo({ title: 'b', 'creation-date': stamp })]);
      expect(bench.lastEvent()).toBe('modal');
    }
    expect(bench.rowsByTitle('b')).toEqual([]);
  });

  it('[scf2 P4c] ignores creation and completion dates on updates', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.complete(id);
    const before = bench.row(id);
    bench.url('update', {
      id,
      'creation-date': '2026-01-01T18:00:00Z',
      'completion-date': '2026-01-02T18:00:00Z',
    });
    expect(bench.row(id)).toEqual(before);
  });

  it('clips texts, notes and checklists at the documented limits', () => {
    const bench = openBench();
    bench.url('add', {
      title: 't'.repeat(5000),
      notes: 'n'.repeat(11_000),
      'checklist-items': Array.from({ length: 120 }, (_, at) => `i${at}`).join('\n'),
    });
    const row = bench.sql(
      'SELECT length(title) AS t, length(notes) AS n, checklistItemsCount AS c FROM TMTask',
    )[0];
    expect(row).toEqual({ t: 4000, n: 10_000, c: 100 });
    expect(bench.app.events.filter((event) => event.kind === 'dropped')).toHaveLength(3);
  });

  it('drops items beyond 250 in ten seconds and takes more after that', () => {
    const bench = openBench();
    const many = (count: number): object[] =>
      Array.from({ length: count }, (_, at) => todo({ title: `i${at}` }));
    bench.json(many(200));
    bench.json(many(60));
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 250 }]);
    expect(bench.app.events.filter((event) => event.kind === 'dropped')).toHaveLength(10);
    bench.advance(10_000);
    bench.json(many(5));
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 255 }]);
    bench.app.faults.dropBeyond250(false);
    bench.json(many(300));
    expect(bench.sql('SELECT count(*) AS n FROM TMTask')).toEqual([{ n: 555 }]);
  });

  it.each([
    ['no array', { type: 'to-do', attributes: {} }],
    ['an unknown type', [{ type: 'area', attributes: {} }]],
    ['a heading alone', [{ type: 'heading', attributes: { title: 'H' } }]],
    ['no attributes', [{ type: 'to-do' }]],
    ['an update without id', [{ type: 'to-do', operation: 'update', attributes: {} }]],
    ['a number as title', [todo({ title: 3 })]],
    ['a date it does not know', [todo({ when: 'next blue moon' })]],
    [
      'a project in a project',
      [{ type: 'project', attributes: { items: [{ type: 'project', attributes: {} }] } }],
    ],
  ])('writes nothing for json with %s, whatever stands before it', (_what, payload) => {
    const bench = openBench();
    bench.json(Array.isArray(payload) ? [todo({ title: 'good' }), ...payload] : payload);
    expect(bench.lastEvent()).toBe('modal');
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
  });

  it.each([
    'things:///json?data=%7B',
    'things:///add?title=%E0%A4%A',
    'https://example.com',
    'things:///add?title=a&when=',
  ])('never throws for %s and writes nothing', (url) => {
    const bench = openBench();
    bench.app.openUrl(url);
    bench.app.settle();
    expect(bench.lastEvent()).toBe('modal');
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
  });

  it('keeps plus, slash, percent and emoji', () => {
    const bench = openBench();
    bench.url('add', { title: 'a+b/c % d & e 🎉 # ü', notes: 'x\ny' });
    expect(bench.sql('SELECT title, notes FROM TMTask')).toEqual([
      { title: 'a+b/c % d & e 🎉 # ü', notes: 'x\ny' },
    ]);
  });

  it('reports ids to x-success', () => {
    const bench = openBench();
    bench.url('add', { titles: 'a\nb', 'x-success': 'probe://done' });
    const ids = bench.sql('SELECT uuid FROM TMTask ORDER BY rowid').map((row) => String(row['uuid']));
    expect(bench.app.events.at(-1)).toMatchObject({
      kind: 'callback',
      detail: `probe://done?x-things-id=${encodeURIComponent(ids.join(','))}`,
    });
    bench.url('json', { data: JSON.stringify([todo({ title: 'c' })]), 'x-success': 'probe://done?a=1' });
    expect(bench.app.events.at(-1)?.detail).toMatch(/^probe:\/\/done\?a=1&x-things-ids=%5B%22\w+%22%5D$/);
    bench.url('show', { id: 'today', 'x-success': 'probe://shown' });
    expect(bench.app.events.at(-1)?.detail).toBe('probe://shown');
  });
});
