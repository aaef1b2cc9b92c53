// All of the earlier API that only looks.

import * as z from 'zod';
import { get } from '../endpoint.ts';
import { limitUpTo } from '../inputs.ts';
import { pageQuery } from './page-query.ts';

/** The stream of events goes back so far. */
const MAX_HOURS = 24 * 30;

const OPTIONS = { access: 'older' } as const;

const hoursQuery = z.object({ hours: limitUpTo(MAX_HOURS).default(24) });

const text = z.string().max(50_000);
const hashQuery = z
  .object({ title: text.default(''), notes: text.default(''), due: z.string().max(64).optional() })
  .transform(({ title, notes, due }) => ({ title, notes, due: due ?? null }));

const keyPath = z.object({ key: z.string().min(1).max(512) });

/** `/sync/status`, `/sync/verify`, `/sync/requests`, `/metrics`, `/debug/…`. */
export const OLDER_VIEWS = {
  olderStatus: get('/sync/status', {}, OPTIONS),
  olderVerify: get('/sync/verify', { query: pageQuery }, OPTIONS),
  olderRequests: get('/sync/requests', {}, OPTIONS),
  olderMetrics: get('/metrics', { query: hoursQuery }, OPTIONS),
  olderMappings: get('/debug/mappings', { query: pageQuery }, OPTIONS),
  olderHash: get('/debug/hash', { query: hashQuery }, OPTIONS),
  olderKvEntry: get('/debug/kv/:key', { path: keyPath }, OPTIONS),
} as const;
