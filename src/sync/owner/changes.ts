// What changed in the hub since a point or a time. Read-only.

import { err, ok, type Result } from '../../model/result.ts';
import type { ChangesPage } from '../../protocol/changes.ts';
import { changePointToText, parseChangePoint, type ChangePoint, type HubChange } from '../../hub/clock.ts';
import type { Store } from '../../hub/store.ts';
import type { AccountFailure, ChangesQuery } from './account-port.ts';

const START_AFRESH: AccountFailure = {
  kind: 'start_afresh',
  detail: 'changes that old are no longer kept: drop what you have, and ask without `since` for everything',
};

/** One page of changes. Fails with `start_afresh` if they are no longer known. */
export function changesOf(store: Store, query: ChangesQuery): Result<ChangesPage, AccountFailure> {
  const since = pointOf(store, query);
  if (!since.ok) return since;
  const found = store.clock.changesSince(since.value, query.limit);
  if (found.kind === 'start_afresh') return err(START_AFRESH);
  return ok({
    changes: found.changes.map(describeChange),
    upTo: changePointToText(found.upTo),
    more: found.more,
  });
}

function pointOf(store: Store, { since, time }: ChangesQuery): Result<ChangePoint | null, AccountFailure> {
  if (since !== null) {
    const point = parseChangePoint(since);
    return point === null
      ? err({ kind: 'invalid', detail: '`since` is not a value that this API gave out' })
      : ok(point);
  }
  if (time === null) return ok(null);
  const tick = store.clock.tickAt(time);
  return tick === null ? err(START_AFRESH) : ok({ began: tick, tick, id: null });
}

function describeChange(change: HubChange): ChangesPage['changes'][number] {
  if (change.kind === 'container') {
    const { id, kind, name, parent } = change.container;
    return { kind: 'container', tick: change.tick, id, container: kind, name, parent };
  }
  const { id, fields, deletedAt } = change.task;
  return { kind: 'task', tick: change.tick, id, fields: { ...fields }, deletedAt, inScope: change.inScope };
}
