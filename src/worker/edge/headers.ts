// What every answer tells a browser: to show it nowhere, to run nothing of it, and to send nobody its address.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from '../routes/route.ts';

const secure = secureHeaders({
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
});

/** Sets the headers on every answer but a socket's, which is no page and whose headers are not ours to set. */
export const safeHeaders: MiddlewareHandler<AppEnv> = (context, next) =>
  context.req.header('upgrade') === undefined ? secure(context, next) : next();
