// What follows from an operation that Things did not carry out: exhaustive. Pure.

import { unreachable } from '../../../model/assert.ts';
import type { ThingsAcknowledgement } from '../../../protocol/things-operation.ts';
import { APP_FAILED } from '../../../sync/run/backoff.ts';
import { again, changed, type Again, type Failed, type WhatFollows } from '../../../sync/run/what-follows.ts';

/** It is planned again from the current state. */
interface PlanAnew {
  readonly kind: 'plan_anew';
}

/** What to do about an operation. */
export type ThingsFollows = WhatFollows<PlanAnew>;

/**
 * What follows from an operation that the agent did not carry out; null: nothing, because it was. One that the database does not
 * show yet is no failure: it stays `sent`.
 */
export function afterThings(
  failed: Failed,
  told: Pick<ThingsAcknowledgement, 'thingsId' | 'error'> & {
    readonly outcome: Exclude<ThingsAcknowledgement['outcome'], 'unseen'>;
  },
): ThingsFollows | null {
  const { kind } = failed.entry;
  const isMove = kind === 'move_container';
  const isContainer = kind === 'create_container' || kind === 'rename_container' || isMove;
  switch (told.outcome) {
    case 'failed':
      return inTheApp(failed, told.error ?? 'Things refused it');
    case 'stale':
      if (isMove)
        return changed<PlanAnew>(
          { kind: 'plan_anew' },
          inTheApp(failed, 'It is moved in Things each time', 'queued'),
        );
      return isContainer
        ? inTheApp(failed, 'It had just been changed in Things')
        : changed<PlanAnew>(
            { kind: 'plan_anew' },
            inTheApp(failed, 'The to-do changes in Things each time', 'queued'),
          );
    case 'gone':
      return kind === 'create_container' ? inTheApp(failed, 'Things does not show what was created') : null;
    case 'ignored':
      return isContainer ? inTheApp(failed, 'Things accepted it but did not do it') : null;
    case 'done':
      return kind === 'create_container' && told.thingsId === null
        ? inTheApp(failed, 'Things does not say what it created')
        : null;
    default:
      return unreachable(told.outcome);
  }
}

function inTheApp(failed: Failed, reason: string, state: Again['state'] = 'failed'): Again {
  // With the same id, because the agent checks whether it already did it before it tries again.
  return again(failed, { ladder: APP_FAILED, reason, state, sameId: true });
}
