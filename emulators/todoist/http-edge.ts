/** The HTTP edge shared by all routes: bearer check, body limit, and error values turned into answers. */
import type { Context, MiddlewareHandler } from 'hono';
import { ApiError, bodyTooLarge, invalidToken, scopeMissing, unauthorized } from './errors.ts';
import { hashHex } from './ids.ts';
import { MAX_BODY_BYTES } from './limits.ts';
import { scopesOfBearer } from './oauth/oauth-routes.ts';
import type { OAuthParts } from './oauth/oauth-routes.ts';
import { scopeOfCall } from './oauth/scopes.ts';

const AUTH_CHALLENGE =
  'Bearer error="invalid_token", error_description="Unauthorized", resource_metadata="https://api.todoist.com/.well-known/oauth-protected-resource"';
/** The statuses whose answers carry an event id and, oddly, a retry time although they are no rate limit. */
const STATUSES_WITH_EVENT: readonly number[] = [401, 403, 404];
const RETRY_AFTER_SECONDS = 3;
const QUICK_PATH = '/api/v1/tasks/quick';
/** Files have a limit of their own, by plan. */
const FILE_PATHS: readonly string[] = [
  '/api/v1/uploads',
  '/api/v1/workspaces/logo',
  '/api/v1/templates/create_project_from_file',
  '/api/v1/templates/import_into_project_from_file',
];
const ICON_PATH = /^\/apps\/.+\/icon(\/\w+)?$/;

/**
 * Makes the check of the bearer token and its scope. Every wrong or missing token gets the same 401,
 * except on quick add, which says 403.
 */
export function requireBearer(who: Pick<OAuthParts, 'oauth' | 'token'>): MiddlewareHandler {
  return async (context, next) => {
    const scopes = scopesOfBearer(who, context.req.header('authorization'));
    if (scopes === null) throw context.req.path === QUICK_PATH ? invalidToken() : unauthorized();
    if (!scopes.has(scopeOfCall(context.req.method, context.req.path))) throw scopeMissing();
    await next();
  };
}

/** Makes the check of the body's size, by its declared and by its real length. */
export function limitBody(): MiddlewareHandler {
  return async (context, next) => {
    const { path } = context.req;
    if (FILE_PATHS.includes(path) || ICON_PATH.test(path)) return next();
    const declared = Number(context.req.header('content-length') ?? 0);
    if (declared > MAX_BODY_BYTES) throw bodyTooLarge();
    if (context.req.method === 'POST' && (await context.req.arrayBuffer()).byteLength > MAX_BODY_BYTES) {
      throw bodyTooLarge();
    }
    await next();
  };
}

/** Answers an error value with its status, JSON body and headers; anything else is a defect and goes on. */
export function errorResponse(error: unknown, context: Context): Response {
  if (!(error instanceof ApiError)) throw error;
  return toErrorResponse(error, context.req.url);
}

/** Builds the HTTP answer of an error value. */
export function toErrorResponse(error: ApiError, url: string): Response {
  const bare = error.toRest();
  const eventId = hashHex(url, 4);
  const extra = STATUSES_WITH_EVENT.includes(bare.http_code)
    ? { event_id: eventId, retry_after: RETRY_AFTER_SECONDS }
    : bare.http_code === 429
      ? { event_id: eventId }
      : {};
  const body = error.toRest(extra);
  const headers = new Headers({ 'content-type': 'application/json' });
  const retryAfter = body.error_extra['retry_after'];
  if (typeof retryAfter === 'number') headers.set('retry-after', String(retryAfter));
  if (body.http_code === 401) headers.set('www-authenticate', AUTH_CHALLENGE);
  return new Response(JSON.stringify(body), { status: body.http_code, headers });
}
