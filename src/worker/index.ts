// Entry of the Worker: HTTP goes to the app, the account lives in the Coordinator.

import { createApp } from './app.ts';

export { Coordinator } from './coordinator.ts';

const app = createApp((line) => {
  // oxlint-disable-next-line no-console -- the Worker's log
  console.error(line);
});

export default { fetch: app.fetch };
