// How things stand, for clients of the earlier API: `/sync/status`, `/sync/verify`, `/sync/requests`, `/metrics`, `/debug/…`.

import * as z from 'zod';
import { older, passOn, pathOf, queryOf, withInput, type Route } from '../route.ts';
import { pageQuerySchema } from './page-query.ts';

/** The stream of events goes back so far. */
const MAX_HOURS = 24 * 30;

const hoursSchema = z.object({
  hours: z
    .string()
    .regex(/^\d{1,4}$/, 'not a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(MAX_HOURS))
    .default(24),
});

const text = z.string().max(50_000);
const hashSchema = z
  .object({ title: text.default(''), notes: text.default(''), due: z.string().max(64).optional() })
  .transform(({ title, notes, due }) => ({ title, notes, due: due ?? null }));
const keySchema = z.object({ key: z.string().min(1).max(512) });

/** All that only looks. */
export const OLDER_VIEW_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/sync/status', answer: (context) => passOn(older(context, 'status', null)) },
  {
    method: 'GET',
    path: '/sync/verify',
    answer: (context) =>
      withInput(queryOf(context, pageQuerySchema), (page) => older(context, 'verify', page)),
  },
  { method: 'GET', path: '/sync/requests', answer: (context) => passOn(older(context, 'requests', null)) },
  {
    method: 'GET',
    path: '/metrics',
    answer: (context) =>
      withInput(queryOf(context, hoursSchema), (query) => older(context, 'metrics', query)),
  },
  {
    method: 'GET',
    path: '/debug/mappings',
    answer: (context) =>
      withInput(queryOf(context, pageQuerySchema), (page) => older(context, 'mappings', page)),
  },
  {
    method: 'GET',
    path: '/debug/hash',
    answer: (context) => withInput(queryOf(context, hashSchema), (input) => older(context, 'hash', input)),
  },
  {
    method: 'GET',
    path: '/debug/kv/:key',
    answer: (context) => withInput(pathOf(context, keySchema), ({ key }) => older(context, 'kvEntry', key)),
  },
];
