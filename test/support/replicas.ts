// The replicas of an account as the Worker puts them together, with an emulated Todoist behind `fetch`.

import { findDevices } from '../../src/replicas/mobile/device-replica.ts';
import { createThingsPort } from '../../src/replicas/things/create-things-port.ts';
import { createThingsReplica } from '../../src/replicas/things/replica.ts';
import { createTodoistPort } from '../../src/replicas/todoist/create-todoist-port.ts';
import { createTodoistReplica } from '../../src/replicas/todoist/replica.ts';
import { createWebhookSource } from '../../src/replicas/webhooks/replica.ts';
import { createReplicas } from '../../src/sync/replica.ts';
import type { AccountParts, Replica } from '../../src/sync/unit-of-work.ts';

/** Where requests to Todoist go that `fetch` answers. */
export const TODOIST_URL = 'http://todoist.test/api/v1';

/** Todoist and Things, and `more` replicas after them. */
export function replicasOver(
  fetch: (request: Request) => Promise<Response>,
  {
    token = 'test-token',
    more = [],
    deviceName = () => null,
  }: {
    readonly token?: string;
    readonly more?: readonly Replica[];
    readonly deviceName?: (id: string) => string | null;
  } = {},
): AccountParts['replicas'] {
  const todoist = createTodoistPort({ baseUrl: TODOIST_URL, token, fetch });
  return createReplicas(
    [createTodoistReplica(todoist), createThingsReplica(createThingsPort()), ...more],
    [createWebhookSource()],
    findDevices(deviceName),
  );
}
