// Who may call from where: the names that this server goes by, and the web pages that may use it. Browsers tell the truth about both.

import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { SIGNATURE_HEADERS } from '../../protocol/mobile-signature.ts';
import type { Env } from '../env.ts';
import { problemResponse } from '../problems.ts';
import { isAskedInPublic, isOwnMachine, publicUrlOf } from './public-url.ts';
import type { AppEnv, RouteContext } from '../routes/route.ts';

/** How long a browser may keep the answer to a preflight, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * Refuses a call to a name that is not ours, so that no page can reach a server on this machine by a name of its own that points here.
 * Where `ALLOWED_HOSTS` is not set any name will do: on Cloudflare nothing else arrives. Where it is, the name of `PUBLIC_URL` is ours, too.
 */
export const ownHosts: MiddlewareHandler<AppEnv> = async (context, next) => {
  const names = listOf(context.env.ALLOWED_HOSTS);
  // A request that names two hosts has an invalid address.
  const address = URL.parse(context.req.url);
  if (address === null) return problemResponse({ kind: 'foreign_host' });
  const isOurs =
    !isOwnMachine(context.env) || names.includes(address.hostname) || isAskedInPublic(address, context.env);
  return isOurs ? next() : problemResponse({ kind: 'foreign_host' });
};

/** Refuses what a web page sends that is neither ours nor one of `CORS_ORIGINS`. What is no browser sends no origin. */
export const knownOrigins: MiddlewareHandler<AppEnv> = async (context, next) => {
  const origin = context.req.header('origin');
  if (origin !== undefined && !isKnown(origin, context)) return problemResponse({ kind: 'foreign_origin' });
  return next();
};

/** Lets the pages of `CORS_ORIGINS` read the answers, and answers their preflights. */
export const sharedWithOrigins: MiddlewareHandler<AppEnv> = (context, next) =>
  context.req.header('origin') === undefined ? next() : shared(context, next);

const shared = cors({
  origin: (origin, context: RouteContext) => (originsOf(context.env).includes(origin) ? origin : null),
  allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowHeaders: [
    'authorization',
    'content-type',
    'idempotency-key',
    'x-request-id',
    'x-repair-auth',
    ...SIGNATURE_HEADERS,
  ],
  exposeHeaders: ['retry-after'],
  maxAge: PREFLIGHT_SECONDS,
});

function isKnown(origin: string, context: RouteContext): boolean {
  const url = new URL(context.req.url);
  const publicUrl = publicUrlOf(context.env);
  // Behind a tunnel that ends https, we are asked without; a page that was loaded without is none of ours.
  const own = isAskedInPublic(url, context.env) ? publicUrl : url.origin;
  return origin === own || origin === publicUrl || originsOf(context.env).includes(origin);
}

function originsOf(env: Env): readonly string[] {
  return listOf(env.CORS_ORIGINS).filter((origin) => origin !== '*' && origin !== 'null');
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
