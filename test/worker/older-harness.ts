// What the suites on the earlier API share: requests as an older client sends them.

import { env, exports } from 'cloudflare:workers';
import type { Token } from '../../src/model/token.ts';
import type { MadeToken } from '../../src/protocol/tokens.ts';
import { callOk } from './harness.ts';

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
  const response = await exports.default.fetch(`http://worker${path}`, { method, headers, body: text });
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
