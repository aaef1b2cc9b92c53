// Puts the deliveries of one object together. Decides nothing.

import { limitsOf } from '../../../checkpoint/settings.ts';
import { openAlarms } from '../../../hub/sqlite/tables/alarm-table.ts';
import { openDeliveries } from '../../../hub/sqlite/tables/delivery-table.ts';
import { openSubscribers } from '../../../hub/sqlite/tables/subscriber-table.ts';
import type { SqlDatabase } from '../../../hub/sqlite/sql.ts';
import { THINGS } from '../../../replicas/things/known.ts';
import { TODOIST } from '../../../replicas/todoist/known.ts';
import type { AccountHouse } from '../account-parts.ts';
import type { Env } from '../../env.ts';
import { createOutbound, type Outbound } from '../../../webhooks/outbound/outbound.ts';
import { olderValue } from '../older-webhooks.ts';
import { createSend, isPrivateAllowed } from './send.ts';
import { standingOf } from './standing.ts';
import { olderDeliveries } from './webhook-day.ts';

/** Opens the deliveries of an object. Makes no call. */
export function openOutbound(sql: SqlDatabase, house: AccountHouse, env: Env): Outbound {
  const { store, vault, batches, account } = house;
  const now = (): number => Date.now();
  const alarms = openAlarms(sql);
  const { legacy } = house;
  return createOutbound({
    subscribers: openSubscribers(sql),
    deliveries: openDeliveries(sql),
    store,
    vault,
    standing: () =>
      standingOf({
        plan: account.plan,
        store,
        replicas: [TODOIST, THINGS],
        failedRuns: () => alarms.get('poll').failures,
        counts: batches.counts,
        limits: limitsOf(batches.settings),
        now,
      }),
    send: createSend(env, now),
    olderSubscribers: () => olderValue(house, 'outbound-webhooks'),
    olderDeliveries: (day) => olderDeliveries(legacy, day),
    allowsPrivate: isPrivateAllowed(env),
    noteChange: batches.noteDelivery,
    now,
    newId: () => crypto.randomUUID(),
  });
}
