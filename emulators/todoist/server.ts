/**
 * The Todoist API v1 emulator: one account, an in-process door (`fetch`) and an HTTP door (`listen`).
 * Puts the parts together and lets the chaos switches strike; holds no API rule of its own.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Account } from './account.ts';
import { createApp } from './app.ts';
import { ChaosSwitches, ConnectionLost } from './chaos.ts';
import { createControlRoutes } from './control-routes.ts';
import { limitsReached, serverError } from './errors.ts';
import { toErrorResponse } from './http-edge.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import { OAuthState } from './oauth/oauth-state.ts';
import type { OAuthClient } from './oauth/oauth-state.ts';
import { createPageRoutes, PAGE_PATHS } from './page/page-routes.ts';
import { StateFile } from './persistence.ts';
import { RateLimiter } from './rate-limit.ts';
import { takeSnapshot } from './snapshot.ts';
import type { AccountSnapshot } from './snapshot.ts';
import { StatsCounter } from './stats.ts';
import type { EmulatorStats } from './stats.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import type { WebhookConfig } from './webhooks/webhooks.ts';
import { SyncService } from './sync/sync-service.ts';

/** How an emulator is set up; every part has a default. */
export interface TodoistEmulatorOptions {
  /** The accepted bearer token; 'test-token' unless given. */
  readonly token?: string;
  /** The account's plan; 'pro' unless given. A stored account keeps its own unless given. */
  readonly plan?: 'free' | 'pro';
  /** The owner's IANA zone; 'UTC' unless given. */
  readonly zone?: string;
  /** The clock in epoch milliseconds; `Date.now` unless given. */
  readonly now?: () => number;
  /** What ids and tokens derive from; 1 unless given. A stored account keeps its own. */
  readonly seed?: number;
  /** A JSON file, written whole after every request that changed something and loaded at start; absent = memory only. */
  readonly stateFile?: string;
  /** Whether the vendor's rate limits hold, per 15 minutes of the clock; off unless given. */
  readonly rateLimits?: boolean;
  /** The apps that may ask for OAuth access; unless given, `test-client` with `test-secret` and expiring tokens. */
  readonly oauthClients?: readonly OAuthClient[];
  /** The webhook; none unless given. `webhooks.configure` and the control route can set it later. */
  readonly webhook?: WebhookConfig;
}

/** A running emulator. */
export interface TodoistEmulator {
  /** The in-process door: answers `http://any-host/api/v1/...`; rejects with `TypeError('fetch failed')` for a cut connection. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly chaos: ChaosSwitches;
  /** The webhook; every request sends what is due without waiting for it, and `pump` waits. */
  readonly webhooks: Pick<Webhooks, 'configure' | 'pump' | 'attempts' | 'waiting'>;
  /** Live counters of API requests; the control routes are not counted. */
  readonly stats: EmulatorStats;
  resetStats(): void;
  /** Listens on 127.0.0.1 only; port 0 (the default) takes a free one. */
  listen(port?: number): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Everything in the account as the wire shows it: completed items included, deleted ones left out. */
  snapshot(): AccountSnapshot;
}

const DEFAULT_SEED = 1;
const DEFAULT_CLIENT: OAuthClient = {
  clientId: 'test-client',
  clientSecret: 'test-secret',
  redirectUris: [],
  expires: true,
};
const LOOPBACK = '127.0.0.1';
/** How often a listening emulator looks for reminders and deliveries that are due. */
const TICK_MS = 1000;
const UNAVAILABLE_PAGE =
  '<!DOCTYPE html><html><head><title>503</title></head><body>Service Unavailable</body></html>';

/** Creates an emulator. Throws when the state file is not readable or the zone is unknown. */
export function createTodoistEmulator(options: TodoistEmulatorOptions = {}): TodoistEmulator {
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile);
  const account = openAccount(options, stateFile);
  const stats = new StatsCounter();
  const limiter = new RateLimiter(account.clock, options.rateLimits ?? false);
  const chaos = new ChaosSwitches((kind) => {
    if (kind === 'stale_full_sync') sync.freeze();
  });
  const sync = new SyncService({ account, chaos, stats, limiter });
  account.announcesContents = () => !chaos.take('silent_cascade');
  const oauth = new OAuthState(account.clock, account.seed, options.oauthClients ?? [DEFAULT_CLIENT]);
  stateFile?.loadOAuth(oauth);
  const webhooks = new Webhooks({ account, chaos, hasGrant: (clientId) => oauth.hasGrant(clientId) });
  webhooks.configure(options.webhook ?? null);
  const app = createApp({
    account,
    chaos,
    stats,
    limiter,
    sync,
    oauth,
    token: options.token ?? 'test-token',
    takeDenial: () => chaos.take('deny_authorization'),
    files: new Map(),
  });
  const snapshot = (): AccountSnapshot => takeSnapshot(account);
  const resetStats = (): void => stats.reset();
  const control = createControlRoutes({ account, chaos, stats, webhooks, resetStats, snapshot });

  const page = createPageRoutes(options.token ?? 'test-token');

  async function dispatch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (PAGE_PATHS.includes(pathname)) return page.fetch(request);
    if (pathname.startsWith('/_emulator/')) return control.fetch(request);
    stats.requests += 1;
    const trouble = troubleBefore(chaos, request);
    if (trouble !== null) return trouble;
    if (chaos.take('repeat_request')) await app.fetch(request.clone());
    const response = await app.fetch(request);
    stateFile?.save(account, oauth);
    void webhooks.pump();
    if (chaos.take('lose_answer')) throw new ConnectionLost('the answer was lost');
    return response;
  }

  return {
    fetch: (request) => dispatch(request).catch(toFetchFailure),
    chaos,
    webhooks,
    stats,
    resetStats,
    listen: (port = 0) => listen(dispatch, { port, tick: () => webhooks.pump() }),
    snapshot,
  };
}

function openAccount(options: TodoistEmulatorOptions, stateFile: StateFile | null): Account {
  const account = new Account({
    plan: options.plan ?? 'pro',
    now: options.now ?? Date.now,
    seed: stateFile?.storedSeed() ?? options.seed ?? DEFAULT_SEED,
  });
  const zone = options.zone ?? 'UTC';
  if (!account.clock.knowsZone(zone)) throw new RangeError(`unknown time zone ${zone}`);
  if (stateFile?.load(account) !== true) account.begin(zone);
  else {
    if (options.zone !== undefined && options.zone !== account.user.timezone) account.setZone(options.zone);
    if (options.plan !== undefined && options.plan !== account.plan) account.changePlan(options.plan);
  }
  return account;
}

/** The answer that a switch makes before the API sees the request, or null. Throws for a dropped connection. */
function troubleBefore(chaos: ChaosSwitches, request: Request): Response | null {
  if (chaos.take('drop_request')) throw new ConnectionLost('the request was dropped');
  if (chaos.take('rate_limit')) return toErrorResponse(limitsReached(chaos.retryAfterSeconds), request.url);
  if (chaos.take('server_error')) return toErrorResponse(serverError(), request.url);
  if (chaos.take('html_unavailable')) {
    return new Response(UNAVAILABLE_PAGE, {
      status: 503,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  }
  return null;
}

function toFetchFailure(error: unknown): never {
  throw error instanceof ConnectionLost ? new TypeError('fetch failed', { cause: error }) : error;
}

/** Refuses names that only look local, and what the page of another site sends: everybody knows the token of an emulator. */
function isOwnRequest(request: Request): boolean {
  const { hostname } = new URL(request.url);
  const origin = request.headers.get('origin');
  const isLocal = (name: string): boolean => name === LOOPBACK || name === 'localhost';
  return isLocal(hostname) && (origin === null || isLocal(URL.parse(origin)?.hostname ?? ''));
}

function listen(
  dispatch: (request: Request) => Promise<Response>,
  { port, tick }: { readonly port: number; readonly tick: () => Promise<void> },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({
    serverOptions: { maxHeaderSize: MAX_HEADER_BYTES },
    fetch: async (request, bindings) => {
      if (!isOwnRequest(request)) return new Response('not from here', { status: 403 });
      try {
        return await dispatch(request);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        (bindings as HttpBindings).outgoing.destroy();
        return RESPONSE_ALREADY_SENT;
      }
    },
  });
  const ticking = setInterval(() => void tick(), TICK_MS);
  ticking.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise((closed, failed) => {
          clearInterval(ticking);
          server.close((error) => (error === undefined ? closed() : failed(error)));
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://${LOOPBACK}:${String(address.port)}`, close });
    });
  });
}
