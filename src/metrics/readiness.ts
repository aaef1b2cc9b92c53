// Whether an account can do its work now, part by part, each in words and with a code. Pure.

/** A part of the system that may fail or be stale. */
type PartName = 'setup' | 'todoist' | 'agent' | 'budget' | 'plan' | 'checkpoint' | 'steps';

/** How one part stands. */
export interface Part {
  readonly part: PartName;
  readonly ok: boolean;
  /** What is wrong, for programs: `todoist_unreachable`, …; null: nothing is. */
  readonly code: string | null;
  /** The same in words. */
  readonly detail: string;
}

/** What is known of an account. Times are epoch ms; null: never, or none. */
export interface ReadinessFacts {
  readonly now: number;
  /** What is not set up. */
  readonly missing: string | null;
  readonly todoist: { readonly seenAt: number | null; readonly problem: string | null };
  readonly agentSeenAt: number | null;
  /** The KV operations of which today's budget is used up. */
  readonly spent: readonly string[];
  /** A plan that waits for a person. `holds`: whether nothing goes on at all, or a side, or only some changes. */
  readonly plan: 'everything' | 'side' | 'items' | null;
  readonly checkpoint: { readonly writtenAt: number | null; readonly dirtySince: number | null };
  /** What fails of what is done without being asked, in words. */
  readonly failing: readonly string[];
}

const HOUR_MS = 3_600_000;

/** An agent that did not come for so long is stale: a Mac may sleep for a night. */
const AGENT_STALE_MS = 24 * HOUR_MS;

/** A change that is in no copy for so long is stale: copies are made every four hours. */
const CHECKPOINT_STALE_MS = 12 * HOUR_MS;

/** Tells how each part stands. The account is ready where all are well. */
export function readinessOf(facts: ReadinessFacts): readonly Part[] {
  return [
    part('setup', facts.missing === null ? null : 'not_configured', facts.missing ?? 'Everything is set up.'),
    todoistPart(facts),
    agentPart(facts),
    budgetPart(facts),
    planPart(facts),
    checkpointPart(facts),
    part(
      'steps',
      facts.failing.length === 0 ? null : 'steps_failing',
      facts.failing.length === 0 ? 'Nothing fails.' : facts.failing.join(' '),
    ),
  ];
}

function part(name: PartName, code: string | null, detail: string): Part {
  return { part: name, ok: code === null, code, detail };
}

function todoistPart({ todoist: { seenAt, problem }, now }: ReadinessFacts): Part {
  if (problem !== null) return part('todoist', 'todoist_unreachable', `Todoist can't be read: ${problem}`);
  if (seenAt === null) return part('todoist', 'todoist_never_read', 'Todoist was never read.');
  return part('todoist', null, `Todoist was last read ${ago(now - seenAt)}.`);
}

function agentPart({ agentSeenAt, now }: ReadinessFacts): Part {
  if (agentSeenAt === null) return part('agent', 'agent_never_seen', 'No agent has come yet.');
  const text = `The agent on the Mac last came ${ago(now - agentSeenAt)}.`;
  return part('agent', now - agentSeenAt > AGENT_STALE_MS ? 'agent_silent' : null, text);
}

function budgetPart({ spent }: ReadinessFacts): Part {
  if (spent.length === 0) return part('budget', null, "Today's KV budget has room.");
  const text = `Today's KV budget is used up (${spent.join(', ')}): copies wait for the next UTC day.`;
  return part('budget', 'kv_budget_spent', text);
}

function planPart({ plan }: ReadinessFacts): Part {
  if (plan === null) return part('plan', null, 'No plan waits.');
  if (plan === 'items') return part('plan', null, 'Some changes wait for your approval; all others go on.');
  const what = plan === 'side' ? 'one side is not synced' : 'nothing is synced';
  return part('plan', 'plan_waiting', `A plan waits for your approval, and ${what} before that.`);
}

function checkpointPart({ checkpoint: { writtenAt, dirtySince }, now }: ReadinessFacts): Part {
  const last =
    writtenAt === null ? 'There is no copy in KV yet' : `The last copy was made ${ago(now - writtenAt)}`;
  if (dirtySince === null) return part('checkpoint', null, `${last}; nothing has changed since.`);
  const isLate = now - dirtySince > CHECKPOINT_STALE_MS;
  return part('checkpoint', isLate ? 'checkpoint_late' : null, `${last}; changed ${ago(now - dirtySince)}.`);
}

/** In the largest unit that fits. */
function ago(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < 120) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}
