// What the suites on the earlier API share: requests as an older client sends them.

import { env } from 'cloudflare:workers';
import type { Token } from '../../src/model/token.ts';
import type { MadeToken } from '../../src/protocol/tokens.ts';
import type { Env } from '../../src/worker/env.ts';
import worker from '../../src/worker/index.ts';
import { expectDescribed } from '../support/described.ts';
import { callOk, exchange, todo } from './harness.ts';

/** The token of maintenance in these suites. */
const REPAIR = 'repair-token';

/** An answer as text, for what a client picks out of it without reading JSON. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Asks with these headers alone. */
export async function ask(
  method: string,
  path: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } = {},
): Promise<Answer> {
  const { body, headers = {} } = options;
  const text = body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body);
  const request = new Request(`http://worker${path}`, { method, headers, body: text });
  const response = await worker.fetch(request, { ...(env as unknown as Env), REPAIR_AUTH_TOKEN: REPAIR });
  await expectDescribed(method, path, response);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Asks with the owner's token. */
export function asOwner(method: string, path: string, body?: unknown): Promise<Answer> {
  return ask(method, path, { headers: { authorization: `Bearer ${env.API_TOKEN}` }, body });
}

/** Asks with the token of maintenance. */
export function asRepairer(method: string, path: string, body?: unknown): Promise<Answer> {
  return ask(method, path, { headers: { 'x-repair-auth': REPAIR }, body });
}

/** The JSON of a good answer to the owner. */
export async function ownersJson<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, text } = await asOwner(method, path, body);
  if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

/** Makes a token. */
export async function tokenOf(kind: Token['kind']): Promise<string> {
  return (await callOk<MadeToken>('POST', '/v1/tokens', { name: kind, kind })).token;
}

/** Has to-dos of these titles on both sides: `t0`, `t1`, … */
export async function linked(...titles: readonly string[]): Promise<void> {
  const todos = titles.map((title, at) => todo(`t${at}`, title));
  const { plan } = await exchange({ todos });
  if (plan !== null) await callOk('POST', `/v1/plan/${plan.hash}/approve`);
  await exchange({ todos });
}

/** A task in the emulated Todoist. */
export interface InTodoist {
  readonly id: string;
  readonly content: string;
  readonly description: string;
  readonly checked: boolean;
  readonly labels: readonly string[];
}

/** The tasks of the emulated Todoist, in the order of their titles. */
export async function tasksInTodoist(): Promise<readonly InTodoist[]> {
  const response = await fetch(`${new URL(env.TODOIST_API_URL).origin}/_emulator/snapshot`);
  const { items } = await response.json<{ items: InTodoist[] }>();
  return items.toSorted((a, b) => (a.content < b.content ? -1 : 1));
}

/** Edits the task of this title in the emulated Todoist, as a person would. */
export async function editInTodoist(title: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const task = (await tasksInTodoist()).find(({ content }) => content === title);
  const response = await fetch(`${env.TODOIST_API_URL}/tasks/${task?.id ?? title}`, {
    method: 'POST',
    body: JSON.stringify(change),
    headers: { 'content-type': 'application/json', authorization: 'Bearer test-token' },
  });
  if (!response.ok) throw new Error(`${title}: ${response.status} ${await response.text()}`);
  await response.text();
}
