// Where the API is described: files that are made when the Worker is built.

import { get } from './endpoint.ts';

/** What anybody may read. */
export const DESCRIPTION = {
  openApi: get('/openapi.json', {}, { access: 'open' }),
  docs: get('/docs', {}, { access: 'open' }),
  docsStyle: get('/docs.css', {}, { access: 'open' }),
} as const;
