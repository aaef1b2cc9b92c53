/** The control routes under `/_emulator/` for other processes on this machine: stats, chaos, clock, snapshot. No auth. */
import { Hono } from 'hono';
import * as z from 'zod';
import type { Account } from './account.ts';
import { CHAOS_KINDS } from './chaos.ts';
import type { ChaosSwitches } from './chaos.ts';
import { PLANS } from './limits.ts';
import type { AccountSnapshot } from './snapshot.ts';
import type { EmulatorStats } from './stats.ts';
import { WEBHOOK_EVENTS } from './webhooks/webhook-events.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** What the control routes show and switch. */
export interface ControlParts {
  readonly account: Account;
  readonly chaos: ChaosSwitches;
  readonly stats: EmulatorStats;
  readonly webhooks: Webhooks;
  readonly resetStats: () => void;
  readonly snapshot: () => AccountSnapshot;
}

const DistortionBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['truncate', 'truncate_titles']), length: z.int().min(1) }),
  z.object({
    kind: z.enum(['trim', 'collapse_blanks', 'decompose', 'underscore_labels', 'lowercase_labels']),
  }),
  z.object({ kind: z.literal('drop_label'), name: z.string() }),
]);
const ChaosBody = z.union([
  z.object({
    kind: z.enum(CHAOS_KINDS),
    times: z.union([z.int().min(0), z.literal('always')]).default(1),
    retry_after: z.int().min(0).optional(),
    webhook_delay_ms: z.int().min(0).optional(),
  }),
  z.object({ clear: z.union([z.enum(CHAOS_KINDS), z.literal('all')]) }),
  z.object({ store_differently: DistortionBody.nullable() }),
  z.object({ refuse_requests_with: z.string().min(1).nullable() }),
]);
/** The ids of before API v1, by the new ids. */
const OldIdsBody = z.record(z.string(), z.string().regex(/^\d+$/));
const WebhookBody = z.object({
  url: z.url({ hostname: /^(127\.0\.0\.1|localhost|\[::1\])$/ }),
  client_secret: z.string().min(1),
  events: z.array(z.enum(WEBHOOK_EVENTS)).optional(),
  version: z.enum(['1', '10']).optional(),
  only_after_oauth_of: z.string().optional(),
});
const ClockBody = z.object({ now: z.number() });
const PlanBody = z.object({ plan: z.enum(PLANS) });

/** Builds the control app; it expects whole paths such as `/_emulator/stats`. */
export function createControlRoutes(parts: ControlParts): Hono {
  const { account, chaos, stats } = parts;
  const app = new Hono();
  const showChaos = (): Record<string, number | 'always'> =>
    Object.fromEntries(
      Object.entries(chaos.pending).map(([kind, left]) => [kind, left === Infinity ? 'always' : left]),
    );
  app.get('/_emulator/stats', (context) => context.json({ ...stats }));
  app.post('/_emulator/stats/reset', (context) => {
    parts.resetStats();
    return context.json({ ...stats });
  });
  app.get('/_emulator/chaos', (context) => context.json(showChaos()));
  app.post('/_emulator/chaos', async (context) => {
    const body = ChaosBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    if ('store_differently' in body.data) {
      chaos.storeDifferently(body.data.store_differently);
    } else if ('refuse_requests_with' in body.data) {
      chaos.refuseRequestsWith(body.data.refuse_requests_with);
    } else if ('clear' in body.data) {
      chaos.clear(body.data.clear === 'all' ? undefined : body.data.clear);
    } else {
      if (body.data.retry_after !== undefined) chaos.retryAfterSeconds = body.data.retry_after;
      if (body.data.webhook_delay_ms !== undefined) chaos.webhookDelayMs = body.data.webhook_delay_ms;
      chaos.failNext(body.data.kind, body.data.times === 'always' ? Infinity : body.data.times);
    }
    return context.json(showChaos());
  });
  app.post('/_emulator/clock', async (context) => {
    const body = ClockBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    account.clock.freeze(body.data.now);
    await parts.webhooks.pump();
    return context.json({ now: account.clock.now() });
  });
  app.post('/_emulator/plan', async (context) => {
    const body = PlanBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    account.changePlan(body.data.plan);
    return context.json({ plan: account.plan });
  });
  addWebhookRoutes(app, parts.webhooks);
  app.post('/_emulator/old_ids', async (context) => {
    const body = OldIdsBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    for (const [newId, oldId] of Object.entries(body.data)) account.store.oldIds.set(newId, oldId);
    return context.json(Object.fromEntries(account.store.oldIds));
  });
  app.get('/_emulator/snapshot', (context) => context.json(parts.snapshot()));
  return app;
}

/** Shows, sets and takes away the webhook; an address beyond this machine is refused. */
function addWebhookRoutes(app: Hono, webhooks: Webhooks): void {
  app.get('/_emulator/webhook', (context) =>
    context.json({ waiting: webhooks.waiting, attempts: webhooks.attempts }),
  );
  app.post('/_emulator/webhook', async (context) => {
    const body = WebhookBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    const { url, client_secret: clientSecret, events, version, only_after_oauth_of: client } = body.data;
    webhooks.configure({
      url,
      clientSecret,
      ...(events === undefined ? {} : { events }),
      ...(version === undefined ? {} : { version }),
      ...(client === undefined ? {} : { onlyAfterOAuthOf: client }),
    });
    return context.json({ url, events: events ?? WEBHOOK_EVENTS });
  });
  app.delete('/_emulator/webhook', (context) => {
    webhooks.configure(null);
    return context.body(null, 204);
  });
}
