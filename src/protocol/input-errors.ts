// What is wrong with an input, in plain words: where, and what is expected there. It never quotes a value that was sent, and no name that
// could be more than a name.

import type * as z from 'zod';
import { err, ok, type Result } from '../model/result.ts';

/** One thing that is wrong. */
export interface InputError {
  /** A path such as `todos.3.title`; '' for the whole. */
  readonly at: string;
  /** Says what is expected; reads on behind the path: `must be a whole number`. */
  readonly detail: string;
  /** The values that are known there, where there are only some. */
  readonly allowed?: string[];
}

/** What is wrong: at most 20 errors, of so many. */
export interface InputErrors {
  readonly kind: 'not_valid';
  readonly errors: readonly InputError[];
  readonly total: number;
}

const MAX_ERRORS = 20;
/** More names or values than this are not listed. */
const MAX_LISTED = 30;
const MAX_UNKNOWN = 5;
const MAX_PATH = 200;

/** Names of ours look like this; anything else may be a text or a secret that slipped in. */
const PLAIN_NAME = /^[\w-]{1,32}$/;

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** Checks a value by a schema. */
export function checkInput<T extends z.ZodType>(value: unknown, schema: T): Result<z.output<T>, InputErrors> {
  const parsed = schema.safeParse(value, { error: wordsOf });
  if (parsed.success) return ok(parsed.data);
  const issues = parsed.error.issues.filter(isOfItsType);
  return err({ kind: 'not_valid', errors: issues.slice(0, MAX_ERRORS).map(toError), total: issues.length });
}

/** One line about all of it, with at most three of the errors: `limit must be a whole number; and 2 more`. */
export function inOneLine({ errors, total }: InputErrors, whole: string): string {
  const shown = errors.slice(0, 3).map(({ at, detail }) => `${at === '' ? whole : at} ${detail}`);
  const more = total - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Of a value of another type than wanted, only the type is told: a text that came in place of a list is not too long. */
function isOfItsType({ code, path }: Issue, _at: number, all: readonly Issue[]): boolean {
  if (code === 'invalid_type') return true;
  const place = path.join('.');
  return !all.some((other) => other.code === 'invalid_type' && other.path.join('.') === place);
}

function toError(issue: Issue): InputError {
  const { path, message: detail } = issue;
  const at = pathOf(path);
  if (issue.code !== 'invalid_value') return { at, detail };
  const allowed = issue.values.slice(0, MAX_LISTED).map(String);
  return { at, detail, allowed };
}

function pathOf(path: readonly PropertyKey[]): string {
  const names = path.map(String).map((name) => (PLAIN_NAME.test(name) ? name : '…'));
  return names.join('.').slice(0, MAX_PATH);
}

/** Says what one issue is. Where a schema has words of its own, those come first. */
function wordsOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = `must be ${nameOf(issue.expected)}`;
      return issue.input === undefined ? `is missing; it ${wanted}` : wanted;
    }
    case 'invalid_value':
      return withMissing(issue.input, `must be ${oneOf(issue.values)}`);
    case 'too_small':
      return sizeWords(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return sizeWords(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has the wrong form';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return unknownWords(issue.keys, issue.inst);
    case 'invalid_union':
      return unionWords(issue);
    case 'invalid_key':
      return 'has a member whose name is not allowed';
    case 'invalid_element':
      return 'has an entry that is not allowed';
    case 'custom':
    default:
      return 'is not valid';
  }
}

function withMissing(input: unknown, wanted: string): string {
  return input === undefined ? `is missing; it ${wanted}` : wanted;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  never: 'left out',
};

function nameOf(type: string): string {
  return TYPES[type] ?? 'of another type';
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a day such as 2026-12-01',
  datetime: 'must be a time such as 2026-12-01T09:00:00Z',
  time: 'must be a time such as 09:30',
  url: 'must be a URL such as https://example.com',
  uuid: 'must be a UUID',
};

function oneOf(values: readonly unknown[]): string {
  const listed = values.slice(0, MAX_LISTED).map((value) => (value === '' ? 'empty' : String(value)));
  return listed.length === 1 ? (listed[0] ?? '') : `one of ${listed.join(', ')}`;
}

function sizeWords(origin: string, size: number | bigint, how: string): string {
  if (origin === 'string' || origin === 'array') {
    const unit = origin === 'string' ? 'character' : 'entr';
    if (size === 1 && how === 'at least') return 'must not be empty';
    const ending = origin === 'string' ? (size === 1 ? '' : 's') : size === 1 ? 'y' : 'ies';
    return `must have ${how} ${size} ${unit}${ending}`;
  }
  return `must be ${how} ${size}`;
}

function unknownWords(keys: readonly string[], schema: RawIssue['inst']): string {
  const plain = keys.filter((key) => PLAIN_NAME.test(key)).slice(0, MAX_UNKNOWN);
  const what = plain.length === 0 ? 'a name' : `the name${plain.length === 1 ? '' : 's'} ${plain.join(', ')}`;
  const known = namesIn(schema).slice(0, MAX_LISTED);
  return known.length === 0
    ? `has ${what}, and nothing is taken here`
    : `has ${what}, which is not known here; known: ${known.join(', ')}`;
}

function namesIn(schema: RawIssue['inst']): readonly string[] {
  const def: unknown = schema?._zod.def;
  const shape = typeof def === 'object' && def !== null && 'shape' in def ? def.shape : null;
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

/** Of alternatives: the one that fits best, or what all of them want. */
function unionWords(issue: Extract<RawIssue, { readonly code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options))
    return withMissing(undefinedIn(issue), `must be ${oneOf(issue.options)}`);
  const inside = issue.errors.find(([first]) => first !== undefined && first.path.length > 0)?.[0];
  if (inside !== undefined) return `is wrong at ${pathOf(inside.path)}, which ${inside.message}`;
  const wanted = issue.errors.flatMap(([first]) => first?.message ?? []);
  const words = [...new Set(wanted)].map((each, at) => (at === 0 ? each : each.replace(/^must be /, '')));
  return words.length === 0 ? 'is not valid' : words.join(', or ');
}

/** The member by which alternatives are told apart, as it was sent. */
function undefinedIn({
  input,
  discriminator,
}: {
  readonly input: unknown;
  readonly discriminator?: string | undefined;
}): unknown {
  if (typeof input !== 'object' || input === null || discriminator === undefined) return null;
  return (input as Readonly<Record<string, unknown>>)[discriminator];
}
