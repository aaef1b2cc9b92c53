// What a response says about the account: its user, its zone, and what its plan includes. Must not remember anything between
// responses: the caller does.

import { remoteId } from '../../../model/ids.ts';
import { isZone } from '../../../model/zones.ts';
import type { TodoistAccount } from '../todoist-port.ts';
import type { WirePlanLimits, WireUser } from './wire.ts';

/**
 * Extracts the account. Deadlines and durations are for paying users only: a live free account refuses the former and drops the
 * latter although its `user_plan_limits` promise both. What was refused to the same plan before stays refused.
 */
export function liftAccount(
  user: WireUser,
  limits: WirePlanLimits | null,
  known: TodoistAccount | null,
): TodoistAccount {
  const premium = user.is_premium;
  const learned = known?.premium === premium ? known : { deadlines: true, durations: true };
  return {
    userId: user.id,
    zone: accountZone(user),
    inboxProjectId: remoteId(user.inbox_project_id),
    premium,
    deadlines: premium && learned.deadlines && limits?.current.deadlines !== false,
    durations: premium && learned.durations && limits?.current.durations !== false,
  };
}

/** The user's zone; if this runtime doesn't know its name, the offset that Todoist also reports. */
function accountZone({ tz_info: zone }: WireUser): string {
  if (isZone(zone.timezone)) return zone.timezone;
  return zone.gmt_string !== undefined && isZone(zone.gmt_string) ? zone.gmt_string : 'UTC';
}
