// What every answer tells a browser: to show it nowhere, to run nothing of it, and to send nobody its address. Pages may run what is ours.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { APP_PATH } from '../../protocol/app-pages.ts';
import { DESCRIPTION } from '../../protocol/endpoints/description.ts';
import type { AppEnv } from '../routes/route.ts';

const NOTHING = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const OTHERS = { referrerPolicy: 'no-referrer', xFrameOptions: 'DENY' } as const;

const secure = secureHeaders({ ...OTHERS, contentSecurityPolicy: NOTHING });
/** The page that describes the API has a style, from here. */
const securePage = secureHeaders({
  ...OTHERS,
  contentSecurityPolicy: { ...NOTHING, styleSrc: ["'self'"], baseUri: ["'none'"], formAction: ["'none'"] },
});

const OWN = ["'self'"];
/** The app runs its own scripts, and speaks to this Worker only. */
const secureApp = secureHeaders({
  ...OTHERS,
  contentSecurityPolicy: {
    ...NOTHING,
    scriptSrc: OWN,
    styleSrc: OWN,
    imgSrc: [...OWN, 'data:'],
    connectSrc: OWN,
    manifestSrc: OWN,
    workerSrc: OWN,
    baseUri: ["'none'"],
    formAction: OWN,
  },
});

/** Sets the headers on every answer but a socket's, which is no page and whose headers are not ours to set. */
export const safeHeaders: MiddlewareHandler<AppEnv> = (context, next) => {
  if (context.req.header('upgrade') !== undefined) return next();
  return headersFor(context.req.path)(context, next);
};

function headersFor(path: string): MiddlewareHandler<AppEnv> {
  if (path === DESCRIPTION.docs.path) return securePage;
  return path.startsWith(APP_PATH) ? secureApp : secure;
}
