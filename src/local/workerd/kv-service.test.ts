// The KV namespace as a Worker sees it: a small script in a real workerd, on the real service.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startKvService } from './kv-service.ts';
import { workerdConfig } from './workerd-config.ts';
import { startWorkerd } from './workerd-process.ts';

/** Does one thing with the namespace and answers with what came of it. */
const SCRIPT = `
  import { DurableObject } from 'cloudflare:workers';
  export class Coordinator extends DurableObject {}
  export default {
    async fetch(request, { SYNC_METADATA: kv }) {
      const [method, ...words] = await request.json();
      const found = (await kv[method](...words)) ?? null;
      return Response.json(found instanceof Map ? [...found] : found);
    },
  };`;

/** An environment without secrets or settings. */
const NOTHING = {
  API_TOKEN: '',
  REPAIR_AUTH_TOKEN: '',
  SECRETS_KEY: '',
  SECRETS_KEY_OLD: '',
  TODOIST_API_TOKEN: '',
  TODOIST_API_URL: '',
  ALLOWED_HOSTS: '',
  PUBLIC_URL: '',
  CORS_ORIGINS: '',
  RATE_LIMITS: '',
  KV_SETTINGS: '',
  ALLOW_PRIVATE_TARGETS: '',
  LOG_LEVEL: '',
  HOST_NAME: 'here',
};

/** Runs the script on the state in `directory`; answers with a way to call the namespace and a way to end everything. */
async function openNamespace(directory: string) {
  mkdirSync(join(directory, 'storage'), { recursive: true });
  writeFileSync(join(directory, 'worker.js'), SCRIPT);
  const kv = await startKvService(join(directory, 'kv.sqlite'));
  const paths = { storage: join(directory, 'storage'), assets: directory, kvSocket: kv.socketPath };
  writeFileSync(join(directory, 'config.capnp'), workerdConfig({ ...paths, script: 'worker.js', port: 0 }));
  const workerd = await startWorkerd({
    configFile: join(directory, 'config.capnp'),
    pidFile: join(directory, 'workerd.pid'),
    environment: { ...NOTHING, ALARMS: 'off' },
    log: () => undefined,
  });
  if (!workerd.ok) throw new Error(workerd.error.said);
  const { port, close } = workerd.value;
  return {
    call: async (...words: readonly unknown[]): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${port}`, {
        method: 'POST',
        body: JSON.stringify(words),
      });
      return response.json();
    },
    close: async () => {
      await close();
      await kv.close();
    },
  };
}

it('keeps values, metadata and expiry over a restart, and lists names in pages', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const first = await openNamespace(directory);
  await first.call('put', 'batch:1/ä b', 'one', { metadata: { version: 2 } });
  await first.call('put', 'batch:2', 'two', { expirationTtl: 3600 });
  await first.call('put', 'other', 'x'.repeat(1_000_000));
  await first.call('put', 'gone', 'x');
  await first.call('delete', 'gone');
  await first.close();
  const { call, close } = await openNamespace(directory);
  onTestFinished(close);
  expect(await call('get', 'gone')).toBeNull();
  expect(await call('getWithMetadata', 'batch:1/ä b')).toMatchObject({
    value: 'one',
    metadata: { version: 2 },
  });
  expect(String(await call('get', 'other'))).toHaveLength(1_000_000);
  const page = await call('list', { prefix: 'batch:', limit: 1 });
  expect(page).toMatchObject({
    keys: [{ name: 'batch:1/ä b', metadata: { version: 2 } }],
    list_complete: false,
  });
  const { cursor } = page as { readonly cursor: string };
  expect(await call('list', { prefix: 'batch:', cursor })).toMatchObject({
    keys: [{ name: 'batch:2', expiration: expect.any(Number) as number }],
    list_complete: true,
  });
});

it('reads up to a hundred keys at once, with null for what is not there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { call, close } = await openNamespace(directory);
  onTestFinished(close);
  await call('put', 'a/b ä', '"é"', { metadata: { version: 2 } });
  await call('put', 'empty', '');
  await call('put', '__proto__', '3');
  const keys = ['a/b ä', 'none', 'empty', '__proto__'];
  expect(await call('get', keys)).toEqual([
    ['a/b ä', '"é"'],
    ['none', null],
    ['empty', ''],
    ['__proto__', '3'],
  ]);
  expect(await call('get', ['a/b ä', '__proto__'], 'json')).toEqual([
    ['a/b ä', 'é'],
    ['__proto__', 3],
  ]);
  expect(await call('getWithMetadata', keys.slice(0, 3))).toMatchObject([
    ['a/b ä', { value: '"é"', metadata: { version: 2 } }],
    ['none', null],
    ['empty', { value: '', metadata: null }],
  ]);
  const hundred = Array.from({ length: 100 }, (_unused, n) => `k${n}`);
  expect(await call('get', hundred)).toHaveLength(100);
});
