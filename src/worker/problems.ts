// How every failure looks on the wire: RFC 9457 problem details, from one exhaustive map. Never task text, never secrets.

import type { Problem } from '../protocol/problem.ts';
import type { TokenKind } from '../model/token.ts';
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
  /** The token is right, and not for this: `place` is what it was brought to. */
  | {
      readonly kind: 'forbidden';
      readonly tokenKind: TokenKind;
      readonly place: 'today' | 'owners' | 'older';
    }
  /** The token is right, and was brought in the place of another: as an owner’s where it is the repair token, or the other way round. */
  | { readonly kind: 'other_kind'; readonly given: TokenKind | 'repair' }
  /** The token in the address is right, and the address wants one of its owner besides. */
  | { readonly kind: 'wants_owner' }
  /** The token is right, and too good to stand in an address. */
  | { readonly kind: 'not_in_address' }
  | { readonly kind: 'too_many'; readonly waitMs: number }
  /** The body ended before its end. */
  | { readonly kind: 'broken_off' }
  /** The body has bytes that are no UTF-8. */
  | { readonly kind: 'not_utf8' }
  /** The key of a request that comes again was another request's. */
  | { readonly kind: 'key_used' }
  | { readonly kind: 'under_way' }
  /** It was carried out under its key before, and what was answered is not kept. */
  | { readonly kind: 'carried_out' }
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
    broken_off: { status: 400, title: 'The body is incomplete' },
    not_utf8: { status: 400, title: 'The body is not UTF-8' },
    invalid: { status: 400, title: 'That is not possible' },
    unauthorized: { status: 401, title: 'The token is missing or wrong' },
    repair_unauthorized: { status: 401, title: 'The repair token is missing or wrong' },
    forbidden: { status: 403, title: 'This token may not do that' },
    other_kind: { status: 403, title: 'This is a token of another kind' },
    wants_owner: { status: 403, title: 'This token may not do that' },
    not_in_address: { status: 403, title: 'This token may not stand in an address' },
    foreign_origin: { status: 403, title: 'This web page may not call the API' },
    not_found: { status: 404, title: 'Not found' },
    unknown_path: { status: 404, title: 'Nothing is at this address' },
    wrong_method: { status: 405, title: 'Wrong method' },
    out_of_date: { status: 409, title: 'Not possible any more' },
    key_used: { status: 409, title: 'This key was used for a different request' },
    under_way: { status: 409, title: 'The same request is still being processed' },
    carried_out: { status: 409, title: 'This was carried out already' },
    start_afresh: { status: 410, title: 'Too old to tell' },
    too_large: { status: 413, title: 'The body is too large' },
    unsupported_media: { status: 415, title: 'The body is not JSON' },
    foreign_host: { status: 421, title: 'Unknown host name' },
    upgrade_required: { status: 426, title: 'This address is a WebSocket' },
    too_many: { status: 429, title: 'Too many requests' },
    unforeseen: { status: 500, title: 'Something went wrong' },
    unavailable: { status: 503, title: 'Not available now' },
    not_configured: { status: 503, title: 'Not set up yet' },
  };

/** The HTTP status of a failure. */
export function statusOfFailure({ kind }: Pick<Failure, 'kind'>): number {
  return PROBLEMS[kind].status;
}

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

/** What a token that may not do something is good for, and which one is needed. */
function forbiddenWords({ tokenKind, place }: Extract<Failure, { readonly kind: 'forbidden' }>): string {
  if (place === 'owners') return 'Only a token of the kind `owner` may do this.';
  if (tokenKind === 'read_only') {
    const needed = place === 'older' ? '`owner` or `client`' : '`owner`';
    return `A token of the kind \`read_only\` can read, but not change anything; a token of the kind ${needed} is needed.`;
  }
  return 'A token of the kind `client` opens only the addresses of older clients, and this is none of them; a token of the kind `owner` is needed, or `read_only` to read.';
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
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
    case 'broken_off':
      return 'The connection ended before the whole body was here; nothing was done.';
    case 'not_utf8':
      return 'JSON must be UTF-8, and the body has bytes that are not; nothing was done.';
    case 'unsupported_media':
      return 'Send JSON, with `Content-Type: application/json`.';
    case 'forbidden':
      return forbiddenWords(failure);
    case 'other_kind':
      return failure.given === 'repair'
        ? 'This is the repair token. It belongs in `X-Repair-Auth`; a token of the kind `owner` is needed here.'
        : `This is a token of the kind \`${failure.given}\`. The repair token (REPAIR_AUTH_TOKEN) is needed here.`;
    case 'wants_owner':
      return 'The token in this address is of the kind `client`; a token of the kind `owner` is needed besides, as `Authorization: Bearer \u2026`.';
    case 'not_in_address':
      return 'Only a token of kind `client` may be part of an address, because addresses end up in logs and histories.';
    case 'too_many':
      return `Ask again in ${secondsOf(failure.waitMs)} s.`;
    case 'key_used':
      return 'Give every request its own key, and send a key again only with the same request.';
    case 'under_way':
      return 'Ask again in a moment for its answer.';
    case 'carried_out':
      return 'A request with this key was carried out already; its answer is shown once and is not kept. Nothing was done now.';
    case 'foreign_host':
      return 'This server answers only to the host names in its setting ALLOWED_HOSTS.';
    case 'foreign_origin':
      return 'Web pages may call the API only from the origins listed in the setting CORS_ORIGINS.';
    case 'upgrade_required':
      return 'Send `Upgrade: websocket`.';
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
  if (failure.kind === 'too_many') headers.set('retry-after', String(secondsOf(failure.waitMs)));
  if (failure.kind === 'under_way') headers.set('retry-after', '1');
  if (failure.kind === 'upgrade_required') headers.set('upgrade', 'websocket');
  return headers;
}
