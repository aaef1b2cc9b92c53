// The `when` grammar: words, days and reminders, and what each leaves in the columns.
// Inputs of R10, R11 and R15 to R17 are inferred from the value the probe found. Nothing is published of R05, R08 and
// R12: their inputs here are assumed, from forms that the scheme's page documents.
import { describe, expect, it } from 'vitest';
import { packTime } from '../encodings/packed.ts';
import { DAY, openBench } from '../test-bench.ts';

describe('when', () => {
  it.each([
    ['today', { start: 1, startDate: DAY.today, startBucket: 0 }],
    ['evening', { start: 1, startDate: DAY.today, startBucket: 1 }],
    ['anytime', { start: 1, startDate: null, startBucket: 0 }],
    ['someday', { start: 2, startDate: null, startBucket: 0 }],
    ['tomorrow', { start: 2, startDate: DAY.tomorrow, startBucket: 0 }],
    ['2026-07-09', { start: 2, startDate: DAY.later, startBucket: 0 }],
    ['2026-07-05', { start: 1, startDate: DAY.today, startBucket: 0 }],
    ['2020-01-01', { start: 1, startDate: DAY.today, startBucket: 0 }],
  ])('[O26] %s gives the same columns by add and by update', (when, columns) => {
    const bench = openBench();
    bench.url('add', { title: 'added', when });
    const id = bench.app.person.addTodo({ title: 'updated', when: 'evening' });
    bench.url('update', { id, when });
    expect(bench.rowsByTitle('added')[0]).toMatchObject(columns);
    expect(bench.row(id)).toMatchObject(columns);
  });

  it('keeps the older date of an item that already is in Today', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: 'today' });
    bench.setClock('2026-07-07T10:00:00Z');
    bench.url('update', { id, when: 'today' });
    expect(bench.row(id)['startDate']).toBe(DAY.today);
  });

  it('suppresses an overdue deadline on anytime and someday, and a newer deadline re-arms', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', deadline: '2026-07-04' });
    expect(bench.app.list('Today')).toEqual([id]);
    bench.url('update', { id, when: 'anytime' });
    expect(bench.row(id)).toMatchObject({ deadlineSuppressionDate: DAY.yesterday, deadline: DAY.yesterday });
    expect(bench.app.list('Today')).toEqual([]);
    bench.url('update', { id, deadline: '2026-07-05' });
    expect(bench.app.list('Today')).toEqual([id]);
  });

  it('puts a new Today item in front', () => {
    const bench = openBench();
    const ids = ['a', 'b', 'c'].map((title) => bench.app.person.addTodo({ title, when: 'today' }));
    expect(bench.app.list('Today')).toEqual(ids.toReversed());
  });
});

describe('reminders at noon', () => {
  it.each([
    ['R01', 'today@18:00', 1_207_959_552],
    ['R02', 'today@06:30', 434_110_464],
    ['R03', 'today@00:15', 15_728_640],
    ['R04', 'evening@21:15', 1_425_014_784],
    ['R05', 'today@12:00', packTime(12, 0)],
    ['R06', 'today@10:05', 1_481_637_888],
    ['R08', 'evening@9:30PM', packTime(21, 30)],
    ['R10', 'today@06:45', 449_839_104],
    ['R11', 'today@2:10', 950_009_856],
    ['R12', 'evening@11:59', packTime(23, 59)],
    ['R13', 'today@6:45', 1_255_145_472],
    ['R14', 'today@10:05am', 676_331_520],
    ['R15', 'today@10:30pm', 1_507_852_288],
    ['R16', 'today@12:30', 836_763_648],
    ['R17', 'today@3pm', 1_006_632_960],
    ['R18', '2026-07-09@10:05', 676_331_520],
    ['R19', 'tomorrow@6:45', 449_839_104],
  ])('[%s] %s is %i', (_id, when, reminderTime) => {
    const bench = openBench();
    bench.url('add', { title: 'a', when });
    expect(bench.rowsByTitle('a')[0]).toMatchObject({ reminderTime });
    bench.json([{ type: 'to-do', attributes: { title: 'b', when } }]);
    expect(bench.rowsByTitle('b')[0]).toMatchObject({ reminderTime });
  });

  it.each(['today@25:00', 'today@10:60', 'someday@10:00', 'today@noon', 'today@13pm'])(
    'refuses %s as a whole',
    (when) => {
      const bench = openBench();
      bench.url('add', { title: 'a', when });
      expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
    },
  );
});

describe('clearing reminders', () => {
  it.each([
    ['[R07]', 'today', null],
    ['[R07]', 'evening', null],
    ['[R20]', '2026-07-09', packTime(9, 0)],
    ['[R21]', '2026-07-10', packTime(9, 0)],
    ['[RC01]', 'anytime', null],
    ['[RC01]', 'someday', null],
  ])('%s when=%s leaves %j of a dated reminder', (_id, when, reminderTime) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-09', reminder: '09:00' });
    bench.url('update', { id, when });
    expect(bench.row(id)['reminderTime']).toBe(reminderTime);
  });

  it('[RC02] clears a dated reminder by today and the date again', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-09', reminder: '09:00' });
    bench.url('update', { id, when: 'today' });
    bench.url('update', { id, when: '2026-07-09' });
    expect(bench.row(id)).toMatchObject({ start: 2, startDate: DAY.later, reminderTime: null });
  });

  it('[RC03] clears it by a move to the inbox', () => {
    const bench = openBench();
    const id = bench.app.person.addTodo({
      title: 'a',
      when: '2026-07-09',
      reminder: '09:00',
      deadline: '2026-07-09',
    });
    bench.jxa("app.move(app.toDos.byId(argv[0]), {to: app.lists.byId('TMInboxListSource')})", id);
    expect(bench.row(id)).toMatchObject({
      start: 0,
      startDate: null,
      reminderTime: null,
      deadline: DAY.later,
    });
  });
});
