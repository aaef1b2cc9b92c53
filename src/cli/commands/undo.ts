// Taking back what was done: one entry of the history, or a run.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { checkRun } from '../arguments/values.ts';
import { formatUndone, formatUndoneRun } from '../output/account-text.ts';

/** `undo`. */
export const UNDO_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'undo',
    does: 'take an entry of the history back, or all of a run',
    example: '--run 86',
    takes: [{ name: 'ID', optional: true }],
    options: [{ flags: '--run <RUN>', does: 'all that this run decided', read: checkRun }],
    run: async (api, { given }) => {
      const [id] = given.words;
      const run = given.option('run');
      if ((id === undefined) === (run === undefined))
        throw new UsageError('undo takes the id of an entry, or --run RUN');
      return id === undefined
        ? found(await api.undoRun(run ?? ''), formatUndoneRun)
        : found(await api.undo(id), formatUndone);
    },
  },
];
