// Everything that a person can do to a task of the standard account in Things, once. A table only.

import { ANNA, type Edit } from './edits.ts';
import type { Scenario } from './scenario.ts';

const anna = (scenario: Scenario): string => scenario.todo(ANNA).id;

/** Edits of a person in Things. */
export const IN_THINGS: readonly Edit[] = [
  {
    title: 'edits the title',
    edit: (s) => s.things.editTodo(anna(s), { title: 'Call Bob' }),
    shows: (s) => s.openInTodoist,
    expected: ['Call Bob', 'Oven', 'Pay rent', 'Weed the beds'],
  },
  {
    title: 'edits the notes',
    edit: (s) => s.things.editTodo(anna(s), { notes: 'Line one\n\n- **bold**' }),
    shows: (s) => s.item(ANNA).notes,
    expected: 'Line one\n\n- **bold**',
  },
  {
    title: 'empties the notes',
    edit: (s) => s.things.editTodo(anna(s), { notes: '' }),
    shows: (s) => s.item(ANNA).notes,
    expected: '',
  },
  {
    title: 'completes a task',
    edit: (s) => s.things.complete(anna(s)),
    shows: (s) => [s.item(ANNA).checked, s.item(ANNA).labels],
    expected: [true, ['calls']],
  },
  {
    title: 'cancels a task',
    edit: (s) => s.things.cancel(anna(s)),
    shows: (s) => [s.item(ANNA).checked, s.item(ANNA).labels],
    expected: [true, ['calls', 'canceled']],
  },
  {
    title: 'opens a completed task again',
    first: (s) => s.things.complete(anna(s)),
    edit: (s) => s.things.reopen(anna(s)),
    shows: (s) => [s.item(ANNA).checked, s.item(ANNA).subtasks],
    expected: [false, ['- find number', '- pick a day']],
  },
  {
    title: 'opens a canceled task again',
    first: (s) => s.things.cancel(anna(s)),
    edit: (s) => s.things.reopen(anna(s)),
    shows: (s) => [s.item(ANNA).checked, s.item(ANNA).labels],
    expected: [false, ['calls']],
  },
  {
    title: 'moves a task to another project',
    edit: (s, { house }) => s.things.move(anna(s), { project: house }),
    shows: (s) => s.item(ANNA).place,
    expected: 'Life › House',
  },
  {
    title: 'moves a task below a heading',
    edit: (s) => s.things.move(anna(s), { heading: s.headingId('Kitchen') }),
    shows: (s) => s.item(ANNA).place,
    expected: 'Life › House › Kitchen',
  },
  {
    title: 'moves a task to another heading of the same project',
    edit: (s) => s.things.move(s.todo('Oven').id, { heading: s.headingId('Garden') }),
    shows: (s) => s.item('Oven').place,
    expected: 'Life › House › Garden',
  },
  {
    title: 'moves a task to an area',
    edit: (s, { life }) => s.things.move(anna(s), { area: life }),
    shows: (s) => s.item(ANNA).place,
    expected: 'Life',
  },
  {
    title: 'moves a task to the inbox',
    edit: (s) => s.things.editTodo(anna(s), { when: 'inbox' }),
    shows: (s) => [s.item(ANNA).place, s.item(ANNA).due],
    expected: ['', null],
  },
  {
    title: 'changes the tags',
    edit: (s) => s.things.editTodo(anna(s), { tags: ['garage', 'Überfällig'] }),
    shows: (s) => s.item(ANNA).labels,
    expected: ['garage', 'Überfällig'],
  },
  {
    title: 'removes the tags',
    edit: (s) => s.things.editTodo(anna(s), { tags: [] }),
    shows: (s) => s.item(ANNA).labels,
    expected: [],
  },
  {
    title: 'chooses another day',
    edit: (s) => s.things.editTodo(anna(s), { when: '2026-04-01' }),
    shows: (s) => s.item(ANNA).due,
    expected: '2026-04-01',
  },
  {
    title: 'sets a reminder',
    edit: (s) => s.things.editTodo(anna(s), { when: '2026-04-01', reminder: '09:15' }),
    shows: (s) => s.item(ANNA).due,
    expected: '2026-04-01T09:15:00',
  },
  {
    title: 'puts a task off to this evening',
    edit: (s) => s.things.editTodo(anna(s), { when: 'evening' }),
    shows: (s) => [s.item(ANNA).due, s.item(ANNA).labels],
    expected: ['2026-03-20', ['calls', 'evening']],
  },
  {
    title: 'puts a task off to someday',
    edit: (s) => s.things.editTodo(anna(s), { when: 'someday' }),
    shows: (s) => [s.item(ANNA).due, s.item(ANNA).labels],
    expected: [null, ['calls', 'someday']],
  },
  {
    title: 'clears the day',
    edit: (s) => s.things.editTodo(anna(s), { when: 'anytime' }),
    shows: (s) => [s.item(ANNA).due, s.item(ANNA).place],
    expected: [null, 'Work'],
  },
  {
    title: 'sets a deadline',
    edit: (s) => s.things.editTodo(anna(s), { deadline: '2026-05-31' }),
    shows: (s) => s.item(ANNA).deadline,
    expected: '2026-05-31',
  },
  {
    title: 'clears a deadline',
    first: (s) => s.things.editTodo(anna(s), { deadline: '2026-05-31' }),
    edit: (s) => s.things.editTodo(anna(s), { deadline: null }),
    shows: (s) => s.item(ANNA).deadline,
    expected: null,
  },
  {
    title: 'deletes a task',
    edit: (s) => s.things.trash(anna(s)),
    shows: (s) => s.items.map((item) => item.title).toSorted(),
    expected: ['Oven', 'Pay rent', 'Weed the beds'],
  },
  {
    title: 'puts a deleted task back',
    first: (s) => s.things.trash(anna(s)),
    edit: (s) => s.things.restore(s.world.things.list('Trash')[0] ?? ''),
    shows: (s) => [s.item(ANNA).notes, s.item(ANNA).due, s.item(ANNA).subtasks, s.item(ANNA).place],
    expected: ['Ask about the boat.', '2026-03-25', ['- find number', '- pick a day'], 'Work'],
  },
  {
    title: 'adds a line to a checklist',
    edit: (s) => s.things.addChecklistItem(anna(s), 'thank her'),
    shows: (s) => s.item(ANNA).subtasks,
    expected: ['- find number', '- pick a day', '- thank her'],
  },
  {
    title: 'checks a line of a checklist',
    edit: (s) => s.things.checkChecklistItem(s.lineId(ANNA, 'pick a day'), true),
    shows: (s) => s.item(ANNA).subtasks,
    expected: ['- find number', 'x pick a day'],
  },
  {
    title: 'renames a line of a checklist',
    edit: (s) => s.things.renameChecklistItem(s.lineId(ANNA, 'pick a day'), 'pick a month'),
    shows: (s) => s.item(ANNA).subtasks,
    expected: ['- find number', '- pick a month'],
  },
  {
    title: 'deletes a line of a checklist',
    edit: (s) => s.things.deleteChecklistItem(s.lineId(ANNA, 'find number')),
    shows: (s) => s.item(ANNA).subtasks,
    expected: ['- pick a day'],
  },
  {
    title: 'sets a priority by its tag',
    edit: (s) => s.things.editTodo(anna(s), { tags: ['calls', 'p1'] }),
    shows: (s) => [s.item(ANNA).priority, s.item(ANNA).labels],
    expected: [4, ['calls']],
  },
  {
    title: 'renames a project',
    edit: (s, { work }) => s.things.renameProject(work, 'Office'),
    shows: (s) => s.item(ANNA).place,
    expected: 'Office',
  },
  {
    title: 'renames an area',
    edit: (s, { life }) => s.things.renameArea(life, 'Home life'),
    shows: (s) => s.item('Oven').place,
    expected: 'Home life › House › Kitchen',
  },
  {
    title: 'adds a task with everything',
    edit: (s, { house }) =>
      s.things.addTodo({
        title: 'Paint',
        notes: 'White.',
        when: '2026-04-02',
        reminder: '18:30',
        deadline: '2026-04-10',
        tags: ['calls'],
        project: house,
        checklist: [{ title: 'buy brush', done: true }],
      }),
    shows: (s) => s.item('Paint'),
    expected: {
      title: 'Paint',
      notes: 'White.',
      due: '2026-04-02T18:30:00',
      deadline: '2026-04-10',
      labels: ['calls'],
      place: 'Life › House',
      subtasks: ['x buy brush'],
      checked: false,
    },
  },
  {
    title: 'makes a project with a heading and a task below it',
    edit: (s) => {
      s.things.addProject({ title: 'Trip', headings: ['Packing'] });
      s.things.addTodo({ title: 'Socks', heading: s.headingId('Packing') });
    },
    shows: (s) => s.item('Socks').place,
    expected: 'Trip › Packing',
  },
];
