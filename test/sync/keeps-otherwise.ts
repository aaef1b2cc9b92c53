// A Things that keeps otherwise what it is told: the test plays the agent that tells of it.

import type { ThingsAcknowledgement, ThingsOperation } from '../../src/protocol/things-operation.ts';
import type { ThingsTodo } from '../../src/protocol/things-row.ts';
import { Stage } from './stage.ts';

/** A title, and what a Things that cuts titles makes of it. */
export const LONG = 'Water the plants in the kitchen and on the balcony';
export const CUT = LONG.slice(0, 16);

/** What Things makes of a row that it was told. */
export type Keep = (row: ThingsTodo) => Partial<ThingsTodo>;

/** Exchanges until nothing is left to do; Things keeps what it is told in its own way. */
export async function settleKeeping(stage: Stage, keep: Keep, error: string | null = null): Promise<void> {
  let acknowledgements: readonly ThingsAcknowledgement[] = [];
  for (let round = 0; round < 9; round += 1) {
    const { operations, plan } = await stage.exchange({ acknowledgements: [...acknowledgements] });
    if (plan !== null) stage.account.approve(plan.hash);
    acknowledgements = operations.map((operation) => carryOut(stage, operation, keep, error));
    if (plan === null && operations.length === 0) return;
  }
  throw new Error('never at rest');
}

function carryOut(stage: Stage, operation: ThingsOperation, keep: Keep, error: string | null) {
  const told = stage.library.carryOut(operation);
  if (told.row === null) return told;
  stage.library.edit(told.row.id, keep(told.row));
  return { ...told, outcome: 'ignored' as const, row: stage.library.todo(told.row.id), error };
}

/** Cuts titles. */
export const cut: Keep = ({ title }) => ({ title: title.slice(0, CUT.length) });

/** The questions that wait for a person. */
export function waiting(stage: Stage) {
  return stage.account.conflicts({ waitingOnly: true, limit: 99 });
}

/** A task of Todoist whose title Things has cut. */
export async function cutStage(): Promise<{ readonly stage: Stage; readonly id: string }> {
  const stage = new Stage();
  const { id } = await stage.inTodoist('POST', '/tasks', { content: LONG });
  await settleKeeping(stage, cut);
  return { stage, id: String(id) };
}
