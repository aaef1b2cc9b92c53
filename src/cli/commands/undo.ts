// Taking back what was done: one entry of the history at once; a run, or everything since a time, after it was shown what that would do.

import type { ApiClient } from '../../client/api-client.ts';
import type { UndoneRun } from '../../protocol/history.ts';
import { found, type Call, type CommandSpec, type Finding } from '../arguments/command-spec.ts';
import { parseTime } from '../arguments/times.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { checkRun } from '../arguments/values.ts';
import { EXIT } from '../exit.ts';
import { formatUndone, formatUndoneRun, formatUndoPlan } from '../output/account-text.ts';

/** `undo`. */
export const UNDO_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'undo',
    does: 'take back an entry of the history; or, after it was shown, a run or everything since a time',
    example: '--since 14:30',
    takes: [{ name: 'ID', optional: true }],
    options: [
      { flags: '--run <RUN>', does: 'all that this run decided', read: checkRun, excludes: ['since'] },
      {
        flags: '--since <TIME>',
        does: 'all that was decided since then: 90m, 2h, 3d, 14:30, 2026-11-30, "2026-11-30 14:30"',
        read: (text) => String(parseTime(text, Date.now())),
      },
      { flags: '-y, --yes', does: 'do it without asking' },
      { flags: '--dry-run', does: 'only show what it would do', excludes: ['yes'] },
    ],
    run: async (api, call) => {
      const [id] = call.given.words;
      const many = manyOf(api, call);
      if ((id === undefined) === (many === null))
        throw new UsageError('undo takes the id of an entry, or --run RUN, or --since TIME');
      if (many !== null) return undoMany(many, call);
      if (call.given.has('dryRun')) throw new UsageError('--dry-run belongs to --run and --since');
      return found(await api.undo({ path: { id: id ?? '' } }), formatUndone);
    },
  },
];

type Undo = (options: { readonly dryRun: boolean }) => Promise<UndoneRun>;

function manyOf(api: ApiClient, { given }: Call): Undo | null {
  const [run, since] = [given.option('run'), given.option('since')];
  if (run !== undefined)
    return ({ dryRun }) => api.undoRun({ path: { id: run }, query: { dry_run: dryRun } });
  return since === undefined
    ? null
    : ({ dryRun }) => api.undoSince({ query: { dry_run: dryRun }, body: { since: Number(since) } });
}

async function undoMany(undo: Undo, { given, json, terminal, signal }: Call): Promise<Finding> {
  if (!given.has('yes')) {
    const plan = await undo({ dryRun: true });
    if (given.has('dryRun')) return found(plan, formatUndoPlan);
    if (json || !terminal.canAsk) {
      const text = `${formatUndoPlan(plan)}\n\nNothing was changed. To do it, repeat the command with --yes.`;
      return { json: plan, text, code: EXIT.planWaits };
    }
    terminal.say(`${formatUndoPlan(plan)}\n`);
    if (!(await terminal.ask('Take all of this back?', signal)))
      return { json: plan, text: 'Nothing was changed.', code: EXIT.planWaits };
  }
  return found(await undo({ dryRun: false }), formatUndoneRun);
}
