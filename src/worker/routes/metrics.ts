// How the system is doing.

import { METRICS } from '../../protocol/endpoints/metrics.ts';
import { answerJson, coordinatorOf, route, type Route } from './route.ts';

/** Metrics and readiness. */
export const METRIC_ROUTES: readonly Route[] = [
  route(METRICS.dailyMetrics, (context, { query }) => coordinatorOf(context).dailyMetrics(query.days)),
  route(METRICS.prometheusMetrics, (context) => coordinatorOf(context).prometheusMetrics()),
  route(METRICS.readiness, async (context) => {
    // Whoever has no token learns nothing of the account but whether it is well.
    const { ready, json } = await coordinatorOf(context).readiness(context.get('account') !== undefined);
    return answerJson(json, ready ? 200 : 503);
  }),
];
