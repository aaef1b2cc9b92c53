// Runs every test of a file inside a Durable Object, so that what it opens is that object's storage.

import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { aroundEach } from 'vitest';
import { withStorage } from './object-storage.ts';

aroundEach((runTest) =>
  runInDurableObject(env.COORDINATOR.getByName('sync'), (_coordinator, { storage }) =>
    withStorage(storage, runTest),
  ),
);
