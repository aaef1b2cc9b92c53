// The copy of the state in KV, and what older code left there.

import type { ApiClient } from '../../client/api-client.ts';
import { found, type CommandSpec, type Finding } from '../arguments/command-spec.ts';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { checkWhole } from '../arguments/values.ts';
import { formatFacts } from '../output/facts.ts';
import { EXIT } from '../exit.ts';

const DRY_RUN: OptionSpec = { flags: '--dry-run', does: 'only tell what would be done' };

/** `kv stats`, `kv checkpoint`, `kv restore`, `kv migrate`, `kv verify`, `kv rollback`. */
export const KV_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'kv stats',
    does: 'how KV is used today, and what its limits leave',
    example: '',
    run: async (api) => found(await api.kvStats(), formatFacts),
  },
  {
    kind: 'account',
    name: 'kv checkpoint',
    does: 'write what changed into KV now',
    example: '',
    run: async (api) => found(await api.kvCheckpoint(), formatFacts),
  },
  {
    kind: 'account',
    name: 'kv restore',
    does: 'tell what putting the state back from KV would do; with --confirm, do it',
    example: '--confirm 0dcea5289b3c433f',
    options: [{ flags: '--confirm <HASH>', does: 'do it, if it is still this plan' }],
    run: async (api, { given }) =>
      found(await api.kvRestore({ query: { confirm: given.option('confirm') } }), formatFacts),
  },
  {
    kind: 'account',
    name: 'kv migrate',
    does: 'take in what older code left in KV; it goes on by itself',
    example: '--dry-run',
    options: [
      DRY_RUN,
      { flags: '--status', does: 'only tell how far it is', excludes: ['dryRun', 'limit', 'keep'] },
      { flags: '--keep', does: 'keep the older keys' },
      {
        flags: '--limit <N>',
        does: 'so many keys at most with this call',
        read: (text) => checkWhole('--limit', text, { from: 1, to: 1000 }),
      },
    ],
    run: async (api, { given }) =>
      given.has('status')
        ? found(await api.kvMigration(), formatFacts)
        : found(
            await api.kvMigrate({
              query: {
                ...(given.has('dryRun') && { dry_run: true }),
                ...(given.has('keep') && { delete: false }),
                limit: given.option('limit'),
              },
            }),
            formatFacts,
          ),
  },
  {
    kind: 'account',
    name: 'kv verify',
    does: 'compare the older keys with what was taken in; exit code 1 where something differs',
    example: '',
    run: (api) => verify(api),
  },
  {
    kind: 'account',
    name: 'kv rollback',
    does: 'write the older keys back',
    example: '--dry-run',
    options: [DRY_RUN, { flags: '--verify', does: 'compare what was written' }],
    run: async (api, { given }) =>
      found(
        await api.kvRollback({
          query: {
            ...(given.has('dryRun') && { dry_run: true }),
            ...(given.has('verify') && { verify: true }),
          },
        }),
        formatFacts,
      ),
  },
];

async function verify(api: ApiClient): Promise<Finding> {
  const report = await api.kvVerify();
  return { ...found(report, formatFacts), code: report.ok === false ? EXIT.error : EXIT.done };
}
