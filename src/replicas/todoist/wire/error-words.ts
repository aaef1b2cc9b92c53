// What an error of Todoist means, for a person. Pure. Must not repeat the server's free text, which may quote the task: what is said of an
// unknown error are the words of its tag.

import type { WireError } from './wire.ts';

const TAG = /^[A-Z0-9_]{1,60}$/;
const ARGUMENT = /^[a-z0-9_.]{1,60}$/;

const GONE = 'it is no longer in Todoist';
const PAUSE = 'Todoist asks for a pause';
const NOT_VALID = 'the token is not valid';

const BY_TAG: Readonly<Record<string, string>> = {
  PREMIUM_ONLY: 'the plan of this Todoist account does not include it',
  INVALID_ARGUMENT_VALUE: 'Todoist does not accept a value of it',
  INVALID_TEMP_ID: 'what it belongs to is not in Todoist yet',
  LIMITS_REACHED: PAUSE,
  UNAUTHORIZED: NOT_VALID,
  AUTH_INVALID_TOKEN: NOT_VALID,
  AUTH_INSUFFICIENT_TOKEN_SCOPE: 'the token does not allow it',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: NOT_VALID,
  403: 'Todoist does not allow it',
  404: GONE,
  410: GONE,
  429: PAUSE,
};

/** Says what an error means, without codes, as a part of a sentence. */
export function errorWords({ error_tag: tag, http_code: status = 0, error_extra: extra }: WireError): string {
  if (tag === undefined || !TAG.test(tag)) {
    if (status >= 500) return 'Todoist has a failure of its own';
    return BY_STATUS[status] ?? 'Todoist refused this and gave no reason';
  }
  const argument = extra?.argument;
  const which = argument !== undefined && ARGUMENT.test(argument) ? ` (${argument})` : '';
  if (/(^|_)NOT_FOUND$/.test(tag)) return `${GONE}${which}`;
  const known = Object.hasOwn(BY_TAG, tag) ? BY_TAG[tag] : undefined;
  return `${known ?? `Todoist refused this: ${tag.toLowerCase().replaceAll('_', ' ')}`}${which}`;
}
