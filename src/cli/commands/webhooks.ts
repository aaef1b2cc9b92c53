// Webhooks: what is set of senders, who is told what the sync did, and what became of each delivery.

import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import type { ApiClient } from '../../client/api-client.ts';
import { LocalError } from '../../local/local-error.ts';
import { DELIVERY_STATUSES, OUTBOUND_EVENTS, type OutboundEvent } from '../../model/outbound.ts';
import { SOURCE_NAMES } from '../../model/webhook.ts';
import { webhookConfigChangeSchema, webhookTestSchema } from '../../protocol/webhooks.ts';
import { byId, found, type CommandSpec, type Given } from '../arguments/command-spec.ts';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { checkWhole } from '../arguments/values.ts';
import {
  formatAdopted,
  formatDeliveries,
  formatSenders,
  formatSubscriber,
  formatSubscribers,
  formatTest,
} from '../output/webhook-text.ts';

const SECRET: OptionSpec = {
  flags: '--secret-file <FILE>',
  does: 'a file with the secret, or with the token of a push service; it is not part of the command line, where others can see it',
};
const SUBSCRIBER_OPTIONS: readonly OptionSpec[] = [
  { flags: '--events <EVENT,EVENT>', does: `what to tell: ${OUTBOUND_EVENTS.join(', ')}` },
  SECRET,
  { flags: '--title <TEXT>', does: 'the title of a push message; {{event}}, {{count}}, … are filled in' },
  { flags: '--body <TEXT>', does: 'its text' },
];

/** `webhooks …`. */
export const WEBHOOK_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'webhooks show',
    isUsual: true,
    does: 'what is set of senders; never their secrets',
    example: '',
    run: async (api) => found(await api.webhookConfig(), formatSenders),
  },
  {
    kind: 'account',
    name: 'webhooks set',
    does: 'change what is set of senders, by a file with JSON; what is not in it stays',
    example: 'github.json',
    takes: [{ name: 'FILE' }],
    run: async (api, { given: { words } }) => {
      const body = fromFile(words[0] ?? '', webhookConfigChangeSchema);
      await api.changeWebhookConfig({ body });
      return found(await api.webhookConfig(), formatSenders);
    },
  },
  {
    kind: 'account',
    name: 'webhooks test',
    does: 'show what an event would become; changes nothing',
    example: 'github issue.json --event issues',
    takes: [{ name: 'SENDER', choices: [...SOURCE_NAMES] }, { name: 'FILE' }],
    options: [{ flags: '--event <NAME>', does: 'the kind of an event of GitHub: issues, pull_request, …' }],
    run: async (api, { given }) => {
      const [source = '', file = ''] = given.words;
      const event = given.option('event');
      const headers = event === undefined ? {} : { headers: { 'x-github-event': event } };
      const body = webhookTestSchema.parse({ source, payload: readJson(file), ...headers });
      return found(await api.testWebhook({ body }), formatTest);
    },
  },
  {
    kind: 'account',
    name: 'webhooks adopt',
    does: 'take over senders and subscribers that the earlier version left; what can’t be used is named',
    example: '',
    run: async (api) => {
      const { olderConfigWaits } = await api.webhookConfig();
      const senders = olderConfigWaits ? await api.adoptWebhookConfig() : null;
      const subscribers = await api.adoptSubscribers({ body: {} });
      return found({ senders, subscribers }, formatAdopted);
    },
  },
  ...subscriberCommands(),
  ...deliveryCommands(),
];

function subscriberCommands(): readonly CommandSpec[] {
  return [
    {
      kind: 'account',
      name: 'webhooks subscribers',
      does: 'who is told what the sync did, and who is paused and why',
      example: '',
      run: async (api) => found(await api.subscribers(), formatSubscribers),
    },
    {
      kind: 'account',
      name: 'webhooks subscribe',
      does: 'tell a URL what the sync does; a secret that is made for it is shown only once',
      example: 'https://ntfy.example.com/boat --push --events plan_waiting,sync_failed',
      takes: [{ name: 'URL' }],
      options: [
        ...SUBSCRIBER_OPTIONS,
        { flags: '--push', does: 'it is a push service such as ntfy, and gets plain text' },
        { flags: '--text', does: 'titles of tasks may be sent' },
      ],
      run: (api, { given }) => subscribe(api, given),
    },
    {
      kind: 'account',
      name: 'webhooks change',
      does: 'change a subscriber; --on ends a pause',
      example: 'sub-1795417494402-3f6a0c1e --on',
      takes: [{ name: 'ID' }],
      options: [
        ...SUBSCRIBER_OPTIONS,
        { flags: '--on', does: 'tell it what happens from now on, and what waits for it', excludes: ['off'] },
        { flags: '--off', does: 'tell it nothing' },
      ],
      run: (api, { given }) => change(api, given),
    },
    {
      kind: 'account',
      name: 'webhooks unsubscribe',
      does: 'remove a subscriber, and what waits for it',
      example: 'sub-1795417494402-3f6a0c1e',
      takes: [{ name: 'ID' }],
      run: async (api, { given }) =>
        found(await api.removeSubscriber(byId(given)), () => 'Removed: it is told nothing any more.'),
    },
  ];
}

function deliveryCommands(): readonly CommandSpec[] {
  return [
    {
      kind: 'account',
      name: 'webhooks deliveries',
      does: 'what was told to whom, newest first, and what came of it',
      example: '--status failed --hours 48',
      options: [
        {
          flags: '--hours <N>',
          does: 'how far back (default: 24)',
          read: (text) => checkWhole('--hours', text, { from: 1, to: 240 }),
        },
        { flags: '--status <STATUS>', does: 'only these', choices: [...DELIVERY_STATUSES] },
        { flags: '--subscriber <ID>', does: 'only those to this one' },
        { flags: '--event <EVENT>', does: 'only those of this event', choices: [...OUTBOUND_EVENTS] },
        {
          flags: '--limit <N>',
          does: 'at most so many (default: 100)',
          read: (text) => checkWhole('--limit', text, { from: 1, to: 500 }),
        },
      ],
      run: async (api, { given: { option } }) => {
        const status = DELIVERY_STATUSES.find((each) => each === option('status'));
        const event = OUTBOUND_EVENTS.find((each) => each === option('event'));
        const query = {
          hours: option('hours'),
          limit: option('limit'),
          subscriber: option('subscriber'),
          status,
          event,
        };
        return found(await api.deliveries({ query }), formatDeliveries);
      },
    },
    {
      kind: 'account',
      name: 'webhooks redeliver',
      does: 'send an event again, under its id',
      example: 'msg_418_task_created_sub-1795417494402-3f6a0c1e',
      takes: [{ name: 'ID' }],
      run: async (api, { given }) => found(await api.redeliver(byId(given)), () => 'It is sent again.'),
    },
  ];
}

async function subscribe(api: ApiClient, given: Given) {
  const events = eventsOf(given);
  if (events === null) throw new UsageError('--events is needed: what to tell');
  const added = await api.addSubscriber({
    body: {
      url: given.words[0] ?? '',
      events: [...events],
      kind: given.has('push') ? 'push' : 'webhook',
      includeText: given.has('text'),
      ...settingsOf(given),
    },
  });
  return found(added, formatSubscriber);
}

async function change(api: ApiClient, given: Given) {
  const events = eventsOf(given);
  const enabled = given.has('on') ? true : given.has('off') ? false : undefined;
  const body = {
    ...(events !== null && { events: [...events] }),
    ...(enabled !== undefined && { enabled }),
    ...settingsOf(given),
  };
  if (Object.keys(body).length === 0) throw new UsageError('nothing is to be changed');
  return found(await api.changeSubscriber({ ...byId(given), body }), formatSubscriber);
}

function settingsOf({ option }: Given): {
  readonly secret?: string;
  readonly title?: string;
  readonly body?: string;
} {
  const [file, title, body] = [option('secretFile'), option('title'), option('body')];
  return {
    ...(file !== undefined && { secret: readText(file).trim() }),
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
  };
}

/** null: none are named. */
function eventsOf({ option }: Given): readonly OutboundEvent[] | null {
  const text = option('events');
  if (text === undefined) return null;
  return text.split(',').map((name) => {
    const event = OUTBOUND_EVENTS.find((each) => each === name.trim());
    if (event === undefined)
      throw new UsageError(`there is no event ${name.trim()}: ${OUTBOUND_EVENTS.join(', ')}`);
    return event;
  });
}

function fromFile<T extends z.ZodType>(file: string, schema: T): z.input<T> {
  const value = readJson(file);
  const checked = schema.safeParse(value);
  if (checked.success) return value as z.input<T>;
  const [issue] = checked.error.issues;
  throw new UsageError(
    `${file}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file)) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${file} is not JSON`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LocalError(`${file} can't be read`, { cause: error });
  }
}
