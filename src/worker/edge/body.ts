// The body of a request, read as a whole before anything is done with it.

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { problemResponse } from '../problems.ts';
import type { AppEnv } from '../routes/route.ts';

/**
 * Reads the body, of at most so many bytes: a longer one is refused before it is read, and one that breaks off half-way is nobody's wish.
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
    try {
      refusal = await limit(context, async () => {
        await context.req.arrayBuffer();
      });
    } catch {
      // Nothing else is awaited here: whoever sent it has gone, and hears this only where one half of the line still stands.
      return problemResponse({ kind: 'broken_off' });
    }
    return refusal ?? next();
  };
}
