// A summary of a finished run, for the log. Decides and writes nothing.

import { isDecision, isCarriedOut } from '../../hub/events.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { RunDetails, RunNote } from '../../protocol/run.ts';
import { storedPlan } from '../plan/stored-plan.ts';
import type { Visited } from '../replica.ts';
import type { Session } from '../unit-of-work.ts';
import { contactWith } from './contact.ts';

/** How many events are read at a time. */
const PAGE_EVENTS = 200;

/** Performs a run, and reports it when it is over, even if it throws. */
export async function withNote<T>(
  session: Session,
  {
    by,
    why = () => null,
    asksNobody = false,
  }: {
    readonly by: string | null;
    readonly why?: (answer: T) => string | null;
    /** It contacts no replica, so it is no matter whether one can be reached. */
    readonly asksNobody?: boolean;
  },
  run: () => Promise<T>,
): Promise<T> {
  const { parts } = session;
  const { watchRun } = parts;
  if (watchRun === undefined) return run();
  const end = watchRun();
  const begun = parts.now();
  const last = parts.store.events.last();
  const { requests } = session.figures;
  const tell = (stoppedBy: string | null, { trouble, error }: Pick<RunDetails, 'trouble' | 'error'>): void =>
    end(
      {
        run: session.mark.id,
        ...earlierRunsOf(session),
        by,
        ms: Math.max(0, parts.now() - begun),
        ...countsSince(session, last),
        stoppedBy,
      },
      { requests: session.figures.requests - requests, trouble, error },
    );
  let answer: T;
  try {
    answer = await run();
  } catch (error) {
    tell('failed', { trouble: null, error });
    throw error;
  }
  const mute = asksNobody ? null : muteReplica(session);
  tell(why(answer) ?? whatStands(session, mute), { trouble: mute?.problem ?? null, error: undefined });
  return answer;
}

function earlierRunsOf({ mark }: Session): Pick<RunNote, 'earlierRuns'> {
  const earlierRuns = mark.names.filter((name) => name !== mark.id);
  return earlierRuns.length === 0 ? {} : { earlierRuns };
}

/** Why nothing was taken from a visitor; null if there is another reason, or none. */
export function whyNotTaken({
  standby,
  snapshot,
}: Pick<Visited<unknown>, 'standby' | 'snapshot'>): string | null {
  if (standby !== undefined) return 'standby';
  return snapshot === 'resync' ? 'resync' : null;
}

/** A replica that can't be reached, and why. */
interface Mute {
  readonly name: ReplicaName;
  readonly problem: string;
}

/** What currently blocks everything, or a side. */
function whatStands({ parts }: Session, mute: Mute | null): string | null {
  const plan = storedPlan(parts);
  if (plan !== null && !plan.approved && plan.holds.what !== 'items') return `plan:${plan.reason}`;
  return mute === null ? null : `unreachable:${mute.name}`;
}

/** The first replica that can't be reached; null if all can. */
function muteReplica(session: Session): Mute | null {
  for (const { name, polled } of session.parts.replicas.all) {
    const problem = polled === undefined ? null : contactWith(session, name).problem;
    if (problem !== null) return { name, problem };
  }
  return null;
}

/** Without what the owner decided in the meantime. */
function countsSince(
  { parts: { store }, mark }: Session,
  last: number,
): Pick<RunNote, 'decided' | 'carriedOut'> {
  const carriedOut: Record<ReplicaName, number> = {};
  let decided = 0;
  for (let after = last; after < store.events.last();) {
    const events = store.events.after(after, PAGE_EVENTS);
    for (const event of events.filter(({ run }) => mark.names.includes(run))) {
      if (isCarriedOut(event) && event.replica !== null)
        carriedOut[event.replica] = (carriedOut[event.replica] ?? 0) + 1;
      else if (isDecision(event)) decided += 1;
    }
    if (events.length < PAGE_EVENTS) break;
    after = events.at(-1)?.seq ?? after;
  }
  return { decided, carriedOut };
}
