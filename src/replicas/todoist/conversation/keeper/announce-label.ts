// Announces the label to the owner before it is created.

import { keeperOf } from '../../../../sync/plan/keeper.ts';
import type { Pass } from '../../../../sync/unit-of-work.ts';
import { accountOf } from '../../known.ts';
import { keeperLabelName } from '../../translate/keeper-label.ts';
import { knownLabels } from './label-state.ts';
import { pairOf } from './note-labels.ts';

/** Says that a label will be created in Todoist, and why; '' if it exists, or nothing is known. */
export function announceLabel(pass: Pass): string {
  const { parts, known } = pass;
  const keeper = keeperOf(parts);
  const account = accountOf(pass);
  if (keeper === null || account === null || knownLabels(parts)?.own != null) return '';
  const pair = pairOf(parts, account.userId, ({ name }) => known.get(name) ?? null);
  if (pair === null) return '';
  const name = keeperLabelName({ pair, instance: keeper.instance });
  return ` First a label “${name}” is created in Todoist, on no task, so that another installation can see this one. It is removed by npm run sync -- --leave.`;
}

/** The notice shown if Todoist does not accept the label. */
export function labelNotices({ parts }: Pick<Pass, 'parts'>): readonly string[] {
  const refused = knownLabels(parts)?.refused ?? null;
  if (refused === null) return [];
  return [
    `Todoist has no label for this installation, because it refused to create one: ${refused.reason}. Until there is one, a second installation elsewhere would not be noticed. It is tried again once a day.`,
  ];
}
