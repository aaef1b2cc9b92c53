// How things stand, why a task is as it is, and what an owner can set.

import { configChangeSchema } from '../config.ts';
import { get, put } from './endpoint.ts';
import { idPath } from './inputs.ts';

/** The account as it is, and its settings. */
export const ACCOUNT = {
  status: get('/v1/status'),
  explain: get('/v1/explain/:id', { path: idPath }),
  config: get('/v1/config'),
  changeConfig: put('/v1/config', { body: configChangeSchema }),
} as const;
