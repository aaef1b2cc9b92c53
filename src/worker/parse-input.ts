// Input of a client against its schema. What is wrong is told by its place, never by quoting it.

import type * as z from 'zod';
import { err, ok, type Result } from '../model/result.ts';
import type { CallFailure } from './calls.ts';

const MAX_ERRORS_TOLD = 20;

/** Reads JSON text by a schema. Fails with `invalid_input`. */
export function parseJson<T extends z.ZodType>(text: string, schema: T): Result<z.infer<T>, CallFailure> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text, so it is not passed on.
    if (!(error instanceof SyntaxError)) throw error;
    const detail = 'The body is not JSON.';
    return err({ kind: 'invalid_input', detail, errors: [{ at: '', detail }] });
  }
  return parseValue(value, schema);
}

/** Checks a value (parameters of a path or a query) by a schema. Fails with `invalid_input`; at most 20 errors are told. */
export function parseValue<T extends z.ZodType>(value: unknown, schema: T): Result<z.infer<T>, CallFailure> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const { issues } = parsed.error;
  const errors = issues
    .slice(0, MAX_ERRORS_TOLD)
    .map((issue) => ({ at: issue.path.map(String).join('.'), detail: issue.message }));
  const things = issues.length === 1 ? 'One thing is wrong' : `${issues.length} things are wrong`;
  const shown = issues.length > errors.length ? `; the first ${errors.length} are shown` : '';
  return err({ kind: 'invalid_input', detail: `${things} with the input${shown}.`, errors });
}
