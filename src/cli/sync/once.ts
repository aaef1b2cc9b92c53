// `sync --once`: one run, what it came to, and an exit code.

import { describeFailure } from '../../agent/failures.ts';
import type { Strategy } from '../../model/conflict.ts';
import type { Plan } from '../../protocol/plan.ts';
import { REASONS_BY_HASH } from '../../protocol/plan-reasons.ts';
import type { Terminal } from '../output/terminal.ts';
import type { LocalOptions } from '../arguments/options.ts';
import { formatPlan, howToApprove } from '../output/plan-text.ts';
import {
  endingOf,
  endingOfDryRun,
  kvBetween,
  NOTHING_APPLIED,
  reportToJson,
  type RunReport,
} from './run-report.ts';
import { formatReport } from '../output/report-text.ts';
import type { Session } from '../../local/session.ts';
import { createConflictNews } from './conflict-news.ts';
import { syncUntilQuiet } from './sync-until-quiet.ts';
import { watchProgress } from './watch-progress.ts';

const COMMAND = 'npm run sync -- --once';

/** What a run needs besides the session. */
export interface OnceOptions {
  readonly options: LocalOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Does one run and answers with the exit code. Prints the JSON line last where it was asked for. Throws `ApiError`. */
export async function runOnce(session: Session, { options, terminal, signal }: OnceOptions): Promise<number> {
  if (options.strategy !== null) await setStrategy(session, options.strategy);
  const conflictNews = await createConflictNews(session.api);
  const report = await (options.dryRun
    ? runDry(session)
    : runWatched(session, { options, terminal, signal }));
  for (const line of options.dryRun ? [] : await conflictNews()) terminal.say(line);
  if (report.plan !== null) terminal.say(formatPlan(report.plan));
  terminal.say(conclusionOf(report, options));
  for (const error of report.errors) terminal.complain(error);
  const ending = options.dryRun ? endingOfDryRun(report) : endingOf(report);
  if (options.json) terminal.result(reportToJson(report, ending));
  return ending.code;
}

async function runWatched(session: Session, { options, terminal, signal }: OnceOptions): Promise<RunReport> {
  const progress = watchProgress(session, terminal);
  const met = new Set<string>();
  try {
    const report = await syncUntilQuiet(session, {
      signal,
      decide: async (plan) => {
        met.add(plan.hash);
        const decided = mayApply(plan, options);
        if (decided) progress.go();
        return decided;
      },
    });
    const errors = [...report.errors, ...missedPlan(options, met)];
    return { ...report, errors };
  } finally {
    progress.stop();
  }
}

/** Whoever names a plan that does not wait must not take this run for its approval. Another one that waits is shown instead. */
function missedPlan({ approve }: LocalOptions, met: ReadonlySet<string>): readonly string[] {
  if (approve === null || met.size > 0) return [];
  return [`no plan ${approve} is waiting here: it was applied or discarded, or belongs to another state`];
}

function conclusionOf(report: RunReport, options: LocalOptions): string {
  if (options.dryRun) {
    return report.plan === null && report.errors.length === 0
      ? 'Dry run: nothing would be done.'
      : '\nDry run: nothing was changed.';
  }
  if (report.plan === null) return formatReport(report);
  return `\n${formatReport(report)}\n\n${howToApprove(report.plan, COMMAND)}`;
}

const NOT_BY_YES: ReadonlySet<Plan['reason']> = new Set([...REASONS_BY_HASH, 'left_out', 'not_keeper']);

/** `--yes` is no word for a side that is not what it was, for what a person left out, or against another installation. */
export function mayApply(plan: Plan, options: Pick<LocalOptions, 'yes' | 'approve'>): boolean {
  return plan.hash === options.approve || (options.yes && !NOT_BY_YES.has(plan.reason));
}

/** Sets how conflicts are decided, if that is not how they are already. */
export async function setStrategy(session: Pick<Session, 'api'>, strategy: Strategy): Promise<void> {
  const config = await session.api.config();
  if (config.strategy !== strategy) await session.api.changeConfig({ body: { strategy } });
}

async function runDry(session: Session): Promise<RunReport> {
  const before = await session.api.status();
  const step = await session.agent.exchangeOnce({ dryRun: true });
  const status = await session.api.status();
  const base = {
    applied: { todoist: NOTHING_APPLIED, things: NOTHING_APPLIED },
    status,
    kv: kvBetween(before.kv, status.kv),
  };
  if (!step.ok) return { ...base, plan: null, errors: [describeFailure(step.error)] };
  const { plan, problems } = step.value.response;
  return { ...base, plan: isEmpty(plan) ? null : plan, errors: problems.map((problem) => problem.detail) };
}

function isEmpty(plan: Plan | null): boolean {
  return (
    plan === null || (plan.lines.length === 0 && Object.values(plan.counts).every((count) => count === 0))
  );
}
