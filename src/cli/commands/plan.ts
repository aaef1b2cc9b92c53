// The plan that waits, and the owner's answer to it.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import type { ArgumentSpec } from '../arguments/option-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { formatApproved, formatPlan } from '../output/plan-text.ts';

const HASH: ArgumentSpec = { name: 'HASH' };

/** `plan show`, `plan approve`, `plan discard`, `plan catch-up`. */
export const PLAN_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'plan show',
    formerly: 'plan',
    isUsual: true,
    does: 'the plan that waits, with the id of each item',
    example: '',
    run: async (api) =>
      found(await api.plan(), (plan) => (plan === null ? 'No plan waits.' : formatPlan(plan, { ids: true }))),
  },
  {
    kind: 'account',
    name: 'plan approve',
    formerly: 'approve',
    does: 'let that plan be carried out by the next run',
    example: '0dcea5289b3c433f --items 12,15',
    takes: [HASH],
    options: [
      { flags: '--items <ID,ID>', does: 'only these items; the others go on waiting', read: checkItems },
    ],
    run: async (api, { given }) => {
      const items = given.option('items')?.split(',');
      return found(
        await api.approve({
          path: { hash: given.words[0] ?? '' },
          body: items === undefined ? {} : { items },
        }),
        (approved) => (items === undefined ? 'Approved: the next run applies it.' : formatApproved(approved)),
      );
    },
  },
  {
    kind: 'account',
    name: 'plan discard',
    formerly: 'discard',
    does: 'say no to it: items are taken back where they were made, any other plan is forgotten',
    example: '0dcea5289b3c433f',
    takes: [HASH],
    run: async (api, { given }) =>
      found(await api.discard({ path: { hash: given.words[0] ?? '' } }), ({ holds }) =>
        holds.what === 'items'
          ? 'Declined: the next run takes it back where it was made.'
          : 'Discarded: the next run makes a new plan.',
      ),
  },
  {
    kind: 'account',
    name: 'plan catch-up',
    formerly: 'catch-up',
    does: 'have Things brought up to date, where the plan is one of an older library',
    example: '0dcea5289b3c433f',
    takes: [HASH],
    run: async (api, { given }) =>
      found(
        await api.catchUp({ path: { hash: given.words[0] ?? '' } }),
        () => 'Answered: the next run brings Things up to date. What it writes: npm run cli -- history',
      ),
  },
];

function checkItems(list: string): string {
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length === 0) throw new UsageError('--items needs the ids of items (see: npm run cli -- plan)');
  return ids.join(',');
}
