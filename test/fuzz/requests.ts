// One request after the other, from chance: proper ones, spoilt ones, and such as no client of ours would ever send.

import type { Random } from '../sim/random.ts';
import type { Operation, Schema, Surface } from './document.ts';
import type { Caller, Target } from './target.ts';
import { drawValue, hostileValue, spoil, type Source } from './values.ts';

/** A request before it is sent. */
export interface Drawn {
  /** What kind of request it is, for the report. */
  readonly kind: 'proper' | 'spoilt' | 'garbage' | 'path' | 'header' | 'method';
  readonly caller: Caller;
  readonly method: string;
  /** Begins with a slash; as it is to stand in the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** The operation that it was made for; null where it fits none for certain. */
  readonly operation: Operation | null;
}

/** Draws requests. */
export interface Drawing {
  readonly random: Random;
  readonly surface: Surface;
  readonly target: Target;
}

/** Draws one request of this caller. */
export function drawRequest(drawing: Drawing, caller: Caller): Drawn {
  const { random, surface, target } = drawing;
  const source: Source = { random, resolve: surface.resolve, known: target.known };
  const operation = random.pick(surface.operations);
  const proper = properRequest(source, operation, caller, target);
  switch (
    random.pick(['proper', 'proper', 'spoilt', 'spoilt', 'spoilt', 'garbage', 'path', 'header', 'method'])
  ) {
    case 'spoilt':
      return spoiltRequest(source, proper);
    case 'garbage':
      return garbageRequest(random, proper);
    case 'path':
      return { ...proper, kind: 'path', path: trickyPath(random, proper.path, target), operation: null };
    case 'header':
      return {
        ...proper,
        kind: 'header',
        headers: { ...proper.headers, ...trickyHeaders(random) },
        operation: null,
      };
    case 'method':
      return { ...proper, kind: 'method', method: random.pick(METHODS), operation: null };
    default:
      return proper;
  }
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'];

/** A reading of these addresses would wait for news. */
const SOCKETS: ReadonlySet<string> = new Set(['/v1/poke', '/mobile/socket']);

function properRequest(source: Source, operation: Operation, caller: Caller, target: Target): Drawn {
  const { random } = source;
  const valueOf = (schema: Schema): string => textOf(drawValue(source, schema));
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = { ...target.headers[caller] };
  for (const { name, in: where, required, schema } of operation.parameters) {
    if (where === 'path')
      path = path.replaceAll(`{${name}}`, encodeURIComponent(wellFormed(valueOf(schema))));
    else if (where === 'query' && (required || random.chance(0.5))) query.set(name, valueOf(schema));
  }
  // Older clients that know nothing but an address.
  if (caller === 'client' && operation.isBelowToken && random.chance(0.3))
    path = `/t/${target.addressToken}${path}`;
  if (random.chance(0.1)) headers['x-request-id'] = random.pick(['a', 'b', 'c', crypto.randomUUID()]);
  const body = operation.body === null ? null : JSON.stringify(drawValue(source, operation.body));
  if (body !== null) headers['content-type'] = 'application/json';
  const search = query.toString();
  return {
    kind: 'proper',
    caller,
    method: operation.method,
    path: search === '' ? path : `${path}?${search}`,
    headers,
    body,
    operation: SOCKETS.has(operation.path) ? null : operation,
  };
}

function spoiltRequest(source: Source, proper: Drawn): Drawn {
  const { random } = source;
  if (proper.body !== null && typeof proper.body === 'string' && random.chance(0.8)) {
    const spoilt = spoil(source, JSON.parse(proper.body));
    return { ...proper, kind: 'spoilt', body: JSON.stringify(spoilt) };
  }
  const value = encodeURIComponent(wellFormed(textOf(hostileValue(source)).slice(0, 2000)));
  const [way = '', search = ''] = proper.path.split('?');
  const names = [...new URLSearchParams(search).keys(), 'limit', 'cursor', 'dry_run', 'extra', '__proto__'];
  const path = random.chance(0.5)
    ? `${way}?${search}&${random.pick(names)}=${value}`
    : way.replace(/[^/]+$/, value === '' ? '%20' : value);
  return { ...proper, kind: 'spoilt', path, operation: null };
}

function garbageRequest(random: Random, proper: Drawn): Drawn {
  const text = typeof proper.body === 'string' ? proper.body : '{}';
  const bytes = Uint8Array.from({ length: random.below(300) }, () => random.below(256));
  const bodies: readonly (string | Uint8Array)[] = [
    bytes,
    text.slice(0, random.below(text.length + 1)),
    `\ufeff${text}`,
    `${text}\n${text}`,
    '['.repeat(100_000),
    '{"a":'.repeat(50_000),
    `{"__proto__":${text}}`,
    `"${'x'.repeat(300_000)}"`,
    'a=1&b=2',
    '',
  ];
  const kinds = [
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    '',
  ];
  const method = proper.method === 'GET' ? 'POST' : proper.method;
  const headers = { ...proper.headers, 'content-type': random.pick(kinds) };
  return { ...proper, kind: 'garbage', method, headers, body: random.pick(bodies), operation: null };
}

function trickyPath(random: Random, path: string, target: Target): string {
  const inner = path.slice(1);
  return random.pick([
    `//${inner}`,
    `/./${inner}`,
    `/v1/../${inner}`,
    `/%2e%2e/${inner}`,
    `/${inner.toUpperCase()}`,
    `${path}/`,
    `${path}%00`,
    `${path};a=b`,
    `${path}%2fundo`,
    `/t//${inner}`,
    `/t/no-token-of-ours/${inner}`,
    `/t/${target.addressToken}/v1/plan`,
    `/t/${target.addressToken}/../v1/plan`,
    `/t/${target.addressToken}%2f..%2fv1/plan`,
    '/debug/kv/token%3Aowner',
    '/debug/kv/..%2f..%2fdata',
    '/%E0%A4%A',
    '/%',
    `/${'a'.repeat(8000)}`,
    `/${encodeURIComponent('\u{1f4a9}')}`,
    path.replaceAll('/', '\\'),
  ]);
}

function trickyHeaders(random: Random): Readonly<Record<string, string>> {
  return random.pick<Readonly<Record<string, string>>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'x-forwarded-for': '127.0.0.1', 'cf-connecting-ip': '10.0.0.1' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-original-url': '/v1/plan', 'x-rewrite-url': '/v1/plan' },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${'x'.repeat(9000)}` },
    { authorization: 'Basic b3duZXI6b3duZXI=' },
    { authorization: 'Bearer undefined' },
    { 'x-repair-auth': '' },
    { 'x-repair-auth': 'undefined' },
    { 'x-request-id': 'x'.repeat(5000) },
    { 'x-request-id': '__proto__' },
    { 'idempotency-key': '\u00e4\u00f6' },
    { 'content-encoding': 'gzip' },
    { 'content-type': 'application/json; charset="' },
    { accept: 'text/html', 'accept-language': 'x'.repeat(2000) },
    { range: 'bytes=0-1' },
    { upgrade: 'websocket', connection: 'Upgrade' },
    { cookie: 'token=owner-token' },
    { 'if-none-match': '*' },
  ]);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Half a character can't stand in an address. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
