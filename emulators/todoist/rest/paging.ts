/** REST pages: the `limit` and `cursor` parameters, and the answer around a page's rows. */
import type { Context } from 'hono';
import { invalidArgument } from '../errors.ts';
import { hashHex } from '../ids.ts';
import { DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS } from '../limits.ts';

const CURSOR = /^[0-9a-zA-Z_-]+\.[0-9a-zA-Z_-]+$/;

/** How many rows a list gives when not asked, and at most. */
export interface PageSize {
  readonly defaultRows: number;
  readonly maxRows: number;
}

const COMMON_PAGE_SIZE: PageSize = { defaultRows: DEFAULT_PAGE_ROWS, maxRows: MAX_PAGE_ROWS };

/** One page of rows, and the cursor of the next page or null. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
}

/** Cuts the page that a request asks for. A cursor only fits the very same path and other parameters. */
export function cutPage<T>(context: Context, rows: readonly T[], size: PageSize = COMMON_PAGE_SIZE): Page<T> {
  const limit = readLimit(context.req.query('limit'), size);
  const seal = hashHex(`${context.req.path}?${otherParams(context)}`, 2);
  const start = readCursor(context.req.query('cursor'), seal);
  const end = start + limit;
  return {
    rows: rows.slice(start, end),
    nextCursor: end < rows.length ? `${btoa(String(end)).replaceAll('=', '')}.${seal}` : null,
  };
}

/** Answers a page in the common form, with `results` and a `next_cursor` that is null at the end. */
export function pageResponse<T>(
  context: Context,
  rows: readonly T[],
  size: PageSize = COMMON_PAGE_SIZE,
): Response {
  const page = cutPage(context, rows, size);
  return context.json({ results: page.rows, next_cursor: page.nextCursor });
}

function readLimit(text: string | undefined, size: PageSize): number {
  if (text === undefined) return size.defaultRows;
  if (!/^-?\d+$/.test(text)) throw invalidArgument('limit', 'Input should be a valid integer');
  const limit = Number(text);
  if (limit > size.maxRows) {
    throw invalidArgument('limit', `Input should be less than or equal to ${String(size.maxRows)}`);
  }
  if (limit < 1) throw invalidArgument('limit', 'Input should be greater than or equal to 1');
  return limit;
}

function readCursor(cursor: string | undefined, seal: string): number {
  if (cursor === undefined || cursor === '') return 0;
  const [start = '', givenSeal] = cursor.split('.');
  if (!CURSOR.test(cursor) || givenSeal !== seal) throw invalidArgument('cursor');
  const position = Number(atob(start));
  if (!Number.isSafeInteger(position) || position < 0) throw invalidArgument('cursor');
  return position;
}

function otherParams(context: Context): string {
  const others = Object.entries(context.req.query()).filter(([name]) => name !== 'cursor');
  return new URLSearchParams(others.toSorted(([a], [b]) => (a < b ? -1 : 1))).toString();
}
