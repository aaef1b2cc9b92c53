// The account that most scenarios begin with: a few places and tasks on each side, paired and at rest.

import type { WorldSetup } from '../sim/world.ts';
import { Scenario } from './scenario.ts';

/** Ids of the places in Things. */
export interface Places {
  readonly life: string;
  readonly house: string;
  readonly work: string;
}

/** A scenario at rest, with its places. */
export interface Standard {
  readonly scenario: Scenario;
  readonly places: Places;
}

/**
 * Makes the standard account and syncs it once. Things brings the area Life with the project House (headings Kitchen and
 * Garden), the project Work, and in Work “Call Anna”; Todoist brings “Pay rent” in the inbox.
 */
export async function standardScenario(setup: WorldSetup = {}): Promise<Standard> {
  const scenario = new Scenario(setup);
  const { things } = scenario;
  const life = things.addArea('Life');
  const house = things.addProject({ title: 'House', area: life, headings: ['Kitchen', 'Garden'] });
  const work = things.addProject({ title: 'Work' });
  things.addTodo({ title: 'Weed the beds', heading: scenario.headingId('Garden') });
  things.addTodo({ title: 'Oven', heading: scenario.headingId('Kitchen') });
  things.addTodo({
    title: 'Call Anna',
    notes: 'Ask about the boat.',
    project: work,
    when: '2026-03-25',
    tags: ['calls'],
    checklist: [
      { title: 'find number', done: false },
      { title: 'pick a day', done: false },
    ],
  });
  const rent = await scenario.todoist('item_add', { content: 'Pay rent', labels: ['home'] });
  await scenario.todoist('item_add', { content: 'open app', parent_id: rent });
  await scenario.todoist('item_add', { content: 'send money', parent_id: rent });
  await scenario.approving();
  return { scenario, places: { life, house, work } };
}
