// What moved on both sides, or was kept otherwise than told, and the owner's decision.

import type { ApiClient } from '../../local/api-client.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { formatConflicts } from '../output/account-text.ts';

/** `conflicts list`, `conflicts resolve`, `conflicts resume`. */
export const CONFLICT_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'conflicts list',
    formerly: 'conflicts',
    isUsual: true,
    does: 'conflicts that wait, with both values, then those that were decided, with the value that lost',
    example: '',
    run: async (api) => found(await allConflicts(api), formatConflicts),
  },
  {
    kind: 'account',
    name: 'conflicts resolve',
    formerly: 'resolve',
    does: 'keep one of the two values',
    example: '41 hub',
    takes: [{ name: 'ID' }, { name: 'hub|replica', choices: ['hub', 'replica'] }],
    run: async (api, { given: { words } }) =>
      found(
        await api.resolve(words[0] ?? '', words[1] ?? ''),
        () => 'Resolved: the next run carries it out.',
      ),
  },
  {
    kind: 'account',
    name: 'conflicts resume',
    formerly: 'resume',
    does: 'write a field again that a side kept otherwise than it was told, three times',
    example: 'todoist title',
    takes: [{ name: 'REPLICA' }, { name: 'FIELD' }],
    run: async (api, { given: { words } }) =>
      found(
        await api.resume(words[0] ?? '', words[1] ?? ''),
        () => `Goes on: the next run writes ${words[1] ?? ''} again.`,
      ),
  },
];

/** Those that wait first, however many were decided since. */
async function allConflicts(api: ApiClient): Promise<readonly ConflictEntry[]> {
  const waiting = await api.conflicts({ waiting: true });
  const newest = await api.conflicts({ waiting: false });
  return [...waiting, ...newest.filter(({ outcome }) => outcome !== 'waiting')];
}
