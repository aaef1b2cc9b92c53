// Repeating to-dos and projects over days: nth weekdays, ends, counts, deadlines, pausing, stopping, changing.
import { describe, expect, it } from 'vitest';
import { instanceId } from '../encodings/ids.ts';
import { packDay, packTime, unpackDay } from '../encodings/packed.ts';
import type { PersonRule } from '../person-fields.ts';
import { DAY, openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';

/** Start days of the instances of a template. */
function startsOf(bench: Bench, template: string): string[] {
  return bench
    .sql('SELECT startDate FROM TMTask WHERE rt1_repeatingTemplate = ? ORDER BY startDate', template)
    .map((row) => unpackDay(Number(row['startDate'])));
}

function makeTemplate(bench: Bench, rule: PersonRule, start = '2026-07-05'): string {
  return bench.app.person.addRepeatingTemplate({ title: 'T', rule, start });
}

function jumpTo(bench: Bench, day: string): void {
  bench.setClock(`${day}T10:00:00Z`);
  bench.app.dayMaintenance();
}

describe('rules over days', () => {
  it.each<[string, PersonRule, string, string[]]>([
    [
      'the second Tuesday and the last day of a month',
      { every: 1, unit: 'month', on: [{ weekday: 2, nth: 2 }, { day: -1 }] },
      '2026-09-10',
      ['2026-07-14', '2026-07-31', '2026-08-11', '2026-08-31', '2026-09-08'],
    ],
    [
      'the last Friday of every other month',
      { every: 2, unit: 'month', on: [{ weekday: 5, nth: -1 }] },
      '2026-12-01',
      ['2026-07-31', '2026-09-25', '2026-11-27'],
    ],
    [
      'the fourth Thursday of November',
      { every: 1, unit: 'year', on: [{ month: 11, weekday: 4, nth: 4 }] },
      '2027-12-01',
      ['2026-11-26', '2027-11-25'],
    ],
    [
      'an end day',
      { every: 3, unit: 'day', endsOn: '2026-07-12' },
      '2026-08-01',
      ['2026-07-05', '2026-07-08', '2026-07-11'],
    ],
    ['a count', { every: 1, unit: 'week', endsAfter: 2 }, '2026-09-01', ['2026-07-05', '2026-07-12']],
  ])('follow %s', (_name, rule, until, expected) => {
    const bench = openBench();
    const template = makeTemplate(bench, rule);
    jumpTo(bench, until);
    expect(startsOf(bench, template)).toEqual(expected);
    expect(bench.row(template)['rt1_instanceCreationCount']).toBe(expected.length);
  });

  it.each<[string, PersonRule]>([
    ['an end day', { every: 1, unit: 'day', endsOn: '2026-07-06' }],
    ['a count', { every: 1, unit: 'day', endsAfter: 2 }],
  ])('name no next day once %s is reached', (_name, rule) => {
    const bench = openBench();
    const template = makeTemplate(bench, rule);
    expect(bench.row(template)['rt1_nextInstanceStartDate']).toBe(DAY.tomorrow);
    jumpTo(bench, '2026-07-06');
    expect(bench.row(template)['rt1_nextInstanceStartDate']).toBeNull();
  });

  it('count one instance per day over single days as over one jump', () => {
    const rule: PersonRule = { every: 1, unit: 'day', endsAfter: 3 };
    const [slow, fast] = [openBench(), openBench()];
    const [first, second] = [makeTemplate(slow, rule), makeTemplate(fast, rule)];
    for (const day of ['2026-07-06', '2026-07-07', '2026-07-08', '2026-07-09']) jumpTo(slow, day);
    jumpTo(fast, '2026-07-09');
    expect(startsOf(slow, first)).toEqual(['2026-07-05', '2026-07-06', '2026-07-07']);
    expect(startsOf(fast, second)).toEqual(startsOf(slow, first));
  });

  it('end after-completion rules by count and by day', () => {
    const bench = openBench();
    const counted = makeTemplate(bench, { every: 1, unit: 'day', afterCompletion: true, endsAfter: 2 });
    const dated = makeTemplate(bench, {
      every: 1,
      unit: 'day',
      afterCompletion: true,
      endsOn: '2026-07-06',
    });
    for (const day of ['2026-07-05', '2026-07-06', '2026-07-07', '2026-07-08']) {
      jumpTo(bench, day);
      for (const template of [counted, dated]) {
        for (const row of bench.sql(
          'SELECT uuid FROM TMTask WHERE rt1_repeatingTemplate = ? AND status = 0',
          template,
        )) {
          bench.app.person.complete(String(row['uuid']));
        }
      }
    }
    expect([startsOf(bench, counted), startsOf(bench, dated)]).toEqual([
      ['2026-07-05', '2026-07-06'],
      ['2026-07-05', '2026-07-06'],
    ]);
  });

  it('keep the day counted from to after-completion rules', () => {
    const bench = openBench();
    const fixed = makeTemplate(bench, { every: 1, unit: 'day' });
    bench.app.person.complete(instanceId(fixed, '2026-07-05'));
    expect(bench.row(fixed)['rt1_afterCompletionReferenceDate']).toBeNull();
    const after = makeTemplate(bench, { every: 1, unit: 'day', afterCompletion: true });
    bench.app.person.complete(instanceId(after, '2026-07-05'));
    expect(bench.row(after)).toMatchObject({
      rt1_afterCompletionReferenceDate: DAY.today,
      rt1_nextInstanceStartDate: null,
    });
  });

  it('give instances a deadline on the event day and a start before it, and the reminder of the template', () => {
    const bench = openBench();
    const template = bench.app.person.addRepeatingTemplate({
      title: 'T',
      reminder: '09:30',
      rule: { every: 1, unit: 'month', on: [{ weekday: 5, nth: -1 }], startBeforeDeadlineDays: 10 },
      start: '2026-07-05',
    });
    jumpTo(bench, '2026-07-21');
    expect(bench.row(instanceId(template, '2026-07-31'))).toMatchObject({
      start: 1,
      startDate: packDay('2026-07-21'),
      deadline: packDay('2026-07-31'),
      reminderTime: packTime(9, 30),
      todayIndexReferenceDate: packDay('2026-07-21'),
    });
  });
});

describe('a template in the hands of a person', () => {
  it('replaces the to-do that is made to repeat, under new ids', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const id = person.addTodo({
      title: 'a',
      project,
      tags: ['Home'],
      checklist: [{ title: 'x', done: true }],
    });
    const template = person.makeRepeating(id, { every: 1, unit: 'week' }, '2026-07-05');
    expect(bench.sql('SELECT * FROM TMTask WHERE uuid = ?', id)).toEqual([]);
    expect(bench.sql('SELECT * FROM TMTombstone')).toEqual([]);
    const instance = instanceId(template, '2026-07-05');
    expect(bench.row(instance)).toMatchObject({ title: 'a', project, checklistItemsCount: 1 });
    expect(bench.sql('SELECT status FROM TMChecklistItem WHERE task = ?', instance)).toEqual([{ status: 0 }]);
    expect(bench.app.list('Today')).toEqual([instance]);
    expect(() => person.makeRepeating(template, { every: 1, unit: 'day' }, '2026-07-05')).toThrow('repeat');
  });

  it('keeps ids when its rule changes', () => {
    const bench = openBench();
    const template = makeTemplate(bench, { every: 1, unit: 'week' });
    bench.app.person.changeRule(template, { every: 1, unit: 'day' }, '2026-07-07');
    jumpTo(bench, '2026-07-08');
    expect(startsOf(bench, template)).toEqual(['2026-07-05', '2026-07-07', '2026-07-08']);
  });

  it('makes nothing while paused and nothing for those days afterwards', () => {
    const bench = openBench();
    const template = makeTemplate(bench, { every: 1, unit: 'day' });
    bench.app.person.pauseRepeating(template, true);
    expect(bench.row(template)).toMatchObject({
      rt1_instanceCreationPaused: 1,
      rt1_nextInstanceStartDate: null,
    });
    jumpTo(bench, '2026-07-08');
    bench.app.person.pauseRepeating(template, false);
    jumpTo(bench, '2026-07-09');
    expect(startsOf(bench, template)).toEqual(['2026-07-05', '2026-07-08', '2026-07-09']);
  });

  it('becomes a plain to-do when repeating stops; instances stay', () => {
    const bench = openBench();
    const template = makeTemplate(bench, { every: 1, unit: 'day' });
    const plain = bench.app.person.stopRepeating(template);
    expect(bench.sql('SELECT * FROM TMTask WHERE uuid = ?', template)).toEqual([]);
    expect(bench.row(plain)).toMatchObject({ title: 'T', rt1_recurrenceRule: null, leavesTombstone: 0 });
    jumpTo(bench, '2026-07-08');
    expect(startsOf(bench, template)).toEqual(['2026-07-05']);
  });
});

describe('repeating projects', () => {
  function openWithProject(rule: PersonRule): { bench: Bench; template: string } {
    const bench = openBench();
    const template = bench.app.person.addRepeatingProject({
      title: 'Month end',
      notes: 'n',
      tags: ['Office'],
      todos: ['books'],
      headings: [{ title: 'Later', todos: ['letters'] }],
      rule,
      start: '2026-07-05',
    });
    return { bench, template };
  }

  it('make a project with its headings and to-dos, with computed ids, counted leaves and no stamp', () => {
    const { bench, template } = openWithProject({ every: 1, unit: 'month', startBeforeDeadlineDays: 2 });
    const instance = instanceId(template, '2026-07-07');
    expect(bench.row(instance)).toMatchObject({
      type: 1,
      title: 'Month end',
      notes: 'n',
      start: 1,
      startDate: DAY.today,
      deadline: packDay('2026-07-07'),
      leavesTombstone: 1,
      userModificationDate: null,
      untrashedLeafActionsCount: 2,
      openUntrashedLeafActionsCount: 2,
    });
    const heading = bench.sql('SELECT * FROM TMTask WHERE type = 2 AND project = ?', instance)[0];
    const below = bench.sql('SELECT * FROM TMTask WHERE heading = ?', String(heading?.['uuid']))[0];
    expect(below).toMatchObject({ title: 'letters', start: 1, status: 0, leavesTombstone: 1 });
    const original = String(below?.['rt1_repeatingTemplate']);
    expect([bench.row(original)['title'], instanceId(original, '2026-07-07')]).toEqual([
      'letters',
      below?.['uuid'],
    ]);
    expect(bench.sql('SELECT * FROM TMTaskTag WHERE tasks = ?', instance)).toHaveLength(1);
  });

  it('hide the template and everything below it from lists and scripts', () => {
    const { bench, template } = openWithProject({ every: 1, unit: 'month' });
    const hidden = new Set([
      template,
      ...bench
        .sql(
          'SELECT uuid FROM TMTask WHERE project = ?1 OR heading IN (SELECT uuid FROM TMTask WHERE project = ?1)',
          template,
        )
        .map((row) => String(row['uuid'])),
    ]);
    expect(hidden.size).toBe(4);
    const lists = ['Inbox', 'Today', 'Upcoming', 'Anytime', 'Someday', 'Logbook'] as const;
    const shown = lists.flatMap((name) => bench.app.list(name));
    const scripted = bench.jxa('return app.toDos.id().concat(app.projects.id()).join(" ")').split(' ');
    expect([...shown, ...scripted].filter((id) => hidden.has(id))).toEqual([]);
    // Three rows, and the project among the to-dos too.
    expect([scripted.length, new Set(scripted).size]).toEqual([4, 3]);
  });

  it('close all children of an instance and leave the template ready for the next', () => {
    const { bench, template } = openWithProject({ every: 1, unit: 'week', afterCompletion: true });
    bench.url('update-project', { id: instanceId(template, '2026-07-05'), completed: 'true' });
    expect(bench.sql('SELECT DISTINCT status FROM TMTask WHERE project = ? AND type = 0', template)).toEqual([
      { status: 0 },
    ]);
    jumpTo(bench, '2026-07-20');
    expect(startsOf(bench, template)).toEqual(['2026-07-05', '2026-07-12']);
    expect(bench.row(instanceId(template, '2026-07-12'))['openUntrashedLeafActionsCount']).toBe(2);
  });

  it('become a plain project with all children when repeating stops', () => {
    const { bench, template } = openWithProject({ every: 1, unit: 'month' });
    const plain = bench.app.person.stopRepeating(template);
    expect(bench.row(plain)).toMatchObject({ type: 1, untrashedLeafActionsCount: 2 });
    expect(bench.app.list('Anytime')).toContain(plain);
  });

  it('crash the app on when, too', () => {
    const { bench, template } = openWithProject({ every: 1, unit: 'month' });
    bench.url('update-project', { id: template, when: 'today' });
    expect([bench.lastEvent(), bench.app.isRunning]).toEqual(['crash', false]);
  });
});
