// What every command must do to the columns beside the ones it is about: ids, stamps, counters, indexes, parents.
import { describe, expect, it } from 'vitest';
import { decodeBase58, instanceId } from '../encodings/ids.ts';
import { DAY, openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

/** Runs a change five seconds later and tells whether it stamped the row. */
function isStamped(bench: Bench, id: string, change: () => void): boolean {
  const before = bench.row(id)['userModificationDate'];
  bench.advance(5000);
  change();
  const after = bench.row(id)['userModificationDate'];
  return after !== before;
}

describe('ids', () => {
  it('are Base58 of 16 bytes, of to-dos, areas, tags, items and tombstones; some begin with a zero byte', () => {
    const bench = openBench();
    const { person } = bench.app;
    for (let at = 0; at < 20; at += 1) {
      person.addTodo({
        title: 't',
        tags: [`tag${at}`],
        checklist: [{ title: 'x', done: false }],
      });
      person.addArea(`A${at}`);
    }
    const ids = ['TMTask', 'TMArea', 'TMTag', 'TMChecklistItem']
      .flatMap((table) => bench.sql(`SELECT uuid FROM ${table}`))
      .map((row) => String(row['uuid']));
    const raw = ids.map((id) => decodeBase58(id));
    expect(raw.every((bytes) => bytes?.length === 16)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('1')).length).toBeGreaterThan(2);
  });
});

describe('stamps', () => {
  it('of a new row are both now, with a fraction', () => {
    const bench = openBench();
    bench.url('add', { title: 'a' });
    const row = bench.rowsByTitle('a')[0];
    expect([row?.['creationDate'], row?.['userModificationDate']]).toEqual([
      1_783_245_600.25, 1_783_245_600.25,
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['title', { title: 'b' }, true],
    ['the same title', { title: 'a' }, false],
    ['notes', { notes: 'n' }, true],
    ['when', { when: 'today' }, true],
    ['a reminder', { when: 'today@18:00' }, true],
    ['deadline', { deadline: '2026-07-09' }, true],
    ['tags', { tags: 'Home' }, true],
    ['no tags where there are none', { tags: '' }, false],
    ['completed', { completed: 'true' }, true],
    ['canceled', { canceled: 'true' }, true],
    ['open where it is open', { completed: 'false' }, false],
    ['a checklist', { 'checklist-items': 'x\ny' }, false],
    ['an unknown parameter', { color: 'red' }, false],
  ])('of a to-do after a URL with %s: moved %j %s', (_what, parameters, expected) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    expect(isStamped(bench, id, () => bench.url('update', { id, ...parameters }))).toBe(expected);
  });

  it.each<[string, (bench: Bench, id: string) => void, boolean]>([
    ['complete and cancel after it', (bench, id) => bench.app.person.cancel(id), true],
    ['reopen', (bench, id) => bench.app.person.reopen(id), true],
    ['complete again', (bench, id) => bench.app.person.complete(id), false],
    ['trash', (bench, id) => bench.app.person.trash(id), true],
    ['reorder', (bench, id) => bench.app.person.reorder(id, 0), false],
    ['logging', (bench) => void bench.jxa('app.logCompletedNow()'), false],
    ['day change', (bench) => bench.app.dayMaintenance(), false],
    [
      'a script that sets the creation date',
      (bench, id) => void bench.jxa('app.toDos.byId(argv[0]).creationDate = new Date(0)', id),
      false,
    ],
    [
      'a script that sets the completion date',
      (bench, id) => void bench.jxa('app.toDos.byId(argv[0]).completionDate = new Date(0)', id),
      true,
    ],
  ])('of a completed to-do after %s', (_what, change, expected) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.complete(id);
    expect(isStamped(bench, id, () => change(bench, id))).toBe(expected);
  });

  it('become the second that a script sets', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.jxa('app.toDos.byId(argv[0]).modificationDate = new Date(86400500)', id);
    expect(bench.row(id)['userModificationDate']).toBe(86_400);
  });

  it.each<[string, (bench: Bench, tag: string, area: string) => void, boolean]>([
    ['a renamed tag', (bench, tag) => bench.app.person.renameTag(tag, 'x'), false],
    [
      'a nested tag',
      (bench) => void bench.jxa("app.tags.byName('Home').parentTag = app.tags.byName('Errand')"),
      false,
    ],
    ['a deleted tag', (bench, tag) => bench.app.person.deleteTag(tag), false],
    ['a renamed area', (bench, _tag, area) => bench.app.person.renameArea(area, 'x'), false],
    ['a deleted area', (bench, _tag, area) => bench.app.person.deleteArea(area), true],
  ])('of an open to-do after %s', (_what, change, expected) => {
    const bench = openBench();
    const area = bench.app.person.addArea('A');
    const id = bench.app.person.addTodo({ title: 'a', tags: ['Home'], area });
    const tag = String(bench.sql("SELECT uuid FROM TMTag WHERE title = 'Home'")[0]?.['uuid']);
    expect(isStamped(bench, id, () => change(bench, tag, area))).toBe(expected);
  });

  it('of checklist items move while those of their to-do stand still', () => {
    const bench = openBench();
    const { person } = bench.app;
    const id = person.addTodo({ title: 'a' });
    const item = person.addChecklistItem(id, 'x');
    const stampOf = (): unknown =>
      bench.sql('SELECT userModificationDate AS at FROM TMChecklistItem')[0]?.['at'];
    for (const change of [
      () => person.checkChecklistItem(item, true),
      () => person.renameChecklistItem(item, 'y'),
    ]) {
      const before = stampOf();
      expect(isStamped(bench, id, change)).toBe(false);
      expect(stampOf()).not.toBe(before);
    }
    expect(isStamped(bench, id, () => person.deleteChecklistItem(item))).toBe(false);
  });

  it('of a project stand still when a child comes, move on its children when it closes, all in the same second', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P', headings: ['H'] });
    const heading = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 2')[0]?.['uuid']);
    expect(isStamped(bench, project, () => void person.addTodo({ title: 'a', project }))).toBe(false);
    const [a, b] = [person.addTodo({ title: 'x', project }), person.addTodo({ title: 'y', heading })];
    const closed = person.addTodo({ title: 'z', project });
    person.complete(closed);
    bench.advance(60_000);
    const stop = bench.row(closed)['stopDate'];
    bench.url('update-project', { id: project, canceled: 'true' });
    const ends = [project, a, b].map((id) => [bench.row(id)['stopDate'], bench.row(id)['status']]);
    expect(new Set(ends.map(([at]) => at)).size).toBe(1);
    expect(ends.every(([, status]) => status === 2)).toBe(true);
    expect(bench.row(closed)).toMatchObject({ status: 3, stopDate: stop });
  });
});

describe('stop dates', () => {
  it('are set once, kept on a flip and cleared on reopening', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    const seen = (['true', 'cancel', 'true', 'false'] as const).map((step) => {
      bench.advance(1000);
      bench.url('update', { id, ...(step === 'cancel' ? { canceled: 'true' } : { completed: step }) });
      return [bench.row(id)['status'], bench.row(id)['stopDate']];
    });
    expect(seen).toEqual([
      [3, 1_783_245_601.25],
      [2, 1_783_245_601.25],
      [3, 1_783_245_601.25],
      [0, null],
    ]);
  });
});

describe('derived columns', () => {
  it('keep cached tags in byte order with the links, and empty, not NULL, without any', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', tags: ['Errand', 'Home'] });
    // Home sorts before Errand by its bytes.
    expect(Buffer.from(bench.row(id)['cachedTags'] as Uint8Array).toString('hex')).toBe(
      '5b9d3a3fcb373ae31f79911003ce526182b3c95a5047da394002a9a0ee75a837',
    );
    bench.url('update', { id, tags: '' });
    expect(bench.row(id)['cachedTags']).toEqual(new Uint8Array(0));
  });

  it('count checklist items and leaves at once: on add, close, move and trash', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P', headings: ['H'] });
    const heading = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 2')[0]?.['uuid']);
    const counts = (id: string): unknown[] => [
      bench.row(id)['untrashedLeafActionsCount'],
      bench.row(id)['openUntrashedLeafActionsCount'],
    ];
    const a = person.addTodo({ title: 'a', project });
    const b = person.addTodo({ title: 'b', heading });
    expect([counts(project), counts(heading)]).toEqual([
      [2, 2],
      [1, 1],
    ]);
    person.complete(a);
    expect(counts(project)).toEqual([2, 1]);
    person.move(b, { project });
    expect([counts(project), counts(heading)]).toEqual([
      [2, 1],
      [0, 0],
    ]);
    person.trash(b);
    expect(counts(project)).toEqual([1, 0]);
    bench.url('update', { id: b, 'checklist-items': 'x\ny\nz' });
    expect(bench.row(b)).toMatchObject({ checklistItemsCount: 3, openChecklistItemsCount: 3 });
  });
});

describe('order', () => {
  it('puts new loose and area items first, new children of projects and headings last', () => {
    const bench = openBench();
    const { person } = bench.app;
    const area = person.addArea('A');
    const project = person.addProject({ title: 'P', headings: ['H'] });
    const heading = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 2')[0]?.['uuid']);
    const indexes = (place: object): number[] =>
      ['x', 'y', 'z'].map((title) => Number(bench.row(person.addTodo({ title, ...place }))['index']));
    const isFalling = (list: number[]): boolean => list.every((n, at) => at === 0 || n < (list[at - 1] ?? 0));
    expect([{}, { area }].map((place) => isFalling(indexes(place)))).toEqual([true, true]);
    for (const place of [{ project }, { heading }]) {
      expect(isFalling(indexes(place).toReversed())).toBe(true);
    }
  });

  it.each([
    ['today', { when: 'today' }, DAY.today],
    ['a day', { when: '2026-07-09' }, DAY.later],
    ['a deadline alone', { deadline: '2026-07-09' }, DAY.later],
    ['a day and a deadline', { when: '2026-07-06', deadline: '2026-07-09' }, DAY.tomorrow],
    ['neither', {}, null],
  ])('takes the reference day of Today from %s', (_from, fields, day) => {
    const bench = openBench();
    bench.url('add', { title: 'a', ...fields });
    expect(bench.rowsByTitle('a')[0]?.['todayIndexReferenceDate']).toBe(day);
  });

  it('puts what enters Today in front', () => {
    const bench = openBench();
    const first = bench.app.person.addTodo({ title: 'a', when: 'today' });
    const second = bench.app.person.addTodo({ title: 'b' });
    bench.url('update', { id: second, when: 'today' });
    expect(Number(bench.row(second)['todayIndex'])).toBeLessThan(Number(bench.row(first)['todayIndex']));
  });
});

describe('start', () => {
  it.each([
    ['a project', (bench: Bench) => ({ 'list-id': bench.app.person.addProject({ title: 'P' }) })],
    ['an area', (bench: Bench) => ({ 'list-id': bench.app.person.addArea('A') })],
    ['a day', () => ({ when: 'today' })],
  ])('goes from inbox to anytime with %s', (_what, fieldsOf) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.url('update', { id, ...fieldsOf(bench) });
    expect(bench.row(id)['start']).toBe(1);
  });
});

describe('trash and tombstones', () => {
  it('flag one row only, and leave a tombstone only for the repeating lineage', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const child = person.addTodo({ title: 'a', project });
    const template = person.addRepeatingTemplate({
      title: 'T',
      rule: { every: 1, unit: 'day' },
      start: '2026-07-05',
    });
    const instance = instanceId(template, '2026-07-05');
    person.trash(project);
    person.trash(instance);
    expect([bench.row(project)['trashed'], bench.row(child)['trashed']]).toEqual([1, 0]);
    bench.jxa('app.emptyTrash()');
    expect(bench.sql('SELECT deletedObjectUUID AS id FROM TMTombstone')).toEqual([{ id: instance }]);
    expect(bench.sql('SELECT uuid FROM TMTask')).toEqual([{ uuid: template }]);
  });
});
