// How the system is doing: for dashboards, for Prometheus, and for whoever looks whether it is well.

import * as z from 'zod';
import { get } from './endpoint.ts';
import { limitUpTo, noQuery } from './inputs.ts';

/** Hours are kept for seven days, which are parts of eight. */
const MAX_DAYS = 8;

const daysQuery = z.strictObject({ days: limitUpTo(MAX_DAYS).default(1) });

/** What was counted, and whether everything is well. */
export const METRICS = {
  dailyMetrics: get('/metrics/daily', { query: daysQuery }),
  prometheusMetrics: get('/metrics/prometheus', { query: noQuery }),
  readiness: get('/health/ready', { query: noQuery }, { access: 'open_or_owner' }),
} as const;
