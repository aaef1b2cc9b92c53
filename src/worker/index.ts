// Entry of the Worker: HTTP goes to the app, the account lives in the Coordinator.

import { accountsOf } from './accounts.ts';
import { createApp } from './app.ts';
import type { Env } from './env.ts';
import { writeToConsole } from './log/log.ts';

export { Coordinator } from './coordinator.ts';

const app = createApp(writeToConsole);

export default {
  fetch: app.fetch,
  /** Once an hour: an alarm that was lost is set anew. Everything else waits for its alarm. */
  scheduled: async (_controller: ScheduledController, env: Env): Promise<void> => {
    for (const { name } of accountsOf(env).all) await env.COORDINATOR.getByName(name).wake();
  },
};
