// Whatever tree of sub-tasks there is and whatever is wanted of its lines: after the commands, Todoist shows just that.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteId } from '../../../model/ids.ts';
import type { LineDetails } from '../../../model/link.ts';
import type { ChecklistItem } from '../../../model/task.ts';
import { ACCOUNT } from '../../../../test/support/todoist-fields.ts';
import { temporaryItemId } from '../wire/identifiers.ts';
import { draftChecklistChange } from './encode-checklist.ts';

interface SubTask {
  parent: string;
  title: string;
  done: boolean;
  notes: unknown;
}

const ROOT = 'root';
const OPERATION = 'op-1';
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** What Todoist does with the commands: closing and deleting take all below along, opening all above. */
class Tree {
  readonly items = new Map<string, SubTask>();

  below(id: string): readonly string[] {
    return [...this.items]
      .filter(([, item]) => item.parent === id)
      .flatMap(([key]) => [key, ...this.below(key)]);
  }

  apply(type: string, args: Readonly<Record<string, unknown>>, made: string | undefined): void {
    const id = typeof args['id'] === 'string' ? args['id'] : (made ?? '');
    if (type === 'item_add') {
      const parent = String(args['parent_id']);
      if (parent !== ROOT && !this.items.has(parent)) throw new Error(`${id} below nothing`);
      this.items.set(id, { parent, title: String(args['content']), done: false, notes: args['description'] });
      return;
    }
    const item = this.items.get(id);
    if (item === undefined) throw new Error(`${type} of what is not there`);
    if (type === 'item_update') item.title = String(args['content']);
    if (type === 'item_move') {
      const parent = String(args['parent_id']);
      if (parent === id || this.below(id).includes(parent)) throw new Error('moved below itself');
      if (parent !== ROOT && !this.items.has(parent)) throw new Error('moved below nothing');
      item.parent = parent;
    }
    if (type === 'item_delete') for (const each of [id, ...this.below(id)]) this.items.delete(each);
    if (type === 'item_close') for (const each of [id, ...this.below(id)]) this.#set(each, true);
    if (type === 'item_uncomplete') {
      for (let at = id; at !== ROOT; at = this.items.get(at)?.parent ?? ROOT) this.#set(at, false);
    }
  }

  #set(id: string, done: boolean): void {
    const item = this.items.get(id);
    if (item !== undefined) item.done = done;
  }
}

/** Up to six sub-tasks, each below an earlier one or the task; what is done has nothing open below it. */
const trees = fc
  .tuple(
    fc.integer({ min: 0, max: KEYS.length }),
    fc.array(fc.nat({ max: KEYS.length }), { minLength: KEYS.length, maxLength: KEYS.length }),
    fc.array(fc.boolean(), { minLength: KEYS.length, maxLength: KEYS.length }),
  )
  .map(([count, parents, ticks]) => () => {
    const tree = new Tree();
    for (const [at, key] of KEYS.slice(0, count).entries()) {
      const parent = KEYS[(parents[at] ?? 0) % (at + 1)];
      tree.apply(
        'item_add',
        { content: key, parent_id: parent === undefined || parent === key ? ROOT : parent },
        key,
      );
    }
    for (const [at, key] of KEYS.slice(0, count).entries()) {
      if (ticks[at] === true) tree.apply('item_close', { id: key }, undefined);
    }
    return tree;
  });

const wishes = fc.shuffledSubarray([...KEYS, 'x', 'y']).chain((keys) =>
  fc.tuple(
    ...keys.map((key) =>
      fc.record({
        key: fc.constant(key),
        title: fc.constantFrom(key, `${key} renamed`),
        done: fc.boolean(),
      }),
    ),
  ),
);

/** What lines that are gone may once have had, at whatever time that was told. */
const memories = fc.dictionary(
  fc.constantFrom('x', 'y', ...KEYS),
  fc.record({
    parent: fc.option(fc.constantFrom('x', 'y', ...KEYS)),
    values: fc.constant({ description: 'kept' }),
  }),
  { noNullPrototype: true },
);

describe('the commands of a checklist', () => {
  it('[T40] [T41] bring about just what is wanted, whatever stands below what', () => {
    fc.assert(
      fc.property(trees, wishes, memories, fc.boolean(), (plant, wanted, memory, reopening) => {
        const tree = plant();
        if (reopening) for (const item of tree.items.values()) item.done = true;
        const there = [...tree.items];
        const held: readonly ChecklistItem[] = there.map(([key, { title, done }]) => ({ key, title, done }));
        const told = there.map(([key, { parent }]): [string, LineDetails] => [
          key,
          { parent: parent === ROOT ? null : parent, values: {} },
        ]);
        const commands = draftChecklistChange({
          operationId: OPERATION,
          parentId: ROOT,
          held,
          wanted,
          refs: Object.fromEntries(there.map(([key]) => [key, remoteId(key)])),
          details: { ...memory, ...Object.fromEntries(told) },
          account: ACCOUNT,
          reopening,
        });
        for (const { type, args, temp_id: made } of commands) tree.apply(type, args, made);
        const keyOf = new Map([...KEYS, 'x', 'y'].map((key) => [temporaryItemId(OPERATION, key), key]));
        const shown = [...tree.items].map(([id, { title, done }]) => ({
          key: keyOf.get(id) ?? id,
          title,
          done,
        }));
        expect(shown.toSorted(byKey)).toEqual([...wanted].toSorted(byKey));
        for (const [id, { notes }] of tree.items) {
          const key = keyOf.get(id);
          if (key !== undefined) expect(notes).toBe(Object.hasOwn(memory, key) ? 'kept' : undefined);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function byKey(a: ChecklistItem, b: ChecklistItem): number {
  return a.key < b.key ? -1 : 1;
}
