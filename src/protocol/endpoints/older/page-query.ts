// Which part of a long list is asked for. The earlier API always told all.

import * as z from 'zod';
import { limitUpTo } from '../inputs.ts';

const MAX_PAGE = 1000;

/** `limit` and `cursor`; one that asks for neither gets as much as fits. */
export const PAGE_QUERY = {
  limit: limitUpTo(MAX_PAGE).default(MAX_PAGE),
  cursor: z.string().min(1).max(256).optional(),
} as const;

/** The same by itself. */
export const pageQuery = z
  .object(PAGE_QUERY)
  .transform(({ limit, cursor }) => ({ limit, cursor: cursor ?? null }));
