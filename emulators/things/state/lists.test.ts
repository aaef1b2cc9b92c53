// Which list shows a row, over rows that sit at the edges of the rules.
import { describe, expect, it } from 'vitest';
import { openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';
import type { ListName } from './lists.ts';

/** Titles of a list, in its order. */
function titles(bench: Bench, name: ListName): string[] {
  return bench.app.list(name).map((id) => String(bench.row(id)['title']));
}

describe('lists', () => {
  it('shows each open to-do where its columns say', () => {
    const bench = openBench();
    const { person } = bench.app;
    person.addTodo({ title: 'inbox' });
    person.addTodo({ title: 'today', when: 'today' });
    person.addTodo({ title: 'evening', when: 'evening' });
    person.addTodo({ title: 'overdue', deadline: '2026-07-04' });
    person.addTodo({ title: 'deadline ahead', deadline: '2026-07-09' });
    person.addTodo({ title: 'upcoming', when: '2026-07-09' });
    person.addTodo({ title: 'anytime', when: 'anytime' });
    person.addTodo({ title: 'someday', when: 'someday' });
    person.trash(person.addTodo({ title: 'trashed', when: 'today' }));
    expect(titles(bench, 'Inbox')).toEqual(['deadline ahead', 'inbox']);
    // Within one reference day the newest is in front; the overdue one has an older reference day.
    expect(titles(bench, 'Today')).toEqual(['today', 'overdue', 'evening']);
    expect(titles(bench, 'Evening')).toEqual(['evening']);
    expect(titles(bench, 'Upcoming')).toEqual(['upcoming']);
    expect(titles(bench, 'Forecast')).toEqual(['deadline ahead']);
    expect(titles(bench, 'Anytime').toSorted()).toEqual(['anytime', 'evening', 'today']);
    expect(titles(bench, 'Someday')).toEqual(['someday']);
    expect(titles(bench, 'Trash')).toEqual(['trashed']);
  });

  it('lets an evening row fall back to Today on a later day', () => {
    const bench = openBench();
    bench.app.person.addTodo({ title: 'evening', when: 'evening' });
    bench.setClock('2026-07-06T10:00:00Z');
    bench.app.dayMaintenance();
    expect([titles(bench, 'Today'), titles(bench, 'Evening')]).toEqual([['evening'], []]);
  });

  it('hides what is below a trashed project, also below its headings', () => {
    const bench = openBench();
    const { person } = bench.app;
    const project = person.addProject({ title: 'P' });
    const heading = person.addHeading(project, 'H');
    person.addTodo({ title: 'a', project, when: 'today' });
    person.addTodo({ title: 'b', heading, when: 'today' });
    expect(titles(bench, 'Today').toSorted()).toEqual(['a', 'b']);
    person.trash(project);
    expect(titles(bench, 'Today')).toEqual([]);
    expect(titles(bench, 'Trash')).toEqual(['P']);
    person.restore(project);
    expect(titles(bench, 'Today')).toHaveLength(2);
  });

  it('keeps to-dos of someday and future projects out of Anytime', () => {
    const bench = openBench();
    const { person } = bench.app;
    for (const when of ['someday', '2026-07-09', 'anytime']) {
      const project = person.addProject({ title: `P ${when}`, when });
      person.addTodo({ title: when, project });
    }
    expect(titles(bench, 'Anytime').toSorted()).toEqual(['P anytime', 'anytime']);
  });

  it.each([
    [0, '2026-07-05T10:00:01Z', true],
    [1, '2026-07-05T21:59:00Z', false],
    [1, '2026-07-05T22:00:01Z', true],
    [4, '2026-07-09T10:00:00Z', false],
  ])('logs a closed row with interval %i at %s: %s', (interval, instant, isLogged) => {
    const bench = openBench();
    const id = bench.app.person.addTodo({ title: 'a' });
    bench.app.person.complete(id);
    bench.app.quit();
    const before = bench.row(id);
    setLogInterval(bench, interval);
    bench.setClock(instant);
    expect(bench.app.list('Logbook')).toEqual(isLogged ? [id] : []);
    expect(bench.row(id)).toEqual(before);
  });
});

/** Changes the log setting the way only the settings window can. */
function setLogInterval(bench: Bench, interval: number): void {
  bench.execute(`UPDATE TMSettings SET logInterval = ${interval}`);
}
