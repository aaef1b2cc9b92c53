// Every address of the API. The Worker's routes are these, which a test makes sure of.

import { ACCOUNT } from './account.ts';
import { DESCRIPTION } from './description.ts';
import { EXCHANGE } from './exchange.ts';
import { HEALTH } from './health.ts';
import { HISTORY } from './history.ts';
import { KV, MIGRATION } from './kv.ts';
import { DEVICES, MOBILE } from './mobile.ts';
import { METRICS } from './metrics.ts';
import { OLDER_MIGRATION } from './older/migration.ts';
import { OLDER_REPAIRS } from './older/repairs.ts';
import { OLDER_CONFIG, OLDER_CONFLICTS } from './older/settings.ts';
import { OLDER_INBOX, OLDER_THINGS } from './older/things.ts';
import { OLDER_VIEWS } from './older/views.ts';
import { KEEPER, PLAN } from './plan.ts';
import { SUBSCRIBERS } from './subscribers.ts';
import { TOKENS } from './tokens.ts';
import { WEBHOOK_CONFIG, WEBHOOK_EVENTS } from './webhooks.ts';

/** Today's addresses, by name. */
export const ENDPOINTS = {
  ...DESCRIPTION,
  ...EXCHANGE,
  ...PLAN,
  ...ACCOUNT,
  ...KEEPER,
  ...HISTORY,
  ...KV,
  ...MIGRATION,
  ...METRICS,
  ...TOKENS,
  ...DEVICES,
} as const;

/** Those of the earlier API, by name. */
export const OLDER_ENDPOINTS = {
  ...HEALTH,
  ...OLDER_CONFIG,
  ...OLDER_INBOX,
  ...OLDER_THINGS,
  ...OLDER_CONFLICTS,
  ...OLDER_VIEWS,
  ...OLDER_REPAIRS,
  ...OLDER_MIGRATION,
  ...WEBHOOK_EVENTS,
  ...WEBHOOK_CONFIG,
  ...SUBSCRIBERS,
  ...MOBILE,
} as const;
