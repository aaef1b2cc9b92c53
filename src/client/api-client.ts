// The API as functions, one for each of its operations, made of what describes them. Every answer is checked by its schema; what is no
// answer becomes one error with one line.

import type * as z from 'zod';
import { OPERATIONS } from '../protocol/answers/all.ts';
import type { Operation, Told } from '../protocol/answers/told.ts';
import type { Endpoint, Takes } from '../protocol/endpoints/endpoint.ts';
import { callOperation, type ApiServer, type CallFailure, type Given } from './call.ts';

/** An answer of the API that is not the one that was asked for. `kind` is the problem's. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly kind: string;

  constructor(
    message: string,
    options: { readonly status: number; readonly kind: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.kind = options.kind;
  }
}

type Operations = typeof OPERATIONS;

type Ask<O> =
  O extends Operation<Endpoint<infer T extends Takes>, Told<infer A extends z.ZodType>>
    ? Record<never, never> extends Given<T>
      ? (given?: Given<T>) => Promise<z.output<A>>
      : (given: Given<T>) => Promise<z.output<A>>
    : never;

/** Talks to the API. All methods throw `ApiError`. */
export type ApiClient = { readonly [Name in keyof Operations]: Ask<Operations[Name]> };

/** Makes a client. */
export function createApiClient(server: ApiServer): ApiClient {
  const asking = Object.entries<Operation>(OPERATIONS).map(([name, operation]) => [
    name,
    async (given: object = {}) => {
      const answer = await callOperation(server, operation, given);
      if (answer.ok) return answer.value;
      throw errorOf(answer.error, server, operation.endpoint);
    },
  ]);
  return Object.fromEntries(asking) as ApiClient;
}

function errorOf(failure: CallFailure, { url }: ApiServer, { method, path }: Endpoint): ApiError {
  switch (failure.kind) {
    case 'unreachable':
      return new ApiError(`the Worker at ${url} does not answer`, {
        status: 0,
        kind: failure.kind,
        cause: failure.cause,
      });
    case 'too_large':
      return new ApiError(`${method} ${path} takes no body of that size`, {
        status: 413,
        kind: failure.kind,
      });
    case 'odd_answer':
      return new ApiError(`the Worker's answer to ${method} ${path} is not understood`, {
        status: 200,
        kind: failure.kind,
      });
    case 'refused': {
      const { status } = failure;
      return new ApiError(`the Worker answered ${status}`, { status, kind: 'odd_answer' });
    }
    case 'problem': {
      const { status, problem } = failure;
      const { title = `the Worker answered ${status}`, detail, errors = [], type = 'odd_answer' } = problem;
      const places = errors.map((error) => `${error.at || 'input'}: ${error.detail}`);
      const words = places.length === 0 ? detail : places.join('; ');
      const kind = type.replace(/^.*:/, '');
      return new ApiError(wordsOf(title, words, kind), { status, kind });
    }
  }
}

/** What was not found, or is not possible any more, is a sentence by itself: its title would only say the same less plainly. */
function wordsOf(title: string, words: string | undefined, kind: string): string {
  if (words === undefined) return title;
  return kind === 'not_found' || kind === 'out_of_date' ? words : `${title}: ${words}`;
}
