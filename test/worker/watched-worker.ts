// A Worker of its own for attacks: what it answers, and every line that it and the Coordinator log meanwhile.

import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import { createApp } from '../../src/worker/app.ts';
import type { Env } from '../../src/worker/env.ts';
import { expectDescribed } from '../support/described.ts';

/** An answer, read. */
export interface Heard {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** The Worker, and its log so far. */
export interface WatchedWorker {
  readonly send: (path: string, init?: RequestInit) => Promise<Heard>;
  /** Sends the body of a sync. */
  readonly sync: (body: string | Uint8Array, headers?: HeadersInit, path?: string) => Promise<Heard>;
  readonly log: () => string;
  /** How often an account was called. */
  readonly calls: () => number;
}

/** Starts one. The log of the Coordinator is taken until mocks are restored. */
export function watchWorker(settings: Partial<Env> = {}): WatchedWorker {
  const lines: string[] = [];
  const app = createApp((line) => lines.push(line));
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  let calls = 0;
  const getByName = (name: string) =>
    new Proxy(env.COORDINATOR.getByName(name), {
      get: (account, method) => {
        calls += 1;
        return Reflect.get(account, method) as unknown;
      },
    });
  const surroundings = {
    ...(env as unknown as Env),
    LOG_LEVEL: 'debug',
    COORDINATOR: { getByName },
    ...settings,
  } as Env;
  const send = async (path: string, init: RequestInit = {}): Promise<Heard> => {
    const request = new Request(`http://worker${path}`, init);
    const response = await app.fetch(request, surroundings, createExecutionContext());
    await expectDescribed(init.method ?? 'GET', path, response);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return {
    send,
    sync: (body, headers = {}, path = '/mobile/sync') => send(path, { method: 'POST', body, headers }),
    log: () => lines.join('\n'),
    calls: () => calls,
  };
}
