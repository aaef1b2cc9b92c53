// Counts what one Durable Object is used for: its runs, its calls, its alarms. Decides what of an error is told, and nothing else.

import type { RequestFacts } from '../../metrics/count-one.ts';
import { createRecorder, type Recorder, type RecorderParts } from '../../metrics/recorder.ts';
import { withoutQuoted } from '../../protocol/log.ts';
import type { RunDetails, RunNote } from '../../protocol/run.ts';
import { TODOIST } from '../../replicas/todoist/known.ts';
import { describeError } from '../describe-error.ts';

/** The counts of one object. */
export interface ObjectMetrics extends Pick<Recorder, 'noteEffect' | 'hours' | 'totals' | 'hasNewHour'> {
  /** A run begins; the result is called when it is over. */
  readonly watchRun: () => (note: RunNote, details: RunDetails) => void;
  /** Does what a client asked for, and counts it as a request of this type. */
  readonly counted: <T>(type: string, work: () => Promise<T>) => Promise<T>;
  /** Does something that no client asked for, and counts the use of the object; null: it is none of its own. */
  readonly used: <T>(what: 'requests' | 'alarms' | null, work: () => Promise<T>) => Promise<T>;
}

/** How a call ended. */
export type CallOutcome = Pick<RequestFacts, 'outcome' | 'error'>;

/** Opens the counts of an object. `outcomeOf`: how a call ended that answered so. */
export function createObjectMetrics(
  parts: RecorderParts & { readonly outcomeOf: (answer: unknown) => CallOutcome },
): ObjectMetrics {
  const recorder = createRecorder(parts);
  const { now, outcomeOf } = parts;
  /** Errors that a run tells of already. */
  const told = new WeakSet<object>();
  return {
    noteEffect: recorder.noteEffect,
    hours: recorder.hours,
    totals: recorder.totals,
    hasNewHour: recorder.hasNewHour,
    watchRun: () => {
      const end = recorder.beginRun();
      return ({ run, earlierRuns = [], by, ms, stoppedBy }, { requests, trouble, error }) => {
        const ids = run === null ? [] : [run, ...earlierRuns];
        if (typeof error === 'object' && error !== null) told.add(error);
        const isMute = stoppedBy?.startsWith('unreachable:') === true;
        const why = stoppedBy === 'failed' ? wordsOf(error) : isMute ? withoutQuoted(trouble ?? '') : null;
        end({ ids, by, ms, error: why, calls: requests === 0 ? {} : { [TODOIST]: requests } });
      };
    },
    counted: async (type, work) => {
      const [begun, effects] = [now(), recorder.effects()];
      const note = (facts: CallOutcome): void => {
        recorder.noteRequest({ type, ms: Math.max(0, now() - begun), ...facts });
        // Another call may have stored that effect meanwhile, without this request.
        if (recorder.effects() !== effects) recorder.noteEffect();
        recorder.keep();
      };
      try {
        const answer = await work();
        note(outcomeOf(answer));
        return answer;
      } catch (error) {
        const isTold = typeof error === 'object' && error !== null && told.has(error);
        note({ outcome: 'failed', error: isTold ? null : wordsOf(error) });
        throw error;
      }
    },
    used: async (what, work) => {
      if (what !== null) recorder.noteUse(what);
      try {
        return await work();
      } finally {
        recorder.keep();
      }
    },
  };
}

/** Name and message, without what it quotes. */
function wordsOf(error: unknown): string {
  return describeError(error).split('\n', 1)[0] ?? '';
}
