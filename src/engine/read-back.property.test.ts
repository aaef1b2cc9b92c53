// For any operation and anything that a replica may make of it: the hub keeps its words, the other replica is told nothing, and
// what somebody changes afterwards is an edit.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFields } from '../../test/support/arbitrary-fields.ts';
import {
  fullProfile,
  hubTask,
  linkTo,
  comparisonInputOf,
  operationOf,
  place,
  plainProfile,
  shows,
} from '../../test/support/engine.ts';
import { STRATEGIES, type Strategy } from '../model/conflict.ts';
import { remoteId } from '../model/ids.ts';
import type { Link, ObservedFields } from '../model/link.ts';
import type { ReplicaProfile } from '../model/profile.ts';
import {
  FIELD_NAMES,
  fieldNamesOf,
  pickFields,
  type FieldName,
  type SomeFields,
  type TaskFields,
} from '../model/task.ts';
import { acknowledge, type Acknowledged } from './acknowledge.ts';
import { agrees } from './fields/agree.ts';
import { normalizeFields } from './apply.ts';
import { planOperation } from './plan-operation.ts';
import { reconcile } from './reconcile.ts';

const RUNS = { numRuns: 500 };
const [told, other] = [fullProfile('todoist'), plainProfile('things')];

const fields = arbitraryFields(place('home')).map((each) => normalizeFields({ ...each, repeat: null }));
const strategy = fc.constantFrom<Strategy>(...STRATEGIES);
const kind = fc.constantFrom<'create' | 'update'>('create', 'update');

/** Fields as a replica shows them that names its lines for good. */
function withIds({ checklist, ...rest }: SomeFields): ObservedFields {
  if (checklist === undefined) return rest;
  return {
    ...rest,
    checklist: checklist.map(({ key, title, done }) => ({ ref: remoteId(key), title, done })),
  };
}

interface Case {
  readonly hub: ReturnType<typeof hubTask>;
  readonly link: Link;
  readonly operation: ReturnType<typeof operationOf>;
  /** What the replica shows after the operation. */
  readonly shown: SomeFields;
  readonly done: Acknowledged;
}

/** The hub has `wanted`, the replica had `base`, and of what it was told it makes `made`. */
function carriedOut(
  what: 'create' | 'update',
  base: TaskFields,
  wanted: TaskFields,
  made: TaskFields,
): Case | null {
  const hub = hubTask(wanted);
  const lines = [...base.checklist, ...wanted.checklist, ...made.checklist].map(({ key }) => key);
  const checklistRefs = Object.fromEntries(lines.map((key) => [key, remoteId(key)]));
  const before = linkTo(told, base, what === 'create' ? { shadow: {}, checklistRefs } : { checklistRefs });
  const planned = planOperation({
    hub,
    link: what === 'create' ? null : before,
    profile: told,
    held: new Set(),
  });
  if (planned === null) return null;
  const operation = operationOf(planned, 'todoist');
  // Lines of which the replica was told nothing are none of what it made of the operation.
  const keys = new Set(
    [...(planned.fields.checklist ?? []), ...(before.shadow.checklist ?? [])].map(({ key }) => key),
  );
  // Whether it is done is nothing that an app makes otherwise: that would be somebody's act since.
  const former = what === 'create' ? 'open' : base.status;
  const isAct = (made.status === 'open') !== (wanted.status === 'open') && made.status !== former;
  const own = {
    ...made,
    status: isAct ? wanted.status : made.status,
    checklist: made.checklist.filter(({ key }) => keys.has(key)),
  };
  const shown = { ...before.shadow, ...pickFields(told.project(own), fieldNamesOf(planned.fields)) };
  const observation = shows('todoist', withIds(shown));
  return {
    hub,
    link: before,
    operation,
    shown,
    done: acknowledge({ link: before, operation, observation, profile: told }),
  };
}

function look(hub: Case['hub'], link: Link, shown: SomeFields, chosen: Strategy) {
  const observation = shows('todoist', withIds(shown));
  return reconcile(comparisonInputOf(told, {}, { hub, link, observation, strategy: chosen }));
}

function planFor(hub: Case['hub'], link: Link, profile: ReplicaProfile) {
  return planOperation({ hub, link, profile, held: new Set() });
}

describe('what a replica made of our own write', () => {
  it('[L27] never changes the hub, and has nothing planned for either replica', () => {
    const holds = (
      what: 'create' | 'update',
      [base, wanted, made]: readonly [TaskFields, TaskFields, TaskFields],
      chosen: Strategy,
    ): void => {
      const played = carriedOut(what, base, wanted, made);
      if (played === null) return;
      const { hub, shown, done } = played;
      const after = look(hub, done.link, shown, chosen);
      expect([after.hub, after.conflicts]).toEqual([hub, []]);
      expect(planFor(after.hub, after.link, told)).toBeNull();
      expect(planFor(after.hub, linkTo(other, wanted), other)).toBeNull();
    };
    fc.assert(fc.property(kind, fc.tuple(fields, fields, fields), strategy, holds), RUNS);
  });

  it('[L26] has a conflict with both values for every field that is neither as told nor as before', () => {
    const holds = (
      what: 'create' | 'update',
      base: TaskFields,
      wanted: TaskFields,
      made: TaskFields,
    ): void => {
      const played = carriedOut(what, base, wanted, made);
      if (played === null) return;
      const { operation, link, done, hub } = played;
      const differing = fieldNamesOf(operation.fields).filter((name) => {
        const held = done.link.shadow;
        const isAsTold = agrees({ name, held, wanted: operation.fields, fields: hub.fields, profile: told });
        return !isAsTold && !done.ignored.includes(name);
      });
      expect(done.conflicts.map(({ field, outcome, cause }) => [field, outcome, cause])).toEqual(
        differing.map((name) => [name, 'waiting', 'read_back']),
      );
      for (const { field, hubValue, replicaValue } of done.conflicts) {
        const name = field as FieldName;
        expect([hubValue, replicaValue]).toEqual([operation.fields[name], done.link.shadow[name]]);
        expect(replicaValue).not.toEqual(link.shadow[name]);
      }
    };
    fc.assert(fc.property(kind, fields, fields, fields, holds), RUNS);
  });

  it('[L28] is what a later change is measured against: that one is an edit, whatever the strategy', () => {
    const holds = (
      [base, wanted, made, edited]: readonly [TaskFields, TaskFields, TaskFields, TaskFields],
      chosen: Strategy,
    ): void => {
      const played = carriedOut('update', base, wanted, made);
      if (played === null) return;
      const { hub, shown, done } = played;
      for (const name of FIELD_NAMES.filter((each) => done.link.refused[each] !== undefined)) {
        // Lists are merged: of them only what changed is taken. What is filed is not in the inbox, which is no edit of when.
        if (name === 'tags' || name === 'checklist' || name === 'start' || name === 'place') continue;
        const later = { ...shown, ...pickFields(told.project(edited), [name]) };
        const after = look(hub, done.link, later, chosen);
        const question = {
          name,
          held: later,
          wanted: after.hub.fields,
          fields: after.hub.fields,
          profile: told,
        };
        const isChanged = JSON.stringify(later[name]) !== JSON.stringify(shown[name]);
        expect([name, isChanged ? agrees(question) : after.hub]).toEqual([name, isChanged ? true : hub]);
      }
    };
    fc.assert(fc.property(fc.tuple(fields, fields, fields, fields), strategy, holds), RUNS);
  });

  it('[L29] takes no tag or line away that only is not there, and takes away what somebody removed since', () => {
    const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    const holds = (
      wanted: readonly string[],
      made: readonly string[],
      removed: string,
      chosen: Strategy,
    ): void => {
      const base = hubTask({ title: 'x' }).fields;
      const played = carriedOut(
        'update',
        base,
        { ...base, tags: hubTask({ tags: wanted }).fields.tags },
        { ...base, tags: hubTask({ tags: made }).fields.tags },
      );
      if (played === null) return;
      const { hub, shown, done } = played;
      const left = (shown.tags ?? []).filter((tag) => tag !== removed);
      const after = look(hub, done.link, { ...shown, tags: left }, chosen);
      const isRemoved = (shown.tags ?? []).includes(removed);
      expect(after.hub.fields.tags).toEqual(hub.fields.tags.filter((tag) => !isRemoved || tag !== removed));
    };
    fc.assert(fc.property(tags, tags, fc.constantFrom('a', 'b', 'c', 'd'), strategy, holds), RUNS);
  });
});
