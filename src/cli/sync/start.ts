// `npm start` (and `sync` without `--once`): says what it runs on, has the first plan approved, applies it, keeps syncing.

import type { Plan } from '../../protocol/plan.ts';
import { REASONS_BY_HASH } from '../../protocol/plan-reasons.ts';
import type { Accounts } from '../../local/accounts.ts';
import { createConflictNews } from './conflict-news.ts';
import { follow } from './follow.ts';
import { mayApply, setStrategy } from './once.ts';
import type { LocalOptions } from '../arguments/options.ts';
import { formatPlan, howToApprove } from '../output/plan-text.ts';
import { formatReport } from '../output/report-text.ts';
import { EXIT } from '../exit.ts';
import { type RunReport } from './run-report.ts';
import type { Session } from '../../local/session.ts';
import { syncUntilQuiet } from './sync-until-quiet.ts';
import type { Terminal } from '../output/terminal.ts';
import { formatIntroduction } from './introduction.ts';
import { watchProgress } from './watch-progress.ts';

const ASK_EMULATOR_EVERY_MS = 2000;
const ASK_TODOIST_EVERY_MS = 15_000;

/** What `start` needs besides the session. */
export interface StartOptions {
  readonly options: LocalOptions;
  readonly accounts: Accounts;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Runs until aborted, or until it can't go on without a person; answers with the exit code. Throws `ApiError`. */
export async function runStart(session: Session, start: StartOptions): Promise<number> {
  const { terminal, options, accounts, signal } = start;
  const command = options.command === 'start' ? 'npm start --' : 'npm run sync --';
  const thingsPage = (await session.openThingsPage?.()) ?? null;
  terminal.say(formatIntroduction(session, accounts, thingsPage));
  if (options.strategy !== null) await setStrategy(session, options.strategy);
  const conflictNews = await createConflictNews(session.api);
  const report = await firstRun(session, start);
  for (const line of await conflictNews()) terminal.say(line);
  for (const error of report.errors) terminal.complain(error);
  terminal.say(`\n${formatReport(report)}`);
  if (report.plan !== null) {
    terminal.say(`Nothing of this plan was applied. ${howToApprove(report.plan, command)}`);
    return EXIT.planWaits;
  }
  terminal.say('\nSyncing. Ctrl-C ends it; starting again continues where it left off.\n');
  const askEveryMs = accounts.todoist.kind === 'emulator' ? ASK_EMULATOR_EVERY_MS : ASK_TODOIST_EVERY_MS;
  await follow(session, {
    terminal,
    signal,
    askEveryMs,
    command,
    mayApply: (plan) => mayApply(plan, options),
  });
  return EXIT.done;
}

async function firstRun(session: Session, { options, terminal, signal }: StartOptions): Promise<RunReport> {
  const progress = watchProgress(session, terminal);
  try {
    return await syncUntilQuiet(session, {
      signal,
      decide: async (plan) => {
        progress.pause();
        terminal.say(`\n${formatPlan(plan)}\n`);
        const decided = await decide(plan, { options, terminal, signal });
        progress.go();
        return decided;
      },
    });
  } finally {
    progress.stop();
  }
}

/** What a yes does. */
const QUESTIONS = {
  applies: 'Apply this plan?',
  takes_over: 'Go on here instead?',
  goes_on_beside: 'Sync this library too, while the other installation goes on?',
} as const;

async function decide(
  plan: Plan,
  { options, terminal, signal }: Pick<StartOptions, 'options' | 'terminal' | 'signal'>,
): Promise<boolean> {
  if (mayApply(plan, options)) return true;
  const question = QUESTIONS[plan.approving ?? 'applies'];
  return terminal.canAsk && !REASONS_BY_HASH.has(plan.reason) && terminal.ask(question, signal);
}
