// Senders, subscribers and deliveries as a person reads them. What comes from outside can't steer the terminal.

import type {
  ShownDeliveries,
  ShownSubscriber,
  SubscribersAdopted,
} from '../../protocol/answers/subscribers.ts';
import type {
  ShownWebhookConfig,
  WebhookConfigAdopted,
  WebhookTested,
} from '../../protocol/answers/webhooks.ts';
import { countWords } from './count-words.ts';
import { printable } from '../../model/printable.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time-text.ts';

/** What is set of senders. */
export function formatSenders(config: ShownWebhookConfig): string {
  const rows = Object.entries(config.sources).map(([name, { enabled, secretSet, ...settings }]) => {
    const place = 'place' in settings && settings.place !== null ? `in ${settings.place}` : '';
    return [name, enabled ? 'on' : 'off', secretSet ? 'has a secret' : 'no secret', place];
  });
  const hints = [
    ...(config.enabled ? [] : ['Nothing is taken in: webhooks are off.']),
    ...(config.verificationTokenWaits
      ? ['Notion sent a verification token: POST /webhook/notion/verification-token shows it.']
      : []),
    ...(config.olderConfigWaits
      ? ['The earlier version left settings: webhooks adopt takes them over.']
      : []),
  ];
  return [formatTable(rows), ...hints].join('\n');
}

/** What an event would become. */
export function formatTest({ testResult }: WebhookTested): string {
  if (!testResult.processed) return `Nothing would follow: ${printable(testResult.error)}`;
  return formatTable(testResult.tasks.map(({ does, title, place }) => [does, title, place ?? 'Inbox']));
}

/** Everybody who is told. */
export function formatSubscribers(subscribers: readonly ShownSubscriber[]): string {
  if (subscribers.length === 0) return 'Nobody is told what the sync does.';
  return subscribers.map(describe).join('\n\n');
}

/** One subscriber after it was added or changed, with a secret that is shown only now. */
export function formatSubscriber({
  subscriber,
}: {
  readonly subscriber: Omit<ShownSubscriber, 'secret'> & { readonly secret: string | null };
}): string {
  const { secret } = subscriber;
  const shown = secret === null ? [] : [`Secret: ${secret}`, 'It is not shown again.'];
  return [describe(subscriber), ...shown].join('\n');
}

function describe(subscriber: Omit<ShownSubscriber, 'secret'>): string {
  const { id, url, kind, events, waiting, missed, paused } = subscriber;
  const lines = [
    `${printable(url)}  ${stateOf(subscriber)}`,
    `  ${printable(id)}, ${kind}: ${events.join(', ')}`,
    ...(waiting > 0 ? [`  ${countWords(waiting, 'delivery', 'deliveries')} waiting`] : []),
    ...(missed > 0 ? [`  ${countWords(missed, 'event')} not kept, because too many were waiting`] : []),
    ...(paused === null
      ? []
      : [`  paused since ${formatTime(Date.parse(paused.at))}: ${printable(paused.reason)}`]),
  ];
  return lines.join('\n');
}

function stateOf({
  admitted,
  enabled,
  paused,
}: Pick<ShownSubscriber, 'admitted' | 'enabled' | 'paused'>): string {
  if (!admitted) return 'not admitted: the earlier version left it';
  if (!enabled) return 'off';
  return paused === null ? 'on' : 'paused';
}

/** What was told to whom. */
export function formatDeliveries({
  deliveries,
  timeRangeHours,
  nextCursor,
  budget,
}: ShownDeliveries): string {
  if (deliveries.length === 0) return `Nothing was told in the last ${countWords(timeRangeHours, 'hour')}.`;
  const rows = deliveries.map(({ id, event, status, attempts, webhookUrl, error, createdAt }) => [
    formatTime(Date.parse(createdAt)),
    event,
    status,
    countWords(attempts, 'attempt'),
    webhookUrl,
    error ?? '',
    id,
  ]);
  const more = nextCursor === null ? [] : ['There are more: --limit shows up to 500.'];
  const spent =
    budget.resumesAt === null
      ? []
      : [
          `Today’s ${budget.limitSeconds} s for deliveries are used up; they go on at ${formatTime(Date.parse(budget.resumesAt))}.`,
        ];
  return [formatTable(rows, { maxCellWidth: 64 }), ...more, ...spent].join('\n');
}

/** What was taken over, and what was not. */
export function formatAdopted({
  senders,
  subscribers,
}: {
  readonly senders: WebhookConfigAdopted | null;
  readonly subscribers: SubscribersAdopted;
}): string {
  const lines = [
    ...(senders?.adopted ?? []).map((name) => `${printable(name)}: taken over`),
    ...(senders?.refused ?? []).map(
      ({ source, reason }) => `${printable(source)}: left, ${printable(reason)}`,
    ),
    ...subscribers.adopted.map((subscriber) => formatSubscriber({ subscriber })),
    ...subscribers.refused.map(({ id, reason }) => `${printable(id)}: left, ${printable(reason)}`),
  ];
  return lines.length === 0 ? 'The earlier version left nothing of webhooks.' : lines.join('\n');
}
