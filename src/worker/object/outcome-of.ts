// How a call of the Coordinator ended, by what it answered: for the metrics.

import { withoutQuoted } from '../../protocol/log.ts';
import type { CallAnswer } from '../calls.ts';
import { statusOfFailure } from '../problems.ts';
import type { CallOutcome } from './object-metrics.ts';

/** By the status that the client gets. Below 500 the fault is its own. */
export function outcomeOf(answer: unknown): CallOutcome {
  if (!isAnswer(answer)) return { outcome: 'done', error: null };
  const status = answer.ok ? (answer.status ?? 200) : statusOfFailure(answer.failure);
  if (status < 400) return { outcome: 'done', error: null };
  if (status < 500) return { outcome: 'refused', error: null };
  const error = answer.ok ? `Answered with ${status}.` : withoutQuoted(answer.failure.detail);
  return { outcome: 'failed', error };
}

function isAnswer(answer: unknown): answer is CallAnswer {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return 'json' in answer || 'failure' in answer;
}
