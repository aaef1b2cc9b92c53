// Whatever the working state holds, a document brings it back to the letter, whole or in parts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteId, taskId } from '../../src/model/ids.ts';
import { EMPTY_FIELDS, FIELD_NAMES, type HubTask, type SomeFields } from '../../src/model/task.ts';
import { HostileKv } from '../support/hostile-kv.ts';
import { Clock, openAccount } from './bench.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '\u0000', '\ud800', '~2', '__proto__'),
);
const date = fc.constantFrom('2026-01-01', '2026-12-31');
const replica = fc.constantFrom('todoist', 'things', 'mobile:phone');
const fields = fc.record({
  title: text,
  notes: fc.option(text),
  start: fc.oneof(
    fc.constantFrom('inbox', 'anytime', 'someday'),
    fc.record({
      date,
      evening: fc.boolean(),
      time: fc.option(
        fc.oneof(
          fc.record({ kind: fc.constant('floating'), at: fc.constant('09:00') }),
          fc.record({
            kind: fc.constant('fixed'),
            at: fc.constant('23:59'),
            zone: fc.constant('Asia/Tokyo'),
          }),
        ),
      ),
    }),
  ),
  deadline: fc.option(date),
  repeat: fc.option(fc.record({ owner: replica, rule: text })),
  tags: fc.array(text, { maxLength: 3 }),
  checklist: fc.array(fc.record({ key: text, title: text, done: fc.boolean() }), { maxLength: 3 }),
  status: fc.constantFrom('open', 'completed', 'canceled'),
  place: fc.option(fc.constantFrom('c1', 'c2')),
  priority: fc.constantFrom(1, 2, 3, 4),
  duration: fc.option(
    fc.record({ amount: fc.integer({ min: 1, max: 999 }), unit: fc.constantFrom('minute', 'day') }),
  ),
});
const link = fc.record({
  shadowed: fc.subarray([...FIELD_NAMES]),
  changed: fc.subarray([...FIELD_NAMES]),
  state: fc.constantFrom('active', 'dormant', 'deleted'),
  revision: fc.option(text),
  occurrence: fc.option(fc.nat()),
  isRow: fc.boolean(),
  strayTags: fc.option(fc.array(text, { minLength: 1, maxLength: 2 })),
  refused: fc.dictionary(fc.constantFrom(...FIELD_NAMES), text, { noNullPrototype: true }),
  lineDetails: fc.option(
    fc.dictionary(
      fc.nat().map((number) => `todoist:${number}`),
      fc.record({
        parent: fc.option(text),
        values: fc.record({ description: text }, { noNullPrototype: true }),
      }),
      { noNullPrototype: true, minKeys: 1, maxKeys: 2 },
    ),
  ),
});
const task = fc.record({
  fields,
  other: fields,
  stamps: fc.array(fc.nat({ max: 3 }), { minLength: FIELD_NAMES.length, maxLength: FIELD_NAMES.length }),
  deletedAt: fc.option(fc.nat()),
  inScope: fc.boolean(),
  links: fc.record({ todoist: fc.option(link), things: fc.option(link), 'mobile:phone': fc.option(link) }),
});

describe('any working state', () => {
  it('[K17] comes back to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(task, { maxLength: 8 }), fc.boolean(), async (tasks, inParts) => {
        const clock = new Clock();
        const kv = new HostileKv({ now: clock.now, staleMs: 0 });
        const options = inParts ? { maxPartBytes: 3000 } : {};
        const account = openAccount(kv, clock, options);
        account.store.meta.set('first_sync_done', true);
        for (const [number, made] of tasks.entries()) {
          const id = taskId(`task-${number}`);
          const stamps = Object.fromEntries(
            FIELD_NAMES.map((name, at) => [
              name,
              { at: made.stamps[at] ?? 0, by: (made.stamps[at] ?? 0) > 1 ? 'todoist' : 'person' },
            ]),
          ) as HubTask['stamps'];
          const whole = { ...EMPTY_FIELDS, ...made.fields } as unknown as HubTask['fields'];
          account.store.tasks.put(
            { id, fields: whole, stamps, deletedAt: made.deletedAt, createdAt: number },
            made.inScope,
          );
          for (const [name, one] of Object.entries(made.links)) {
            if (one === null) continue;
            const shadow = Object.fromEntries(
              one.shadowed.map((field) => [
                field,
                (one.changed.includes(field) ? made.other : made.fields)[field],
              ]),
            ) as unknown as SomeFields;
            account.store.links.put({
              taskId: id,
              replica: name as 'todoist',
              remoteId: remoteId(`${name}-${number}`),
              state: one.state as 'active',
              revision: one.revision,
              shadow,
              checklistRefs: {},
              occurrence: one.occurrence,
              refused: one.refused,
              ...(one.lineDetails !== null && { lineDetails: one.lineDetails }),
              ...(one.isRow && { isRow: true as const }),
              ...(one.strayTags !== null && { strayTags: one.strayTags }),
            });
          }
        }
        account.batches.noteChange();
        expect(await account.batches.checkpoint({ force: true })).toMatchObject([
          { outcome: { kind: 'written' } },
        ]);
        const fresh = openAccount(kv, clock, options);
        expect(await fresh.batches.ready()).toMatchObject({ ok: true, value: { exact: true } });
        expect(fresh.tables()).toEqual(account.tables());
      }),
      { numRuns: 150 },
    );
  });
});
