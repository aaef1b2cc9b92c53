// What moved on both sides, or was kept otherwise than told, and the owner's decision.

import type { ApiClient } from '../../client/api-client.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { formatConflicts } from '../output/conflict-text.ts';

/** As many of each as anybody reads. */
const SHOWN = 100;

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
    does: 'keep the value of one side',
    example: '41 todoist',
    // What stands last is how the two values are called in the API, and were once here.
    takes: [{ name: 'ID' }, { name: 'todoist|things', choices: ['todoist', 'things', 'hub', 'replica'] }],
    run: async (api, { given: { words } }) => {
      const [id = '', side = ''] = words;
      return found(
        await api.resolve({ path: { id }, body: { keep: await valueOf(api, id, side) } }),
        () => 'Resolved: the next run carries it out.',
      );
    },
  },
  {
    kind: 'account',
    name: 'conflicts resume',
    formerly: 'resume',
    does: 'write a field again that one side kept differently three times',
    example: 'todoist title',
    takes: [{ name: 'REPLICA' }, { name: 'FIELD' }],
    run: async (api, { given: { words } }) =>
      found(
        await api.resume({ path: { replica: words[0] ?? '', field: words[1] ?? '' } }),
        () => `Resumed: the next run writes ${words[1] ?? ''} again.`,
      ),
  },
];

/** The value of a side, as the API names it. */
async function valueOf(api: ApiClient, id: string, side: string): Promise<'hub' | 'replica'> {
  if (side === 'hub' || side === 'replica') return side;
  const conflict = (await api.conflicts({ query: { waiting: true, limit: SHOWN } })).find(
    (one) => one.id === id,
  );
  return conflict?.replica === side ? 'replica' : 'hub';
}

/** Those that wait first, however many were decided since. */
async function allConflicts(api: ApiClient): Promise<readonly ConflictEntry[]> {
  const waiting = await api.conflicts({ query: { waiting: true, limit: SHOWN } });
  const newest = await api.conflicts({ query: { waiting: false, limit: SHOWN } });
  return [...waiting, ...newest.filter(({ outcome }) => outcome !== 'waiting')];
}
