// Says that it is there.

import { HEALTH } from '../../protocol/endpoints/health.ts';
import { route, type Route } from './route.ts';

/** What older clients look for is `"status":"ok"`. */
export const HEALTH_ROUTES: readonly Route[] = [
  route(HEALTH.health, async (context) =>
    context.json({ status: 'ok', timestamp: new Date().toISOString() }),
  ),
];
