// What of a change that lost is shown, and what is set again.

import { describe, expect, it } from 'vitest';
import { hubTask } from '../../../test/support/played-hub.ts';
import type { ClientConflict, EditIntent, Intent } from '../../mobile-client/types.ts';
import { appConflict, mainOf, wantedOf } from './conflicts.ts';

const head = { task: 'a', at: '2026-11-30T21:00:00.000Z', isSent: true };
const create: Intent = { ...head, kind: 'create', seq: 1, title: 'Buy milk' };
const edit = (seq: number, fields: EditIntent['fields']): Intent => ({
  ...head,
  kind: 'edit',
  seq,
  intent: `i-${seq}`,
  fields,
});
const remove: Intent = { ...head, kind: 'delete', seq: 9 };

function conflict(intent: Intent, also?: readonly Intent[]): ClientConflict {
  return { task: 'a', reason: 'because', intent, at: head.at, ...(also !== undefined && { also }) };
}

const shown = { ...hubTask('a', 'Buy bread'), isPending: false };

describe('a conflict', () => {
  it('[U12] of a task that could not be created can be created again, with what was edited of it since', () => {
    const lost = conflict(edit(2, { tags: { from: [], to: ['shop'] } }), [create]);
    expect(appConflict(lost, null)).toMatchObject({ kind: 'create', title: 'Buy milk', canTakeMine: true });
    expect([mainOf(lost), wantedOf(lost)]).toEqual([create, { tags: ['shop'] }]);
  });

  it('[U12] of several edits has the last word on each field', () => {
    const [first, second] = [
      edit(2, { title: { from: 'Buy', to: 'Buy oat milk' }, priority: { from: 1, to: 4 } }),
      edit(3, { title: { from: 'Buy oat milk', to: 'Buy milk' } }),
    ];
    expect(appConflict(conflict(second, [first]), shown)).toMatchObject({
      kind: 'edit',
      title: 'Buy bread',
      fields: [
        { name: 'title', mine: 'Buy milk', theirs: 'Buy bread' },
        { name: 'priority', mine: 4, theirs: 1 },
      ],
      canTakeMine: true,
    });
  });

  it('[U12] of a task that is gone keeps what was wanted to be read, and can’t be set', () => {
    const lost = conflict(
      edit(2, { notes: { from: null, to: 'soon' }, title: { from: 'Buy', to: 'Buy milk' } }),
    );
    expect(appConflict(lost, null)).toMatchObject({ kind: 'edit', title: 'Buy milk', canTakeMine: false });
  });

  it('[U12] of a deletion is one also after edits', () => {
    const lost = conflict(remove, [edit(2, { title: { from: 'Buy', to: 'Buy milk' } })]);
    expect(appConflict(lost, shown)).toMatchObject({ kind: 'delete', title: 'Buy bread', canTakeMine: true });
  });
});
