// Settings and conflicts of the earlier API.

import { olderConfigChangeSchema } from '../../older/config.ts';
import { olderResolveSchema } from '../../older/conflicts.ts';
import { get, post, put } from '../endpoint.ts';
import { pageQuery } from './page-query.ts';

/** `/config`. */
export const OLDER_CONFIG = {
  olderConfig: get('/config', {}, { access: 'older' }),
  changeOlderConfig: put('/config', { body: olderConfigChangeSchema }, { access: 'older' }),
  olderConfigSchema: get('/config/schema', {}, { access: 'older' }),
} as const;

/** `/conflicts`. */
export const OLDER_CONFLICTS = {
  olderConflicts: get('/conflicts', { query: pageQuery }, { access: 'older' }),
  resolveOlderConflict: post('/conflicts/resolve', { body: olderResolveSchema }, { access: 'older' }),
} as const;
