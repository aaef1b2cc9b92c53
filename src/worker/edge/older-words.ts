// At the addresses of the earlier API errors are told in its words, whoever refused: names, origins, methods and guards, too.

import type { MiddlewareHandler } from 'hono';
import { isOlderPath } from '../../protocol/endpoints/older/is-older.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { AppEnv } from '../routes/route.ts';

/** Puts a problem into `{error, message}`, with `errors` as plain texts where an input is wrong. The status and the headers stay. */
export const inOlderWords: MiddlewareHandler<AppEnv> = async (context, next) => {
  await next();
  const { res } = context;
  if (res.headers.get('content-type') !== 'application/problem+json' || !isOlderPath(context.req.path))
    return;
  const { title, detail, errors } = await res.json<Problem>();
  const headers = new Headers(res.headers);
  headers.set('content-type', 'application/json');
  const told = errors?.map(({ at, detail: what }) => (at === '' ? what : `${at}: ${what}`));
  const allowed = errors?.length === 1 ? errors[0]?.allowed : undefined;
  const body = {
    error: title,
    message: detail,
    ...(told !== undefined && { errors: told }),
    ...(allowed !== undefined && { allowed }),
  };
  context.res = undefined;
  context.res = new Response(JSON.stringify(body), { status: res.status, headers });
};
