// Subcommands of `sync`: look at an account and decide about it, over the API of the Worker that has it.

import type { ApiClient } from '../local/api-client.ts';
import type { ConflictEntry } from '../protocol/history.ts';
import { configChangeFrom } from './config-words.ts';
import {
  formatConflicts,
  formatConfig,
  formatExplanation,
  formatHistory,
  formatStatus,
  formatUndone,
  formatUndoneRun,
} from './inspect-text.ts';
import { LocalError } from '../local/local-error.ts';
import type { Inspection } from './options.ts';
import { formatPlan } from './plan-text.ts';

/** What a subcommand found: for a person, and as the API has it. */
export interface Finding {
  readonly text: string;
  readonly json: unknown;
}

const HISTORY_SHOWN = 50;
/** As many as the API gives at once. */
const RUN_SHOWN = 500;

/** Carries out a subcommand. Throws `ApiError`, and `LocalError` for settings that do not exist. */
export async function inspect(api: ApiClient, { name, words, items, run }: Inspection): Promise<Finding> {
  const [first = '', second = ''] = words;
  switch (name) {
    case 'status':
      return found(await api.status(), formatStatus);
    case 'plan':
      return found(await api.plan(), (plan) =>
        plan === null ? 'No plan waits.' : formatPlan(plan, { ids: true }),
      );
    case 'approve':
      return found(await api.approve(first, items), () =>
        items === undefined
          ? 'Approved: the next run applies it.'
          : 'Approved: the next run applies these items; the others go on waiting.',
      );
    case 'catch-up':
      return found(
        await api.catchUp(first),
        () => 'Good: the next run brings Things up to date. What it wrote: npm run sync -- history',
      );
    case 'discard':
      return found(await api.discard(first), ({ holds }) =>
        holds.what === 'items'
          ? 'Said no: the next run takes it back where it was made.'
          : 'Discarded: the next run makes a new plan.',
      );
    case 'history':
      return found(
        await (run === undefined ? api.history({ limit: HISTORY_SHOWN }) : runOf(api, run)),
        formatHistory,
      );
    case 'undo':
      return run === undefined
        ? found(await api.undo(first), formatUndone)
        : found(await api.undoRun(run), formatUndoneRun);
    case 'conflicts':
      return found(await allConflicts(api), formatConflicts);
    case 'resolve':
      return found(await api.resolve(first, second), () => 'Resolved: the next run carries it out.');
    case 'resume':
      return found(await api.resume(first, second), () => `Goes on: the next run writes ${second} again.`);
    case 'explain':
      return found(await api.explain(first), formatExplanation);
    case 'config':
      return words.length === 0
        ? found(await api.config(), formatConfig)
        : found(await api.changeConfig(configChangeFrom(words, await api.config())), formatConfig);
  }
}

/** Those that wait first, however many were decided since. */
async function allConflicts(api: ApiClient): Promise<readonly ConflictEntry[]> {
  const waiting = await api.conflicts({ waiting: true });
  const newest = await api.conflicts({ waiting: false });
  return [...waiting, ...newest.filter(({ outcome }) => outcome !== 'waiting')];
}

function found<T>(json: T, format: (value: T) => string): Finding {
  return { json, text: format(json) };
}

/** What a run decided and did. A run that did nothing is not in the history either. */
async function runOf(api: ApiClient, run: string): ReturnType<ApiClient['history']> {
  const entries = await api.history({ limit: RUN_SHOWN, run: Number(run) });
  if (entries.length > 0) return entries;
  throw new LocalError(
    `there is no run ${run} in the history (the runs that did something: npm run sync -- history)`,
  );
}
