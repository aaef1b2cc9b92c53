// What was done, and why a task is as it is.

import type { ApiClient } from '../../client/api-client.ts';
import { LocalError } from '../../local/local-error.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { checkRun, checkWhole } from '../arguments/values.ts';
import { formatExplanation, formatHistory } from '../output/account-text.ts';

const USUALLY_SHOWN = 50;
/** As many as the API gives at once. */
const MOST_SHOWN = 500;
/** The newest conflicts; those of the same stretch are shown among what was done. */
const CONFLICTS_LOOKED_AT = 500;

/** `history` and `explain`. */
export const HISTORY_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'history',
    does: 'what was done, newest first, each line with its id and its run',
    example: '--run 86',
    options: [
      { flags: '--run <RUN>', does: 'everything that this run decided and did', read: checkRun },
      {
        flags: '--limit <N>',
        does: `so many at most (default: ${USUALLY_SHOWN}, of a run ${MOST_SHOWN})`,
        read: (text) => checkWhole('--limit', text, { from: 1, to: MOST_SHOWN }),
      },
      {
        flags: '--before <ID>',
        does: 'only what stands before this entry',
        read: (text) => checkWhole('--before', text),
      },
    ],
    run: async (api, { given }) => {
      const limit = given.option('limit');
      const before = given.option('before');
      const run = given.option('run');
      const page = {
        limit: limit === undefined ? (run === undefined ? USUALLY_SHOWN : MOST_SHOWN) : Number(limit),
        ...(before !== undefined && { before: Number(before) }),
      };
      if (run !== undefined) return found(await runOf(api, run, page), (entries) => formatHistory(entries));
      const conflicts = await api.conflicts({ query: { limit: CONFLICTS_LOOKED_AT } });
      return found(await api.history({ query: page }), (entries) =>
        formatHistory(entries, conflicts, {
          hasNewer: before !== undefined,
          hasOlder: entries.length === page.limit,
        }),
      );
    },
  },
  {
    kind: 'account',
    name: 'explain',
    does: 'what was seen of a task, what was decided by which rule, what was sent; by any of its ids',
    example: '6X7rM8997g3RQmvh',
    takes: [{ name: 'ID' }],
    run: async (api, { given }) => {
      const [id = ''] = given.words;
      if (id.trim() === '') throw new UsageError('the id of a task, project, area or heading is empty');
      return found(await api.explain({ path: { id } }), formatExplanation);
    },
  },
];

/** What a run decided and did. A run that did nothing is not in the history either. */
async function runOf(
  api: ApiClient,
  run: string,
  page: { readonly limit: number; readonly before?: number },
): ReturnType<ApiClient['history']> {
  const entries = await api.history({ query: { ...page, run } });
  if (entries.length > 0) return entries;
  throw new LocalError(
    `there is no run ${run} in the history (the runs that did something: npm run cli -- history)`,
  );
}
