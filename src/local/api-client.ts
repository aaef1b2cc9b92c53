// Talks to the Worker's API. Every answer is checked by its schema; a problem becomes one error with one line.

import * as z from 'zod';
import { changesPageSchema } from '../protocol/changes.ts';
import { configChangeSchema } from '../protocol/config.ts';
import {
  conflictSchema,
  explanationSchema,
  historyEntrySchema,
  undoneRunSchema,
} from '../protocol/history.ts';
import { planSchema } from '../protocol/plan.ts';
import { problemSchema } from '../protocol/problem.ts';
import { rekeyedSchema } from '../protocol/secrets.ts';
import { statusSchema } from '../protocol/status.ts';
import { madeTokenSchema, tokenSchema, type NewToken } from '../protocol/tokens.ts';

/** An answer of the API that is not the one that was asked for. `kind` is the problem's. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly kind: string;

  constructor(
    message: string,
    options: { readonly status: number; readonly kind: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.kind = options.kind;
  }
}

/** As many as the API gives at once. */
const CHANGES_PAGE = 500;

/** What the API answers where a configuration is asked for: everything that an owner can set. */
const configSchema = configChangeSchema.loose();

const segment = encodeURIComponent;

/** Where the API is, and as whom. */
export interface ApiServer {
  readonly url: string;
  readonly token: string;
  /** For what moves or deletes KV keys; not there: it is not asked for. */
  readonly repairToken?: string;
}

/** What is told of KV: figures that are shown as they are. */
const factsSchema = z.record(z.string(), z.unknown());

/** Makes a client. All methods throw `ApiError`. */
export function createApiClient(server: ApiServer) {
  async function call<T extends z.ZodType>(
    method: string,
    path: string,
    schema: T,
    body?: unknown,
  ): Promise<z.infer<T>> {
    const response = await request(server, method, path, body);
    const parsed = schema.safeParse(response);
    if (parsed.success) return parsed.data;
    throw new ApiError(`the Worker's answer to ${method} ${path} is not understood`, {
      status: 200,
      kind: 'odd_answer',
    });
  }
  return {
    tokens: () => call('GET', '/v1/tokens', z.array(tokenSchema)),
    makeToken: (wanted: NewToken) => call('POST', '/v1/tokens', madeTokenSchema, wanted),
    revokeToken: (id: string) => call('DELETE', `/v1/tokens/${segment(id)}`, z.array(tokenSchema)),
    rekeySecrets: () => call('POST', '/v1/secrets/rekey', rekeyedSchema),
    status: () => call('GET', '/v1/status', statusSchema),
    plan: () => call('GET', '/v1/plan', planSchema.nullable()),
    /** `items`: only these; without it, all. */
    approve: (hash: string, items?: readonly string[]) =>
      call(
        'POST',
        `/v1/plan/${segment(hash)}/approve`,
        planSchema,
        items === undefined ? undefined : { items },
      ),
    catchUp: (hash: string) => call('POST', `/v1/plan/${segment(hash)}/catch-up`, planSchema),
    discard: (hash: string) => call('POST', `/v1/plan/${segment(hash)}/discard`, planSchema),
    history: (query: { readonly limit: number; readonly before?: number; readonly run?: number }) =>
      call('GET', `/v1/history?${queryText(query)}`, z.array(historyEntrySchema)),
    undo: (id: string) => call('POST', `/v1/history/${segment(id)}/undo`, historyEntrySchema),
    undoRun: (run: string, { dryRun }: { readonly dryRun: boolean }) =>
      call('POST', `/v1/runs/${segment(run)}/undo?dry_run=${dryRun}`, undoneRunSchema),
    /** `since`: epoch ms. */
    undoSince: (since: number, { dryRun }: { readonly dryRun: boolean }) =>
      call('POST', `/v1/undo?dry_run=${dryRun}`, undoneRunSchema, { since }),
    /** One page of what changed since a point; everything that there is, where none is given. */
    changes: (since: string | null) =>
      call(
        'GET',
        `/v1/changes?${queryText({ limit: CHANGES_PAGE, ...(since !== null && { since }) })}`,
        changesPageSchema,
      ),
    conflicts: ({ waiting }: { readonly waiting: boolean }) =>
      call('GET', `/v1/conflicts?waiting=${waiting}&limit=100`, z.array(conflictSchema)),
    resolve: (id: string, keep: string) =>
      call('POST', `/v1/conflicts/${segment(id)}/resolve`, conflictSchema, { keep }),
    resume: (replica: string, field: string) =>
      call('POST', `/v1/stopped/${segment(replica)}/${segment(field)}/resume`, statusSchema),
    takeOver: () => call('POST', '/v1/keeper/take-over', statusSchema),
    leave: () => call('POST', '/v1/keeper/leave', statusSchema),
    explain: (id: string) => call('GET', `/v1/explain/${segment(id)}`, explanationSchema),
    config: () => call('GET', '/v1/config', configSchema),
    changeConfig: (change: unknown) => call('PUT', '/v1/config', configSchema, change),
    poll: () => call('POST', '/v1/poll', z.object({ operationsForThings: z.number() })),
    ...kvCalls(call),
  };
}

type ApiCall = <T extends z.ZodType>(
  method: string,
  path: string,
  schema: T,
  body?: unknown,
) => Promise<z.infer<T>>;

function kvCalls(call: ApiCall) {
  const facts = (method: string, path: string, query: Query = {}) => {
    const text = queryText(query);
    return call(method, text === '' ? path : `${path}?${text}`, factsSchema);
  };
  return {
    kvStats: () => facts('GET', '/kv/stats'),
    kvCheckpoint: () => facts('POST', '/kv/checkpoint'),
    /** Without the name of a plan it only tells what would be done. */
    kvRestore: (confirm: string | undefined) =>
      facts('POST', '/kv/restore', confirm === undefined ? {} : { confirm }),
    kvMigrate: (query: { readonly dry_run?: boolean; readonly delete?: boolean; readonly limit?: number }) =>
      facts('POST', '/kv/migrate', query),
    kvMigration: () => facts('GET', '/kv/migrate'),
    kvVerify: () => facts('GET', '/kv/verify'),
    kvRollback: (query: { readonly dry_run?: boolean; readonly verify?: boolean }) =>
      facts('POST', '/kv/rollback', query),
  };
}

/** Talks to the Worker's API. */
export type ApiClient = ReturnType<typeof createApiClient>;

/** A call that takes longer has failed, ms. */
const PATIENCE_MS = 120_000;

async function request(server: ApiServer, method: string, path: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${server.url}${path}`, {
      method,
      headers: headersOf(server, method, path),
      // Where an answer sends elsewhere, the tokens would go along.
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const message = `the Worker at ${server.url} does not answer`;
    throw new ApiError(message, { status: 0, kind: 'unreachable', cause: error });
  }
  const text = await response.text();
  const answer = readJson(text);
  if (response.ok) return answer;
  const problem = problemSchema.safeParse(answer);
  if (!problem.success) {
    throw new ApiError(`the Worker answered ${response.status}`, {
      status: response.status,
      kind: 'odd_answer',
    });
  }
  const { title, detail, errors, type } = problem.data;
  const places = (errors ?? []).map((error) => `${error.at || 'input'}: ${error.detail}`);
  throw new ApiError(`${title}: ${places.length === 0 ? detail : places.join('; ')}`, {
    status: response.status,
    kind: type.replace(/^.*:/, ''),
  });
}

function headersOf({ token, repairToken }: ApiServer, method: string, path: string): Record<string, string> {
  const isRepair = method === 'POST' && /^\/kv\/(migrate|rollback)\b/.test(path);
  return {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(isRepair && repairToken !== undefined && { 'x-repair-auth': repairToken }),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

type Query = Readonly<Record<string, number | string | boolean>>;

function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return parameters.toString();
}
