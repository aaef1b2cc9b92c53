import { describe, expect, it } from 'vitest';
import type { FieldName } from '../model/task.ts';
import { digestOf } from './fields/digest.ts';
import { planOperation } from './plan-operation.ts';
import { day, fullProfile, hubTask, linkTo, onDay, plainProfile } from '../../test/support/engine.ts';

const things = plainProfile('things');
const todoist = fullProfile('todoist');
const held: ReadonlySet<FieldName> = new Set();
const base = { title: 'a', notes: 'n', start: onDay(1) };

describe('planOperation', () => {
  it('[P1] plans nothing where the replica holds what the hub wants of it', () => {
    const hub = hubTask({ ...base, duration: { amount: 1, unit: 'day' }, tags: ['Big'] });
    expect(planOperation({ hub, link: linkTo(things, base), profile: things, held })).toBeNull();
  });

  it('[P2] updates just the fields that differ, with what the replica held of them', () => {
    const hub = hubTask({ ...base, title: 'b', start: onDay(2) });
    expect(planOperation({ hub, link: linkTo(things, base), profile: things, held })).toEqual({
      kind: 'update',
      fields: { title: 'b', start: onDay(2) },
      before: { title: 'a', start: onDay(1) },
    });
  });

  it('[P3] creates an open task with all that the replica can hold, and no closed one', () => {
    const hub = hubTask(base);
    expect(planOperation({ hub, link: null, profile: things, held })).toEqual({
      kind: 'create',
      fields: things.project(hub.fields),
      before: {},
    });
    const closed = hubTask({ ...base, status: 'completed' });
    expect(planOperation({ hub: closed, link: null, profile: things, held })).toBeNull();
  });

  it('[P4] deletes the counterpart of a deleted task, once', () => {
    const hub = { ...hubTask(base), deletedAt: 5 };
    const link = linkTo(things, base);
    expect(planOperation({ hub, link, profile: things, held })).toEqual({
      kind: 'delete',
      fields: {},
      before: link.shadow,
    });
    expect(planOperation({ hub, link: null, profile: things, held })).toBeNull();
    for (const state of ['deleted', 'dormant'] as const) {
      expect(planOperation({ hub, link: { ...link, state }, profile: things, held })).toBeNull();
    }
  });

  it('[P5] restores the deleted counterpart of a task that lives and is open', () => {
    const hub = hubTask(base);
    const link = linkTo(things, base, { state: 'deleted' });
    const fields = things.project(hub.fields);
    expect(planOperation({ hub, link, profile: things, held })).toEqual({
      kind: 'restore',
      fields,
      before: link.shadow,
    });
    const closed = hubTask({ ...base, status: 'canceled' });
    expect(planOperation({ hub: closed, link, profile: things, held })).toBeNull();
  });

  it('[P6] leaves a dormant counterpart alone', () => {
    const link = linkTo(things, base, { state: 'dormant' });
    expect(planOperation({ hub: hubTask({ title: 'b' }), link, profile: things, held })).toBeNull();
  });

  it('[P7] leaves out a field that waits for a person', () => {
    const hub = hubTask({ ...base, title: 'b', notes: 'm' });
    const planned = planOperation({
      hub,
      link: linkTo(things, base),
      profile: things,
      held: new Set(['title']),
    });
    expect(planned?.fields).toEqual({ notes: 'm' });
  });

  it('[P8] does not send again what was refused, until the hub wants something else', () => {
    const link = linkTo(things, base, { refused: { title: digestOf('b') } });
    expect(planOperation({ hub: hubTask({ ...base, title: 'b' }), link, profile: things, held })).toBeNull();
    const planned = planOperation({ hub: hubTask({ ...base, title: 'c' }), link, profile: things, held });
    expect(planned?.fields).toEqual({ title: 'c' });
  });

  it('[P9] leaves out what can not be sent, and sends nothing of a task that can not', () => {
    const hub = hubTask({ ...base, title: 'b', notes: 'm' });
    const link = linkTo(things, base);
    const without = (what: FieldName | 'task') => ({
      ...things,
      unsendable: () => [{ what, reason: 'too long' }],
    });
    expect(planOperation({ hub, link, profile: without('notes'), held })?.fields).toEqual({ title: 'b' });
    expect(planOperation({ hub, link, profile: without('task'), held })).toBeNull();
    const stuck = { what: 'notes', reason: 'too long', partly: true } as const;
    const cut = { ...things, unsendable: () => [stuck] };
    expect(planOperation({ hub, link, profile: cut, held })?.fields).toEqual({ title: 'b', notes: 'm' });
    expect(planOperation({ hub, link: null, profile: without('notes'), held })?.fields).not.toHaveProperty(
      'notes',
    );
  });

  it('[P10] never clears a value that was never seen', () => {
    const { notes: _notes, ...shadow } = linkTo(todoist, base).shadow;
    const link = linkTo(todoist, base, { shadow });
    expect(
      planOperation({ hub: hubTask({ ...base, notes: null }), link, profile: todoist, held }),
    ).toBeNull();
    expect(planOperation({ hub: hubTask(base), link, profile: todoist, held })?.fields).toEqual({
      notes: 'n',
    });
  });

  it('[P11] opens a closed occurrence again with the next date, not before', () => {
    const repeat = { owner: 'todoist', rule: 'every day' } as const;
    const link = linkTo(things, { ...base, status: 'completed' });
    const plan = (start: ReturnType<typeof onDay>) =>
      planOperation({ hub: hubTask({ ...base, repeat, start }), link, profile: things, held });
    expect(plan(onDay(1))).toBeNull();
    expect(plan(onDay(2))?.fields).toEqual({ status: 'open', start: onDay(2) });
  });

  it('[P11] opens a closed occurrence without a date at once', () => {
    const repeat = { owner: 'todoist', rule: 'every day' } as const;
    const undated = { ...base, start: 'anytime' } as const;
    const link = linkTo(things, { ...undated, status: 'completed' });
    const planned = planOperation({ hub: hubTask({ ...undated, repeat }), link, profile: things, held });
    expect(planned?.fields).toEqual({ status: 'open' });
  });

  it('[P1] plans nothing for a value that the replica shows in a form that it can not be told', () => {
    const evening = { date: day(3), evening: true, time: null };
    const link = linkTo(things, base, { shadow: { ...linkTo(things, base).shadow, start: evening } });
    const hub = hubTask({ ...base, start: evening });
    expect(planOperation({ hub, link, profile: things, held })).toBeNull();
  });

  it('[P12] sends nothing where the replica satisfies in its own terms what the hub wants', () => {
    const loose = { ...things, satisfies: (name: FieldName) => name === 'start' };
    const hub = hubTask({ ...base, start: onDay(2) });
    expect(planOperation({ hub, link: linkTo(things, base), profile: loose, held })).toBeNull();
  });
});
