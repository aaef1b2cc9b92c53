// Every address, with what answers it.

import { ACCOUNT_ROUTES } from './account.ts';
import { DESCRIPTION_ROUTES } from './description.ts';
import { EXCHANGE_ROUTES } from './exchange.ts';
import { HEALTH_ROUTES } from './health.ts';
import { HISTORY_ROUTES } from './history.ts';
import { KV_ROUTES } from './kv.ts';
import { DEVICE_ROUTES, MOBILE_ROUTES } from './mobile.ts';
import { OLDER_CONFIG_ROUTES } from './older/config.ts';
import { OLDER_CONFLICT_ROUTES } from './older/conflicts.ts';
import { OLDER_INBOX_ROUTES } from './older/inbox.ts';
import { OLDER_MIGRATION_ROUTES } from './older/migration.ts';
import { OLDER_REPAIR_ROUTES } from './older/repairs.ts';
import { OLDER_THINGS_ROUTES } from './older/things.ts';
import { OLDER_VIEW_ROUTES } from './older/views.ts';
import { METRIC_ROUTES } from './metrics.ts';
import { PLAN_ROUTES } from './plan.ts';
import type { Route } from './route.ts';
import { SUBSCRIBER_ROUTES } from './subscribers.ts';
import { TOKEN_ROUTES } from './tokens.ts';
import { WEBHOOK_ROUTES } from './webhooks.ts';

/** Today's addresses. */
export const ROUTES: readonly Route[] = [
  ...DESCRIPTION_ROUTES,
  ...EXCHANGE_ROUTES,
  ...PLAN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...HISTORY_ROUTES,
  ...KV_ROUTES,
  ...METRIC_ROUTES,
  ...TOKEN_ROUTES,
  ...DEVICE_ROUTES,
];

/** The addresses of the earlier API. */
export const OLDER_ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...OLDER_CONFIG_ROUTES,
  ...OLDER_INBOX_ROUTES,
  ...OLDER_THINGS_ROUTES,
  ...OLDER_CONFLICT_ROUTES,
  ...OLDER_VIEW_ROUTES,
  ...OLDER_REPAIR_ROUTES,
  ...OLDER_MIGRATION_ROUTES,
  ...WEBHOOK_ROUTES,
  ...SUBSCRIBER_ROUTES,
  ...MOBILE_ROUTES,
];
