// Slack: messages that somebody saves, or reacts to, become tasks. https://docs.slack.dev/apis/events-api

import * as z from 'zod';
import { isHexSignature, isRecent, withPrefix } from './signature.ts';
import { nothing, type Reading, type Source } from './source.ts';

/** What an owner says about Slack. */
export interface SlackSettings {
  /** Only these channels, by their ids; all where there are none. */
  readonly channels: readonly string[];
  /** Only these emoji, without colons; all where there are none. */
  readonly emoji: readonly string[];
  /** Only what these people save or react to, by their ids; anybody where there are none. */
  readonly users: readonly string[];
}

const messageSchema = z.object({ ts: z.string(), text: z.string().nullish(), user: z.string().nullish() });
const itemSchema = z.object({
  type: z.string().optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  message: messageSchema.optional(),
});
const eventSchema = z.object({
  type: z.string(),
  user: z.string(),
  reaction: z.string().optional(),
  item: itemSchema.optional(),
  event_ts: z.string().optional(),
});
const wrapperSchema = z.object({
  type: z.literal('event_callback'),
  team_id: z.string().optional(),
  event: eventSchema,
});
const introductionSchema = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) });
type SlackEvent = z.infer<typeof eventSchema>;

/** Slack as a source. */
export const SLACK: Source<SlackSettings> = {
  name: 'slack',
  title: 'Slack',
  verify: async ({ header, raw, receivedAt }, secret) => {
    const sentAt = header('x-slack-request-timestamp');
    if (!isRecent(sentAt, receivedAt)) return false;
    const message = withPrefix(`v0:${sentAt ?? ''}:`, raw);
    return isHexSignature(header('x-slack-signature'), { secret, message, prefixes: ['v0='] });
  },
  deliveryId: (_delivery, payload) => {
    const wrapped = z.object({ event_id: z.string() }).safeParse(payload);
    return wrapped.success ? wrapped.data.event_id : null;
  },
  read: (payload, _delivery, settings) => {
    const introduction = introductionSchema.safeParse(payload);
    if (introduction.success)
      return { kind: 'handshake', answer: { challenge: introduction.data.challenge }, secret: null };
    const wrapped = wrapperSchema.safeParse(payload);
    if (wrapped.success) return readEvent(wrapped.data.event, settings);
    const bare = eventSchema.safeParse(payload);
    return bare.success
      ? readEvent(bare.data, settings)
      : { kind: 'malformed', why: 'it is no event: `type` and `user` are texts' };
  },
};

function readEvent(event: SlackEvent, settings: SlackSettings): Reading {
  const { type, item, user, reaction } = event;
  if (type !== 'star_added' && type !== 'reaction_added') return nothing('nothing follows from this event');
  const ts = item?.message?.ts ?? item?.ts;
  if (item === undefined || ts === undefined) return nothing('it is about no message');
  const isWanted = (list: readonly string[], value: string | undefined): boolean =>
    list.length === 0 || value === undefined || list.includes(value);
  if (!isWanted(settings.channels, item.channel)) return nothing('this channel is not configured');
  if (!isWanted(settings.users, user)) return nothing('this person is not configured');
  if (type === 'reaction_added' && !isWanted(settings.emoji, reaction))
    return nothing('this emoji is not configured');
  return {
    kind: 'changes',
    changes: [changeOf(event, { channel: item.channel ?? '', ts, text: item.message?.text ?? '' })],
  };
}

function changeOf(
  { type, user, reaction, item }: SlackEvent,
  { channel, ts, text }: { readonly channel: string; readonly ts: string; readonly text: string },
) {
  const isStar = type === 'star_added';
  const what = isStar ? 'Saved Slack message' : `Slack message with :${reaction ?? ''}:`;
  const [firstLine = ''] = text.split('\n');
  const sent = Number(ts) * 1000;
  const lines = [
    ...(channel === '' ? [] : [`Channel: ${channel}`]),
    `Author: ${item?.message?.user ?? 'unknown'}`,
    `${isStar ? 'Saved' : 'Marked'} by: ${user}`,
    ...(Number.isFinite(sent) ? [`Sent: ${new Date(sent).toISOString()}`] : []),
  ];
  const link = channel === '' ? '' : `https://slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return {
    object: `slack:message:${channel}:${ts}`,
    does: 'open' as const,
    title: firstLine.trim() === '' ? what : `Slack: ${firstLine.trim()}`,
    notes: [link, lines.join('\n'), text].filter((part) => part !== '').join('\n\n'),
    tags: ['slack', isStar ? 'starred' : 'reaction'],
    deadline: null,
    changedAt: null,
    place: null,
  };
}
