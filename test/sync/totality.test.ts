// A pass adds up: whatever replicas tell, each observation and each task that changes has exactly one place.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newRunMark } from '../../src/hub/events.ts';
import { withDefaults } from '../../src/model/config.ts';
import { remoteId, type ReplicaName } from '../../src/model/ids.ts';
import type { Observation } from '../../src/model/link.ts';
import { observeAll } from '../../src/sync/observe/observe.ts';
import type { ObservationPlace } from '../../src/sync/places.ts';
import { planTouched } from '../../src/sync/plan/plan-task.ts';
import { beginPass, type Pass } from '../../src/sync/unit-of-work.ts';
import { createPhoneReplica, Phone } from '../support/mobile-replica.ts';
import { replicasOver } from '../support/replicas.ts';
import { Stage } from './stage.ts';

const PHONE = 'mobile:test';
const LINKED = ['Plants', 'Stamps', 'Ferns'];

/** Places in which an unlinked counterpart stays unlinked. */
const LEFT_ALONE: ReadonlySet<ObservationPlace> = new Set(['gone', 'done', 'out_of_scope', 'spent']);

/** What is told of one counterpart: of a linked one, or of one that nobody knows. */
const telling = fc.record({
  replica: fc.constantFrom<ReplicaName>('todoist', 'things', PHONE),
  linked: fc.option(fc.nat({ max: LINKED.length - 1 })),
  unknown: fc.nat({ max: 3 }),
  deleted: fc.boolean(),
  title: fc.constantFrom('Plants', 'Moss', 'Oats', ''),
  status: fc.constantFrom('open', 'open', 'completed', 'canceled'),
  place: fc.constantFrom(undefined, null),
});

type Telling = typeof telling extends fc.Arbitrary<infer Value> ? Value : never;

async function knownStage(): Promise<Stage> {
  const stage = new Stage({ replicas: [createPhoneReplica()] });
  for (const title of LINKED) stage.library.add(title);
  await stage.settle();
  return stage;
}

function begin({ store }: Stage): Pass {
  let ids = 0;
  const replicas = replicasOver(() => Promise.reject(new Error('nobody asks')), {
    more: [createPhoneReplica()],
  });
  const parts = { store, replicas, now: () => 0, newId: () => `new-${(ids += 1)}` };
  return beginPass(parts, { config: withDefaults(undefined), reads: [] }, newRunMark());
}

function observationOf(pass: Pass, { replica, linked, unknown, deleted, ...told }: Telling): Observation {
  const task = linked === null ? undefined : pass.store.links.active('things')[linked]?.taskId;
  const link = task === undefined ? null : pass.store.links.get(task, replica);
  const { title, status, place } = told;
  return {
    replica,
    remoteId: link?.remoteId ?? remoteId(`unknown-${unknown}`),
    deleted,
    fields: deleted ? {} : { title, status: status as 'open', ...(place === null && { place }) },
    changedAt: 5,
    revision: null,
    occurrence: null,
  };
}

class Undone extends Error {}

describe('a pass', () => {
  it('[N7] has one place for everything that is told, and plans every task that changes', async () => {
    const stage = await knownStage();
    fc.assert(
      fc.property(fc.array(telling, { maxLength: 12 }), (tellings) => {
        const check = (): never => {
          const pass = begin(stage);
          const told = tellings.map((one) => observationOf(pass, one));
          const linkedBefore = told.map((one) => isLinked(pass, one));
          const places = observeAll(pass, told);
          planTouched(pass);
          expect([...places.keys()].toSorted(byPlaceIn(told))).toEqual(told);
          for (const [at, observation] of told.entries()) {
            const place = places.get(observation) ?? 'gone';
            if (linkedBefore[at] === true) expect(place).toBe('reconciled');
            else if (isLastOf(told, observation))
              expect(isLinked(pass, observation)).toBe(!LEFT_ALONE.has(place));
            else expect(place).not.toMatch(/made|paired|met/);
          }
          for (const id of pass.store.tasks.changed())
            expect([...(pass.plannedTasks.get(id)?.keys() ?? [])]).toEqual(['todoist', 'things', PHONE]);
          throw new Undone();
        };
        expect(() => stage.store.transaction(check)).toThrow(Undone);
      }),
      { numRuns: 300 },
    );
  });

  it('[N7] takes a newcomer that is told of twice as it was told of last', async () => {
    const stage = await knownStage();
    const phone = new Phone();
    const id = phone.add('Moss', stage.now);
    const visit = phone.visit();
    const { replicaRead, resyncRequest } = visit.show({ store: stage.store });
    const open = (pass: Pass) => {
      const shown = replicaRead.open(pass);
      const [first] = shown.observations();
      if (first === undefined) throw new Error('the phone tells of nothing');
      return {
        ...shown,
        observations: () => [first, { ...first, fields: { ...first.fields, title: 'Peat' } }],
      };
    };
    await stage.account.visit({
      ...visit,
      show: () => ({ replicaRead: { ...replicaRead, open }, resyncRequest }),
    });
    const task = stage.store.links.byRemoteId(PHONE, id)?.taskId;
    expect(task === undefined ? null : stage.store.tasks.get(task)?.fields.title).toBe('Peat');
    expect([...stage.store.tasks.all()]).toHaveLength(LINKED.length + 1);
  });

  it('[N7] that does not add up fails, and writes nothing', async () => {
    const stage = await knownStage();
    const phone = new Phone();
    phone.add('Moss', stage.now);
    await stage.account.visit(phone.visit());
    const before = [[...stage.store.tasks.all()], stage.store.events.last(), stage.store.rowsWritten()];
    phone.edit('Moss', { title: 'Peat' }, stage.now + 1);
    const visit = phone.visit();
    const { replicaRead, resyncRequest } = visit.show({ store: stage.store });
    const open = (pass: Pass) => {
      const shown = replicaRead.open(pass);
      const observations = () =>
        shown.observations().map((one, at) => (at === 0 ? { ...one, replica: 'todoist' as const } : one));
      return { ...shown, observations };
    };
    const wrong = { ...visit, show: () => ({ replicaRead: { ...replicaRead, open }, resyncRequest }) };
    await expect(stage.account.visit(wrong)).rejects.toThrow('mobile:test told of a task of todoist');
    expect([[...stage.store.tasks.all()], stage.store.events.last(), stage.store.rowsWritten()]).toEqual(
      before,
    );
    await stage.account.visit(phone.visit());
    expect([...stage.store.tasks.all()].map(({ fields }) => fields.title)).toContain('Peat');
  });
});

function isLinked(pass: Pass, { replica, remoteId: id }: Observation): boolean {
  return pass.store.links.byRemoteId(replica, id) !== null;
}

/** Nothing that is told later is of the same counterpart. */
function isLastOf(told: readonly Observation[], observation: Observation): boolean {
  const { replica, remoteId: id } = observation;
  return told.findLast((one) => one.replica === replica && one.remoteId === id) === observation;
}

function byPlaceIn(told: readonly Observation[]): (a: Observation, b: Observation) => number {
  return (a, b) => told.indexOf(a) - told.indexOf(b);
}
