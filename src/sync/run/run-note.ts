// A summary of a finished run, for the log. Decides and writes nothing.

import { isDecision, isCarriedOut } from '../../hub/events.ts';
import type { ReplicaName } from '../../model/ids.ts';
import type { RunNote } from '../../protocol/run.ts';
import { storedPlan } from '../plan/stored-plan.ts';
import type { Visited } from '../replica.ts';
import type { Session } from '../unit-of-work.ts';
import { contactWith } from './contact.ts';

/** How many events are read at a time. */
const PAGE_EVENTS = 200;

/** Performs a run, and reports it when it is over, even if it throws. */
export async function withNote<T>(
  session: Session,
  { by, why = () => null }: { readonly by: string | null; readonly why?: (answer: T) => string | null },
  run: () => Promise<T>,
): Promise<T> {
  const { parts } = session;
  const { onRun } = parts;
  if (onRun === undefined) return run();
  const begun = parts.now();
  const last = parts.store.events.last();
  const tell = (stoppedBy: string | null): void =>
    onRun({
      run: session.mark.id,
      ...earlierRunsOf(session),
      by,
      ms: Math.max(0, parts.now() - begun),
      ...countsSince(session, last),
      stoppedBy,
    });
  try {
    const answer = await run();
    tell(why(answer) ?? whatStands(session));
    return answer;
  } catch (error) {
    tell('failed');
    throw error;
  }
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

/** What currently blocks everything, or a side. */
function whatStands(session: Session): string | null {
  const { parts } = session;
  const plan = storedPlan(parts);
  if (plan !== null && !plan.approved && plan.holds.what !== 'items') return `plan:${plan.reason}`;
  const mute = parts.replicas.all.find(
    ({ name, polled }) => polled !== undefined && contactWith(session, name).problem !== null,
  );
  return mute === undefined ? null : `unreachable:${mute.name}`;
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
