// Which bodies are taken.

import type { MiddlewareHandler } from 'hono';
import { problemResponse } from '../problems.ts';
import type { AppEnv } from '../routes/route.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;.*)?$/i;

/** Refuses a body that does not say that it is JSON. A call without any body need not say anything. */
export const onlyJson: MiddlewareHandler<AppEnv> = async (context, next) => {
  const { raw, header } = { raw: context.req.raw, header: context.req.header('content-type') };
  const isEmpty = raw.body === null || context.req.header('content-length') === '0';
  if (isEmpty || (header !== undefined && JSON_TYPE.test(header))) return next();
  return problemResponse({ kind: 'unsupported_media' });
};
