// At the addresses of the earlier API errors are told in its words, whoever refused: names, origins, methods and guards, too.

import type { MiddlewareHandler } from 'hono';
import { MOBILE } from '../../protocol/endpoints/mobile.ts';
import { isOlderPath } from '../../protocol/endpoints/older/is-older.ts';
import type { Problem } from '../../protocol/problem.ts';
import { errorForDevices } from '../object/device-answers.ts';
import type { AppEnv } from '../routes/route.ts';

/** What devices sign, below a token or not: they read one shape of error there, whoever refused. */
const SIGNED_PATHS = Object.values(MOBILE).flatMap(({ access, path }) => (access === 'signed' ? [path] : []));
const SIGNED_PATH = new RegExp(`^(?:/t/[^/]+)?(?:${SIGNED_PATHS.join('|')})$`);

/** Puts a problem into `{error, message}`, with `errors` as plain texts where an input is wrong; for devices, as they read it. The status and the headers stay. */
export const inOlderWords: MiddlewareHandler<AppEnv> = async (context, next) => {
  await next();
  const { res } = context;
  if (res.headers.get('content-type') !== 'application/problem+json' || !isOlderPath(context.req.path))
    return;
  const problem = await res.json<Problem>();
  const headers = new Headers(res.headers);
  headers.set('content-type', 'application/json');
  const body = SIGNED_PATH.test(context.req.path)
    ? errorForDevices(Date.now(), problem.detail ?? problem.title, secondsIn(headers.get('retry-after')))
    : errorAndMessage(problem);
  context.res = undefined;
  context.res = new Response(JSON.stringify(body), { status: res.status, headers });
};

function errorAndMessage({ title, detail, errors }: Problem): object {
  const told = errors?.map(({ at, detail: what }) => (at === '' ? what : `${at}: ${what}`));
  const allowed = errors?.length === 1 ? errors[0]?.allowed : undefined;
  return {
    error: title,
    message: detail,
    ...(told !== undefined && { errors: told }),
    ...(allowed !== undefined && { allowed }),
  };
}

function secondsIn(retryAfter: string | null): number | undefined {
  return retryAfter === null ? undefined : Number(retryAfter);
}
