// The sample Things library of a first `npm start` without accounts: a small life in areas, projects and lists.
// Everything goes through the emulated app's person door, as if typed.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createThingsApp, type ThingsApp } from '../../../emulators/things/app.ts';

type Person = ThingsApp['person'];
type SampleTodo = Parameters<Person['addTodo']>[0];

/** Makes the library at `path`. It appears whole or not at all: an interrupted start leaves nothing half made. */
export function makeSampleLibrary(path: string, now: number): void {
  const draft = `${path}.draft`;
  mkdirSync(dirname(path), { recursive: true });
  for (const file of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(file, { force: true });
  const app = createThingsApp({ databasePath: draft });
  try {
    fillLibrary(app.person, now);
    app.settle();
  } finally {
    app.close();
  }
  renameSync(draft, path);
}

function fillLibrary(person: Person, now: number): void {
  const inDays = (days: number) => dayAfter(now, days);
  for (const todo of looseTodos(inDays)) person.addTodo(todo);
  const home = person.addArea('Home');
  const work = person.addArea('Work');
  for (const todo of homeTodos(inDays)) person.addTodo({ ...todo, area: home });
  fillKitchen(person, home, inDays);
  fillLaunch(person, work, inDays);
  fillTrip(person, inDays);
}

function looseTodos(inDays: (days: number) => string): readonly SampleTodo[] {
  return [
    { title: 'Call the dentist about the crown', notes: 'Practice opens at 8:00, ask for Dr. Okafor.' },
    { title: 'Idea: a map of all the benches by the river' },
    { title: 'Return the ladder to Jun', when: 'today', tags: ['errand'] },
    {
      title: 'Read the chapter on tides',
      when: 'evening',
      notes: 'Pages 112–140, then the questions at the end.',
    },
    { title: 'Renew the passport', when: inDays(9), deadline: inDays(30), tags: ['important'] },
    { title: 'Learn to bake sourdough', when: 'someday' },
    { title: 'Write to Grandma 🌻', when: inDays(2), reminder: '18:30' },
  ];
}

function homeTodos(inDays: (days: number) => string): readonly SampleTodo[] {
  return [
    {
      title: 'Weekly shopping',
      when: 'today',
      tags: ['errand'],
      checklist: ['Oats', 'Coffee beans', 'Lemons', 'Dish soap'].map((title) => ({ title, done: false })),
    },
    { title: 'Water the plants', when: 'evening' },
    { title: 'Fix the dripping tap', tags: ['repair'], notes: 'Needs a 12 mm washer.' },
    { title: 'Pay the electricity bill', deadline: inDays(5), tags: ['important'] },
    { title: 'Build a shelf for the hallway', when: 'someday', tags: ['repair'] },
  ];
}

function fillKitchen(person: Person, area: string, inDays: (days: number) => string): void {
  const project = person.addProject({ title: 'Repaint the kitchen', area });
  const prepare = person.addHeading(project, 'Prepare');
  const paint = person.addHeading(project, 'Paint');
  person.addTodo({
    title: 'Choose a colour',
    heading: prepare,
    notes: 'Between *sage* and *chalk*; get two sample pots.',
  });
  person.addTodo({
    title: 'Buy masking tape and rollers',
    heading: prepare,
    when: inDays(3),
    tags: ['errand'],
  });
  person.addTodo({ title: 'Move the fridge', heading: prepare });
  person.addTodo({ title: 'First coat', heading: paint, when: inDays(6) });
  person.addTodo({ title: 'Second coat', heading: paint, when: inDays(7) });
}

function fillLaunch(person: Person, area: string, inDays: (days: number) => string): void {
  const project = person.addProject({
    title: 'Spring newsletter',
    area,
    notes: 'Goes out on the first Monday.',
  });
  const drafts = person.addHeading(project, 'Drafts');
  person.addTodo({ title: 'Ask Priya for the cover photo', project, when: 'today' });
  person.addTodo({
    title: 'Draft the interview with the beekeeper',
    heading: drafts,
    deadline: inDays(8),
    checklist: [
      { title: 'Transcribe the recording', done: true },
      { title: 'Pick three quotes', done: false },
      { title: 'Send for approval', done: false },
    ],
  });
  person.addTodo({ title: 'Write the editorial', heading: drafts, notes: '300 words, no more.' });
  person.addTodo({
    title: 'Proofread everything',
    project,
    when: inDays(10),
    reminder: '09:00',
    tags: ['important'],
  });
  person.addTodo({ title: 'Tidy the shared folder', area });
}

function fillTrip(person: Person, inDays: (days: number) => string): void {
  const project = person.addProject({ title: 'Hiking weekend' });
  person.addTodo({
    title: 'Book the mountain hut',
    project,
    deadline: inDays(12),
    notes: 'https://example.com/huts',
  });
  person.addTodo({ title: 'Check the train times', project, when: inDays(4) });
  person.addTodo({
    title: 'Pack the rucksack',
    project,
    when: inDays(14),
    checklist: ['Rain jacket', 'Headlamp', 'Map', 'Water bottle'].map((title) => ({ title, done: false })),
  });
}

/** The local day some days after `now`, as YYYY-MM-DD. */
function dayAfter(now: number, days: number): string {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
