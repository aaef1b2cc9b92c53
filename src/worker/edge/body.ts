// The body of a request, read as a whole before anything is done with it.

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problemResponse } from '../problems.ts';
import type { AppEnv } from '../routes/route.ts';

/**
 * Reads the body, of at most so many bytes: a longer one is refused before it is read, one that breaks off half-way is nobody's wish,
 * and of one that is not UTF-8 nobody knows what it says.
 * What comes after finds it read.
 */
export function wholeBody(maxBytes: number): MiddlewareHandler<AppEnv> {
  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: () => problemResponse({ kind: 'too_large', maxBytes }),
  });
  return async (context, next) => {
    if (context.req.raw.body === null) return next();
    let refusal: Response | void;
    let body = new ArrayBuffer(0);
    try {
      refusal = await limit(context, async () => {
        body = await context.req.arrayBuffer();
      });
    } catch {
      // Nothing else is awaited here: whoever sent it has gone, and hears this only where one half of the line still stands.
      return problemResponse({ kind: 'broken_off' });
    }
    if (refusal instanceof Response) return refusal;
    return isUtf8(body) ? next() : problemResponse({ kind: 'not_utf8' });
  };
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return true;
  } catch (error) {
    // The only way in which the decoder tells.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
