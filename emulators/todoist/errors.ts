/**
 * The vendor's error answers: one class that carries the wire fields, and one factory per known error.
 * Codes and tags that no public source names are marked as assumptions in ASSUMPTIONS.md.
 */

/** An error object as it stands in a REST body or in `sync_status`. */
export interface WireError {
  readonly error: string;
  readonly error_code: number;
  readonly error_extra: Readonly<Record<string, unknown>>;
  readonly error_tag: string;
  readonly http_code: number;
}

interface ApiErrorFields {
  readonly message: string;
  readonly code: number;
  readonly tag: string;
  readonly status: number;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** How REST words this error when it differs from `/sync`: the same domain error has another HTTP code there. */
  readonly rest?: {
    readonly message: string;
    readonly code: number;
    readonly tag: string;
    readonly status: number;
  };
}

/** A refusal that the API would answer; thrown by command and route code, turned into a body at the edge. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly #fields: ApiErrorFields;

  constructor(fields: ApiErrorFields) {
    super(fields.message);
    this.#fields = fields;
  }

  /** The error object of a command in `sync_status`. */
  toSync(): WireError {
    return toWire(this.#fields, this.#fields.extra ?? {});
  }

  /** The body of a REST answer, with the extra facts that only HTTP answers carry. */
  toRest(httpExtra: Readonly<Record<string, unknown>> = {}): WireError {
    return toWire(this.#fields.rest ?? this.#fields, { ...this.#fields.extra, ...httpExtra });
  }
}

function toWire(
  fields: Pick<ApiErrorFields, 'message' | 'code' | 'tag' | 'status'>,
  extra: Readonly<Record<string, unknown>>,
): WireError {
  return {
    error: fields.message,
    error_code: fields.code,
    error_extra: extra,
    error_tag: fields.tag,
    http_code: fields.status,
  };
}

/** Builds the error for a required argument that is not there. */
export function argumentMissing(argument: string): ApiError {
  return new ApiError({
    message: 'Required argument is missing',
    code: 19,
    tag: 'ARGUMENT_MISSING',
    status: 400,
    extra: { argument },
  });
}

/** Builds the error for an argument with a value that the API refuses. */
export function invalidArgument(argument: string, expected?: string): ApiError {
  return new ApiError({
    message: 'Invalid argument value',
    code: 20,
    tag: 'INVALID_ARGUMENT_VALUE',
    status: 400,
    extra: expected === undefined ? { argument } : { argument, expected },
  });
}

/** Builds the error for an attachment's address that is not of the web, as it was recorded. */
export function disallowedUrl(argument: string): ApiError {
  return new ApiError({
    message: 'Invalid argument value',
    code: 20,
    tag: 'INVALID_ARGUMENT_VALUE',
    status: 400,
    extra: { argument, explanation: `${argument} contains disallowed URL` },
  });
}

/** Builds the error for a date or due phrase that can't be understood. */
export function invalidDate(): ApiError {
  return new ApiError({ message: 'Invalid date format', code: 42, tag: 'BAD_REQUEST', status: 400 });
}

/** Builds the error for an id that is neither a real id nor a temporary id of this request; REST knows real ids only. */
export function invalidTempId(id: string): ApiError {
  return new ApiError({
    message: 'Invalid temporary id',
    code: 15,
    tag: 'INVALID_TEMP_ID',
    status: 400,
    extra: { bad_item: id, explanation: 'Non-base32 digit found' },
    rest: { message: 'Invalid argument value', code: 20, tag: 'INVALID_ARGUMENT_VALUE', status: 400 },
  });
}

const NOT_FOUND_OBJECTS = {
  item: { noun: 'Item', restNoun: 'Task', code: 22 },
  project: { noun: 'Project', restNoun: 'Project', code: 21 },
  section: { noun: 'Section', restNoun: 'Section', code: 23 },
  label: { noun: 'Label', restNoun: 'Label', code: 24 },
  note: { noun: 'Note', restNoun: 'Comment', code: 25 },
  reminder: { noun: 'Reminder', restNoun: 'Reminder', code: 26 },
  filter: { noun: 'Filter', restNoun: 'Filter', code: 27 },
  workspace: { noun: 'Workspace', restNoun: 'Workspace', code: 28 },
  folder: { noun: 'Folder', restNoun: 'Folder', code: 29 },
  invitation: { noun: 'Invitation', restNoun: 'Invitation', code: 30 },
  collaborator: { noun: 'Collaborator', restNoun: 'Collaborator', code: 31 },
} as const;

/** The kinds of object that can be missing. */
export type ObjectKind = keyof typeof NOT_FOUND_OBJECTS;

/** Builds the error for a well-formed id that names nothing: 400 in `/sync`, 404 in REST. */
export function objectNotFound(kind: ObjectKind): ApiError {
  const { noun, restNoun, code } = NOT_FOUND_OBJECTS[kind];
  return new ApiError({
    message: `${noun} not found`,
    code,
    tag: `${noun.toUpperCase()}_NOT_FOUND`,
    status: 400,
    rest: { message: `${restNoun} not found`, code: 478, tag: 'NOT_FOUND', status: 404 },
  });
}

/** Builds the 404 of an object that only REST knows, such as a template or an app; worded as for other objects. */
export function restObjectNotFound(noun: string): ApiError {
  return new ApiError({ message: `${noun} not found`, code: 478, tag: 'NOT_FOUND', status: 404 });
}

/** Builds the error for a numeric id of the time before API v1; code and tag were seen in clients' reports. */
export function oldIdRefused(): ApiError {
  return new ApiError({
    message: 'The ID provided was deprecated and cannot be used with this version of the API',
    code: 557,
    tag: 'V1_ID_CANNOT_BE_USED',
    status: 400,
  });
}

/** Builds the error for a scope that an OAuth token lacks; the tag is known from the vendor's own client. */
export function scopeMissing(): ApiError {
  return new ApiError({
    message: 'Insufficient token scope',
    code: 481,
    tag: 'AUTH_INSUFFICIENT_TOKEN_SCOPE',
    status: 403,
  });
}

/** Builds the refusals of a new address or password; the specification only names their tags. */
export function credentialRefused(tag: string): ApiError {
  return new ApiError({ message: tag.toLowerCase().replaceAll('_', ' '), code: 60, tag, status: 400 });
}

/** Builds the error for a project that already has its full number of active tasks. */
export function projectFull(): ApiError {
  return new ApiError({
    message: 'Maximum number of items per user project limit reached',
    code: 49,
    tag: 'MAX_ITEMS_LIMIT_REACHED',
    status: 403,
  });
}

const COUNT_LIMITS = {
  PROJECTS: { text: 'Maximum number of projects per user limit reached', code: 50 },
  SECTIONS: { text: 'Maximum number of sections per project limit reached', code: 51 },
  LABELS: { text: 'Maximum number of labels per user limit reached', code: 52 },
  REMINDERS: { text: 'Maximum number of reminders per user limit reached', code: 53 },
  FILTERS: { text: 'Maximum number of filters per user limit reached', code: 54 },
} as const;

/** Builds the error for a plan's count limit other than tasks per project. */
export function countLimitReached(what: keyof typeof COUNT_LIMITS, maxCount: number): ApiError {
  const { text, code } = COUNT_LIMITS[what];
  return new ApiError({
    message: text,
    code,
    tag: `MAX_${what}_LIMIT_REACHED`,
    status: 403,
    extra: { max_count: maxCount },
  });
}

/** Builds the error for a feature that the plan does not have. */
export function premiumOnly(): ApiError {
  return new ApiError({ message: 'Premium only feature', code: 32, tag: 'PREMIUM_ONLY', status: 403 });
}

/** Builds the error for something that nobody may do, such as deleting the Inbox. */
export function forbidden(message: string): ApiError {
  return new ApiError({ message, code: 43, tag: 'FORBIDDEN', status: 403 });
}

/** Builds the general 400, for instance for an unknown command or too many commands. */
export function badRequest(message: string, extra: Readonly<Record<string, unknown>> = {}): ApiError {
  return new ApiError({ message, code: 40, tag: 'BAD_REQUEST', status: 400, extra });
}

/** Builds the answer to a missing or wrong bearer token. */
export function unauthorized(): ApiError {
  return new ApiError({ message: 'Unauthorized', code: 477, tag: 'UNAUTHORIZED', status: 401 });
}

/** Builds the answer of quick add to a wrong token, which differs from all others. */
export function invalidToken(): ApiError {
  return new ApiError({ message: 'Invalid token', code: 401, tag: 'FORBIDDEN', status: 403 });
}

/** Builds the answer to a path that does not exist. */
export function pathNotFound(): ApiError {
  return new ApiError({ message: 'Not found', code: 478, tag: 'NOT_FOUND', status: 404 });
}

/** Builds the answer to a known path with the wrong method. */
export function methodNotAllowed(): ApiError {
  return new ApiError({ message: 'Method not allowed', code: 479, tag: 'METHOD_NOT_ALLOWED', status: 405 });
}

/** Builds the answer to a body over the size limit. */
export function bodyTooLarge(): ApiError {
  return new ApiError({
    message: 'Request entity too large',
    code: 480,
    tag: 'PAYLOAD_TOO_LARGE',
    status: 413,
  });
}

/** Builds the rate-limit answer. */
export function limitsReached(retryAfterSeconds: number): ApiError {
  return new ApiError({
    message: 'Too many requests. Limits reached. Try again later',
    code: 35,
    tag: 'LIMITS_REACHED',
    status: 429,
    extra: { retry_after: retryAfterSeconds },
  });
}

/** Builds the answer of a server that broke. */
export function serverError(): ApiError {
  return new ApiError({ message: 'Internal server error', code: 0, tag: 'INTERNAL_ERROR', status: 500 });
}
