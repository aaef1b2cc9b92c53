import { describe, expect, it } from 'vitest';
import { remoteId } from '../model/ids.ts';
import type { ObservedFields } from '../model/link.ts';
import type { FieldName, SomeFields } from '../model/task.ts';
import { acknowledge } from './acknowledge.ts';
import { digestOf } from './fields/digest.ts';
import { planOperation } from './plan-operation.ts';
import { reconcile } from './reconcile.ts';
import {
  fullProfile,
  hubTask,
  line,
  linkTo,
  comparisonInputOf,
  onDay,
  operationOf,
  shows,
} from '../../test/support/engine.ts';

const todoist = fullProfile('todoist');
const link = linkTo(todoist, { title: 'a', notes: 'n' }, { refused: { title: 'x' } });

function updated(fields: SomeFields, result: ObservedFields | null, profile = todoist) {
  const operation = operationOf({ kind: 'update', fields, before: {} }, 'todoist');
  return acknowledge({ link, operation, observation: result && shows('todoist', result), profile });
}

describe('acknowledge', () => {
  it('[L9] puts what resulted into the shadow, or what was sent where nothing is told', () => {
    for (const result of [{ title: 'b' }, { notes: 'n' }, null]) {
      const { link: next, ignored } = updated({ title: 'b' }, result);
      expect([next.shadow.title, next.refused, ignored]).toEqual(['b', {}, []]);
    }
  });

  it('[L9] takes a result that satisfies what was sent', () => {
    const loose = { ...todoist, satisfies: (name: FieldName) => name === 'start' };
    const { link: next, ignored } = updated({ start: onDay(1) }, { start: onDay(3) }, loose);
    expect([next.shadow.start, ignored]).toEqual([onDay(3), []]);
  });

  it('[L10] refuses what the replica left as it was, as no change of a person', () => {
    const { link: next, ignored } = updated({ title: 'b' }, { title: 'a' });
    expect([next.shadow.title, next.refused, ignored]).toEqual(['a', { title: digestOf('b') }, ['title']]);
    const hub = hubTask({ title: 'b', notes: 'n' });
    const input = comparisonInputOf(
      todoist,
      {},
      { hub, link: next, observation: shows('todoist', { title: 'a' }) },
    );
    expect(reconcile(input).reasons).toEqual([]);
    expect(reconcile(input).link.refused).toEqual(next.refused);
  });

  it('[L26] takes a result that is neither what was sent nor what was there for what the replica could hold', () => {
    const result = { title: 'cut' };
    const { link: next, ignored, conflicts } = updated({ title: 'cut off' }, result);
    expect([next.shadow.title, next.refused, ignored]).toEqual(['cut', { title: digestOf('cut off') }, []]);
    expect(conflicts).toEqual([
      {
        taskId: 'task',
        field: 'title',
        replica: 'todoist',
        hubValue: 'cut off',
        replicaValue: 'cut',
        base: 'a',
        strategy: 'manual',
        outcome: 'waiting',
        cause: 'read_back',
      },
    ]);
    const hub = hubTask({ title: 'cut off', notes: 'n' });
    const input = comparisonInputOf(todoist, {}, { hub, link: next, observation: shows('todoist', result) });
    expect([reconcile(input).hub, reconcile(input).reasons]).toEqual([hub, []]);
    expect(planOperation({ hub, link: reconcile(input).link, profile: todoist, held: new Set() })).toBeNull();
  });

  it('[L33] leaves to the reconcile that somebody completed since what was just made', () => {
    const link = linkTo(todoist, hubTask({}).fields, { shadow: {} });
    const fields = { title: 'a', status: 'open' } as const;
    const operation = operationOf({ kind: 'create', fields, before: {} }, 'todoist');
    const observation = shows('todoist', { title: 'a', status: 'completed' });
    const done = acknowledge({ link, operation, observation, profile: todoist });
    expect([done.conflicts, done.ignored, done.link.refused]).toEqual([[], [], {}]);
    const input = comparisonInputOf(
      todoist,
      {},
      { hub: hubTask({ title: 'a' }), link: done.link, observation },
    );
    expect(reconcile(input).hub.fields.status).toBe('completed');
  });

  it('[L26] keeps a tag and a line that are missing from the result', () => {
    const checklist = [line('k1', 'one'), line('k2', 'two')];
    const shown = { tags: ['a'], checklist: [{ ref: null, title: 'one', done: false }] };
    const { link: next, conflicts } = updated({ tags: ['a', 'b'], checklist }, shown);
    expect(conflicts.map(({ field }) => field)).toEqual(['tags', 'checklist']);
    const hub = hubTask({ title: 'a', notes: 'n', tags: ['a', 'b'], checklist });
    const seen = shows('todoist', { title: 'a', notes: 'n', ...shown });
    expect(reconcile(comparisonInputOf(todoist, {}, { hub, link: next, observation: seen })).hub).toEqual(
      hub,
    );
  });

  it('[L11] leaves the change of a person in the same row to be found', () => {
    const result = { title: 'b', notes: 'typed meanwhile' };
    const { link: next } = updated({ title: 'b' }, result);
    expect([next.shadow.notes, next.revision]).toEqual(['n', 'r0']);
    const hub = hubTask({ title: 'b', notes: 'n' });
    const after = reconcile(
      comparisonInputOf(todoist, {}, { hub, link: next, observation: shows('todoist', result) }),
    );
    expect(after.hub.fields.notes).toBe('typed meanwhile');
    expect(updated({ title: 'b' }, { title: 'b', notes: 'n' }).link.revision).toBe('r1');
  });

  it('[L35] has a field told again that was left as it was in a row that somebody edited meanwhile', () => {
    const edited = { title: 'a', notes: 'typed meanwhile' };
    const { link: next, ...done } = updated({ title: 'b' }, edited);
    expect([next.shadow.title, next.refused, done]).toEqual([
      'a',
      {},
      { ignored: [], overtaken: ['title'], conflicts: [] },
    ]);
    const hub = hubTask({ title: 'b', notes: 'n' });
    const seen = reconcile(
      comparisonInputOf(todoist, {}, { hub, link: next, observation: shows('todoist', edited) }),
    );
    const planned = planOperation({ ...seen, profile: todoist, held: new Set() });
    expect([seen.hub.fields.notes, planned?.fields]).toEqual(['typed meanwhile', { title: 'b' }]);
    const again = acknowledge({
      link: seen.link,
      operation: operationOf({ kind: 'update', fields: { title: 'b' }, before: { title: 'a' } }, 'todoist'),
      observation: shows('todoist', edited),
      profile: todoist,
    });
    expect([again.ignored, again.link.refused]).toEqual([['title'], { title: digestOf('b') }]);
  });

  it('[L12] leaves a deleted link after a delete, unless the counterpart is still shown', () => {
    const operation = operationOf({ kind: 'delete', fields: {}, before: {} }, 'todoist');
    const states = [null, shows('todoist', {}, { deleted: true }), shows('todoist', { title: 'a' })].map(
      (observation) => acknowledge({ link, operation, observation, profile: todoist }).link.state,
    );
    expect(states).toEqual(['deleted', 'deleted', 'active']);
  });

  it('[L12] leaves an active link after a restore', () => {
    const operation = operationOf({ kind: 'restore', fields: { title: 'a' }, before: {} }, 'todoist');
    const deleted = { ...link, state: 'deleted' as const };
    expect(acknowledge({ link: deleted, operation, observation: null, profile: todoist }).link.state).toBe(
      'active',
    );
  });

  it('[L12] leaves a counterpart that was deleted meanwhile to the look that follows', () => {
    const operation = operationOf({ kind: 'update', fields: { title: 'b' }, before: {} }, 'todoist');
    const observation = shows('todoist', {}, { deleted: true });
    expect(acknowledge({ link, operation, observation, profile: todoist })).toEqual({
      link,
      ignored: [],
      overtaken: [],
      conflicts: [],
    });
  });

  it('[L12] follows a counterpart that was made again under another id', () => {
    const operation = operationOf({ kind: 'restore', fields: { title: 'a' }, before: {} }, 'todoist');
    const observation = shows('todoist', { title: 'a' }, { remoteId: remoteId('again') });
    expect(acknowledge({ link, operation, observation, profile: todoist }).link.remoteId).toBe('again');
  });

  it('[L12] changes nothing for an occurrence that was completed: the look that follows finds it', () => {
    const operation = operationOf({ kind: 'complete_occurrence', fields: {}, before: {} }, 'todoist');
    const observation = shows('todoist', { start: onDay(2) }, { occurrence: 4 });
    expect(acknowledge({ link, operation, observation, profile: todoist }).link).toEqual(link);
  });

  it('[M22] keeps the keys of the lines that were sent, and learns their ids', () => {
    const checklist = [line('things:1', 'one'), line('things:2', 'two', true)];
    const shown = [
      { ref: remoteId('r1'), title: 'one', done: false },
      { ref: remoteId('r2'), title: 'two', done: true },
    ];
    const { link: next, ignored } = updated({ checklist }, { checklist: shown });
    expect([next.shadow.checklist, ignored]).toEqual([checklist, []]);
    expect(next.checklistRefs).toEqual({ 'things:1': 'r1', 'things:2': 'r2' });
    expect(updated({ checklist }, null).link.shadow.checklist).toEqual(checklist);
  });
});
