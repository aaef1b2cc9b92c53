// How long Todoist may go unread while an agent listens, by what its webhook has proven so far. Pure.

/** What is remembered of the webhook. All times are epoch ms; null: that never happened. */
export interface WebhookRecord {
  /** When the last signed event came, to within what one read covers: events that wait for the same read share a time. */
  readonly eventAt: number | null;
  /** The `eventAt` of the last event after which Todoist was read. */
  readonly answeredAt: number | null;
  /** When a read last found a change of which no event told. */
  readonly missedAt: number | null;
}

/** A webhook of which nothing was ever heard. */
export const NEVER_HEARD: WebhookRecord = { eventAt: null, answeredAt: null, missedAt: null };

/** How often Todoist is read without a webhook, and at most with one, ms. */
export const MINUTE_MS = 60_000;
/** The longest that a lost event can go unnoticed while an agent listens, ms. An agent that exchanges reads Todoist every 5 minutes. */
export const SLOWEST_MS = 15 * MINUTE_MS;
/** A webhook that was silent for longer has to prove itself again, ms. */
export const HEARD_WITHIN_MS = 7 * 86_400_000;
/** As long after a change an event may still tell of it, and before a read, ms. */
export const GRACE_MS = 2 * MINUTE_MS;
/** As long a webhook that missed a change does not count, ms. */
export const PROBATION_MS = 60 * MINUTE_MS;
/** Events that come faster than this share a read, ms: what a project with 500 tasks causes is a few reads, not 500. */
export const EVENT_SPACING_MS = 3000;
/** A further miss is noted after this, ms: one is a row. */
const MISS_SPACING_MS = 10 * MINUTE_MS;

/** Tells whether an event waits for a read. */
export function isUnanswered({ eventAt, answeredAt }: WebhookRecord): boolean {
  return eventAt !== null && eventAt > (answeredAt ?? 0);
}

/** Tells whether the webhook tells of changes: an event came lately, and none was missed since it last proved itself. */
export function isTrusted(record: WebhookRecord, now: number): boolean {
  const { eventAt, missedAt } = record;
  if (!wasHeardLately(record, now)) return false;
  return missedAt === null || ((eventAt ?? 0) > missedAt && now - missedAt > PROBATION_MS);
}

function wasHeardLately({ eventAt }: WebhookRecord, now: number): boolean {
  return eventAt !== null && now - eventAt <= HEARD_WITHIN_MS;
}

/**
 * Gives how long after a read at `readAt` the next one is due, ms. With a webhook that is trusted that is as long as nothing had
 * changed by then, so reads become rarer from one minute to a quarter of an hour; `activeAt`: the last change on any side.
 */
export function pollIntervalMs(
  record: WebhookRecord,
  { readAt, activeAt }: { readonly readAt: number; readonly activeAt: () => number | null },
): number {
  if (!isTrusted(record, readAt)) return MINUTE_MS;
  const quietMs = readAt - (activeAt() ?? 0);
  return Math.min(SLOWEST_MS, Math.max(MINUTE_MS, quietMs));
}

/** The record after an event at `now`. `covered`: the event up to which a read has begun. The same record: nothing is to be written. */
export function afterEvent(
  record: WebhookRecord,
  { now, covered }: { readonly now: number; readonly covered: number | null },
): WebhookRecord {
  const { eventAt, missedAt } = record;
  // One that waits for its read already stands for this one, too.
  if (eventAt !== null && eventAt > Math.max(covered ?? 0, record.answeredAt ?? 0)) return record;
  const isLate = missedAt !== null && now - missedAt <= GRACE_MS;
  return { ...record, eventAt: Math.max(now, (eventAt ?? 0) + 1), missedAt: isLate ? null : missedAt };
}

/** The record after a read that began when the last event was `covered`, and found `hasNews`. The same record: nothing is to be written. */
export function afterRead(
  record: WebhookRecord,
  {
    covered,
    hasNews,
    now,
  }: { readonly covered: number | null; readonly hasNews: boolean; readonly now: number },
): WebhookRecord {
  const isMissed = hasNews && wasHeardLately(record, now) && !isTold(record, now);
  const isNoted = record.missedAt !== null && now - record.missedAt < MISS_SPACING_MS;
  const isAnswered = covered !== null && covered > (record.answeredAt ?? 0);
  if (!isAnswered && (!isMissed || isNoted)) return record;
  return {
    ...record,
    answeredAt: isAnswered ? covered : record.answeredAt,
    missedAt: isMissed && !isNoted ? now : record.missedAt,
  };
}

/** An event came since the last read, or a moment ago, so that it may be of this change. */
function isTold(record: WebhookRecord, now: number): boolean {
  return isUnanswered(record) || now - (record.eventAt ?? 0) <= GRACE_MS;
}
