// How every failure looks on the wire: RFC 9457 problem details, from one exhaustive map. Never task text, never secrets.

import type { Problem } from '../protocol/problem.ts';
import type { CallFailure } from './calls.ts';

/** Everything that the API answers with an error. */
export type Failure =
  | CallFailure
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'repair_unauthorized' }
  | { readonly kind: 'unknown_path' }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'too_large'; readonly maxBytes: number }
  | { readonly kind: 'unsupported_media' }
  /** It was sent to a name that this server does not go by. */
  | { readonly kind: 'foreign_host' }
  /** A web page sent it that may not. */
  | { readonly kind: 'foreign_origin' }
  | { readonly kind: 'upgrade_required' }
  /** `id` is in the log beside what happened. */
  | { readonly kind: 'unforeseen'; readonly id: string };

const PROBLEMS: { readonly [Kind in Failure['kind']]: { readonly status: number; readonly title: string } } =
  {
    invalid_input: { status: 400, title: 'The input is not valid' },
    invalid: { status: 400, title: 'That can not be done' },
    unauthorized: { status: 401, title: 'The token is missing or wrong' },
    repair_unauthorized: { status: 401, title: 'The repair token is missing or wrong' },
    foreign_origin: { status: 403, title: 'Not from this web page' },
    not_found: { status: 404, title: 'There is no such thing' },
    unknown_path: { status: 404, title: 'There is nothing at this address' },
    wrong_method: { status: 405, title: 'Not with this method' },
    out_of_date: { status: 409, title: 'Things have moved on' },
    start_afresh: { status: 410, title: 'What you ask about is forgotten' },
    too_large: { status: 413, title: 'The body is too large' },
    unsupported_media: { status: 415, title: 'The body is not of a kind that is read here' },
    foreign_host: { status: 421, title: 'Not under this name' },
    upgrade_required: { status: 426, title: 'This address speaks WebSocket' },
    unforeseen: { status: 500, title: 'Something went wrong' },
    unavailable: { status: 503, title: 'Not now' },
    not_configured: { status: 503, title: 'Not set up yet' },
  };

/** Puts a failure into the body of an error answer. `type` ends in the failure's kind, for clients to branch on. */
function failureToProblem(failure: Failure): Problem {
  const { status, title } = PROBLEMS[failure.kind];
  const problem = {
    type: `urn:todoist-things-sync:${failure.kind}`,
    title,
    status,
    detail: detailOf(failure),
  };
  return failure.kind === 'invalid_input' ? { ...problem, errors: [...failure.errors] } : problem;
}

/** Answers with a failure, as `application/problem+json`, with the headers that its status asks for. */
export function problemResponse(failure: Failure): Response {
  const problem = failureToProblem(failure);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: headersOf(failure) });
}

function detailOf(failure: Failure): string {
  switch (failure.kind) {
    case 'unauthorized':
      return 'Send the owner\u2019s token as `Authorization: Bearer \u2026`.';
    case 'repair_unauthorized':
      return 'Send the repair token as `X-Repair-Auth: \u2026`.';
    case 'unknown_path':
      return 'This path is not part of the API.';
    case 'wrong_method':
      return `Allowed here: ${failure.allowed.join(', ')}.`;
    case 'too_large':
      return `At most ${failure.maxBytes} bytes are accepted here.`;
    case 'unsupported_media':
      return 'Send JSON, with `Content-Type: application/json`.';
    case 'foreign_host':
      return 'This server answers to other names only; the setting is ALLOWED_HOSTS.';
    case 'foreign_origin':
      return 'Web pages may call this only from an origin that the setting CORS_ORIGINS names.';
    case 'upgrade_required':
      return 'Ask for it with `Upgrade: websocket`.';
    case 'unforeseen':
      return `The log has the details under ${failure.id}.`;
    case 'invalid_input':
    case 'invalid':
    case 'not_found':
    case 'out_of_date':
    case 'start_afresh':
    case 'unavailable':
    case 'not_configured':
      return failure.detail;
  }
}

function headersOf(failure: Failure): Headers {
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (failure.kind === 'unauthorized') headers.set('www-authenticate', 'Bearer');
  if (failure.kind === 'wrong_method') headers.set('allow', failure.allowed.join(', '));
  if (failure.kind === 'upgrade_required') headers.set('upgrade', 'websocket');
  return headers;
}
