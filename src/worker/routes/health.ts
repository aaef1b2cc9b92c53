// Says that it is there.

import type { Route } from './route.ts';

/** `GET /health`: what older clients look for is `"status":"ok"`. */
export const HEALTH_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    access: 'open',
    answer: async (context) => context.json({ status: 'ok', timestamp: new Date().toISOString() }),
  },
];
