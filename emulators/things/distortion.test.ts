// A fault that keeps something else than was told.
import { describe, expect, it } from 'vitest';
import type { Distortion } from './distortion.ts';
import { openBench, type Bench } from './test-bench.ts';

function kept(distortion: Distortion, write: (bench: Bench) => void): readonly unknown[] {
  const bench = openBench();
  bench.app.faults.storeDifferently(distortion);
  write(bench);
  const id = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 0')[0]?.['uuid']);
  const tags = bench.sql(
    'SELECT g.title FROM TMTaskTag l JOIN TMTag g ON g.uuid = l.tags WHERE l.tasks = ? ORDER BY g.title',
    id,
  );
  const lines = bench.sql('SELECT title FROM TMChecklistItem WHERE task = ? ORDER BY "index"', id);
  return [bench.row(id)['title'], tags.map((row) => row['title']), lines.map((row) => row['title'])];
}

const add = (parameters: Readonly<Record<string, string>>) => (bench: Bench) => bench.url('add', parameters);

describe('storeDifferently', () => {
  it.each<[Distortion, Readonly<Record<string, string>>, readonly unknown[]]>([
    [{ kind: 'truncate', length: 3 }, { title: 'abcdef' }, ['abc', [], []]],
    [{ kind: 'trim' }, { title: ' a  b ' }, ['a  b', [], []]],
    [{ kind: 'collapse_blanks' }, { title: 'a  b' }, ['a b', [], []]],
    [{ kind: 'decompose' }, { title: 'Café' }, ['Cafe\u0301', [], []]],
    [{ kind: 'drop_tag', title: 'Home' }, { title: 'a', tags: 'Home,Errand' }, ['a', ['Errand'], []]],
    [{ kind: 'drop_checklist_tail', length: 1 }, { title: 'a', 'checklist-items': 'x\ny' }, ['a', [], ['x']]],
  ])('%j keeps what a URL writes otherwise', (distortion, parameters, expected) => {
    expect(kept(distortion, add(parameters))).toEqual(expected);
  });

  it('keeps what a script writes otherwise, and tags under another name', () => {
    const script = `app.make({ new: 'tag', withProperties: { name: 'Waiting for' } });
      app.make({ new: 'toDo', withProperties: { name: 'a', tagNames: 'Waiting for' } });`;
    expect(kept({ kind: 'underscore_tags' }, (bench) => void bench.jxa(script))).toEqual([
      'a',
      ['Waiting_for'],
      [],
    ]);
  });

  it('leaves alone what a person does', () => {
    expect(
      kept({ kind: 'truncate', length: 3 }, ({ app }) => void app.person.addTodo({ title: 'abcdef' })),
    ).toEqual(['abcdef', [], []]);
  });
});
