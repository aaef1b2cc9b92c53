// Requests that may come again: each is carried out once, and whoever asks again gets the same answer.

import type { RepeatRecord, RepeatRecords } from '../../hub/sqlite/tables/repeat-table.ts';

/** How long an answer is kept, in ms. */
const KEPT_MS = 10 * 60_000;
/** One that was begun and never answered died on its way: after this time, in ms, it may be tried anew. */
const LOST_AFTER_MS = 60_000;
/** Longer answers are not kept: a request that comes again is told that it was carried out. */
const MAX_BODY_LENGTH = 512 * 1024;

/** A request that has a key of its own. */
export interface RepeatableRequest {
  /** The method and the address. */
  readonly path: string;
  readonly key: string;
  /** Differs where anything else of the request does. */
  readonly digest: string;
}

/** How a request ended well. `body`: null where it is not kept. */
export type RepeatAnswer = NonNullable<RepeatRecord['answer']>;

/** What is to be done with such a request. */
export type Repeat =
  /** It is new: carry it out, and tell how it ended. */
  | { readonly kind: 'new' }
  /** It was carried out at `at` (epoch ms): answer this. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly at: number }
  /** It was carried out, and what was answered is not kept. */
  | { readonly kind: 'carried_out' }
  | { readonly kind: 'under_way' }
  /** The key was used for something else. */
  | { readonly kind: 'another' };

/** The requests of an account. */
export interface Repeats {
  readonly begin: (request: RepeatableRequest) => Repeat;
  /** `answer`: null where it failed, so that it may be tried again. */
  readonly end: (request: RepeatableRequest, answer: RepeatAnswer | null) => void;
}

/** Opens the requests of an account. */
export function createRepeats(records: RepeatRecords, now: () => number): Repeats {
  return {
    begin: ({ path, key, digest }) => {
      records.prune(now() - KEPT_MS);
      const before = records.get(path, key);
      const isLost = before !== null && before.answer === null && now() - before.at >= LOST_AFTER_MS;
      if (before === null || isLost) {
        records.put(path, key, { digest, at: now(), answer: null });
        return { kind: 'new' };
      }
      if (before.digest !== digest) return { kind: 'another' };
      if (before.answer === null) return { kind: 'under_way' };
      const { status, body } = before.answer;
      return body === null ? { kind: 'carried_out' } : { kind: 'answered', status, body, at: before.at };
    },
    end: ({ path, key, digest }, answer) => {
      if (answer === null) return records.remove(path, key);
      const { status, body } = answer;
      const isTooLong = body !== null && body.length > MAX_BODY_LENGTH;
      records.put(path, key, { digest, at: now(), answer: { status, body: isTooLong ? null : body } });
    },
  };
}
