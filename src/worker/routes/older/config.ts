// `/config` of the earlier API.

import * as z from 'zod';
import { olderConfigChangeSchema } from '../../../protocol/older/config.ts';
import { parseJson } from '../../parse-input.ts';
import { older, passOn, withInput, type Route } from '../route.ts';

const CONFIG_SCHEMA = JSON.stringify(z.toJSONSchema(olderConfigChangeSchema));

/** `GET /config`, `PUT /config`, and what may be put, as JSON Schema. */
export const OLDER_CONFIG_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/config', answer: (context) => passOn(older(context, 'config', null)) },
  {
    method: 'PUT',
    path: '/config',
    answer: async (context) =>
      withInput(parseJson(await context.req.text(), olderConfigChangeSchema), (change) =>
        older(context, 'changeConfig', change),
      ),
  },
  {
    method: 'GET',
    path: '/config/schema',
    answer: async () =>
      new Response(CONFIG_SCHEMA, {
        headers: { 'content-type': 'application/schema+json', 'cache-control': 'no-store' },
      }),
  },
];
