// `/config` of the earlier API.

import * as z from 'zod';
import { OLDER_CONFIG } from '../../../protocol/endpoints/older/settings.ts';
import { answerJson } from '../../answer-response.ts';
import { older, route, type Route } from '../route.ts';

const CONFIG_SCHEMA = JSON.stringify(z.toJSONSchema(OLDER_CONFIG.changeOlderConfig.takes.body));

/** Settings as older clients know them, and what may be put, as JSON Schema. */
export const OLDER_CONFIG_ROUTES: readonly Route[] = [
  route(OLDER_CONFIG.olderConfig, (context) => older(context, 'config', null)),
  route(OLDER_CONFIG.changeOlderConfig, (context, { body }) => older(context, 'changeConfig', body)),
  route(OLDER_CONFIG.olderConfigSchema, async () =>
    answerJson(CONFIG_SCHEMA, 200, { 'content-type': 'application/schema+json' }),
  ),
];
