// Keeps two accounts in sync until told to stop, and tells of each change in one line.

import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../protocol/plan.ts';
import { REASONS_BY_HASH } from '../../protocol/plan-reasons.ts';
import { ApiError } from '../../client/api-client.ts';
import { formatPlan, howToApprove } from '../output/plan-text.ts';
import type { Session } from '../../local/session.ts';
import { createNews, type News } from './news.ts';
import { exchangeWhileBusy } from './sync-until-quiet.ts';
import type { Terminal } from '../output/terminal.ts';

/** How often the Things database is looked at for a change, ms. */
const LOOK_EVERY_MS = 1000;

/** How to follow. */
export interface FollowOptions {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** How often Todoist is asked although nothing happened in Things, ms. */
  readonly askEveryMs: number;
  readonly mayApply: (plan: Plan) => boolean;
  /** The command that the person used, for hints. */
  readonly command: string;
}

/** Follows until aborted. A failure is told once and tried again; only a broken invariant ends it. */
export async function follow(session: Session, options: FollowOptions): Promise<void> {
  let news: News | null = null;
  const voice = createVoice(options);
  let mark = databaseMark(session.databasePath);
  let lastAskedAt = Date.now();
  while (!options.signal.aborted) {
    await pause(LOOK_EVERY_MS, options.signal);
    const now = databaseMark(session.databasePath);
    if (now === mark && Date.now() - lastAskedAt < options.askEveryMs) continue;
    mark = now;
    lastAskedAt = Date.now();
    if (options.signal.aborted) break;
    news = await round(session, options, voice, news);
  }
}

/** Gives the news from then on; those that were given, where the round failed. */
async function round(
  session: Session,
  options: FollowOptions,
  voice: Voice,
  given: News | null,
): Promise<News | null> {
  let news = given;
  try {
    news ??= await createNews(session.api);
    const { error, response, moved } = await exchangeWhileBusy(session, options.signal);
    for (const line of await news({ moved, conflicts: response?.run.conflicts ?? null }))
      options.terminal.say(line);
    voice.problem(error ?? response?.problems[0]?.detail ?? null);
    const plan = response?.plan ?? null;
    if (plan === null || plan.approved) voice.plan(null);
    else if (options.mayApply(plan)) await session.api.approve({ path: { hash: plan.hash } });
    else voice.plan(plan);
  } catch (error) {
    if (options.signal.aborted) return news;
    if (!(error instanceof ApiError)) throw error;
    voice.problem(error.message);
  }
  return news;
}

/** Says a thing when it changes, not every time. */
interface Voice {
  readonly problem: (text: string | null) => void;
  readonly plan: (plan: Plan | null) => void;
}

function createVoice({ terminal, command }: FollowOptions): Voice {
  let lastProblem: string | null = null;
  let lastPlan: string | null = null;
  return {
    problem(text) {
      if (text !== null && text !== lastProblem) terminal.complain(text);
      if (text === null && lastProblem !== null) terminal.say('Working again.');
      lastProblem = text;
    },
    plan(plan) {
      if (plan !== null && plan.hash !== lastPlan) {
        terminal.say(`\n${formatPlan(plan)}\n`);
        if (plan.reason === 'not_keeper') {
          terminal.say(howToApprove(plan, command));
          lastPlan = plan.hash;
          return;
        }
        lastPlan = plan.hash;
        if (plan.answers !== undefined) {
          terminal.say('It waits until you answer, in another terminal.');
          return;
        }
        const waits = plan.holds.what === 'items' ? 'These wait' : 'Stopped';
        terminal.say(
          `${waits} until you decide. In another terminal: npm run cli -- plan approve ${plan.hash}`,
        );
        terminal.say(`or: npm run cli -- plan discard ${plan.hash}`);
        if (REASONS_BY_HASH.has(plan.reason)) terminal.say(howToApprove(plan, command));
      }
      lastPlan = plan?.hash ?? null;
    },
  };
}

/** Changes whenever the database is written to. */
function databaseMark(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? '-' : `${stats.mtimeMs}:${stats.size}`))
    .join(' ');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
