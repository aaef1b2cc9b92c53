// Compare and set: what the owner decides while a run waits for Todoist is neither overwritten nor used up by that run.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stage } from './stage.ts';

const ALL = { projects: { include: [], exclude: [] } };
const WITHOUT_ATTIC = { projects: { include: [], exclude: ['Attic'] } };

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `Task ${at}`);

async function linkedStage(titles: readonly string[]): Promise<Stage> {
  const stage = new Stage();
  for (const title of titles) stage.library.add(title);
  await stage.settle();
  return stage;
}

const openTitles = {
  todoist: ({ todoist }: Stage) =>
    todoist
      .snapshot()
      .items.filter(({ checked }) => !checked)
      .map(({ content }) => content)
      .toSorted(),
  things: ({ library }: Stage) =>
    [...library.todos.values()]
      .filter(({ trashed, status }) => !trashed && status === 'open')
      .map(({ title }) => title)
      .toSorted(),
};

describe('settings', () => {
  it.for(['lookup', 'request'] as const)(
    '[R32] that are changed while a run waits (%s) are taken in full',
    async (moment) => {
      const stage = await linkedStage(['Plants']);
      const attic = stage.library.addContainer('project', 'Attic');
      stage.account.changeConfig({ scope: WITHOUT_ATTIC });
      stage.library.add('Old lamp', { project: attic, list: 'anytime' });
      await stage.settle();
      expect(openTitles.todoist(stage)).toEqual(['Plants']);
      stage.library.add('Stamps');
      let isFirst = true;
      const widen = (): void => {
        if (!isFirst) return;
        isFirst = false;
        expect(stage.account.changeConfig({ scope: ALL }).ok).toBe(true);
      };
      if (moment === 'request') stage.meanwhile = widen;
      else stage.lookUpLegacy = async () => widen();
      const { snapshot } = await stage.exchange();
      expect(snapshot, 'the snapshot of before rests on other settings').toBe('resync');
      await stage.settle();
      expect(openTitles.todoist(stage)).toEqual(['Old lamp', 'Plants', 'Stamps']);
    },
  );
});

describe('an approval', () => {
  it('[R33] of what Things caused survives a poll that comes before the agent', async () => {
    const stage = await linkedStage(numbered(40));
    for (const title of numbered(40).slice(0, 15))
      stage.library.edit(stage.library.titled(title).id, { trashed: true });
    const { plan } = await stage.exchange();
    expect(plan?.reason).toBe('mass_change');
    expect(stage.account.approve(plan?.hash ?? '').ok).toBe(true);
    await stage.account.poll();
    expect((await stage.exchange()).plan).toBeNull();
    expect(openTitles.todoist(stage)).toHaveLength(25);
  });

  it('[R33] of a first sync survives polls, and is void where nothing is left to ask about', async () => {
    const stage = new Stage();
    const plants = stage.library.add('Plants');
    const { plan } = await stage.exchange();
    stage.account.approve(plan?.hash ?? '');
    await stage.account.poll();
    expect(stage.account.plan()).toMatchObject({ approved: true });
    stage.library.todos.delete(plants);
    await stage.exchange();
    expect(stage.account.plan()).toBeNull();
  });
});

/** What the owner may decide at any moment. */
type Decision = 'narrow' | 'widen' | 'guard' | 'approve' | 'discard';

interface Step {
  readonly edit: 'add' | 'attic' | 'todoist' | 'trash' | 'none';
  readonly decision: Decision;
  /** At which request of the exchange it is decided; behind the last one, right after the exchange. */
  readonly at: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    edit: fc.constantFrom('add', 'attic', 'todoist', 'trash', 'none'),
    decision: fc.constantFrom('narrow', 'widen', 'guard', 'approve', 'discard'),
    at: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function decide(stage: Stage, decision: Decision, maxTasks: number): void {
  const plan = stage.account.plan();
  switch (decision) {
    case 'narrow':
      stage.account.changeConfig({ scope: WITHOUT_ATTIC });
      return;
    case 'widen':
      stage.account.changeConfig({ scope: ALL });
      return;
    case 'guard':
      stage.account.changeConfig({ guard: { maxTasks } });
      return;
    case 'approve':
    case 'discard':
      if (plan === null) return;
      stage.account[decision](plan.hash);
      expect(stage.account.plan()?.approved ?? null).toBe(decision === 'approve' ? true : null);
  }
}

async function edit(
  stage: Stage,
  what: Step['edit'],
  name: string,
  attic: ReturnType<Stage['library']['add']>,
) {
  const [first] = stage.library.todos.values();
  if (what === 'add') stage.library.add(name);
  if (what === 'attic') stage.library.add(name, { project: attic, list: 'anytime' });
  if (what === 'todoist') await stage.inTodoist('POST', '/tasks', { content: name });
  if (what === 'trash' && first !== undefined) stage.library.edit(first.id, { trashed: true });
}

describe('decisions of the owner at any moment of a run', () => {
  it('[R32] end as if they had come before or after it', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const stage = await linkedStage(['Plants', 'Stamps']);
        const attic = stage.library.addContainer('project', 'Attic');
        for (const [nth, { edit: what, decision, at }] of story.entries()) {
          await edit(stage, what, `New ${nth}`, attic);
          let left = at;
          stage.meanwhile = () => {
            if (left-- === 0) decide(stage, decision, nth);
          };
          const { operations } = await stage.exchange();
          if (left >= 0) decide(stage, decision, nth);
          stage.meanwhile = () => undefined;
          const acknowledgements = operations.map((operation) => stage.library.carryOut(operation));
          await stage.exchange({ acknowledgements });
        }
        const said = story.findLast(({ decision }) => decision === 'narrow' || decision === 'widen');
        const { scope } = stage.account.config();
        expect(scope.projects.exclude).toEqual(said?.decision === 'narrow' ? ['Attic'] : []);
        stage.account.changeConfig({ scope: ALL });
        await stage.settle();
        expect(openTitles.todoist(stage)).toEqual(openTitles.things(stage));
        expect(stage.account.status()).toMatchObject({ inSync: true, plan: null });
      }),
      { numRuns: 25 },
    );
  });
});
