// Input of a client against its schema. What is wrong is told by its place, never by quoting it.

import type * as z from 'zod';
import { err, type Result } from '../model/result.ts';
import { checkInput, inOneLine } from '../protocol/input-errors.ts';
import type { CallFailure } from './calls.ts';

/** No input of ours has more lists and objects inside each other. */
const MAX_DEPTH = 32;

/** Reads JSON text by a schema. Fails with `invalid_input`. */
export function parseJson<T extends z.ZodType>(text: string, schema: T): Result<z.infer<T>, CallFailure> {
  let value: unknown;
  if (isTooDeep(text)) {
    const detail = `The body is nested more than ${MAX_DEPTH} levels deep.`;
    return err({ kind: 'invalid_input', detail, errors: [{ at: '', detail }] });
  }
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

/** Checks a value (parameters of a path or a query; `whole` names it) by a schema. Fails with `invalid_input`; at most 20 errors are told. */
export function parseValue<T extends z.ZodType>(
  value: unknown,
  schema: T,
  whole = 'The body',
): Result<z.output<T>, CallFailure> {
  const checked = checkInput(value, schema);
  if (checked.ok) return checked;
  const { errors } = checked.error;
  return err({ kind: 'invalid_input', detail: `${inOneLine(checked.error, whole)}.`, errors });
}

/** Looks at the text alone, before anything is built of it. Not by a pattern: one string of a library may be millions long. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** Where the string ends that begins at a quote; what looks like a bracket in it is none. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
