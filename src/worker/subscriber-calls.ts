// What the Worker asks of an account about subscribers, and how it is answered: in the words that older clients know.

import type {
  ShownDelivery,
  ShownSubscribers,
  SubscriberAdded,
  SubscriberChanged,
  SubscriberRemoved,
  SubscribersAdopted,
} from '../protocol/answers/subscribers.ts';
import type { CallAnswer } from './calls.ts';
import { answered, refused } from './object/answers.ts';
import type { CallKinds } from './object/call-kinds.ts';
import type { Outbound } from '../webhooks/outbound/outbound.ts';
import { adoptSubscribers, notAdmitted } from '../webhooks/outbound/adopt.ts';
import { showDeliveries, showDelivery, showOlder, showSubscriber } from '../webhooks/outbound/show.ts';
import { addSubscriber, changeSubscriber, removeSubscriber } from '../webhooks/outbound/subscriber-desk.ts';
import type { SubscriberInputs, SubscriberName } from './subscriber-inputs.ts';

/** The calls, by name. */
export type SubscriberCalls = {
  readonly [Name in SubscriberName]: (input: SubscriberInputs[Name]) => Promise<CallAnswer>;
};

/** Opens the calls. `afterwards` sets the alarm for what a call left to be done. */
export function createSubscriberCalls(parts: {
  readonly outbound: Outbound;
  readonly calls: Pick<CallKinds, 'notReady'>;
  readonly afterwards: () => Promise<void>;
}): SubscriberCalls {
  const { outbound, calls, afterwards } = parts;
  const desk = outbound.parts;
  const whenReady = async (work: () => Promise<CallAnswer>): Promise<CallAnswer> => {
    const obstacle = await calls.notReady();
    if (obstacle !== null) return refused(obstacle);
    const answer = await work();
    await afterwards();
    return answer;
  };
  return {
    all: () => showAll(desk),
    add: (given) =>
      whenReady(async () => {
        const added = await addSubscriber(desk, given);
        if (!added.ok) return refused(added.error);
        const { subscriber, madeSecret } = added.value;
        const shown = { ...(await showSubscriber(desk, subscriber)), secret: madeSecret };
        return answered({ success: true, subscriber: shown } satisfies SubscriberAdded);
      }),
    change: ({ id, change }) =>
      whenReady(async () => {
        const changed = await changeSubscriber(desk, id, change);
        if (!changed.ok) return refused(changed.error);
        const subscriber = await showSubscriber(desk, changed.value);
        return answered({ success: true, subscriber } satisfies SubscriberChanged);
      }),
    adopt: (ids) => whenReady(() => adopt(desk, ids)),
    remove: (id) =>
      whenReady(async () => {
        const removed = removeSubscriber(desk, id);
        if (!removed.ok) return refused(removed.error);
        return answered({ success: true, message: 'Subscriber removed' } satisfies SubscriberRemoved);
      }),
    deliveries: async (query) => answered(showDeliveries(desk, query)),
    redeliver: (id) =>
      whenReady(async () => {
        const delivery = outbound.redeliver(id);
        if (!delivery.ok) return refused(delivery.error);
        const shown: ShownDelivery = showDelivery(delivery.value);
        return answered({ success: true, delivery: shown });
      }),
  };
}

/** Those of the earlier version that wait for their owner's word come last. */
async function showAll(desk: Outbound['parts']): Promise<CallAnswer> {
  const all: ShownSubscribers = await Promise.all(
    desk.subscribers.all().map((subscriber) => showSubscriber(desk, subscriber)),
  );
  const older: ShownSubscribers = (await notAdmitted(desk)).map(showOlder);
  return answered([...all, ...older]);
}

async function adopt(desk: Outbound['parts'], ids: SubscriberInputs['adopt']): Promise<CallAnswer> {
  const result = await adoptSubscribers(desk, ids);
  if (!result.ok) return refused(result.error);
  const adopted = await Promise.all(
    result.value.adopted.map(async ({ subscriber, madeSecret }) => ({
      ...(await showSubscriber(desk, subscriber)),
      secret: madeSecret,
    })),
  );
  return answered({ success: true, adopted, refused: result.value.refused } satisfies SubscribersAdopted);
}
