// The KV namespace of the local Worker: what workerd asks of a namespace's service, answered from one SQLite file, over a socket
// that only this user reaches. Knows no key. Source of the protocol: kv.c++ of workerd (src/workerd/api).

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { buffer, json } from 'node:stream/consumers';
import * as z from 'zod';
import { listenPrivately, type PrivateSocket } from './private-socket.ts';

/** Most keys of one page. Source: developers.cloudflare.com/kv, "List keys". */
const MAX_PAGE = 1000;
/** Most keys of one bulk read. Source: developers.cloudflare.com/kv, "Read key-value pairs". */
const MAX_BULK = 100;
/** Where workerd asks for many keys at once. A key with a slash arrives encoded, and by GET. */
const BULK_PATH = '/bulk/get';

/** What workerd asks by a bulk read. */
const bulkSchema = z.object({
  keys: z.array(z.string()).min(1).max(MAX_BULK),
  type: z.enum(['text', 'json']).default('text'),
  withMetadata: z.boolean().default(false),
});

const TABLE = `CREATE TABLE IF NOT EXISTS entries (
  key TEXT PRIMARY KEY, value BLOB NOT NULL, metadata TEXT, expires_at INTEGER) STRICT, WITHOUT ROWID`;

/** Opens the namespace that is kept in `file`, or makes it. */
export async function startKvService(file: string): Promise<PrivateSocket> {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${TABLE}`);
  const server = createServer((request, response) => {
    answer(db, request, response).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.message : 'unforeseen');
    });
  });
  return listenPrivately(server, 'kv', () => db.close());
}

async function answer(db: DatabaseSync, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://kv');
  const key = decodeURIComponent(url.pathname.slice(1));
  const nowSeconds = Math.floor(Date.now() / 1000);
  if (request.method === 'GET') {
    if (key === '') list(db, url.searchParams, nowSeconds, response);
    else get(db, key, nowSeconds, response);
  } else if (request.method === 'PUT') {
    const value = await buffer(request);
    put(db, { key, value, expiresAt: expiryOf(url.searchParams, nowSeconds), metadata: metadataOf(request) });
    response.writeHead(200).end();
  } else if (request.method === 'DELETE') {
    db.prepare('DELETE FROM entries WHERE key = ?').run(key);
    response.writeHead(200).end();
  } else if (request.method === 'POST' && url.pathname === BULK_PATH) {
    getMany(db, await json(request), nowSeconds, response);
  } else response.writeHead(405).end('this namespace answers GET, PUT, DELETE and bulk reads');
}

/** One entry; undefined where there is none, or none any more. */
function find(db: DatabaseSync, key: string, nowSeconds: number) {
  return db
    .prepare('SELECT value, metadata, expires_at FROM entries WHERE key = ? AND coalesce(expires_at > ?, 1)')
    .get(key, nowSeconds);
}

function get(db: DatabaseSync, key: string, nowSeconds: number, response: ServerResponse): void {
  const row = find(db, key, nowSeconds);
  if (row === undefined) return void response.writeHead(404).end('Not Found');
  const { value, metadata, expires_at: expiresAt } = row;
  response
    .writeHead(200, {
      ...(typeof metadata === 'string' ? { 'cf-kv-metadata': metadata } : {}),
      ...(typeof expiresAt === 'number' ? { 'cf-expiration': String(expiresAt) } : {}),
    })
    .end(value);
}

/** Many values by their keys, null for what is not there; refused as a whole where one is not of the type that is asked for. */
function getMany(db: DatabaseSync, asked: unknown, nowSeconds: number, response: ServerResponse): void {
  const query = bulkSchema.safeParse(asked);
  if (!query.success) return void response.writeHead(400).end(z.prettifyError(query.error));
  const { keys, type, withMetadata } = query.data;
  const entries = keys.map((key): readonly [string, unknown] => {
    const row = find(db, key, nowSeconds);
    if (row === undefined) return [key, null];
    const text = Buffer.from(row['value'] as Uint8Array).toString('utf8');
    const value: unknown = type === 'json' ? JSON.parse(text) : text;
    const { metadata } = row;
    if (!withMetadata) return [key, value];
    return [
      key,
      { value, metadata: typeof metadata === 'string' ? (JSON.parse(metadata) as unknown) : null },
    ];
  });
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify(Object.fromEntries(entries)));
}

function put(
  db: DatabaseSync,
  entry: {
    readonly key: string;
    readonly value: Uint8Array;
    readonly expiresAt: number | null;
    readonly metadata: string | null;
  },
): void {
  db.prepare('INSERT OR REPLACE INTO entries (key, value, metadata, expires_at) VALUES (?, ?, ?, ?)').run(
    entry.key,
    entry.value,
    entry.metadata,
    entry.expiresAt,
  );
}

/** One page of names in their order; the cursor is the last name of the page before. */
function list(db: DatabaseSync, query: URLSearchParams, nowSeconds: number, response: ServerResponse): void {
  const limit = Math.min(Number(query.get('key_count_limit') ?? MAX_PAGE), MAX_PAGE);
  const prefix = query.get('prefix') ?? '';
  const rows = db
    .prepare(
      `SELECT key, metadata, expires_at FROM entries
       WHERE key > ? AND substr(key, 1, length(?)) = ? AND coalesce(expires_at > ?, 1) ORDER BY key LIMIT ?`,
    )
    .all(query.get('cursor') ?? '', prefix, prefix, nowSeconds, limit + 1);
  const keys = rows.slice(0, limit).map(({ key, metadata, expires_at: expiration }) => ({
    name: String(key),
    ...(typeof expiration === 'number' ? { expiration } : {}),
    ...(typeof metadata === 'string' ? { metadata: JSON.parse(metadata) as unknown } : {}),
  }));
  const isWhole = rows.length <= limit;
  const page = { keys, list_complete: isWhole, ...(isWhole ? {} : { cursor: keys.at(-1)?.name }) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
}

/** Epoch seconds; null: it is kept for good. */
function expiryOf(query: URLSearchParams, nowSeconds: number): number | null {
  const at = query.get('expiration');
  const after = query.get('expiration_ttl');
  if (at !== null) return Number(at);
  return after === null ? null : nowSeconds + Number(after);
}

function metadataOf(request: IncomingMessage): string | null {
  const header = request.headers['cf-kv-metadata'];
  return typeof header === 'string' ? header : null;
}
