/** The control routes under `/_emulator/` for other processes on this machine: stats, chaos, clock, snapshot. No auth. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Account } from './account.ts';
import { CHAOS_KINDS } from './chaos.ts';
import type { ChaosSwitches } from './chaos.ts';
import type { AccountSnapshot } from './snapshot.ts';
import type { EmulatorStats } from './stats.ts';

/** What the control routes show and switch. */
export interface ControlParts {
  readonly account: Account;
  readonly chaos: ChaosSwitches;
  readonly stats: EmulatorStats;
  readonly resetStats: () => void;
  readonly snapshot: () => AccountSnapshot;
}

const ChaosBody = z.union([
  z.object({
    kind: z.enum(CHAOS_KINDS),
    times: z.union([z.int().min(0), z.literal('always')]).default(1),
    retry_after: z.int().min(0).optional(),
  }),
  z.object({ clear: z.union([z.enum(CHAOS_KINDS), z.literal('all')]) }),
]);
/** The ids of before API v1, by the new ids. */
const OldIdsBody = z.record(z.string(), z.string().regex(/^\d+$/));
const ClockBody = z.object({ now: z.number() });

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
    if ('clear' in body.data) {
      chaos.clear(body.data.clear === 'all' ? undefined : body.data.clear);
    } else {
      if (body.data.retry_after !== undefined) chaos.retryAfterSeconds = body.data.retry_after;
      chaos.failNext(body.data.kind, body.data.times === 'always' ? Infinity : body.data.times);
    }
    return context.json(showChaos());
  });
  app.post('/_emulator/clock', async (context) => {
    const body = ClockBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    account.clock.freeze(body.data.now);
    return context.json({ now: account.clock.now() });
  });
  app.post('/_emulator/old_ids', async (context) => {
    const body = OldIdsBody.safeParse(await context.req.json());
    if (!body.success) return context.json({ error: z.prettifyError(body.error) }, 400);
    for (const [newId, oldId] of Object.entries(body.data)) account.store.oldIds.set(newId, oldId);
    return context.json(Object.fromEntries(account.store.oldIds));
  });
  app.get('/_emulator/snapshot', (context) => context.json(parts.snapshot()));
  return app;
}
