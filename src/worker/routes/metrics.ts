// How the system is doing.

import { METRICS } from '../../protocol/endpoints/metrics.ts';
import { answerJson } from '../answer-response.ts';
import { coordinatorOf, mayReadTasks, route, type Route } from './route.ts';

/** Metrics and readiness. */
export const METRIC_ROUTES: readonly Route[] = [
  route(METRICS.dailyMetrics, (context, { query }) => coordinatorOf(context).dailyMetrics(query.days)),
  route(METRICS.prometheusMetrics, (context) => coordinatorOf(context).prometheusMetrics()),
  route(METRICS.readiness, async (context) => {
    // Whoever may not read the account's tasks learns nothing of it but whether it is well.
    const { ready, json } = await coordinatorOf(context).readiness(mayReadTasks(context));
    return answerJson(json, ready ? 200 : 503);
  }),
];
