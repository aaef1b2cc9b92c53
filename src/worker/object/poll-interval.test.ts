import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterEvent,
  afterRead,
  EVENT_SPACING_MS,
  GRACE_MS,
  HEARD_WITHIN_MS,
  isTrusted,
  isUnanswered,
  MINUTE_MS,
  NEVER_HEARD,
  pollIntervalMs,
  PROBATION_MS,
  SLOWEST_MS,
  type WebhookRecord,
} from './poll-interval.ts';
import { nextEventReadAt, nextPollAt } from './wake.ts';

const NOW = 1_800_000_000_000;
const HEARD: WebhookRecord = { eventAt: NOW, answeredAt: NOW, missedAt: null };

describe('the time until the next read', () => {
  const intervalOf = (record: WebhookRecord, readAt: number, activeAt: number | null) =>
    pollIntervalMs(record, { readAt, activeAt: () => activeAt });

  it.each([
    ['a minute after a change', 0, MINUTE_MS],
    ['as long as nothing changed', 4 * MINUTE_MS, 4 * MINUTE_MS],
    ['a quarter of an hour at the most', 9 * 3_600_000, SLOWEST_MS],
    ['a minute where the clock went back', -5 * MINUTE_MS, MINUTE_MS],
  ])('[R130] with a webhook that tells of changes is %s', (_title, quietMs, expected) => {
    expect(intervalOf(HEARD, NOW, NOW - quietMs)).toBe(expected);
  });

  it('[R130] without one is a minute, however quiet it is', () => {
    expect(intervalOf(NEVER_HEARD, NOW, null)).toBe(MINUTE_MS);
  });

  it('[R131] is a minute again when no event came for a week', () => {
    expect(intervalOf(HEARD, NOW + HEARD_WITHIN_MS, null)).toBe(SLOWEST_MS);
    expect(intervalOf(HEARD, NOW + HEARD_WITHIN_MS + 1, null)).toBe(MINUTE_MS);
  });
});

describe('a webhook that misses a change', () => {
  const later = NOW + 3_600_000;
  const missed = afterRead(HEARD, { covered: NOW, hasNews: true, now: later });

  it('[R132] does not count, and does again an hour later if it told of something since', () => {
    expect(missed).toEqual({ ...HEARD, missedAt: later });
    expect(isTrusted(missed, later)).toBe(false);
    expect(isTrusted(missed, later + 2 * PROBATION_MS)).toBe(false);
    const told = afterEvent(missed, { now: later + GRACE_MS + 1, covered: null });
    expect(isTrusted(told, later + GRACE_MS + 1)).toBe(false);
    expect(isTrusted(told, later + PROBATION_MS + 1)).toBe(true);
  });

  it('[R132] has missed none if its event comes within two minutes', () => {
    const told = afterEvent(missed, { now: later + GRACE_MS, covered: null });
    expect(isTrusted(told, later + GRACE_MS)).toBe(true);
  });

  it('[R132] has missed none if an event came since the read before, or a moment ago', () => {
    const waiting = { ...HEARD, eventAt: NOW + 5 };
    expect(afterRead(waiting, { covered: NOW + 5, hasNews: true, now: later }).missedAt).toBeNull();
    expect(afterRead(HEARD, { covered: NOW, hasNews: true, now: NOW + GRACE_MS })).toBe(HEARD);
  });

  it('[R132] is not asked for one that was never heard of', () => {
    expect(afterRead(NEVER_HEARD, { covered: null, hasNews: true, now: NOW })).toBe(NEVER_HEARD);
  });

  it('[R132] costs a row every ten minutes at the most', () => {
    expect(afterRead(missed, { covered: NOW, hasNews: true, now: later + 60_000 })).toBe(missed);
    expect(afterRead(missed, { covered: NOW, hasNews: true, now: later + 700_000 }).missedAt).toBe(
      later + 700_000,
    );
  });
});

describe('what is remembered', () => {
  it('[R133] stays as it is over a read without news, and over an event that shares its read', () => {
    expect(afterRead(HEARD, { covered: NOW, hasNews: false, now: NOW + 1 })).toBe(HEARD);
    const waiting = afterEvent(HEARD, { now: NOW + 5, covered: NOW });
    expect(afterEvent(waiting, { now: NOW + 9, covered: NOW })).toBe(waiting);
  });

  it('[W51] keeps an event waiting that comes during the read for another one', () => {
    const first = afterEvent(HEARD, { now: NOW + 5, covered: NOW });
    const second = afterEvent(first, { now: NOW + 7, covered: first.eventAt });
    expect(second.eventAt).toBe(NOW + 7);
    const read = afterRead(second, { covered: first.eventAt, hasNews: true, now: NOW + 9 });
    expect(isUnanswered(read)).toBe(true);
    expect(isUnanswered(afterRead(read, { covered: NOW + 7, hasNews: false, now: NOW + 20 }))).toBe(false);
  });
});

/** What happens at one moment: a person edits in Todoist and the event of it comes so late, or never; the object is put away. */
const happenings = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 40 * MINUTE_MS }),
    what: fc.constantFrom('edit', 'edit', 'evict', 'stray event' as const),
    eventAfterMs: fc.option(fc.integer({ min: 0, max: 3 * MINUTE_MS }), { nil: null }),
  }),
  { maxLength: 60 },
);

/** Plays an afternoon over the pure functions: an agent listens, and nothing else reads Todoist. */
class Afternoon {
  record = NEVER_HEARD;
  rows = 0;
  readonly reads: number[] = [];
  readonly waitedMs: number[] = [];
  #now = NOW;
  #readAt: number = NOW;
  #lastAt: number | null = NOW;
  #covered: number | null = null;
  #activeAt: number | null = null;
  #unseen: number[] = [];
  #events: number[] = [];

  edit(eventAfterMs: number | null): void {
    this.#unseen.push(this.#now);
    if (eventAfterMs !== null) this.#events.push(this.#now + eventAfterMs);
  }

  strayEvent(): void {
    this.#events.push(this.#now);
  }

  evict(): void {
    this.#lastAt = null;
    this.#covered = null;
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = Math.min(...this.#events, this.#dueAt());
      if (next > end) break;
      this.#now = Math.max(this.#now, next);
      if (this.#events.includes(next)) {
        this.#events = this.#events.filter((at) => at !== next);
        this.#keep(afterEvent(this.record, { now: this.#now, covered: this.#covered }));
      } else this.#read();
    }
    this.#now = end;
  }

  #dueAt(): number {
    const status = {
      plan: null,
      polled: [{ replica: 'todoist', problem: null, retryAt: null, seenAt: null }],
    };
    const heard = { listeners: 1, webhook: this.record, activeAt: () => this.#activeAt, now: this.#now };
    const forEvent = nextEventReadAt(status, { ...heard, readAt: this.#lastAt });
    return Math.min(forEvent ?? Infinity, nextPollAt(status, { ...heard, readAt: this.#readAt }) ?? Infinity);
  }

  #read(): void {
    this.#covered = this.record.eventAt;
    this.reads.push(this.#now);
    this.waitedMs.push(...this.#unseen.map((at) => this.#now - at));
    const hasNews = this.#unseen.length > 0;
    this.#unseen = [];
    this.#readAt = this.#now;
    this.#lastAt = this.#now;
    if (hasNews) this.#activeAt = this.#now;
    this.#keep(afterRead(this.record, { covered: this.#covered, hasNews, now: this.#now }));
  }

  #keep(record: WebhookRecord): void {
    if (record !== this.record) this.rows += 1;
    this.record = record;
  }
}

describe('whatever becomes of events', () => {
  it('[R130] [R132] no change waits longer than a quarter of an hour, and reads stay within Todoist’s limits', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        const afternoon = new Afternoon();
        let changes = 0;
        for (const { afterMs, what, eventAfterMs } of all) {
          afternoon.pass(afterMs);
          if (what === 'evict') afternoon.evict();
          else if (what === 'edit') afternoon.edit(eventAfterMs);
          else afternoon.strayEvent();
          changes += what === 'evict' ? 0 : 1;
        }
        afternoon.pass(SLOWEST_MS);
        expect(Math.max(0, ...afternoon.waitedMs)).toBeLessThanOrEqual(SLOWEST_MS);
        expect(afternoon.waitedMs).toHaveLength(all.filter(({ what }) => what === 'edit').length);
        // Each read is a minute after the one before, or for an event.
        const soon = afternoon.reads.filter(
          (at, index) => at - (afternoon.reads[index - 1] ?? 0) < MINUTE_MS,
        );
        expect(soon.length).toBeLessThanOrEqual(changes);
        expect(afternoon.rows).toBeLessThanOrEqual(3 * changes);
      }),
    );
  });

  it('[R132] a webhook that falls silent leaves the second change a minute', () => {
    const afternoon = new Afternoon();
    afternoon.edit(0);
    afternoon.pass(3 * 3_600_000);
    afternoon.edit(null);
    afternoon.pass(20 * MINUTE_MS);
    afternoon.edit(null);
    afternoon.pass(20 * MINUTE_MS);
    const [, first, second] = afternoon.waitedMs;
    expect(first).toBeGreaterThan(MINUTE_MS);
    expect(first).toBeLessThanOrEqual(SLOWEST_MS);
    expect(second).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('[W50] 500 events within a minute are a handful of reads', () => {
    const afternoon = new Afternoon();
    for (let at = 0; at < 500; at += 1) {
      afternoon.edit(0);
      afternoon.pass(120);
    }
    afternoon.pass(MINUTE_MS);
    expect(afternoon.reads.length).toBeLessThanOrEqual(2 + (500 * 120) / EVENT_SPACING_MS + 1);
    expect(Math.max(...afternoon.waitedMs)).toBeLessThanOrEqual(EVENT_SPACING_MS);
  });
});
