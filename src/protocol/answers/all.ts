// Everything that is told of the API, in the order in which a person reads it.

import { ACCOUNT_GROUP, HISTORY_GROUP, PLAN_GROUP, TOKEN_GROUP } from './account.ts';
import { KV_GROUP, MIGRATION_GROUP } from './kv.ts';
import { METRICS_GROUP } from './metrics.ts';
import { OLDER_MIGRATION_GROUP } from './older/migration.ts';
import { OLDER_REPAIR_GROUP } from './older/repairs.ts';
import { OLDER_SETTINGS_GROUP } from './older/settings.ts';
import { OLDER_THINGS_GROUP } from './older/things.ts';
import { OLDER_VIEW_GROUP } from './older/views.ts';
import { SERVICE_GROUP, SYNC_GROUP } from './service.ts';
import { SUBSCRIBER_GROUP } from './subscribers.ts';
import type { Group } from './told.ts';
import { MOBILE_GROUP } from './mobile.ts';
import { WEBHOOK_GROUP } from './webhooks.ts';

/** The groups. */
export const GROUPS: readonly Group[] = [
  SERVICE_GROUP,
  METRICS_GROUP,
  ACCOUNT_GROUP,
  PLAN_GROUP,
  HISTORY_GROUP,
  SYNC_GROUP,
  TOKEN_GROUP,
  KV_GROUP,
  MIGRATION_GROUP,
  MOBILE_GROUP,
  WEBHOOK_GROUP,
  SUBSCRIBER_GROUP,
  OLDER_THINGS_GROUP,
  OLDER_SETTINGS_GROUP,
  OLDER_VIEW_GROUP,
  OLDER_REPAIR_GROUP,
  OLDER_MIGRATION_GROUP,
];

/** Today's operations that a client of ours calls, by name. */
export const OPERATIONS = {
  ...SERVICE_GROUP.operations,
  ...ACCOUNT_GROUP.operations,
  ...PLAN_GROUP.operations,
  ...HISTORY_GROUP.operations,
  ...SYNC_GROUP.operations,
  ...TOKEN_GROUP.operations,
  ...METRICS_GROUP.operations,
  ...KV_GROUP.operations,
  ...MIGRATION_GROUP.operations,
  ...MOBILE_GROUP.operations,
  ...WEBHOOK_GROUP.operations,
  ...SUBSCRIBER_GROUP.operations,
} as const;
