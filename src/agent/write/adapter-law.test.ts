// The adapter and the agent together, over the emulated app: what was projected is what Things then holds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../model/config.ts';
import {
  addDays,
  parseCivilDate,
  parseClockTime,
  type CivilDate,
  type ClockTime,
} from '../../model/dates.ts';
import { containerId } from '../../model/ids.ts';
import {
  EMPTY_FIELDS,
  fieldNamesOf,
  type SomeFields,
  type Start,
  type TaskFields,
} from '../../model/task.ts';
import type { ThingsPlace } from '../../protocol/things-operation.ts';
import type { ThingsTodo } from '../../protocol/things-row.ts';
import { createThingsPort } from '../../replicas/things/create-things-port.ts';
import { createTodo, Stage, updateTodo } from '../../../test/support/agent.ts';

const port = createThingsPort();
const TODAY = day('2026-11-23');

function day(text: string): CivilDate {
  const parsed = parseCivilDate(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function clock(text: string): ClockTime {
  const parsed = parseClockTime(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

const anyDay = fc.oneof(
  fc.integer({ min: -40, max: 400 }).map((days) => addDays(TODAY, days)),
  fc.constantFrom(TODAY, addDays(TODAY, -1), addDays(TODAY, 1), day('2028-02-29')),
);
const anyClock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => clock(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`));
const anyText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('a & b = c?', '100 %', 'x/y#z+1', '"\'\\`$(ls)', 'ttsync: not a marker', '- [ ] task'),
);
const anyStart: fc.Arbitrary<Start> = fc.oneof(
  fc.constantFrom<Start>('inbox', 'anytime', 'someday'),
  fc.record({
    date: anyDay,
    evening: fc.boolean(),
    time: fc.oneof(
      fc.constant(null),
      anyClock.map((at) => ({ kind: 'floating' as const, at })),
      anyClock.map((at) => ({ kind: 'fixed' as const, at, zone: 'America/New_York' })),
    ),
  }),
);
const anyTag = fc.constantFrom('Home', 'home', 'Errand', 'new one', 'with, comma', 'Ünï', 'p1', 'P3');
const anyFields: fc.Arbitrary<TaskFields> = fc.record({
  title: anyText,
  notes: fc.option(fc.oneof(anyText, fc.constant('line 1\n\nline 3'))),
  start: anyStart,
  deadline: fc.option(anyDay),
  repeat: fc.constant(null),
  tags: fc.uniqueArray(anyTag, { maxLength: 4 }),
  checklist: fc.array(fc.record({ key: fc.constant('k'), title: anyText, done: fc.boolean() }), {
    maxLength: 3,
  }),
  status: fc.constantFrom('open', 'completed', 'canceled'),
  place: fc.constantFrom(null, containerId('area'), containerId('project'), containerId('heading')),
  priority: fc.constantFrom(1, 2, 3, 4),
  duration: fc.constant(null),
});

/** A stage with one container of each kind, and the adapter's view of it. */
function prepare() {
  const stage = new Stage();
  const area = stage.app.person.addArea('Work');
  const project = stage.app.person.addProject({ title: 'Launch', area });
  const heading = stage.app.person.addHeading(project, 'Later');
  const places: Readonly<Record<string, ThingsPlace>> = {
    area: { kind: 'area', id: area, operation: null },
    project: { kind: 'project', id: project, operation: null },
    heading: { kind: 'heading', id: heading, operation: null },
  };
  const profile = port.profile({
    config: DEFAULT_CONFIG,
    today: TODAY,
    zone: stage.zone,
    nearestPlace: (place) => place,
  });
  const encode = (fields: SomeFields) =>
    port.encode(fields, fields.place == null ? null : (places[fields.place] ?? null), DEFAULT_CONFIG);
  const heldOf = (row: ThingsTodo): SomeFields => {
    const { observation, placeRemoteId } = port.lift(row, DEFAULT_CONFIG);
    const { checklist = [], ...rest } = observation.fields;
    const place = Object.entries(places).find(([, each]) => each.id === placeRemoteId)?.[0];
    return profile.project({
      ...EMPTY_FIELDS,
      ...rest,
      checklist: checklist.map(({ title, done }) => ({ key: 'k', title, done })),
      place: place === undefined ? null : containerId(place),
    });
  };
  const expectHeld = (row: ThingsTodo | null | undefined, wanted: SomeFields): void => {
    const held = row == null ? {} : heldOf(row);
    const unmet = fieldNamesOf(wanted).filter((name) => !profile.satisfies(name, held, wanted));
    expect(unmet.map((name) => [name, held[name], wanted[name]])).toEqual([]);
  };
  return { stage, profile, encode, expectHeld };
}

describe('what Things holds after an operation', () => {
  it(
    'is what was projected, for creations and for changes from anything to anything',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(anyFields, anyFields), { minLength: 1, maxLength: 30 }),
          async (tasks) => {
            const { stage, profile, encode, expectHeld } = prepare();
            try {
              const first = tasks.map(([task]) => profile.project(task));
              const made = await stage.apply(...first.map((fields) => createTodo(encode(fields))));
              expect(new Set(made.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
              for (const [index, answer] of made.entries()) expectHeld(answer.row, first[index] ?? {});
              const second = tasks.map(([, task]) => profile.project(task));
              const changed = await stage.apply(
                ...second.map((fields, index) =>
                  updateTodo(made[index]?.thingsId ?? '', encode(fields), made[index]?.row?.digest ?? null),
                ),
              );
              expect(new Set(changed.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
              for (const [index, answer] of changed.entries()) expectHeld(answer.row, second[index] ?? {});
              stage.app.checkInvariants();
            } finally {
              stage.close();
            }
          },
        ),
        { numRuns: 40 },
      );
    },
  );
});
