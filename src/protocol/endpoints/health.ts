// Says that it is there.

import { get } from './endpoint.ts';

/** What anybody may ask. */
export const HEALTH = { health: get('/health', {}, { access: 'open' }) } as const;
