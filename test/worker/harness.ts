// What the workerd suites share: calls to the API as the owner, each answer held against the description; small libraries, and the emulated Todoist behind.

import { env, exports } from 'cloudflare:workers';
import type { ExchangeRequest } from '../../src/protocol/exchange.ts';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import type { Problem } from '../../src/protocol/problem.ts';
import type { Coordinator } from '../../src/worker/coordinator.ts';
import type * as worker from '../../src/worker/index.ts';
import { expectDescribed } from '../support/described.ts';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how the types of workerd take bindings
  namespace Cloudflare {
    interface Env {
      readonly COORDINATOR: DurableObjectNamespace<Coordinator>;
      readonly API_TOKEN: string;
      readonly TODOIST_API_URL: string;
      /** Only in the suite on several accounts. */
      readonly ACCOUNTS: string;
    }
    interface GlobalProps {
      readonly mainModule: typeof worker;
    }
  }
}

/** The Coordinator of an account. */
export function coordinator(account = 'default'): DurableObjectStub<Coordinator> {
  return env.COORDINATOR.getByName(account);
}

/** Calls the API; as the owner unless `token` says otherwise (null: without any). */
export async function call(
  method: string,
  path: string,
  options: {
    readonly body?: unknown;
    readonly text?: string;
    readonly token?: string | null;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  const token = options.token === undefined ? env.API_TOKEN : options.token;
  const body = options.text ?? (options.body === undefined ? null : JSON.stringify(options.body));
  const response = await exports.default.fetch(`http://worker${path}`, {
    method,
    body,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== null && { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });
  await expectDescribed(method, path, response);
  return response;
}

/** Calls the API and reads the JSON of a good answer. */
export async function callOk<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await call(method, path, body === undefined ? {} : { body });
  if (response.status !== 200)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Reads a problem and drops what is random in it. */
export async function problemOf(response: Response): Promise<Problem> {
  return response.json();
}

/** Sends one exchange as the agent does. A difference needs its own receipt. */
export function exchange(request: Partial<ExchangeRequest>): Promise<ExchangeResponse> {
  return callOk('POST', '/v1/exchange', exchangeBody(request));
}

/** A whole, empty library, changed as asked. */
export function exchangeBody(changes: Partial<ExchangeRequest>): ExchangeRequest {
  const todos = changes.todos ?? [];
  return {
    receipt: receipt(todos.length),
    base: null,
    snapshot: 'snapshot-1',
    todos,
    containers: [],
    removed: [],
    acknowledgements: [],
    ...changes,
  };
}

/** The receipt of a complete read that found so many open to-dos. */
export function receipt(openTodos: number): ExchangeRequest['receipt'] {
  return {
    databaseId: 'library-1',
    schemaVersion: 29,
    complete: true,
    openTodos,
    zone: 'UTC',
    today: '2026-11-23',
    takenAt: Date.now(),
  };
}

/** One open to-do in the inbox, as the agent tells of it. */
export function todo(id: string, title: string): ExchangeRequest['todos'][number] {
  return {
    id: id as ExchangeRequest['todos'][number]['id'],
    title,
    notes: '',
    status: 'open',
    trashed: false,
    list: 'inbox',
    startDate: null,
    evening: false,
    reminder: null,
    deadline: null,
    area: null,
    project: null,
    heading: null,
    tags: [],
    checklist: [],
    template: null,
    createdAt: null,
    changedAt: Date.now(),
    digest: `digest-${id}-${title}`.slice(0, 60),
  };
}

/** Does the first sync, with one task in both apps. */
export async function beginWith(title: string): Promise<void> {
  const { plan } = await exchange({ todos: [todo('a', title)] });
  await callOk('POST', `/v1/plan/${plan?.hash ?? ''}/approve`);
  await exchange({ todos: [todo('a', title)] });
}

/** Titles of all open tasks in the emulated Todoist, in order. */
export async function todoistTitles(): Promise<readonly string[]> {
  const response = await fetch(`${emulatorUrl()}/_emulator/snapshot`);
  const { items } = await response.json<{ items: { content: string; checked: boolean }[] }>();
  return items
    .filter((item) => !item.checked)
    .map((item) => item.content)
    .toSorted();
}

/** Empties the emulated Todoist. */
export async function resetTodoist(): Promise<void> {
  await fetch(`${emulatorUrl()}/_reset`, { method: 'POST' });
}

/** Adds a task in the emulated Todoist, as a person would, and gives its id. */
export async function addInTodoist(content: string): Promise<string> {
  const task = JSON.parse(await post(`${env.TODOIST_API_URL}/tasks`, { content })) as { readonly id: string };
  return task.id;
}

/** Has the emulated Todoist know a task by an id of its API before, too. */
export async function nameBefore(id: string, oldId: string): Promise<void> {
  await post(`${emulatorUrl()}/_emulator/old_ids`, { [id]: oldId });
}

/** Makes the emulated Todoist fail its next request in a way that it knows. */
export async function failNextTodoistRequest(kind: string): Promise<void> {
  await post(`${emulatorUrl()}/_emulator/chaos`, { kind, times: 1 });
}

async function post(url: string, body: unknown): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: 'Bearer test-token' },
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.text();
}

function emulatorUrl(): string {
  return new URL(env.TODOIST_API_URL).origin;
}
