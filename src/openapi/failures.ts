// Which errors an endpoint may answer with, and how they look.

import type { Endpoint } from '../protocol/endpoints/endpoint.ts';
import { olderErrorSchema, problemSchema } from '../protocol/problem.ts';
import type { ResponseObject } from './open-api.ts';
import type { Schemas } from './schemas.ts';

/** What each status says. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The input is not valid, or the request is not possible; `errors` lists what is wrong.',
  401: 'The token is missing or wrong.',
  403: 'The token is of a kind that may not do this, or this web page may not call the API.',
  404: 'Not found.',
  409: 'Not possible any more, as `detail` says, or the request\u2019s key was used for a different request, or its answer is not kept.',
  410: 'The changes since then are no longer known: start again from the beginning.',
  413: 'The body is too large.',
  415: 'The body is not marked as JSON.',
  421: 'Unknown host name.',
  426: 'This address is a WebSocket.',
  429: 'Too many requests; `Retry-After` is the number of seconds to wait.',
  500: 'Something went wrong; the log has the details under the given id.',
  503: 'Not available now, or not set up yet; `detail` says why.',
};

/** The statuses of an endpoint's errors; `more`: those that not every one has. */
export function failuresOf(endpoint: Endpoint, isOlder: boolean, more: readonly number[]): readonly number[] {
  const { access = 'owner', method, takes, path, whenRepeated } = endpoint;
  const sends = method !== 'GET';
  const takesAny = Object.keys(takes).length > 0;
  const hasKey = method === 'POST' && whenRepeated !== 'own_ids';
  const statuses = [
    // Today's addresses refuse a query that they do not know.
    ...(takesAny || sends || (!isOlder && access !== 'open') ? [400] : []),
    // Behind a token in the address everything wants that.
    ...(access === 'open' && !isOlder ? [] : [401]),
    403,
    ...(hasKey ? [409] : []),
    ...(sends ? [413] : []),
    ...(sends && !isOlder && path.startsWith('/v1/') ? [415] : []),
    421,
    429,
    500,
    503,
    ...more,
  ];
  return [...new Set(statuses)].toSorted((a, b) => a - b);
}

/** Where the answer of a status is described. */
export function refersTo(status: number, isOlder: boolean): string {
  return `#/components/responses/${nameOf(status, isOlder)}`;
}

/** All errors: problem details, and in the words of the earlier API. */
export function failureResponses(schemas: Schemas): Readonly<Record<string, ResponseObject>> {
  const problem = schemas.output(problemSchema);
  const older = schemas.output(olderErrorSchema);
  return Object.fromEntries(
    Object.entries(MEANINGS).flatMap(([status, description]): readonly [string, ResponseObject][] => [
      [
        nameOf(Number(status), false),
        { description, content: { 'application/problem+json': { schema: problem } } },
      ],
      [nameOf(Number(status), true), { description, content: { 'application/json': { schema: older } } }],
    ]),
  );
}

function nameOf(status: number, isOlder: boolean): string {
  return `${isOlder ? 'Older' : 'Problem'}${status}`;
}
