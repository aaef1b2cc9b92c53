// What every answer tells a browser: to show it nowhere, to run nothing of it, and to send nobody its address.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { DESCRIPTION } from '../../protocol/endpoints/description.ts';
import type { AppEnv } from '../routes/route.ts';

const NOTHING = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const OTHERS = { referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' } as const;

const secure = secureHeaders({ ...OTHERS, contentSecurityPolicy: NOTHING });
/** The one page that there is has a style, from here. */
const securePage = secureHeaders({
  ...OTHERS,
  contentSecurityPolicy: { ...NOTHING, styleSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'none'"] },
});

/** Sets the headers on every answer but a socket's, which is no page and whose headers are not ours to set. */
export const safeHeaders: MiddlewareHandler<AppEnv> = (context, next) => {
  if (context.req.header('upgrade') !== undefined) return next();
  return (context.req.path === DESCRIPTION.docs.path ? securePage : secure)(context, next);
};
