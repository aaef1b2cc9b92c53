// Everything that a person can do to a task of the standard account in Todoist, once. A table only.

import { ANNA, type Edit } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { readProjects } from './things-side.ts';

const annaItem = (scenario: Scenario): string => scenario.item(ANNA).id;

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
