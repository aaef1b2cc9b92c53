// What the Worker asks of an account about webhooks, and how it is answered: in the words that senders and older clients know.

import type {
  EventAnswer,
  ShownWebhookConfig,
  VerificationToken,
  WebhookConfigAdopted,
  WebhookConfigChanged,
  WebhookTested,
} from '../protocol/answers/webhooks.ts';
import type { Accepted } from '../webhooks/inbound/accept.ts';
import { changesWhoPokes } from '../webhooks/inbound/config.ts';
import type { CallAnswer } from './calls.ts';
import { answered, refused } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import type { TodoistEvents } from './object/todoist-events.ts';
import type { AccountHouse } from './object/account-parts.ts';
import { isOlderConfigWaiting, noteConfigAdopted, readOlderConfig } from './object/older-webhooks.ts';
import type { WebhookDoor } from './object/webhook-door.ts';
import type { WebhookInputs, WebhookName } from './webhook-inputs.ts';

/** The calls, by name. */
export type WebhookCalls = {
  readonly [Name in WebhookName]: (input: WebhookInputs[Name]) => Promise<CallAnswer>;
};

/** Opens the calls. */
export function createWebhookCalls(parts: {
  readonly door: WebhookDoor;
  readonly calls: CallKinds;
  /** Where the earlier version left its settings. */
  readonly house: Pick<AccountHouse, 'legacy' | 'vault'>;
  /** Sets the alarm for what a call left to be done. */
  readonly afterwards: () => Promise<void>;
  /** Has Todoist read soon after an event of it; nobody waits for that. */
  readonly todoistEvents: Pick<TodoistEvents, 'note' | 'forget'>;
}): WebhookCalls {
  const { door, calls, house, afterwards, todoistEvents } = parts;
  const whenReady = async (work: () => Promise<CallAnswer>): Promise<CallAnswer> => {
    const obstacle = await calls.notReady();
    return obstacle === null ? work() : refused(obstacle);
  };
  return {
    receive: ({ source, request, to }) =>
      whenReady(async () => {
        if (to === 'nobody') return answerTo(toldToNobody(await door.refuse(source, request)));
        const accepted = await door.receive(source, request);
        if (accepted.kind === 'poke') todoistEvents.note();
        if (accepted.kind === 'taken' || accepted.kind === 'poke') await afterwards();
        return answerTo(to === 'named' ? toldToNobody(accepted) : accepted);
      }),
    config: () =>
      whenReady(async () => {
        const olderConfigWaits = isOlderConfigWaiting(house);
        return answered({ ...(await door.config()), olderConfigWaits } satisfies ShownWebhookConfig);
      }),
    adoptConfig: () => whenReady(() => calls.changing(() => adoptConfig(door, house, todoistEvents))),
    changeConfig: (change) =>
      whenReady(async () => {
        const detail = await calls.changing(() => door.changeConfig(change));
        if (detail !== null) return refused({ kind: 'not_configured', detail });
        if (changesWhoPokes(change)) todoistEvents.forget();
        return answered({
          success: true,
          message: 'Webhook configuration updated',
        } satisfies WebhookConfigChanged);
      }),
    test: (test) => whenReady(async () => answered(tested(door.test(test)))),
    takeVerificationToken: () =>
      whenReady(async () =>
        answered({ verificationToken: await door.takeIntroduction() } satisfies VerificationToken),
      ),
  };
}

/** What the earlier version had set, over what is set today. */
async function adoptConfig(
  door: WebhookDoor,
  house: Pick<AccountHouse, 'legacy' | 'vault'>,
  todoistEvents: Pick<TodoistEvents, 'forget'>,
): Promise<CallAnswer> {
  const older = await readOlderConfig(house);
  if (older === null)
    return refused({
      kind: 'not_found',
      detail: 'The earlier version left no settings of webhooks that can be read.',
    });
  const detail = await door.changeConfig(older.change);
  if (detail !== null) return refused({ kind: 'not_configured', detail });
  if (changesWhoPokes(older.change)) todoistEvents.forget();
  noteConfigAdopted(house);
  return answered({ success: true, ...older.report } satisfies WebhookConfigAdopted);
}

/** Where an account is named in the address, nobody learns from the answer that there is one: what is off is refused like what is forged. */
function toldToNobody(accepted: Accepted): Accepted {
  return accepted.kind === 'off' ? { kind: 'forged' } : accepted;
}

function answerTo(accepted: Accepted): CallAnswer {
  switch (accepted.kind) {
    case 'taken': {
      const { delivery, changes } = accepted.event;
      return event({
        received: true,
        processed: true,
        eventId: delivery,
        taskTitle: changes[0]?.title ?? null,
      });
    }
    case 'poke':
      return event({ received: true, processed: true, eventId: accepted.delivery, taskTitle: null });
    case 'again':
      return event({ received: true, processed: false, error: 'This delivery was taken before' });
    case 'nothing':
      return event({ received: true, processed: false, error: accepted.why });
    case 'handshake':
      return event(accepted.answer);
    case 'off':
      return failed(403, 'This source is not enabled');
    case 'forged':
      return failed(401, 'The signature is missing or wrong');
    case 'malformed':
      return failed(400, `The event is not understood: ${accepted.why}`);
    case 'too_many': {
      const { minute, hour } = accepted;
      const headers = { 'x-ratelimit-reset-minute': String(minute), 'x-ratelimit-reset-hour': String(hour) };
      return { ...failed(429, 'Too many events of this source'), headers };
    }
  }
}

function event(answer: EventAnswer): CallAnswer {
  return answered(answer);
}

function failed(status: number, error: string): Extract<CallAnswer, { readonly ok: true }> {
  return { ok: true, json: JSON.stringify({ error, message: error }), status };
}

function tested(accepted: Accepted): WebhookTested {
  if (accepted.kind === 'taken') {
    const tasks = accepted.event.changes.map(({ changedAt: _changedAt, ...task }) => task);
    return { testResult: { processed: true, tasks }, status: 200 };
  }
  return { testResult: { processed: false, error: whyNot(accepted) }, status: 200 };
}

function whyNot(accepted: Exclude<Accepted, { readonly kind: 'taken' }>): string {
  switch (accepted.kind) {
    case 'nothing':
    case 'malformed':
      return accepted.why;
    case 'poke':
      return 'Todoist is read; nothing else follows from it';
    case 'handshake':
      return 'the sender introduces itself';
    case 'off':
    case 'forged':
    case 'again':
    case 'too_many':
      return accepted.kind;
  }
}
