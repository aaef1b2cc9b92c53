// Everything that a person can do to a task of the standard account, once on each side. Tables only.

import type { Scenario } from './scenario.ts';
import type { Places } from './standard.ts';
import { readProjects } from './things-side.ts';

/** One thing that a person does on one side, and what the other side has to show then. */
export interface Edit {
  /** What a person does. */
  readonly title: string;
  /** What is done and synced before. */
  readonly first?: (scenario: Scenario, places: Places) => unknown;
  readonly edit: (scenario: Scenario, places: Places) => unknown;
  /** What the other side then shows. */
  readonly shows: (scenario: Scenario) => unknown;
  readonly expected: unknown;
}

/** The task that most edits are made to. */
export const ANNA = 'Call Anna';
const anna = (scenario: Scenario): string => scenario.todo(ANNA).id;
const annaItem = (scenario: Scenario): string => scenario.item(ANNA).id;

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

/** Edits of a person in Todoist. */
export const IN_TODOIST: readonly Edit[] = [
  {
    title: 'edits the title',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), content: 'Call Bob' }),
    shows: (s) => s.openInThings,
    expected: ['Call Bob', 'Oven', 'Pay rent', 'Weed the beds'],
  },
  {
    title: 'edits the notes',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), description: 'Line one\n\n- **bold**' }),
    shows: (s) => s.todo(ANNA).notes,
    expected: 'Line one\n\n- **bold**',
  },
  {
    title: 'empties the notes',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), description: '' }),
    shows: (s) => s.todo(ANNA).notes,
    expected: '',
  },
  {
    title: 'completes a task',
    edit: (s) => s.todoist('item_close', { id: annaItem(s) }),
    shows: (s) => [s.todo(ANNA).status, s.todo(ANNA).checklist],
    expected: ['completed', ['- find number', '- pick a day']],
  },
  {
    title: 'cancels a task with the label for it',
    edit: async (s) => {
      await s.todoist('item_update', { id: annaItem(s), labels: ['calls', 'canceled'] });
      await s.todoist('item_close', { id: annaItem(s) });
    },
    shows: (s) => [s.todo(ANNA).status, s.todo(ANNA).tags],
    expected: ['canceled', ['calls']],
  },
  {
    title: 'opens a completed task again',
    first: (s) => s.todoist('item_close', { id: annaItem(s) }),
    edit: (s) => s.todoist('item_uncomplete', { id: annaItem(s) }),
    shows: (s) => s.todo(ANNA).status,
    expected: 'open',
  },
  {
    title: 'moves a task to another project',
    edit: (s) => s.todoist('item_move', { id: annaItem(s), project_id: s.projectId('House') }),
    shows: (s) => s.todo(ANNA).place,
    expected: 'Life › House',
  },
  {
    title: 'moves a task to a section',
    edit: (s) => s.todoist('item_move', { id: annaItem(s), section_id: s.sectionId('Kitchen') }),
    shows: (s) => s.todo(ANNA).place,
    expected: 'Life › House › Kitchen',
  },
  {
    title: 'moves a task to a project that is an area in Things',
    edit: (s) => s.todoist('item_move', { id: annaItem(s), project_id: s.projectId('Life') }),
    shows: (s) => s.todo(ANNA).place,
    expected: 'Life',
  },
  {
    title: 'moves a task without a day to the inbox',
    edit: (s) => s.todoist('item_move', { id: s.item('Oven').id, project_id: s.projectId('') }),
    shows: (s) => [s.todo('Oven').place, s.todo('Oven').when],
    expected: ['', 'inbox'],
  },
  {
    title: 'moves a task with a day to the inbox',
    edit: (s) => s.todoist('item_move', { id: annaItem(s), project_id: s.projectId('') }),
    shows: (s) => [s.todo(ANNA).place, s.todo(ANNA).when],
    expected: ['', '2026-03-25'],
  },
  {
    title: 'files a task of the inbox',
    edit: (s) => s.todoist('item_move', { id: s.item('Pay rent').id, project_id: s.projectId('Work') }),
    shows: (s) => [s.todo('Pay rent').place, s.todo('Pay rent').when],
    expected: ['Work', 'anytime'],
  },
  {
    title: 'changes the labels',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), labels: ['garage', 'Überfällig'] }),
    shows: (s) => s.todo(ANNA).tags.map((tag) => tag.toLowerCase()),
    expected: ['garage', 'überfällig'],
  },
  {
    title: 'removes the labels',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), labels: [] }),
    shows: (s) => s.todo(ANNA).tags,
    expected: [],
  },
  {
    title: 'chooses another day',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), due: { date: '2026-04-01' } }),
    shows: (s) => s.todo(ANNA).when,
    expected: '2026-04-01',
  },
  {
    title: 'chooses a time',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), due: { date: '2026-04-01T09:15:00' } }),
    shows: (s) => s.todo(ANNA).when,
    expected: '2026-04-01 09:15',
  },
  {
    title: 'takes the time away again',
    first: (s) => s.todoist('item_update', { id: annaItem(s), due: { date: '2026-04-01T09:15:00' } }),
    edit: (s) => s.todoist('item_update', { id: annaItem(s), due: { date: '2026-04-01' } }),
    shows: (s) => s.todo(ANNA).when,
    expected: '2026-04-01',
  },
  {
    title: 'puts a task off to this evening with the label for it',
    edit: (s) =>
      s.todoist('item_update', {
        id: annaItem(s),
        due: { date: '2026-03-20' },
        labels: ['calls', 'evening'],
      }),
    shows: (s) => [s.todo(ANNA).when, s.todo(ANNA).tags],
    expected: ['2026-03-20 evening', ['calls']],
  },
  {
    title: 'puts a task off to someday with the label for it',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), due: null, labels: ['calls', 'someday'] }),
    shows: (s) => [s.todo(ANNA).when, s.todo(ANNA).tags],
    expected: ['someday', ['calls']],
  },
  {
    title: 'clears the day',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), due: null }),
    shows: (s) => [s.todo(ANNA).when, s.todo(ANNA).place],
    expected: ['anytime', 'Work'],
  },
  {
    title: 'sets a deadline',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), deadline: { date: '2026-05-31' } }),
    shows: (s) => s.todo(ANNA).deadline,
    expected: '2026-05-31',
  },
  {
    title: 'clears a deadline',
    first: (s) => s.todoist('item_update', { id: annaItem(s), deadline: { date: '2026-05-31' } }),
    edit: (s) => s.todoist('item_update', { id: annaItem(s), deadline: null }),
    shows: (s) => s.todo(ANNA).deadline,
    expected: null,
  },
  {
    title: 'deletes a task',
    edit: (s) => s.todoist('item_delete', { id: annaItem(s) }),
    shows: (s) => s.openInThings,
    expected: ['Oven', 'Pay rent', 'Weed the beds'],
  },
  {
    title: 'adds a sub-task',
    edit: (s) => s.todoist('item_add', { content: 'thank her', parent_id: annaItem(s) }),
    shows: (s) => s.todo(ANNA).checklist,
    expected: ['- find number', '- pick a day', '- thank her'],
  },
  {
    title: 'completes a sub-task',
    edit: (s) => s.todoist('item_close', { id: s.subtaskId(ANNA, 'pick a day') }),
    shows: (s) => s.todo(ANNA).checklist,
    expected: ['- find number', 'x pick a day'],
  },
  {
    title: 'renames a sub-task',
    edit: (s) => s.todoist('item_update', { id: s.subtaskId(ANNA, 'pick a day'), content: 'pick a month' }),
    shows: (s) => s.todo(ANNA).checklist,
    expected: ['- find number', '- pick a month'],
  },
  {
    title: 'deletes a sub-task',
    edit: (s) => s.todoist('item_delete', { id: s.subtaskId(ANNA, 'find number') }),
    shows: (s) => s.todo(ANNA).checklist,
    expected: ['- pick a day'],
  },
  {
    title: 'sets a priority',
    edit: (s) => s.todoist('item_update', { id: annaItem(s), priority: 4 }),
    shows: (s) => s.todo(ANNA).tags,
    expected: ['calls', 'p1'],
  },
  {
    title: 'takes the priority away',
    first: (s) => s.todoist('item_update', { id: annaItem(s), priority: 4 }),
    edit: (s) => s.todoist('item_update', { id: annaItem(s), priority: 1 }),
    shows: (s) => s.todo(ANNA).tags,
    expected: ['calls'],
  },
  {
    title: 'renames a project',
    edit: (s) => s.todoist('project_update', { id: s.projectId('Work'), name: 'Office' }),
    shows: (s) => [s.todo(ANNA).place, readProjects(s.world.databasePath)],
    expected: ['Office', ['House', 'Office']],
  },
  {
    title: 'adds a task with everything',
    edit: (s) =>
      s.todoist('item_add', {
        content: 'Paint',
        description: 'White.',
        due: { date: '2026-04-02T18:30:00' },
        deadline: { date: '2026-04-10' },
        labels: ['garage'],
        priority: 3,
        project_id: s.projectId('House'),
      }),
    shows: (s) => s.todo('Paint'),
    expected: {
      title: 'Paint',
      notes: 'White.',
      when: '2026-04-02 18:30',
      deadline: '2026-04-10',
      tags: ['garage', 'p2'],
      place: 'Life › House',
      status: 'open',
    },
  },
  {
    title: 'makes a project with a section and a task in it',
    edit: async (s) => {
      const project = await s.todoist('project_add', { name: 'Trip' });
      const section = await s.todoist('section_add', { name: 'Packing', project_id: project });
      await s.todoist('item_add', { content: 'Socks', section_id: section });
    },
    shows: (s) => s.todo('Socks').place,
    expected: 'Trip › Packing',
  },
];
