// The contract of the store on the SQL of a Durable Object, which is what runs in production.

import { env } from 'cloudflare:workers';
import { reset, runInDurableObject } from 'cloudflare:test';
import { afterEach } from 'vitest';
import { createDurableSql } from '../../src/worker/object/durable-sql.ts';
import { describeStoreContract } from '../contract/store-contract.ts';

afterEach(() => reset());

describeStoreContract('Durable Object SQL', (work) =>
  runInDurableObject(env.COORDINATOR.getByName('contract'), (_coordinator, state) =>
    work(createDurableSql(state.storage)),
  ),
);
